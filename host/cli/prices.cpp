#include "host/cli/prices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/analysis/price_model.hpp"
#include "host/cli/device_names.hpp"
#include "host/report/array_text.hpp"
#include "host/table/number.hpp"

namespace agglo {
namespace {

// The accounts that are costs: rows of primary inputs and their sums, not persons or tonnes.
std::vector<std::string> cost_codes(const flow_table& t) {
  std::vector<std::string> out{"value_added", "imports"};
  for (const std::string& row : t.V.axes[0].labels) out.push_back(row);
  std::erase_if(out, [&](const std::string& code) {
    return std::none_of(t.accounts.begin(), t.accounts.end(), [&](const account& a) { return a.code == code; });
  });
  return out;
}

cost_change parse(const std::string& text, const flow_table& t) {
  const auto equals = text.find('='), at = text.find('@', equals == std::string::npos ? 0 : equals);
  const parsed_number percent =
      equals == std::string::npos
          ? parsed_number{0, "nothing"}
          : parse_number(text.substr(equals + 1, at == std::string::npos ? at : at - equals - 1));
  if (!percent)
    throw usage_error(fmt::format(
        "--change '{}': expected ACCOUNT=PERCENT or ACCOUNT=PERCENT@SECTOR, such as value_added=10 or imports=-5@S1",
        text));
  if (percent.value < -100)
    throw usage_error(
        fmt::format("--change '{}': expected -100 percent or more: no input costs less than nothing", text));
  const std::string code = text.substr(0, equals);
  const std::vector<std::string> costs = cost_codes(t);
  position_of(code, costs, "--change", "a primary input of the table, value_added or imports");
  cost_change out;
  out.name = text;
  out.percent = percent.value;
  for (std::size_t k = 0; k < t.accounts.size(); ++k)
    if (t.accounts[k].code == code) out.account = static_cast<index_type>(k);
  if (at != std::string::npos)
    out.sector = position_of(text.substr(at + 1), t.sectors.labels, "--change " + text.substr(0, at), "a sector");
  return out;
}

std::string findings(const price_effects& e, const flow_table& t, std::size_t shown) {
  std::string out = "| final demand | price, before = 1 | change |\n|---|---:|---:|\n";
  for (index_type c = 0; c < e.index.axes[0].size(); ++c)
    out += fmt::format("| {} | {:.6f} | {:+.3f} % |\n", e.index.axes[0].labels[static_cast<std::size_t>(c)],
                       e.index(c, 0), e.index(c, 1));
  std::vector<index_type> order;
  for (index_type j = 0; j < t.sectors.size(); ++j) order.push_back(j);
  std::stable_sort(order.begin(), order.end(),
                   [&](index_type a, index_type b) { return std::abs(e.prices(a, 1)) > std::abs(e.prices(b, 1)); });
  out += "\n| sector | price, before = 1 | change |\n|---|---:|---:|\n";
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k)
    out += fmt::format("| {} {} | {:.6f} | {:+.3f} % |\n", t.sectors.labels[static_cast<std::size_t>(order[k])],
                       t.names[static_cast<std::size_t>(order[k])], e.prices(order[k], 0), e.prices(order[k], 1));
  return out;
}

}  // namespace

int prices(const prices_options& options, std::ostream& terminal) {
  measure_command command(options);
  const described_table table = command.read(options.table);
  const flow_table& t = table.table;
  std::vector<cost_change> changes;
  for (const std::string& text : options.changes) changes.push_back(parse(text, t));

  command.step("computing");
  measure_report report("Prices", {&table});
  price_effects effects = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return push_costs(ctx, t, changes);
  });
  std::string listed;
  for (const std::string& text : options.changes) listed += (listed.empty() ? "" : ", ") + text;
  report.parameters = {{"changes in percent", listed},
                       {"bound on the residual of p' = p'A + v'", fmt::format("{:.1e}", effects.residual)}};
  report.checks = t.checks;
  for (identity& i : effects.checks) report.checks.push_back(std::move(i));
  report.findings = "## Prices\n\n" + findings(effects, t, 40);
  report.cautions =
      "Costs are passed on in full and at once, quantities and coefficients stay, nobody buys less or elsewhere, and "
      "wages do not follow prices. It is an upper bound of what a rise of costs does.";
  const std::string said = findings(effects, t, 10);
  report.add("prices", std::move(effects.prices),
             "price of each product after the changes, 1 before: p' = v'L with the changed primary inputs v",
             "1; percent");
  report.add("prices_by_change", std::move(effects.by_change),
             "percent that each change adds to each price, dv'L; they add up to the change", "percent");
  report.add(
      "demand_prices", std::move(effects.index),
      "price of each category of final demand after the changes, 1 before: Laspeyres, with the table's quantities",
      "1; percent");
  command.write(report, said, terminal);
  return 0;
}

}  // namespace agglo
