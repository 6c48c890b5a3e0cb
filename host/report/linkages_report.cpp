#include "host/report/linkages_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;
constexpr const char* ratio = "1";
constexpr const char* not_told = "not told";

std::string year_of(const linkages_report& r) {
  return r.descriptor.year ? std::to_string(*r.descriptor.year) : not_told;
}
std::string title_of(const linkages_report& r) { return r.descriptor.title.empty() ? r.file : r.descriptor.title; }
std::string told(const std::string& text) { return text.empty() ? not_told : text; }

std::string forward_text(forward_measure f) {
  return f == forward_measure::ghosh ? "forward linkages by Ghosh: direct B1, total G1"
                                     : "forward linkages by Leontief's row sums: direct A1, total L1";
}

// "value_added (COMP + OS): million EUR; EMP: 1000 persons"
std::string account_units(const linkages_report& r) {
  std::string out;
  for (const account& a : r.table.accounts)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", a.code,
                       a.unit == r.table.unit ? ratio : a.unit + " per " + r.table.unit);
  return out;
}
std::string account_names(const linkages_report& r) {
  std::string out;
  for (const account& a : r.table.accounts)
    if (a.code == "value_added" || a.code == "imports") out += fmt::format("; {} = {}", a.code, a.name);
  return out;
}

std::string overview_csv(const linkages_report& r) {
  std::string out = "sector,name,output,class";
  const labelled_array &m = r.results.multipliers, &l = r.results.linkages;
  out += ",output_multiplier";
  for (const std::string& c : l.axes[1].labels) out += "," + c;
  out += "\n";
  for (index_type j = 0; j < r.table.sectors.size(); ++j) {
    out += fmt::format("{},{},{},{},{}", csv_cell(r.table.sectors.labels[j]), csv_cell(r.table.names[j]), r.table.x(j),
                       r.results.key_class[j], m(j, 0));
    for (index_type c = 0; c < l.axes[1].size(); ++c) out += fmt::format(",{}", l(j, c));
    out += "\n";
  }
  return out;
}

// Sectors with output, the largest index first.
std::vector<index_type> ranked(const linkages_report& r, linkage_column by, std::size_t at_most) {
  std::vector<index_type> order;
  for (index_type j = 0; j < r.table.sectors.size(); ++j)
    if (r.table.x(j) != 0) order.push_back(j);
  std::stable_sort(order.begin(), order.end(),
                   [&](index_type a, index_type b) { return r.results.linkages(a, by) > r.results.linkages(b, by); });
  if (order.size() > at_most) order.resize(at_most);
  return order;
}

std::string label(const linkages_report& r, index_type j) {
  const std::string &code = r.table.sectors.labels[j], &name = r.table.names[j];
  return name.empty() || name == code ? code : code + " " + name;
}

std::vector<index_type> of_class(const linkages_report& r, std::string_view wanted) {
  std::vector<index_type> out;
  for (const index_type j : ranked(r, power, r.table.names.size()))
    if (r.results.key_class[j] == wanted) out.push_back(j);
  return out;
}

std::string facts(const linkages_report& r) {
  std::string out =
      fmt::format("- Table: {}, {} sectors, year {}, in {}, prices {}; source {}\n", r.file, r.table.sectors.size(),
                  year_of(r), r.table.unit, told(r.descriptor.prices), told(r.descriptor.source));
  out += fmt::format("- Z holds {}\n", r.table.flows);
  out += fmt::format(
      "- Balance as read: rows within {:.1e}, columns within {:.1e} of output; closing it changed {:.1e} at "
      "most (x is the row total, what a column lacks the primary input `discrepancy`)\n",
      r.audit.row_imbalance, r.audit.column_imbalance, r.table.rounding_closed);
  out += fmt::format("- Spectral radius of the table's own A {:.4f}; L by {}, residual {:.1e}, on {} ({})\n",
                     r.audit.spectral.value, name_of(r.results.route), r.results.residual, r.on.space, r.on.device);
  if (!r.results.no_output.empty())
    out += fmt::format("- Without output, left out and written as zeros: {}\n", fmt::join(r.results.no_output, ", "));
  return out;
}

std::string key_lines(const linkages_report& r) {
  std::string out;
  for (const char* wanted : {"key", "backward", "forward", "weak"}) {
    const std::vector<index_type> all = of_class(r, wanted);
    constexpr std::size_t shown = 12;
    std::string names;
    for (std::size_t k = 0; k < std::min(shown, all.size()); ++k) names += (k == 0 ? "" : ", ") + label(r, all[k]);
    if (all.size() > shown) names += ", ...";
    out += fmt::format("- {} ({}): {}\n", wanted, all.size(), names.empty() ? "none" : names);
  }
  return out;
}

}  // namespace

result_list list_results(const linkages_report& r) {
  result_list out;
  const std::string flows = "; " + r.table.flows, year = year_of(r);
  const auto add = [&](std::string name, const labelled_array& values, const std::string& definition,
                       std::string unit) {
    out.arrays.push_back({std::move(name), definition + flows, std::move(unit), year, values});
  };
  const table_linkages& t = r.results;
  add("Z", r.table.Z, "intermediate flows as used; rows sell, columns buy", r.table.unit);
  add("Y", r.table.Y, "final demand as used; f is the sum of a row", r.table.unit);
  add("x", r.table.x, "gross output as used: the row total", r.table.unit);
  add("V", r.table.V, "primary inputs as used", r.table.unit);
  if (!r.table.import_share.values.empty())
    add("import_share", r.table.import_share, "m_i = M_i / (x_i - E_i + M_i)", ratio);
  add("A", t.A, "technical coefficients A = Z x^-1", ratio);
  add("B", t.B, "allocation coefficients B = x^-1 Z", ratio);
  add("L", t.L, "Leontief inverse L = (I - A)^-1", ratio);
  add("G", t.G, "Ghosh inverse G = (I - B)^-1 = x^-1 L x", ratio);
  add("S", t.S, "accounts per unit of output" + account_names(r), account_units(r));
  add("multipliers", t.multipliers,
      "simple multipliers per unit of final demand: output 1'L, accounts s'L" + account_names(r),
      "output: 1; " + account_units(r));
  add("type_I", t.type_I, "type I multipliers s'L / s; empty (not a number) where a sector's own s is 0", ratio);
  add("linkages", t.linkages,
      "backward: direct 1'A, total 1'L; " + forward_text(r.forward) +
          "; power and sensitivity of dispersion: the totals over their mean over all sectors with output; variation: "
          "coefficient of variation down the columns of L",
      ratio);
  add("chain", t.chain,
      "upstreamness G1 (distance to final use, exports among it) and downstreamness 1'L (distance from primary inputs)",
      ratio);
  add("extraction", t.extraction,
      "output of all sectors lost when one is extracted: total (its row and column of A and its final demand), kept "
      "(final demand stays), backward (column of A), forward (row of B, Ghosh), forward_leontief (row of A)",
      r.table.unit);
  if (!t.influence.values.empty())
    add("field_of_influence", t.influence,
        "Frobenius norm of the first-order field of influence of a_ij: |L[:, i]| |L[j, :]|", ratio);
  if (!t.lengths.values.empty())
    add("propagation_lengths", t.lengths,
        "average propagation lengths [L (L - I)]_ij / (L - I)_ij; 0 where nothing is passed on", "transactions");
  out.texts.push_back({"sectors",
                       "output, class, output multiplier and linkages of every sector in one table; key: power and "
                       "sensitivity above 1, backward or forward: one of them, weak: neither; " +
                           forward_text(r.forward) + flows,
                       "output in " + r.table.unit + ", the others 1", year, overview_csv(r)});
  return out;
}

std::string manifest(const linkages_report& r, const result_list& list) {
  json m;
  m["title"] = "Linkages: " + title_of(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; sectors in the table's order; matrices row-major";
  m["sources"] = {told(r.descriptor.source)};
  m["parameters"] = {{"flows", r.table.flows},
                     {"forward", r.forward == forward_measure::ghosh ? "ghosh" : "leontief"},
                     {"descriptor", r.descriptor.file.empty() ? "none: layout from the table's own labels"
                                                              : r.descriptor.file.filename().string()},
                     {"prices", told(r.descriptor.prices)}};
  m["input"] = {{"file", r.file},
                {"encoding", r.encoding},
                {"sectors", r.table.sectors.size()},
                {"imports", r.audit.imports},
                {"spectral_radius", r.audit.spectral.value},
                {"largest_row_imbalance", r.audit.row_imbalance},
                {"largest_column_imbalance", r.audit.column_imbalance},
                {"rounding_closed", r.table.rounding_closed},
                {"warnings", r.audit.warnings()}};
  m["sectors_without_output"] = r.results.no_output;
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["leontief_inverse"] = inverse_json(r.results.route, r.results.residual);
  m["checks"] = checks_json(r.results.checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

std::string summary_markdown(const linkages_report& r) {
  std::string out = fmt::format("# Linkages: {}\n\n{}", title_of(r), facts(r));
  for (const std::string& w : r.audit.warnings()) out += "- Warning: " + w + "\n";
  out += fmt::format("\n## Key sectors\n\nPower of dispersion and sensitivity above 1; {}.\n\n{}",
                     forward_text(r.forward), key_lines(r));
  double output = 0;
  for (const double x : r.table.x.values) output += x;
  std::vector<index_type> losses = ranked(r, power, r.table.names.size());
  std::stable_sort(losses.begin(), losses.end(),
                   [&](index_type a, index_type b) { return r.results.extraction(a, 0) > r.results.extraction(b, 0); });
  losses.resize(std::min<std::size_t>(losses.size(), 10));
  out += "\n## Extraction\n\nOutput of all sectors that hangs on one, the first 10.\n\n| sector | lost, " +
         r.table.unit + " | of all output |\n|---|---:|---:|\n";
  for (const index_type j : losses)
    out += fmt::format("| {} | {:.6g} | {:.2f} % |\n", label(r, j), r.results.extraction(j, 0),
                       100 * r.results.extraction(j, 0) / output);
  constexpr std::size_t rows = 40;
  const std::vector<index_type> order = ranked(r, backward_total, rows);
  out += fmt::format("\n## Sectors by output multiplier{}\n\n",
                     r.table.names.size() > rows ? fmt::format(", the first {}", rows) : "");
  out += "| sector | output multiplier | forward total | power | sensitivity | variation | class |\n";
  out += "|---|---:|---:|---:|---:|---:|---|\n";
  for (const index_type j : order) {
    const labelled_array& l = r.results.linkages;
    out += fmt::format("| {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {} |\n", label(r, j), l(j, backward_total),
                       l(j, forward_total), l(j, power), l(j, sensitivity), l(j, variation), r.results.key_class[j]);
  }
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.results.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  out +=
      "\n## What it does not say\n\nCoefficients are fixed, capacity has no limit and prices do not move. An output "
      "multiplier counts output more than once along a chain; value added does not. Households spend nothing of what "
      "they earn here (no type II).\n";
  return out;
}

std::string summary_terminal(const linkages_report& r) {
  return fmt::format("Linkages: {}\n{}{}", title_of(r), facts(r), key_lines(r));
}

}  // namespace agglo
