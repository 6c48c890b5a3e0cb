#include <fmt/format.h>

#include <algorithm>

#include "host/report/interregional_report.hpp"
#include "host/report/linkages_lister.hpp"
#include "host/report/manifest_parts.hpp"
#include "host/report/measures_report.hpp"
#include "host/report/type_II_report.hpp"

namespace agglo {
namespace {

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

std::vector<index_type> of_class(const linkages_report& r, std::string_view wanted) {
  std::vector<index_type> out;
  for (const index_type j : ranked(r, power, r.table.names.size()))
    if (r.results.key_class[j] == wanted) out.push_back(j);
  return out;
}

std::string facts(const linkages_report& r) {
  std::string out =
      fmt::format("- Table: {}, {} sectors, year {}, in {}, prices {}; source {}\n", r.file, r.table.sectors.size(),
                  r.year(), r.table.unit, told(r.descriptor.prices), told(r.descriptor.source));
  out += fmt::format("- Z holds {}\n", r.table.flows);
  for (const std::string& assumed : r.assumptions) out += fmt::format("- Assumed: {}\n", assumed);
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
    for (std::size_t k = 0; k < std::min(shown, all.size()); ++k)
      names += (k == 0 ? "" : ", ") + label_of(r.table, all[k]);
    if (all.size() > shown) names += ", ...";
    out += fmt::format("- {} ({}): {}\n", wanted, all.size(), names.empty() ? "none" : names);
  }
  return out;
}

}  // namespace

std::string summary_markdown(const linkages_report& r) {
  std::string out = fmt::format("# Linkages: {}\n\n{}", r.title(), facts(r));
  for (const std::string& w : r.audit.warnings()) out += "- Warning: " + w + "\n";
  out += fmt::format(
      "\n## Key sectors\n\nPower of dispersion and sensitivity above 1, the mean over all sectors "
      "with output{}; {}.\n\n{}",
      base_of_means(r.table), forward_text(r.forward), key_lines(r));
  double output = 0;
  for (const double x : r.table.x.values) output += x;
  std::vector<index_type> losses = ranked(r, power, r.table.names.size());
  std::stable_sort(losses.begin(), losses.end(),
                   [&](index_type a, index_type b) { return r.results.extraction(a, 0) > r.results.extraction(b, 0); });
  losses.resize(std::min<std::size_t>(losses.size(), 10));
  out += "\n## Extraction\n\nOutput of all sectors that hangs on one, the first 10.\n\n| sector | lost, " +
         r.table.unit + " | of all output |\n|---|---:|---:|\n";
  for (const index_type j : losses)
    out += fmt::format("| {} | {:.6g} | {:.2f} % |\n", label_of(r.table, j), r.results.extraction(j, 0),
                       100 * r.results.extraction(j, 0) / output);
  out += between_regions_markdown(r);
  constexpr std::size_t rows = 40;
  const std::vector<index_type> order = ranked(r, backward_total, rows);
  out += fmt::format("\n## Sectors by output multiplier{}\n\n",
                     r.table.names.size() > rows ? fmt::format(", the first {}", rows) : "");
  out += "| sector | output multiplier | forward total | power | sensitivity | variation | class |\n";
  out += "|---|---:|---:|---:|---:|---:|---|\n";
  for (const index_type j : order) {
    const labelled_array& l = r.results.linkages;
    out += fmt::format("| {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {} |\n", label_of(r.table, j),
                       l(j, backward_total), l(j, forward_total), l(j, power), l(j, sensitivity), l(j, variation),
                       r.results.key_class[j]);
  }
  out += groups_summary(r);
  if (r.results.type_II) out += type_II_summary(r, *r.results.type_II);
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.results.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  out +=
      "\n## What it does not say\n\nCoefficients are fixed, capacity has no limit and prices do not move. An output "
      "multiplier counts output more than once along a chain; value added does not.";
  out += r.results.type_II ? "\n" : " Households spend nothing of what they earn here (no type II).\n";
  return out;
}

std::string summary_terminal(const linkages_report& r) {
  return fmt::format("Linkages: {}\n{}{}", r.title(), facts(r), key_lines(r)) + between_regions_terminal(r);
}

}  // namespace agglo
