#include "host/report/type_II_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace agglo {
namespace {

std::string closure_text(const type_II_results& t, const std::string& unit) {
  const household_account& h = t.households;
  return fmt::format("closed for households by row {} over x and column {} over their total income {:.10g} {}",
                     h.income_names, h.consumption_names, h.total_income, unit);
}

}  // namespace

void list_type_II(linkages_lister& to, const type_II_results& t) {
  const std::string closed = closure_text(t, to.report().table.unit);
  to.add(
      "multipliers_type_II", t.multipliers,
      "output: simple 1'L, truncated (type II, industries alone), total (with households' own row); accounts: direct "
      "s, simple s'L, total (type II), type I and type II over direct, empty where s is 0; " +
          closed + to.account_names(),
      "output, type_I and type_II: 1; " + to.account_units());
  to.add(
      "household_closure", t.closure,
      "income h_R, consumption h_C, and the household row and column of the closed L = [L + u w'/d, u/d; w'/d, 1/d]; " +
          closed,
      ratio);
}

std::string type_II_summary(const linkages_report& r, const type_II_results& t) {
  std::string out = fmt::format(
      "\n## Type II\n\nThe table is {}. A unit of income, spent, earns {:.4f} again. Income and consumption "
      "are in fixed proportion, so that these are upper bounds.\n\n| sector | output simple | type II, industries | "
      "with households | income type I | type II |\n|---|---:|---:|---:|---:|---:|\n",
      closure_text(t, r.table.unit), t.induced);
  const labelled_array& m = t.multipliers;
  std::vector<index_type> order;
  for (index_type j = 0; j < r.table.sectors.size(); ++j)
    if (r.table.x(j) != 0) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return m(a, 1) > m(b, 1); });
  constexpr std::size_t most = 20;
  if (order.size() > most) order.resize(most);
  const labelled_array& c = t.closure;
  for (const index_type j : order) {
    const double closed = c(j, 2) / c(j, 0);  // households' row over their income coefficient
    out += fmt::format("| {} | {:.4f} | {:.4f} | {:.4f} |", label_of(r.table, j), m(j, 0), m(j, 1), m(j, 2));
    out += c(j, 0) != 0 ? fmt::format(" {:.4f} | {:.4f} |\n", closed * (1 - t.induced), closed) : "  |  |\n";
  }
  return out;
}

}  // namespace agglo
