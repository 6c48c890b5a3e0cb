#include <algorithm>
#include <map>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

// The 2016 release of the World Input-Output Database as its files for R and Stata hold it, written as CSV:
// IndustryCode, IndustryDescription, Country, RNr, Year, then AUS1 to AUS56 of each country, AUS57 to AUS61 of each
// country, TOT.

namespace agglo {
namespace {

constexpr int last_industry = 56, last_demand = 61;
const std::map<int, const char*> demand{{57, "CONS_h"}, {58, "CONS_np"}, {59, "CONS_g"}, {60, "GFCF"}, {61, "INVEN"}};

bool recognises(const format_clues& clues) {
  return clues.header_has({"IndustryCode", "IndustryDescription", "Country", "RNr"});
}

std::size_t column_of(const std::vector<std::string>& header, const char* name) {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

/// "AUS" and 12 of "AUS12"; a number of 0 for anything else.
std::pair<std::string, int> country_and_number(const std::string& label) {
  const std::size_t at = label.find_first_of("0123456789");
  if (at == std::string::npos || at == 0 || label.size() - at > 2) return {label, 0};
  if (label.find_first_not_of("0123456789", at) != std::string::npos) return {label, 0};
  return {label.substr(0, at), std::stoi(label.substr(at))};
}

std::vector<marked_line> mark_rows(const text_grid& grid, const std::vector<std::string>& header,
                                   std::map<int, std::string>& industries) {
  const std::size_t code = column_of(header, "IndustryCode"), name = column_of(header, "IndustryDescription"),
                    country = column_of(header, "Country"), number = column_of(header, "RNr");
  std::vector<marked_line> out;
  for (index_type r = 1; r < grid.rows(); ++r) {
    std::vector<std::string> cells =
        grid.cells(r, static_cast<index_type>(std::max({code, name, country, number})) + 1);
    cells.resize(std::max(cells.size(), header.size()));
    const parsed_number n = parse_number(cells[number]);
    if (cells[country] != "TOT" && n && n.value >= 1 && n.value <= last_industry) {
      industries.emplace(static_cast<int>(n.value), cells[code]);
      out.push_back(marked_sector(cells[country], cells[code], cells[name], r, static_cast<index_type>(code)));
      continue;
    }
    const part what = cells[code] == "II_fob" ? part::left_out : cells[code] == "GO" ? part::output : part::primary;
    out.push_back({what, cells[code], cells[name], "", "", r, static_cast<index_type>(code)});
  }
  return out;
}

std::vector<marked_line> mark_columns(const text_grid& grid, const std::vector<std::string>& header,
                                      const std::map<int, std::string>& industries) {
  static const std::vector<std::string> labels{
      "IndustryCode", "IndustryDescription", "Country", "RNr", "Year", "TOT", ""};
  row_errors errors;
  std::vector<marked_line> out(header.size());
  for (std::size_t j = 0; j < header.size(); ++j) {
    const auto column = static_cast<index_type>(j);
    const auto [country, number] = country_and_number(header[j]);
    if (header[j] == "TOT")
      out[j] = {part::output, "TOT", "", "", "", 0, column};
    else if (number > last_industry && number <= last_demand)
      out[j] = marked_demand(country, demand.at(number), 0, column);
    else if (number > 0 && industries.contains(number))
      out[j] = marked_sector(country, industries.at(number), "", 0, column);
    else if (std::find(labels.begin(), labels.end(), header[j]) == labels.end())
      errors.add(grid.at(0, column, "a country and the number of an industry or of final demand, such as AUS12",
                         suggestion(header[j], labels)));
  }
  errors.throw_if_any();
  return out;
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  const std::vector<std::string> header = grid.cells(0);
  std::map<int, std::string> industries;
  const std::vector<marked_line> rows = mark_rows(grid, header, industries);
  const std::vector<marked_line> columns = mark_columns(grid, header, industries);
  tell(d.layout.unit, "million USD");
  io_table t = read_marked(grid, 1, rows, columns, d.layout.unit);
  tell(d.title, "World input-output table, WIOD release 2016");
  tell(d.source, "World Input-Output Database, Timmer et al. (2015)");
  tell(d.prices, "basic prices, current");
  const std::size_t year = column_of(header, "Year");
  if (!d.year && year < header.size() && grid.rows() > 1) d.year = year_in(grid.cells(1)[year]);
  tell_rows(d.value_added, t, {"VA"});
  world_table(path, d, t);
  return t;
}

}  // namespace

published_format wiod2016_frame_format() {
  return {"wiod2016_frame", "WIOD release 2016, the R and Stata files as CSV", recognises, read};
}

}  // namespace agglo
