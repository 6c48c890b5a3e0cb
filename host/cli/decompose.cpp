#include "host/cli/decompose.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/analysis/structural_decomposition.hpp"
#include "host/cli/device_names.hpp"

namespace agglo {
namespace {

axis account_axis(const structural_decomposition& d) {
  axis out{"account", {}};
  for (const account_change& a : d.accounts) out.labels.push_back(a.code);
  return out;
}
std::string units_of(const structural_decomposition& d) {
  std::string out;
  for (const account_change& a : d.accounts) out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", a.code, a.unit);
  return out;
}
labelled_array effects_of_sectors(const structural_decomposition& d) {
  labelled_array out({account_axis(d), d.accounts[0].effects.axes[0], d.accounts[0].effects.axes[1]});
  out.values.clear();
  for (const account_change& a : d.accounts)
    out.values.insert(out.values.end(), a.effects.values.begin(), a.effects.values.end());
  return out;
}
labelled_array effects_of_economy(const structural_decomposition& d) {
  labelled_array out({account_axis(d), d.accounts[0].effects.axes[1]});
  for (index_type k = 0; k < out.axes[0].size(); ++k) {
    const labelled_array& effects = d.accounts[static_cast<std::size_t>(k)].effects;
    for (index_type i = 0; i < effects.axes[0].size(); ++i)
      for (index_type c = 0; c < out.axes[1].size(); ++c) out(k, c) += effects(i, c);
  }
  return out;
}

std::string findings(const structural_decomposition& d) {
  const labelled_array sums = effects_of_economy(d);
  std::string out = "| account | intensity | technology | composition | level | final demand | change |\n";
  out += "|---|---:|---:|---:|---:|---:|---:|\n";
  for (index_type k = 0; k < sums.axes[0].size(); ++k) {
    const account_change& a = d.accounts[static_cast<std::size_t>(k)];
    out += fmt::format("| {}, {} |", a.code, a.unit);
    for (index_type c = 0; c < sums.axes[1].size(); ++c) out += fmt::format(" {:.6g} |", sums(k, c));
    out += "\n";
  }
  return out;
}

}  // namespace

int decompose(const decompose_options& options, std::ostream& terminal) {
  measure_command command(options);
  const described_table earlier = command.read(options.earlier), later = command.read(options.later);
  command.step("computing");
  measure_report report("Structural decomposition", {&earlier, &later});
  structural_decomposition d = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return decompose_change(ctx, earlier.table, later.table);
  });
  report.parameters = {{"form", "additive, mean of the two polar forms"},
                       {"bound on the residual of x = A x + f", fmt::format("{:.1e}", d.residual)}};
  if (!d.left_out.empty())
    report.parameters.emplace_back("accounts of one table alone, or in another unit, left out",
                                   fmt::format("{}", fmt::join(d.left_out, ", ")));
  for (const described_table* t : report.tables)
    report.checks.insert(report.checks.end(), t->table.checks.begin(), t->table.checks.end());
  report.checks.insert(report.checks.end(), d.checks.begin(), d.checks.end());
  const std::string said = findings(d);
  report.findings = fmt::format("## Why it changed, {}\n\nSums over all sectors.\n\n{}", report.year(), said);
  report.cautions =
      "Factors are taken to change independently of each other. Unless both tables are in the prices of one year, "
      "technology, composition and level hold price changes too. Other orders of the factors give other effects; the "
      "two polar ones are averaged.";
  const std::string effects =
      "intensity (per unit of output), technology (L), composition and level of final demand, final_demand = both; "
      "change "
      "= intensity + technology + final_demand";
  report.add("effects", effects_of_sectors(d), "additive effects by the sector they arise in: " + effects, units_of(d));
  report.add("effects_total", effects_of_economy(d), "sums over all sectors: " + effects, units_of(d));
  report.add("output_by_category", std::move(d.by_category),
             "change of output owed to the change of each category of final demand, 1/2 (L0 + L1) dY",
             earlier.table.unit);
  command.write(report, said, terminal);
  return 0;
}

}  // namespace agglo
