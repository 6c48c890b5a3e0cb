#include <algorithm>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

// Eurostat's symmetric tables cell by cell: prod_na (row), induse (column), values, and geo, time, unit, with the codes
// of the European System of Accounts. A label that is both a row and a column is a product.

namespace agglo {
namespace {

bool recognises(const format_clues& clues) { return clues.header_has({"prod_na", "induse", "values", "unit"}); }

bool is_total(const std::string& code) {
  return code.ends_with("TOTAL") || code == "P2" || code == "B1G" || code == "B1N" || code == "TS_BP";
}

part kind_of_column(const std::string& code, bool has_total_use) {
  if (code == "TU" || code == "P1" || (code == "TFU" && !has_total_use)) return part::output;
  if (code.starts_with("P6")) return part::exports;
  if (starts_with_any(code, {"P3", "P5"})) return part::final_demand;
  return part::left_out;
}

part kind_of_row(const std::string& code) {
  if (code == "P1") return part::output;
  if (!is_total(code) && starts_with_any(code, {"P7", "D", "K", "P51C", "B2", "B3"})) return part::primary;
  return part::left_out;
}

/// The labels of one side, each with the kind that `kind` tells; products are sectors.
template <class Kind>
std::vector<marked_line> marked(const std::vector<std::string>& labels, const std::vector<std::string>& others,
                                Kind&& kind) {
  std::vector<marked_line> out;
  for (const std::string& label : labels) {
    const bool both = std::find(others.begin(), others.end(), label) != others.end();
    out.push_back({both && !is_total(label) ? part::sector : kind(label), label, "", "", "", 0, 0});
  }
  return out;
}

/// What stands in column `name` of the line, "" without such a column.
std::string in_column(const text_grid& grid, index_type line, const std::string& name) {
  const std::vector<std::string> header = grid.cells(0);
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? "" : grid.cells(line)[static_cast<std::size_t>(found - header.begin())];
}

void refuse_unknown_rows(const long_table& table, const std::vector<marked_line>& rows, row_errors& errors) {
  static const std::vector<std::string> known{"P1", "P2", "P7", "D21X31", "D1", "D29X39", "K1", "P51C", "B1G", "B2A3N"};
  for (const marked_line& row : rows)
    if (row.what == part::left_out && !is_total(row.code) && !row.code.starts_with("EMP"))
      errors.add(table.grid().at(row.row, row.column, "a product that is a column too, or a code of the accounts",
                                 suggestion(row.code, known)));
}

/// Employment stands among the rows, in a unit of its own that the file does not tell.
void add_employment(const long_table& table, const std::vector<marked_line>& rows,
                    const std::vector<marked_line>& columns, io_table& t) {
  std::vector<index_type> sectors;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].what == part::sector) sectors.push_back(static_cast<index_type>(c));
  row_errors errors;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r].code.starts_with("EMP")) continue;
    account a{rows[r].code, rows[r].name, "1000 persons", std::vector<double>(sectors.size())};
    const std::vector<index_type> row{static_cast<index_type>(r)};
    table.numbers(row, std::vector<number_block>{{sectors, a.values.data()}}, "a number of 1000 persons", errors);
    t.accounts.push_back(std::move(a));
  }
  errors.throw_if_any();
  if (!t.accounts.empty()) t.assumptions.emplace_back("rows EMP... count 1000 persons; the file gives them no unit");
}

void tell_facts(const text_grid& grid, table_descriptor& d) {
  const std::string unit = in_column(grid, 1, "unit"), long_unit = in_column(grid, 1, "unit_lab");
  tell(d.layout.unit, unit == "MIO_EUR" ? "million EUR" : long_unit.empty() ? unit.c_str() : long_unit.c_str());
  tell(d.title, in_column(grid, 1, "geo_lab").c_str());
  tell(d.source, "Eurostat");
  tell(d.prices, "basic prices");
  if (!d.year) d.year = year_in(in_column(grid, 1, "time"));
  if (d.flows == flow_kind::not_told) d.flows = flow_kind::domestic;
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  row_errors errors;
  const long_table table(grid, {{"prod_na"}, {"induse"}, "values"}, errors);
  errors.throw_if_any();
  if (grid.rows() > 1) tell_facts(grid, d);

  std::vector<marked_line> rows = marked(table.rows(), table.columns(), kind_of_row);
  const auto& uses = table.columns();
  const bool total_use = std::find(uses.begin(), uses.end(), "TU") != uses.end();
  std::vector<marked_line> columns =
      marked(uses, table.rows(), [&](const std::string& code) { return kind_of_column(code, total_use); });
  for (std::size_t r = 0; r < rows.size(); ++r) {
    rows[r].row = table.first_line_of_row(r), rows[r].column = table.row_column();
    rows[r].name = in_column(grid, rows[r].row, "prod_na_lab");
  }
  for (std::size_t c = 0; c < columns.size(); ++c)
    columns[c].row = table.first_line_of_column(c), columns[c].column = table.column_column();
  refuse_unknown_rows(table, rows, errors);
  errors.throw_if_any();

  io_table t = read_marked(table, rows, columns, d.layout.unit);
  add_employment(table, rows, columns, t);
  tell_rows(d.imported_inputs, t, {"P7"});
  tell_rows(d.value_added, t, {"D1", "D29", "K1", "P51C", "B2", "B3"});
  t.assumptions.emplace_back("flows are domestic; imports of the same products are the row P7");
  if (!total_use) t.assumptions.emplace_back("column TFU is taken for total use: row sums are held against it");
  return t;
}

}  // namespace

published_format eurostat_long_format() {
  return {"eurostat_long", "Eurostat, symmetric table cell by cell", recognises, read};
}

}  // namespace agglo
