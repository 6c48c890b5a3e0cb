#pragma once
#include <filesystem>
#include <functional>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "host/table/firm_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

struct check_options {
  std::vector<std::string> files;
  std::filesystem::path rejects;  ///< where the unusable rows of a firms file go; "" nowhere; allows one file only
  /// Checks a study (.toml). Without it a study is named and passed over.
  std::function<void(const std::string& file, std::ostream& out)> study{};
};

/// `agglo check FILE...`: says what each file is, by its header, what was read, and what is wrong with it.
/// With a places file among them, the firms' cities must be its cities.
/// @returns 0
/// @throw data_error     one file cannot be used: its own message; several: their names, after every message on `out`
/// @throw numeric_error  the same where rho(A) >= 1 is all that is wrong
/// @throw usage_error    rejects with more than one file     @throw output_error  rejects cannot be written
int check(const check_options& options, std::ostream& out = std::cout);

/// What a table's header tells of it, or the files beside it: a .toml beside a .csv of its name describes that table.
enum class input_kind { firms, io_table, descriptor, places, facts, minutes, study };
/// @throw data_error  the header is none that is known
input_kind kind_of(const std::string& file);

/// One firms file: what it holds, its warnings and errors. @throw data_error
void check_firms(const std::string& file, const firm_format& format, std::span<const std::string> cities,
                 std::span<const std::string> industries, const std::filesystem::path& rejects, std::ostream& out);
/// One table: its audit. @throw data_error, numeric_error  as audit()
void check_io_table(const std::string& file, table_descriptor description, std::ostream& out);

}  // namespace agglo
