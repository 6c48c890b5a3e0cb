#pragma once
#include <filesystem>
#include <iostream>

namespace agglo {

/// What a table may be written as: TABLE.csv with its descriptor, or the folder that pymrio.load_all() reads.
enum class written_form { csv, pymrio };

struct convert_options {
  std::filesystem::path table, out;
  std::filesystem::path layout;  ///< the descriptor; "": the one beside the table, or what its labels tell
  written_form form = written_form::csv;
  bool quiet = false;
};

/// `agglo convert TABLE --out DIR --to csv|pymrio`: reads a table of any form, audits it, and writes it with its
/// accounts into DIR, whole or not at all, numbers as they were read.
/// @returns the exit code   @throw data_error, numeric_error (as audit()), output_error
int convert(const convert_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
