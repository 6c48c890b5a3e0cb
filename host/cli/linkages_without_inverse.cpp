#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/analysis/table_solves.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/linkages.hpp"
#include "host/cli/measure_command.hpp"
#include "host/report/array_text.hpp"

namespace agglo {
namespace {

std::string units(const flow_table& t) {
  std::string out = "output: 1";
  for (const account& a : t.accounts)
    out += fmt::format("; {}: {}", a.code, a.unit == t.unit ? "1" : a.unit + " per " + t.unit);
  return out;
}

std::string findings(const table_solves& s, const flow_table& t, std::size_t shown) {
  std::vector<index_type> order;
  for (index_type j = 0; j < t.sectors.size(); ++j)
    if (t.x(j) != 0) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) {
    return s.linkages(a, backward_total) > s.linkages(b, backward_total);
  });
  std::string out =
      "| sector | output multiplier | forward total | power | sensitivity | class |\n|---|---:|---:|---:|---:|---|\n";
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k) {
    const index_type j = order[k];
    out += fmt::format("| {} {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {} |\n",
                       t.sectors.labels[static_cast<std::size_t>(j)], t.names[static_cast<std::size_t>(j)],
                       s.linkages(j, backward_total), s.linkages(j, forward_total), s.linkages(j, power),
                       s.linkages(j, sensitivity), s.key_class[static_cast<std::size_t>(j)]);
  }
  return out;
}

std::string classes_csv(const table_solves& s, const flow_table& t) {
  std::string out = "sector,name,output,class\n";
  for (index_type j = 0; j < t.sectors.size(); ++j)
    out +=
        fmt::format("{},{},{},{}\n", csv_cell(t.sectors.labels[static_cast<std::size_t>(j)]),
                    csv_cell(t.names[static_cast<std::size_t>(j)]), t.x(j), s.key_class[static_cast<std::size_t>(j)]);
  return out;
}

}  // namespace

int linkages_without_inverse(const linkages_options& o, std::ostream& terminal) {
  measure_command_options shared;
  shared.out = o.out, shared.layout = o.layout, shared.where = o.where, shared.imports = o.imports,
  shared.quiet = o.quiet;
  measure_command command(shared);
  const described_table table = command.read(o.table);
  const flow_table& t = table.table;
  command.step("computing");
  measure_report report("Linkages without an inverse", {&table});
  table_solves s = run_on(o.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return solve_table(ctx, t, o.measures.forward);
  });
  const bool ghosh = o.measures.forward == forward_measure::ghosh;
  report.parameters = {{"forward", ghosh ? "ghosh" : "leontief"},
                       {"passes over the table", std::to_string(s.sweeps)},
                       {"bound on the solutions' error", fmt::format("{:.1e}", s.error)},
                       {"bound on their residual", fmt::format("{:.1e}", s.residual)}};
  if (!s.no_output.empty())
    report.parameters.emplace_back("without output, written as zeros", fmt::format("{}", fmt::join(s.no_output, ", ")));
  report.checks = s.checks;
  const std::string said = findings(s, t, 10);
  report.findings = "## Sectors by output multiplier\n\n" + findings(s, t, 40);
  report.cautions =
      "Only what needs no inverse is here: no L and G, no extraction, no coefficient of variation, no measure of "
      "pairs. "
      "Coefficients are fixed, capacity has no limit and prices do not move.";
  report.add("x", t.x, "gross output as used: the row total", t.unit);
  report.add("S", std::move(s.S), "accounts per unit of output", units(t));
  report.add("multipliers", std::move(s.multipliers),
             "simple multipliers per unit of final demand: output 1'L, accounts s'L", units(t));
  report.add("type_I", std::move(s.type_I),
             "type I multipliers s'L / s; empty (not a number) where a sector's own s is 0", "1");
  report.add(
      "linkages", std::move(s.linkages),
      std::string("backward: direct 1'A, total 1'L; ") +
          (ghosh ? "forward by Ghosh: direct B1, total G1" : "forward by Leontief's row sums: direct A1, total L1") +
          "; power and sensitivity of dispersion: the totals over their mean over all sectors with output",
      "1");
  report.add("chain", std::move(s.chain), "upstreamness G1 and downstreamness 1'L", "1");
  report.add_text("sectors",
                  "output and class; key: power and sensitivity above 1, backward or forward: one, weak: neither",
                  t.unit, classes_csv(s, t));
  command.write(report, said, terminal);
  return 0;
}

}  // namespace agglo
