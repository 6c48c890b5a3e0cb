#include <algorithm>

#include "host/table/formats/readers.hpp"
#include "host/table/formats/underscored.hpp"
#include "kernels/base/error.hpp"

// Eurostat's FIGARO tables, industry by industry or product by product.
//   matrix  COUNTRY_CODE in the first row and column, COUNTRY_P3_S13 and the other uses behind, rows W2_D21X31 ...
//   below flat    a line a cell: refArea, rowPi, counterpartArea, colPi, obsValue
// There is no column of output. FIGW1 is the rest of the world.

namespace agglo {
namespace {

underscored_labels labels(char separator) {
  return {.separator = separator,
          .demand = {"P3_S13", "P3_S14", "P3_S15", "P51G", "P5M", "P52", "P53", "P52_P53"},
          .primary = {"D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G", "P51C", "B2A3N"},
          .output_columns = {},
          .output_rows = {}};
}

bool recognises_matrix(const format_clues& clues) {
  if (clues.rows.empty() || clues.rows[0].size() < 3) return false;
  const auto& header = clues.rows[0];
  return std::any_of(header.begin(), header.end(), [](const auto& cell) { return cell.ends_with("_P3_S14"); }) &&
         header[1].find('_') != std::string::npos;
}
bool recognises_flat(const format_clues& clues) {
  return clues.header_has({"refArea", "rowPi", "counterpartArea", "colPi", "obsValue"});
}

void tell_facts(const std::filesystem::path& path, table_descriptor& d, io_table& t) {
  tell(d.title, "FIGARO inter-country input-output table");
  tell(d.source, "Eurostat, FIGARO");
  tell(d.prices, "basic prices, current");
  tell_rows(d.value_added, t, {"W2_D1", "W2_D29", "W2_B2", "W2_P51C", "W2:D1", "W2:D29", "W2:B2", "W2:P51C"});
  world_table(path, d, t);
}

io_table read_matrix(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  tell(d.layout.unit, "million EUR");
  io_table t = read_underscored(grid, labels('_'), d.layout.unit);
  tell_facts(path, d, t);
  return t;
}

io_table read_flat(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  row_errors errors;
  const long_table table(grid, {{"refArea", "rowPi"}, {"counterpartArea", "colPi"}, "obsValue"}, errors);
  errors.throw_if_any();
  tell(d.layout.unit, "million EUR");
  io_table t = read_underscored(table, labels(':'), d.layout.unit);
  tell_facts(path, d, t);
  return t;
}

}  // namespace

published_format figaro_format() { return {"figaro", "FIGARO, matrix as CSV", recognises_matrix, read_matrix}; }
published_format figaro_flat_format() { return {"figaro_flat", "FIGARO, flat CSV", recognises_flat, read_flat}; }

}  // namespace agglo
