#pragma once
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "host/cli/writing_command.hpp"
#include "host/report/table_report.hpp"
#include "host/table/io_audit.hpp"

namespace agglo {

/// A table as a command that builds another from it reads it: its accounts are in the table.
struct read_table {
  std::string file;  ///< without its folder
  io_table table;
  table_descriptor about;
  io_audit audit;
};
/// Reads a table by its descriptor and inspects it. Its imbalances are warnings here: they are kept, not made.
/// @throw data_error
read_table read_described_table(const std::filesystem::path& table, const std::filesystem::path& layout);

/// What reading took for granted, and what of the table is not written again.
std::vector<std::string> facts_of_reading(const io_table&);

/// What every command that builds a table does around its work: takes the place first, reads, lets `build` make the
/// report, asks its checks, writes everything or nothing, and shows the summary.
int build_tables(const std::filesystem::path& out, bool quiet, std::ostream& terminal,
                 const std::function<table_report(writing_command&)>& build);

}  // namespace agglo
