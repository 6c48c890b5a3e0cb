#include <algorithm>
#include <map>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

// China's provinces and sectors as the Carbon Emission Accounts and Datasets publish them, a sheet of the workbook
// saved as CSV. Below a title stand three header rows: province (once for each block), names, codes; each row begins
// with province (once for each block), name, code. Codes: 01 ... of sectors; FU101 to FU202 final demand, EX, ERR, GO;
// IM, VA001 to VA004, TI below. Totals (TIU, TFU, TII, TVA) and rows or columns without a code are left out.

namespace agglo {
namespace {

constexpr index_type label_columns = 3;

/// The row of codes: 01 in its fourth cell; -1 without.
index_type row_of_codes(const std::vector<std::vector<std::string>>& rows) {
  for (std::size_t r = 2; r < rows.size(); ++r) {
    if (rows[r].size() <= label_columns + 1) continue;
    const std::string &first = rows[r][label_columns], &second = rows[r][label_columns + 1];
    if ((first == "01" || first == "1") && (second == "02" || second == "2")) return static_cast<index_type>(r);
  }
  return -1;
}

bool recognises(const format_clues& clues) {
  const index_type r = row_of_codes(clues.rows);
  if (r < 0) return false;
  const auto& codes = clues.rows[static_cast<std::size_t>(r)];
  return std::find(codes.begin(), codes.end(), "FU101") != codes.end();
}

/// A spreadsheet may have turned 01 into 1.
std::string sector_code(const std::string& code) {
  const bool digits = !code.empty() && code.find_first_not_of("0123456789") == std::string::npos;
  return digits && code.size() == 1 ? "0" + code : code;
}
bool is_sector(const std::string& code) {
  return code.size() == 2 && code.find_first_not_of("0123456789") == std::string::npos;
}

part kind_of_column(const std::string& code) {
  static const std::map<std::string, part> known{{"EX", part::exports},   {"ERR", part::final_demand},
                                                 {"GO", part::output},    {"TIU", part::left_out},
                                                 {"TFU", part::left_out}, {"", part::left_out}};
  const auto found = known.find(code);
  return found != known.end() ? found->second : code.starts_with("FU") ? part::final_demand : part::sector;
}

part kind_of_row(const std::string& code) {
  if (code == "IM" || code.starts_with("VA")) return part::primary;
  if (code == "TI") return part::output;
  return code.empty() || code == "TII" || code == "TVA" ? part::left_out : part::sector;
}

std::vector<marked_line> mark_columns(const text_grid& grid, index_type codes_row, row_errors& errors) {
  std::vector<std::string> regions = grid.cells(codes_row - 2), names = grid.cells(codes_row - 1),
                           codes = grid.cells(codes_row);
  regions.resize(codes.size()), names.resize(codes.size());
  std::string region;
  std::vector<marked_line> out(codes.size());
  for (std::size_t j = label_columns; j < codes.size(); ++j) {
    const auto column = static_cast<index_type>(j);
    if (!regions[j].empty()) region = regions[j];
    const std::string code = sector_code(codes[j]);
    const part kind = kind_of_column(code);
    if (is_sector(code))
      out[j] = marked_sector(region, code, names[j], codes_row, column);
    else if (kind == part::final_demand && code != "ERR")
      out[j] = marked_demand(region, code, codes_row, column);
    else if (kind != part::sector)
      out[j] = {kind, code, names[j], "", "", codes_row, column};
    else
      errors.add(grid.at(codes_row, column, "a sector's code, FU..., EX, ERR, GO, TIU, TFU or nothing",
                         suggestion(code, std::vector<std::string>{"FU101", "FU102", "FU103", "FU201", "FU202", "EX",
                                                                   "ERR", "GO", "TIU", "TFU"})));
  }
  return out;
}

std::vector<marked_line> mark_rows(const text_grid& grid, index_type codes_row, row_errors& errors) {
  std::string region;
  std::vector<marked_line> out;
  for (index_type r = codes_row + 1; r < grid.rows(); ++r) {
    std::vector<std::string> cells = grid.cells(r, label_columns);
    cells.resize(label_columns);
    const std::string code = sector_code(cells[2]);
    if (!cells[0].empty()) region = cells[0];
    const part kind = kind_of_row(code);
    if (is_sector(code))
      out.push_back(marked_sector(region, code, cells[1], r, 2));
    else if (kind != part::sector)
      out.push_back({kind, code, cells[1], "", "", r, 2});
    else
      errors.add(grid.at(r, 2, "a sector's code, IM, VA..., TI, TII, TVA or nothing",
                         suggestion(code, std::vector<std::string>{"IM", "VA001", "VA002", "VA003", "VA004", "TI"})));
  }
  return out;
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path,
                       {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}, .trim = true});
  std::vector<std::vector<std::string>> first;
  for (index_type r = 0; r < std::min<index_type>(8, grid.rows()); ++r)
    first.push_back(grid.cells(r, label_columns + 2));
  const index_type codes_row = row_of_codes(first);
  if (codes_row < 0)
    throw data_error(grid.at(0, 0, "a header row of codes, 01 and 02 in its fourth and fifth cell, in the first 8 rows",
                             "save the whole sheet of the workbook as CSV, from its title on")
                         .message());
  row_errors errors;
  const std::vector<marked_line> columns = mark_columns(grid, codes_row, errors);
  const std::vector<marked_line> rows = mark_rows(grid, codes_row, errors);
  errors.throw_if_any();

  tell(d.layout.unit, "10 000 CNY");
  io_table t = read_marked(grid, codes_row + 1, rows, columns, d.layout.unit);
  tell(d.title, "Input-output table of China's provinces");
  tell(d.source, "Carbon Emission Accounts and Datasets (CEADs)");
  tell(d.prices, "producers' prices");
  if (!d.year) d.year = year_in(first[0][0]);
  tell_rows(d.value_added, t, {"VA"});
  tell_rows(d.imported_inputs, t, {"IM"});
  if (d.flows == flow_kind::not_told) d.flows = flow_kind::interregional;
  t.assumptions.emplace_back("what provinces import from abroad is the row IM; Z holds flows among the provinces");
  const auto& demand = t.final_demand_names;
  if (std::find(demand.begin(), demand.end(), "ERR") != demand.end())
    t.assumptions.emplace_back("the column of errors ERR is kept as a final demand that no province uses");
  year_from_name(path, d, t);
  return t;
}

}  // namespace

published_format ceads_format() { return {"ceads", "CEADs, provinces of China", recognises, read}; }

}  // namespace agglo
