#include <algorithm>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "kernels/base/error.hpp"

// The World Input-Output Database, its workbooks saved as CSV. Below a title stand four header rows: codes of
// industries, their names, countries, c-numbers; the same four begin each row (from r60 or r65 on for the rows below
// the countries').
//   2013 release  industries c1 to c35, final demand c37 to c42; r60 and r69 are totals
//   2016 release  industries c1 to c56, final demand c57 to c61; II_fob and GO are totals
// Timmer, Dietzenbacher, Los, Stehrer and de Vries (2015), Review of International Economics 23: 575-605.

namespace agglo {
namespace {

constexpr index_type label_columns = 4;

struct release {
  const char* title;
  int last_industry, first_demand, last_demand;
};
constexpr release of_2013{"World input-output table, WIOD release 2013", 35, 37, 42};
constexpr release of_2016{"World input-output table, WIOD release 2016", 56, 57, 61};

/// 12 of "c12" and "r12"; -1 for anything else.
int number_of(const std::string& code) {
  if (code.size() < 2 || code.size() > 4 || (code[0] != 'c' && code[0] != 'r')) return -1;
  if (!std::all_of(code.begin() + 1, code.end(), [](char c) { return c >= '0' && c <= '9'; })) return -1;
  return std::stoi(code.substr(1));
}

/// The row of c-numbers among the first ones; -1 without.
index_type row_of_numbers(const std::vector<std::vector<std::string>>& rows) {
  for (std::size_t r = 3; r < rows.size(); ++r)
    if (rows[r].size() > label_columns && rows[r][label_columns] == "c1") return static_cast<index_type>(r);
  return -1;
}

bool has_number(const format_clues& clues, const char* number) {
  const index_type r = row_of_numbers(clues.rows);
  if (r < 0) return false;
  const auto& cells = clues.rows[static_cast<std::size_t>(r)];
  return std::find(cells.begin(), cells.end(), number) != cells.end();
}
bool recognises_2013(const format_clues& clues) { return has_number(clues, "c37") && !has_number(clues, "c57"); }
bool recognises_2016(const format_clues& clues) { return has_number(clues, "c57"); }

std::vector<marked_line> mark_columns(const text_grid& grid, index_type numbers, const release& of) {
  const std::vector<std::string> codes = grid.cells(numbers - 3), names = grid.cells(numbers - 2),
                                 regions = grid.cells(numbers - 1), c = grid.cells(numbers);
  row_errors errors;
  std::vector<marked_line> out(c.size());
  for (std::size_t j = label_columns; j < c.size(); ++j) {
    const int number = number_of(c[j]);
    const auto column = static_cast<index_type>(j);
    if (j >= regions.size() || j >= codes.size() || j >= names.size()) break;
    const std::string& code = codes[j].empty() ? c[j] : codes[j];
    if (number >= 1 && number <= of.last_industry)
      out[j] = marked_sector(regions[j], code, names[j], numbers, column);
    else if (number >= of.first_demand && number <= of.last_demand)
      out[j] = marked_demand(regions[j], code, numbers, column);
    else if (number == of.last_demand + 1 || regions[j] == "TOT")
      out[j] = {part::output, code, names[j], "", "", numbers, column};
    else if (!c[j].empty())
      errors.add(
          grid.at(numbers, column, "the number of an industry or of final demand, c1 and on", "check the header"));
  }
  errors.throw_if_any();
  return out;
}

marked_line mark_row(const text_grid& grid, index_type r, const release& of) {
  std::vector<std::string> labels = grid.cells(r, label_columns);
  labels.resize(label_columns);
  const std::string &name = labels[1], &region = labels[2], code = labels[0].empty() ? labels[3] : labels[0];
  if (code.empty() && region.empty()) return {};
  const int number = number_of(labels[3]);
  const index_type label = labels[0].empty() ? 3 : 0;
  if (region != "TOT" && number <= of.last_industry) return marked_sector(region, code, name, r, label);
  part what = part::primary;
  if (code == "II_fob" || labels[3] == "r60") what = part::left_out;
  if (code == "GO" || labels[3] == "r69") what = part::output;
  return {what, code, name, "", "", r, label};
}

io_table read(const std::filesystem::path& path, table_descriptor& d, const release& of) {
  const text_grid grid(path,
                       {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}, .trim = true});
  std::vector<std::vector<std::string>> first;
  for (index_type r = 0; r < std::min<index_type>(8, grid.rows()); ++r)
    first.push_back(grid.cells(r, label_columns + 1));
  const index_type numbers = row_of_numbers(first);
  if (numbers < 0)
    throw data_error(grid.at(0, 0,
                             "four header rows, the fourth with c1 in its fifth cell, found none in the first 8 rows",
                             "save the whole sheet of the workbook as CSV, from its first row")
                         .message());
  const std::vector<marked_line> columns = mark_columns(grid, numbers, of);
  std::vector<marked_line> rows;
  for (index_type r = numbers + 1; r < grid.rows(); ++r) rows.push_back(mark_row(grid, r, of));

  tell(d.layout.unit, "million USD");
  io_table t = read_marked(grid, numbers + 1, rows, columns, d.layout.unit);
  tell(d.title, of.title);
  tell(d.source, "World Input-Output Database, Timmer et al. (2015)");
  tell(d.prices, "basic prices, current");
  if (!d.year) d.year = year_in(first[0][0]);
  tell_rows(d.value_added, t, {"VA", "r64"});
  world_table(path, d, t);
  return t;
}

io_table read_2013(const std::filesystem::path& path, table_descriptor& d) { return read(path, d, of_2013); }
io_table read_2016(const std::filesystem::path& path, table_descriptor& d) { return read(path, d, of_2016); }

}  // namespace

published_format wiod2013_format() { return {"wiod2013", of_2013.title, recognises_2013, read_2013}; }
published_format wiod2016_format() { return {"wiod2016", of_2016.title, recognises_2016, read_2016}; }

}  // namespace agglo
