#include "host/analysis/type_II.hpp"

#include <fmt/format.h>

#include <functional>
#include <limits>
#include <numeric>
#include <set>

#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

std::vector<index_type> positions_of(const std::vector<std::string>& names, const axis& among, const char* what) {
  std::vector<index_type> out;
  std::set<std::string> seen;
  if (names.empty()) throw data_error(fmt::format("households: expected {}, found none", what));
  for (const std::string& name : names) {
    const auto found = std::find(among.labels.begin(), among.labels.end(), name);
    if (found == among.labels.end())
      throw data_error(fmt::format("households: '{}': expected {} of the table; mend: {}", name, what,
                                   suggestion(name, among.labels)));
    if (!seen.insert(name).second) throw data_error(fmt::format("households: '{}' is named twice", name));
    out.push_back(found - among.labels.begin());
  }
  return out;
}

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}
double sum(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

template <space S>
std::vector<double> times(context<S>& ctx, const matrix<double, S>& L, const std::vector<double>& v) {
  vector<double, S> y(ctx, L.rows());
  row_products(ctx, L.view(), put(ctx, v).view(), y.view());
  return y.to_host();
}

void fill_columns(labelled_array& to, index_type& at,
                  std::initializer_list<std::reference_wrapper<const std::vector<double>>> all) {
  for (const std::vector<double>& values : all) fill_column(to, at++, values);
}

// What the closed system is made of, for the sectors with output.
struct closed_system {
  std::vector<double> row, column, w, u;  // h_R, h_C, h_R L, L h_C
  double d = 0;
};

[[noreturn]] void refuse(const household_account& h, const closed_system& c, const axis& rows) {
  std::vector<std::size_t> order(c.w.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return c.w[a] * c.column[a] > c.w[b] * c.column[b]; });
  constexpr std::size_t most = 5;
  std::string columns;
  std::vector<std::ptrdiff_t> at;
  for (const std::size_t j : order) {
    if (at.size() == most || c.w[j] * c.column[j] <= 0) break;
    columns += ", " + rows.labels[j];
    at.push_back(static_cast<std::ptrdiff_t>(j));
  }
  throw numeric_error(
      fmt::format(
          "closed for households the table is not productive, rho >= 1: column '{}', {:g} spent out of a total "
          "income of {:g}, earns {:.6g} of row '{}' again for every unit of it (columns: {}{}); mend: name what "
          "else is their income, or the total income of the accounts",
          h.consumption_names, sum(h.consumption), h.total_income, inner(c.w, c.column), h.income_names,
          h.consumption_names, columns),
      at);
}

template <space S>
closed_system close(context<S>& ctx, const inverted_table<S>& t, const household_account& h) {
  closed_system c;
  std::vector<double> other;  // primary inputs that are no income of households, per unit of output
  const flow_table& table = t.table;
  for (const index_type j : t.kept.at) {
    const auto k = static_cast<std::size_t>(j);
    c.row.push_back(h.income[k] / table.x(j));
    c.column.push_back(h.consumption[k] / h.total_income);
    double rest = 0;
    for (index_type r = 0; r < table.V.axes[0].size(); ++r)
      if (!h.is_income[static_cast<std::size_t>(r)]) rest += table.V(r, j);
    other.push_back(rest / table.x(j));
  }
  c.w = multipliers_of(ctx, c.row, t.inverses.L);
  c.u = times(ctx, t.inverses.L, c.column);
  const double saved = (h.total_income - sum(h.consumption)) / h.total_income;
  const double leaked = inner(multipliers_of(ctx, other, t.inverses.L), c.column);
  c.d = saved + leaked;
  constexpr double rounding = 1e-13;
  if (!(c.d > rounding * (std::abs(saved) + std::abs(leaked)))) refuse(h, c, t.kept.rows);
  return c;
}

// Income and output that the final demand households do not buy, and income from elsewhere, bring about.
template <space S>
std::vector<identity> check(const inverted_table<S>& t, const household_account& h, const closed_system& c,
                            const std::vector<double>& total_output) {
  const double elsewhere = h.total_income - inner(c.row, t.x);
  double income = elsewhere / c.d, output = elsewhere * (1 + sum(c.u)) / c.d;
  for (std::size_t j = 0; j < t.x.size(); ++j) {
    const double f = t.f[j] - c.column[j] * h.total_income;
    income += c.w[j] / c.d * f;
    output += total_output[j] * f;
  }
  const double want = sum(t.x) + h.total_income;
  return {{"total income of households from the closed table", std::abs(income / h.total_income - 1), 1e-9},
          {"output of the closed table, households' income in it", std::abs(output / want - 1), 1e-9}};
}

}  // namespace

household_account households_of(const flow_table& t, const household_rows& names) {
  household_account h;
  const auto n = static_cast<std::size_t>(t.sectors.size());
  h.income.assign(n, 0), h.consumption.assign(n, 0);
  h.is_income.assign(t.V.axes[0].labels.size(), false);
  for (const index_type r : positions_of(names.income, t.V.axes[0], "a row of primary inputs")) {
    h.is_income[static_cast<std::size_t>(r)] = true;
    for (std::size_t j = 0; j < n; ++j) h.income[j] += t.V(r, static_cast<index_type>(j));
  }
  for (const index_type c : positions_of(names.consumption, t.Y.axes[1], "a column of final demand"))
    for (std::size_t i = 0; i < n; ++i) h.consumption[i] += t.Y(static_cast<index_type>(i), c);
  h.income_names = fmt::format("{}", fmt::join(names.income, " + "));
  h.consumption_names = fmt::format("{}", fmt::join(names.consumption, " + "));
  h.total_income = names.total_income.value_or(sum(h.income));
  if (!(h.total_income > 0))
    throw data_error(
        fmt::format("households: a total income of {:g}: expected more than 0 in {}", h.total_income, h.income_names));
  return h;
}

template <space S>
type_II_results type_II_multipliers(context<S>& ctx, const inverted_table<S>& t, const household_account& h) {
  const closed_system c = close(ctx, t, h);
  const auto n = t.x.size();
  const matrix<double, S>& L = t.inverses.L;
  axis columns{"multiplier", {"output_simple", "output_truncated", "output_total"}};
  for (const account& a : t.table.accounts)
    for (const char* form : {"_direct", "_simple", "_total", "_type_I", "_type_II"})
      columns.labels.push_back(a.code + form);
  labelled_array all({t.kept.rows, columns}),
      closure({t.kept.rows, {"households", {"income", "consumption", "closed_row", "closed_column"}}});
  const std::vector<double> simple = multipliers_of(ctx, {}, L);
  const double spent = sum(c.u) / c.d;
  std::vector<double> truncated(n), total(n), row(n), column(n);
  for (std::size_t j = 0; j < n; ++j) {
    row[j] = c.w[j] / c.d, column[j] = c.u[j] / c.d;
    truncated[j] = simple[j] + spent * c.w[j];
    total[j] = truncated[j] + row[j];
  }
  index_type at = 0;
  fill_columns(all, at, {simple, truncated, total});
  for (const account& a : t.table.accounts) {
    std::vector<double> s = t.kept.pick(a.values);
    for (std::size_t j = 0; j < n; ++j) s[j] /= t.x[j];
    const std::vector<double> effect = multipliers_of(ctx, s, L);
    const double per_income = inner(s, c.u) / c.d;
    std::vector<double> closed(n), type_I(n), type_II(n);
    for (std::size_t j = 0; j < n; ++j) {
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      closed[j] = effect[j] + per_income * c.w[j];
      type_I[j] = s[j] != 0 ? effect[j] / s[j] : none;
      type_II[j] = s[j] != 0 ? closed[j] / s[j] : none;
    }
    fill_columns(all, at, {s, effect, closed, type_I, type_II});
  }
  at = 0;
  fill_columns(closure, at, {c.row, c.column, row, column});
  return {h, inner(c.w, c.column), t.kept.put_back_rows(all), t.kept.put_back_rows(closure), check(t, h, c, total)};
}

#define AGGLO_INSTANTIATE(S) \
  template type_II_results type_II_multipliers(context<S>&, const inverted_table<S>&, const household_account&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
