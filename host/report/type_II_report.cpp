#include "host/report/type_II_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace agglo {
namespace {

bool by_region(const type_II_results& t) { return t.households.households.size() > 1; }

std::string closure_text(const type_II_results& t, const std::string& unit) {
  const household_account& h = t.households;
  double income = 0;
  for (const double of_region : h.total_income) income += of_region;
  return fmt::format("closed for {} by row {} over x and column {} over their total income {:.10g} {}",
                     by_region(t) ? "the households of every region, whom its own sectors pay," : "households",
                     h.income_names, h.consumption_names, income, unit);
}

void list_borders(linkages_lister& to, const type_II_results& t, const std::string& closed) {
  to.add("household_income", t.income, "h_R: income that a sector pays its region's households, over x; " + closed,
         ratio);
  to.add("household_consumption", t.consumption,
         "H_C: what the column's households buy of a sector, over their total income; " + closed, ratio);
  to.add("household_rows", t.closed_rows,
         "D W, households' rows of the closed L: income of the row's households per "
         "unit of final demand; " +
             closed,
         ratio);
  to.add("household_columns", t.closed_columns,
         "U D, households' columns of the closed L: output per unit of income of the column's households; " + closed,
         ratio);
  to.add("household_corner", t.closed_corner,
         "D = (I - K)^-1, income of the row's households per unit of income of the column's from elsewhere; " + closed,
         ratio);
  to.add("household_induced", t.induced,
         "K = H_R L H_C: what a unit of the column's income, spent, earns the row's households again; " + closed,
         ratio);
}

std::string induced_text(const type_II_results& t) {
  const labelled_array& K = t.induced;
  if (!by_region(t)) return fmt::format("A unit of income, spent, earns {:.4f} again.", K(0, 0));
  std::string out = "A unit of income, spent, earns again (at home, elsewhere):";
  constexpr index_type most = 20;
  for (index_type r = 0; r < std::min(most, K.axes[1].size()); ++r) {
    double all = 0;
    for (index_type s = 0; s < K.axes[0].size(); ++s) all += K(s, r);
    out += fmt::format("{} {} {:.4f} and {:.4f}", r == 0 ? "" : ";", K.axes[1].labels[static_cast<std::size_t>(r)],
                       K(r, r), all - K(r, r));
  }
  return out + (K.axes[1].size() > most ? "; the others are in household_induced.csv." : ".");
}

}  // namespace

void list_type_II(linkages_lister& to, const type_II_results& t) {
  const std::string closed = closure_text(t, to.report().table.unit);
  to.add(
      "multipliers_type_II", t.multipliers,
      "output: simple 1'L, truncated (type II, industries alone), total (with households' own rows); accounts: direct "
      "s, simple s'L, total (type II), type I and type II over direct, empty where s is 0; " +
          closed + to.account_names(),
      "output, type_I and type_II: 1; " + to.account_units());
  if (by_region(t)) {
    list_borders(to, t, closed);
    return;
  }
  to.add(
      "household_closure", t.closure,
      "income h_R, consumption h_C, and the household row and column of the closed L = [L + u w'/d, u/d; w'/d, 1/d]; " +
          closed,
      ratio);
}

std::string type_II_summary(const linkages_report& r, const type_II_results& t) {
  const bool regional = by_region(t);
  std::string out = fmt::format(
      "\n## Type II\n\nThe table is {}. {} Income and consumption are in fixed proportion, so that these are upper "
      "bounds.\n\n| sector | output simple | type II, industries | with households |{}\n|---|---:|---:|---:|{}\n",
      closure_text(t, r.table.unit), induced_text(t), regional ? "" : " income type I | type II |",
      regional ? "" : "---:|---:|");
  const labelled_array& m = t.multipliers;
  std::vector<index_type> order;
  for (index_type j = 0; j < r.table.sectors.size(); ++j)
    if (r.table.x(j) != 0) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return m(a, 1) > m(b, 1); });
  constexpr std::size_t most = 20;
  if (order.size() > most) order.resize(most);
  const labelled_array& c = t.closure;
  for (const index_type j : order) {
    out += fmt::format("| {} | {:.4f} | {:.4f} | {:.4f} |", label_of(r.table, j), m(j, 0), m(j, 1), m(j, 2));
    if (regional) {
      out += "\n";
      continue;
    }
    const double closed = c(j, 2) / c(j, 0);  // households' row over their income coefficient
    out += c(j, 0) != 0 ? fmt::format(" {:.4f} | {:.4f} |\n", closed * (1 - t.induced(0, 0)), closed) : "  |  |\n";
  }
  return out;
}

}  // namespace agglo
