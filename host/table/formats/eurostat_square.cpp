#include <algorithm>
#include <map>

#include "host/table/formats/marked_grid.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

// The square tables of the Eurostat manual: products as rows and columns, uses after them, inputs below, with words for
// codes (final_consumption_government, net_tax, output_bp). Cells that hold nothing say NA; none of them is read.

namespace agglo {
namespace {

bool recognises(const format_clues& clues) { return clues.header_has({"prod_na", "total_use", "exports"}); }

const std::map<std::string, part>& uses() {
  static const std::map<std::string, part> known{{"TOTAL", part::left_out},
                                                 {"final_consumption_private", part::final_demand},
                                                 {"final_consumption_households", part::final_demand},
                                                 {"final_consumption_government", part::final_demand},
                                                 {"gross_fixed_capital_formation", part::final_demand},
                                                 {"gross_capital_formation", part::final_demand},
                                                 {"inventory_change", part::final_demand},
                                                 {"exports", part::exports},
                                                 {"total_use", part::output}};
  return known;
}

const std::map<std::string, part>& inputs() {
  static const std::map<std::string, part> known{
      {"TOTAL", part::left_out},  {"total_use_pp", part::left_out},          {"imports", part::primary},
      {"net_tax", part::primary}, {"compensation_employees", part::primary}, {"value_added_bp", part::primary},
      {"output_bp", part::output}};
  return known;
}

/// Labels that both sides share are products; the others need a known word.
std::vector<marked_line> marked(const text_grid& grid, const std::vector<std::string>& labels,
                                const std::vector<std::string>& others, const std::map<std::string, part>& words,
                                bool across, row_errors& errors) {
  std::vector<marked_line> out;
  for (std::size_t k = 0; k < labels.size(); ++k) {
    const auto at = static_cast<index_type>(k) + 1;
    marked_line line{part::sector, labels[k], "", "", "", across ? 0 : at, across ? at : 0};
    const auto word = words.find(labels[k]);
    if (word != words.end()) {
      line.what = word->second;
    } else if (std::find(others.begin(), others.end(), labels[k]) == others.end()) {
      std::vector<std::string> known = others;
      for (const auto& [name, kind] : words) known.push_back(name);
      errors.add(grid.at(line.row, line.column, "a product that is a row and a column, or a known word",
                         suggestion(labels[k], known)));
    }
    out.push_back(std::move(line));
  }
  return out;
}

/// Compensation is a part of value added: the rest becomes the row in its place.
void split_value_added(io_table& t, table_descriptor& d) {
  const auto row = [&](const char* name) {
    return std::find(t.primary_names.begin(), t.primary_names.end(), name) - t.primary_names.begin();
  };
  const std::size_t n = t.sectors.size();
  const auto wages = static_cast<std::size_t>(row("compensation_employees")),
             value_added = static_cast<std::size_t>(row("value_added_bp"));
  if (value_added == t.primary_names.size()) return;
  if (wages != t.primary_names.size()) {
    for (std::size_t j = 0; j < n; ++j) t.V[value_added * n + j] -= t.V[wages * n + j];
    t.primary_names[value_added] = t.primary_descriptions[value_added] = "other_value_added";
    t.assumptions.emplace_back("other_value_added is value_added_bp less compensation_employees");
  }
  if (!d.value_added.empty()) return;
  if (wages != t.primary_names.size()) d.value_added.push_back(t.primary_names[wages]);
  d.value_added.push_back(t.primary_names[value_added]);
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  std::vector<std::string> across = grid.cells(0), down;
  across.erase(across.begin());
  for (index_type r = 1; r < grid.rows(); ++r) down.push_back(grid.cells(r, 1)[0]);
  row_errors errors;
  std::vector<marked_line> columns = marked(grid, across, down, uses(), true, errors);
  const std::vector<marked_line> rows = marked(grid, down, across, inputs(), false, errors);
  errors.throw_if_any();
  const bool whole = std::find(across.begin(), across.end(), "final_consumption_private") != across.end();
  for (marked_line& c : columns)
    if (whole && c.code == "final_consumption_households") c.what = part::left_out;
  columns.insert(columns.begin(), marked_line{});

  tell(d.layout.unit, "million EUR");
  io_table t = read_marked(grid, 1, rows, columns, d.layout.unit);
  tell(d.source, "Eurostat Manual of Supply, Use and Input-Output Tables (2008), chapter 15");
  tell(d.prices, "basic prices");
  if (d.flows == flow_kind::not_told) d.flows = flow_kind::domestic;
  if (d.imported_inputs.empty() &&
      std::find(t.primary_names.begin(), t.primary_names.end(), "imports") != t.primary_names.end())
    d.imported_inputs = {"imports"};
  split_value_added(t, d);
  if (whole)
    t.assumptions.emplace_back("final_consumption_households is part of final_consumption_private and left out");
  t.assumptions.emplace_back("flows are domestic; imports of the same products are the row imports");
  year_from_name(path, d, t);
  return t;
}

}  // namespace

published_format eurostat_square_format() {
  return {"eurostat_square", "Eurostat manual, square table in words", recognises, read};
}

}  // namespace agglo
