#include <algorithm>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "kernels/base/error.hpp"

// The national tables of the National Bureau of Statistics of China in 42 products that tell domestic from imported
// products (2017, 2020): Code, Description, DescriptionInChinese, Origin, the 42 products, TIU,
// TC, FU201, FU202, EX, TFU, GO. Rows of Origin Domestic sell, rows of Origin Imports are imports by product, rows of
// Origin TOT are TII (a subtotal), the four of value added, TVA (a subtotal) and TI (total inputs).

namespace agglo {
namespace {

constexpr index_type label_columns = 4;

bool recognises(const format_clues& clues) {
  return clues.header_has({"Code", "DescriptionInChinese", "Origin", "GO"});
}

/// TC is final demand, but the subtotal of FU101 to FU103 where these are there.
part kind_of_column(const std::string& name, bool consumption_split) {
  if (name == "GO") return part::output;
  if (name == "EX") return part::exports;
  if (name == "TIU" || name == "TFU" || name == "THC" || name == "GCF") return part::left_out;
  if (name == "TC") return consumption_split ? part::left_out : part::final_demand;
  if (starts_with_any(name, {"FU", "ERR"})) return part::final_demand;
  return part::sector;
}

part kind_of_row(const text_grid& grid, index_type row, const std::string& code, const std::string& origin,
                 row_errors& errors) {
  if (origin == "Domestic") return part::sector;
  if (origin == "Imports") return part::imported;
  if (code == "TI") return part::output;
  if (code == "TII" || code == "TVA") return part::left_out;
  if (origin == "TOT" && code.starts_with("VA")) return part::primary;
  errors.add(grid.at(row, 3, "Domestic, Imports or TOT (with VA..., TII, TVA or TI as its code)", "check the row"));
  return part::left_out;
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  const std::vector<std::string> header = grid.cells(0);
  std::vector<marked_line> columns(header.size()), rows;
  const bool split = std::find(header.begin(), header.end(), "FU101") != header.end();
  for (std::size_t c = label_columns; c < header.size(); ++c)
    columns[c] = {kind_of_column(header[c], split), header[c], "", "", "", 0, static_cast<index_type>(c)};
  row_errors errors;
  for (index_type r = 1; r < grid.rows(); ++r) {
    std::vector<std::string> labels = grid.cells(r, label_columns);
    labels.resize(label_columns);
    rows.push_back({kind_of_row(grid, r, labels[0], labels[3], errors), labels[0], labels[1], "", "", r, 0});
  }
  errors.throw_if_any();
  tell(d.layout.unit, "10 000 CNY");
  io_table t = read_marked(grid, 1, rows, columns, d.layout.unit);
  const bool told_apart = !t.imported_Z.empty();
  tell(d.title, "National input-output table of China");
  tell(d.source, "National Bureau of Statistics of China");
  tell(d.prices, "producers' prices");
  if (d.flows == flow_kind::not_told) d.flows = told_apart ? flow_kind::domestic : flow_kind::not_told;
  tell_rows(d.imported_inputs, t, {"IM"});
  tell_rows(d.value_added, t, {"VA"});
  t.assumptions.emplace_back("flows are domestic; imported inputs are one primary input, IM, the sum over products");
  t.assumptions.emplace_back("imports that are exported again are left out");
  year_from_name(path, d, t);
  return t;
}

}  // namespace

published_format nbs_origin_format() {
  return {"nbs_origin", "NBS China, domestic and imported products apart", recognises, read};
}

}  // namespace agglo
