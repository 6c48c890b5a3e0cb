#pragma once
#include <string>
#include <utility>
#include <vector>

#include "host/model/identity.hpp"
#include "host/report/result_list.hpp"
#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// A table to be written, beside what the report says of it: NAME.csv with NAME.toml, as agglo reads them again.
struct table_to_write {
  std::string name;        ///< "table"
  std::string definition;  ///< what its flows are and where they come from
  io_table table;
  table_descriptor about;  ///< title, year, source, flows and the rows of value added and imports
};

/// What a command that builds or mends tables hands out: tables, further arrays, and what was done and assumed.
struct table_report {
  std::string title;
  std::vector<std::string> sources;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::string> facts;        ///< what was made from what: a line each of the summary
  std::vector<std::string> assumptions;  ///< what was assumed: in the summary and the manifest
  std::string text;                      ///< further Markdown of the summary
  std::vector<table_to_write> tables;
  result_list results;
  std::vector<identity> checks;
};

/// `about` for tables made from the one it describes: its texts, year, flows, households and rows. Accounts are in the
/// table.
table_descriptor description_of(const table_descriptor& about, std::string title);
/// The year as texts give it: "2020" or "not told".
std::string year_text(const table_descriptor& about);

/// The codes, units and years of everything that is written.
std::string manifest(const table_report&);
std::string summary_markdown(const table_report&);
/// Title and facts, in plain text.
std::string summary_terminal(const table_report&);

}  // namespace agglo
