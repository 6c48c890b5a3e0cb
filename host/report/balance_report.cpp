#include "host/report/balance_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;
constexpr const char* unit = "unit of the table";
constexpr const char* not_told = "not told";

bool any_by(const balance_report& r, balance_method m) {
  return std::any_of(r.tables.begin(), r.tables.end(), [m](const balanced_table& t) { return t.method == m; });
}
std::string formula(const balance_report& r) {
  std::string out;
  if (any_by(r, balance_method::ras)) out = "RAS: x_ij = r_i a_ij s_j (Stone 1961)";
  if (any_by(r, balance_method::gras))
    out += std::string(out.empty() ? "" : "; ") +
           "GRAS: x_ij = r_i a_ij s_j for a_ij > 0, a_ij / (r_i s_j) for a_ij < 0 (Junius & Oosterhaven 2003; Lenzen, "
           "Wood & Gallego 2007)";
  if (std::any_of(r.tables.begin(), r.tables.end(), [](const balanced_table& t) { return t.fixed > 0; }))
    out += "; fixed cells keep their value";
  return out;
}
std::string place_of_change(const balanced_table& t) {
  if (t.X.values.empty()) return "";
  return fmt::format("row '{}', column '{}'", t.X.axes[0].labels[static_cast<std::size_t>(t.changed_row)],
                     t.X.axes[1].labels[static_cast<std::size_t>(t.changed_column)]);
}

std::string cells_csv(const balance_report& r) {
  std::string out = csv_cell(r.files.by) + ",row,column,value\n";
  for (const balanced_table& t : r.tables)
    for (index_type i = 0; i < t.X.axes[0].size(); ++i)
      for (index_type j = 0; j < t.X.axes[1].size(); ++j)
        fmt::format_to(std::back_inserter(out), "{},{},{},{}\n", csv_cell(t.key),
                       csv_cell(t.X.axes[0].labels[static_cast<std::size_t>(i)]),
                       csv_cell(t.X.axes[1].labels[static_cast<std::size_t>(j)]), t.X(i, j));
  return out;
}
std::string factors_csv(const balance_report& r, labelled_array balanced_table::*factors) {
  std::string out = csv_cell(r.files.by) + ",label,factor\n";
  for (const balanced_table& t : r.tables)
    for (index_type k = 0; k < (t.*factors).axes[0].size(); ++k)
      fmt::format_to(std::back_inserter(out), "{},{},{}\n", csv_cell(t.key),
                     csv_cell((t.*factors).axes[0].labels[static_cast<std::size_t>(k)]), (t.*factors)(k));
  return out;
}
std::string tables_csv(const balance_report& r) {
  std::string out = csv_cell(r.files.by) +
                    ",method,rows,columns,fixed,sweeps,row_residual,column_residual,largest_change,at_row,at_column,"
                    "signs_kept\n";
  for (const balanced_table& t : r.tables)
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(t.key), name_of(t.method),
                   t.X.axes[0].size(), t.X.axes[1].size(), t.fixed, t.sweeps, t.row_residual, t.column_residual,
                   t.largest_change,
                   t.X.values.empty() ? "" : csv_cell(t.X.axes[0].labels[static_cast<std::size_t>(t.changed_row)]),
                   t.X.values.empty() ? "" : csv_cell(t.X.axes[1].labels[static_cast<std::size_t>(t.changed_column)]),
                   t.signs_kept ? "yes" : "no");
  return out;
}

json table_json(const balanced_table& t) {
  json out;
  if (!t.key.empty()) out["table"] = t.key;
  out["method"] = name_of(t.method);
  out["sweeps"] = t.sweeps;
  out["row_residual"] = t.row_residual;
  out["column_residual"] = t.column_residual;
  out["largest_change"] = t.largest_change;
  out["largest_change_at"] = place_of_change(t);
  out["fixed_cells"] = t.fixed;
  out["signs_kept"] = t.signs_kept;
  return out;
}

std::string facts(const balance_report& r) {
  const std::string stop =
      fmt::format("- Stops when every row is within {:g} of the sum of all totals; columns are met to rounding\n",
                  r.options.limits.tolerance);
  if (r.files.by.empty()) {
    const balanced_table& t = r.tables.front();
    return fmt::format(
               "- {} x {} cells, {} fixed, by {} in {} sweeps on {} ({})\n- Largest residual of a row {:.1e}, of a "
               "column {:.1e}, as shares of the sum of all totals\n- Largest change {:.6g}, in {}\n- Signs and zeros "
               "kept: {}\n",
               t.X.axes[0].size(), t.X.axes[1].size(), t.fixed, name_of(t.method), t.sweeps, r.on.space, r.on.device,
               t.row_residual, t.column_residual, t.largest_change, place_of_change(t), t.signs_kept ? "yes" : "no") +
           stop;
  }
  index_type sweeps = 0, ras = 0, fixed = 0;
  const balanced_table* changed = nullptr;
  for (const balanced_table& t : r.tables) {
    sweeps = std::max(sweeps, t.sweeps);
    ras += t.method == balance_method::ras ? 1 : 0;
    fixed += t.fixed;
    if (!changed || t.largest_change > changed->largest_change) changed = &t;
  }
  std::string out =
      fmt::format("- {} tables by {}, {} by ras and {} by gras, {} cells fixed, at most {} sweeps on {} ({})\n",
                  r.tables.size(), r.files.by, ras, std::ssize(r.tables) - ras, fixed, sweeps, r.on.space, r.on.device);
  if (changed)
    out += fmt::format("- Largest change {:.6g}, in {} '{}', {}\n", changed->largest_change, r.files.by, changed->key,
                       place_of_change(*changed));
  return out + stop;
}

}  // namespace

result_list list_results(const balance_report& r) {
  result_list out;
  const std::string how = formula(r);
  const std::string r_is =
      "r, the rows' factors; they are fixed up to a number that multiplies r and divides s. " + how;
  const std::string s_is = "s, the columns' factors. " + how;
  if (r.files.by.empty()) {
    const balanced_table& t = r.tables.front();
    out.arrays.push_back({"balanced", "the table with the totals asked for. " + how, unit, not_told, std::cref(t.X)});
    out.arrays.push_back({"row_factors", r_is, "1", not_told, std::cref(t.r)});
    out.arrays.push_back({"column_factors", s_is, "1", not_told, std::cref(t.s)});
    return out;
  }
  out.texts.push_back({"balanced", "the tables with the totals asked for. " + how, unit, not_told, cells_csv(r)});
  out.texts.push_back({"row_factors", r_is, "1", not_told, factors_csv(r, &balanced_table::r)});
  out.texts.push_back({"column_factors", s_is, "1", not_told, factors_csv(r, &balanced_table::s)});
  out.texts.push_back({"tables",
                       "how each table was balanced; residuals over the sum of the totals, largest change in the unit "
                       "of the table",
                       "as in the header", not_told, tables_csv(r)});
  return out;
}

std::string manifest(const balance_report& r, const result_list& list) {
  json m;
  m["title"] = "Balanced: " + r.files.table.filename().string();
  m["program"] = "agglo " AGGLO_VERSION;
  m["definition"] = formula(r);
  m["parameters"] = {{"method", name_of(r.options.method)},
                     {"tolerance", r.options.limits.tolerance},
                     {"tolerance_of", "largest row residual, as a share of the sum of the totals"},
                     {"most_sweeps", r.options.limits.max_sweeps}};
  m["input"] = {{"table", r.files.table.filename().string()},
                {"row_totals", r.files.rows.filename().string()},
                {"column_totals", r.files.columns.filename().string()},
                {"fixed_cells", r.files.fixed.empty() ? "none" : r.files.fixed.filename().string()}};
  if (!r.files.by.empty()) m["input"]["tables_by"] = r.files.by;
  m["tables"] = json::array();
  for (const balanced_table& t : r.tables) m["tables"].push_back(table_json(t));
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["checks"] = checks_json(r.checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

std::string summary_markdown(const balance_report& r) {
  std::string out = fmt::format("# Balanced: {}\n\n{}- {}\n", r.files.table.filename().string(), facts(r), formula(r));
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  out +=
      "\n## What it does not say\n\nBalancing moves every free entry in proportion, as little as the totals allow. It "
      "brings no information that the prior and the totals do not have: a zero stays zero, and a wrong total is "
      "spread over its row and column.\n";
  return out;
}

std::string summary_terminal(const balance_report& r) {
  return fmt::format("Balanced: {}\n{}", r.files.table.filename().string(), facts(r));
}

}  // namespace agglo
