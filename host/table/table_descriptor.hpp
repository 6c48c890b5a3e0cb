#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/table/io_table.hpp"

namespace agglo {

/// What the intermediate flows of a table hold.
enum class flow_kind {
  competitive,    ///< imports too, taken out again by one column of imports
  domestic,       ///< domestic products alone; imported inputs are a row, if anything
  total,          ///< imports too, and nothing in the table says which
  interregional,  ///< flows among all regions of the table; what comes from outside is a row, if anything
  not_told
};

/// Rows by sector that are no part of the balance (persons, tonnes), in a file of their own.
struct account_source {
  std::filesystem::path file;
  std::string labels;              ///< column with the rows' codes
  std::vector<std::string> names;  ///< columns that are neither codes nor sectors
  std::vector<std::string> rows;   ///< the rows to take; empty: all
  std::string unit;
  /// Cell by cell: the column with the sectors' codes and the one with the numbers; "": a column a sector.
  std::string sectors, values;
  std::vector<std::string> left_out;  ///< codes in `sectors` that are no sectors: final demand, totals
};

/// The row and column of a table that close it for households, by name.
struct household_rows {
  std::vector<std::string> income;       ///< codes of primary inputs
  std::vector<std::string> consumption;  ///< columns of final demand
  std::optional<double> total_income{};  ///< in the table's unit; none: what the sectors pay
};

/// What a table is and how its file is laid out.
struct table_descriptor {
  std::filesystem::path file;  ///< the descriptor; empty: everything was guessed from the table's own labels
  std::string format;          ///< a published layout (published_formats()); "": the layout below
  std::string title, source, prices;
  std::optional<int> year;
  flow_kind flows = flow_kind::not_told;
  io_layout layout;
  std::vector<std::string> value_added;  ///< codes of the rows that make it up; empty: all primary inputs but imports
  std::vector<std::string> imported_inputs;  ///< codes of the rows of imports
  std::vector<std::string> satellites;       ///< rows of a format's satellite accounts to take as accounts
  std::vector<account_source> accounts;
  std::optional<household_rows> households;
};

/// The descriptor that stands beside a table: table.csv and the folder table are described by table.toml. "" without.
std::filesystem::path descriptor_beside(const std::filesystem::path& table);

/// Reads the description of `table`. A table in a published format (`format`, or recognised by its names and first
/// rows, unless there are [columns]) is left to read_published(). Else what is left out is guessed from the table's own
/// labels (guess_layout), unless it names the label column: then every column that it does not name is a sector.
///
///   format                       a name of published_formats(): it tells the layout, [columns] is of no use then
///   title, source, prices, unit  texts        year  a whole number        flows  "competitive", "domestic", "total",
///                                                                                  "interregional"
///   encoding, separator, thousands, decimal, region_separator          as in io_layout
///   [columns]    labels, names, final_demand, exports, imports, output, ignored
///   [rows]       output, value_added, imported_inputs, ignored, satellites (of exiobase3)
///   [[account]]  file, labels, names, rows, unit; told cell by cell: sectors, values, left_out
///   [households] income (one text or several), consumption (likewise), total_income (a number)
///
/// Every key may be left out but file and unit of an account. Files are beside the descriptor.
/// @throw data_error  with file:line:column: an unknown key, with the nearest known one; a value of the wrong type
table_descriptor read_descriptor(const std::filesystem::path& descriptor, const std::filesystem::path& table);

/// By `descriptor`, else by the one beside the table, else by its format or its own labels.
/// @throw data_error  as read_descriptor or guess_layout
table_descriptor describe_table(const std::filesystem::path& table, const std::filesystem::path& descriptor = {});

}  // namespace agglo
