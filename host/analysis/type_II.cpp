#include "host/analysis/type_II.hpp"

#include <fmt/format.h>

#include <functional>
#include <limits>
#include <numeric>

#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

double sum(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); }

void fill_columns(labelled_array& to, index_type& at,
                  std::initializer_list<std::reference_wrapper<const std::vector<double>>> all) {
  for (const std::vector<double>& values : all) fill_column(to, at++, values);
}

// What the closed system is made of, for the n sectors with output and H households.
struct closed_system {
  labelled_array row, column;  // h_R [n], H_C [n x H]
  labelled_array W, U;         // H_R L [H x n], L H_C [n x H]
  labelled_array K, D;         // H_R L H_C, (I - K)^-1 [H x H]
  std::vector<double> slack;   // 1 - 1'K
};

// The sectors on which most of what is spent comes back as income.
std::vector<std::ptrdiff_t> largest_circles(const closed_system& c) {
  std::vector<std::ptrdiff_t> order(static_cast<std::size_t>(c.row.axes[0].size())), out;
  std::iota(order.begin(), order.end(), 0);
  const auto earned = [&](std::ptrdiff_t j) { return c.W(0, j) * c.column(j, 0); };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return earned(a) > earned(b); });
  constexpr std::size_t most = 5;
  for (const std::ptrdiff_t j : order)
    if (out.size() < most && earned(j) > 0) out.push_back(j);
  return out;
}

[[noreturn]] void refuse(const household_account& h, const closed_system& c, const std::vector<std::ptrdiff_t>& at) {
  constexpr const char* mend = "mend: name what else is their income, or the total income of the accounts";
  if (h.households.size() == 1) {
    const std::vector<std::ptrdiff_t> sectors = largest_circles(c);
    std::string columns;
    for (const std::ptrdiff_t j : sectors) columns += ", " + c.row.axes[0].labels[static_cast<std::size_t>(j)];
    throw numeric_error(
        fmt::format(
            "closed for households the table is not productive, rho >= 1: column '{}', {:g} spent out of a total "
            "income of {:g}, earns {:.6g} of row '{}' again for every unit of it (columns: {}{}); {}",
            h.consumption_names, sum(h.consumption), h.total_income[0], c.K(0, 0), h.income_names, h.consumption_names,
            columns, mend),
        sectors);
  }
  std::string columns;
  for (const std::ptrdiff_t r : at) {
    double again = 0;
    for (index_type s = 0; s < h.households.size(); ++s) again += c.K(s, r);
    columns += fmt::format("{}{} ({:.6g})", columns.empty() ? "" : ", ",
                           h.households.labels[static_cast<std::size_t>(r)], again);
  }
  throw numeric_error(
      fmt::format(
          "closed for the households of every region the table is not productive, rho >= 1: column '{}' of "
          "these regions, and how much of row '{}' of all regions a unit of their income, spent, earns again: {}; {}",
          h.consumption_names, h.income_names, columns, mend),
      at);
}

// What a unit of each household's income does not bring back: what it saves, and the other primary inputs.
std::vector<double> slack_of(const household_account& h, const closed_system& c, const std::vector<double>& other) {
  const index_type n = c.row.axes[0].size(), H = h.households.size();
  std::vector<double> out;
  for (index_type r = 0; r < H; ++r) {
    const double income = h.total_income[static_cast<std::size_t>(r)];
    double spent = 0, leaked = 0;
    for (std::size_t i = 0; i < h.income.size(); ++i)
      spent += h.consumption[i * static_cast<std::size_t>(H) + static_cast<std::size_t>(r)];
    const double saved = income != 0 ? (income - spent) / income : 1;
    for (index_type j = 0; j < n; ++j) leaked += other[static_cast<std::size_t>(j)] * c.U(j, r);
    constexpr double rounding = 1e-13;
    const double left = saved + leaked;
    out.push_back(std::abs(left) <= rounding * (std::abs(saved) + std::abs(leaked)) ? 0 : left);
  }
  return out;
}

template <space S>
closed_system close(context<S>& ctx, const inverted_table<S>& t, const household_account& h) {
  const index_type n = t.kept.rows.size(), H = h.households.size();
  closed_system c;
  c.row = labelled_array({t.kept.rows}), c.column = labelled_array({t.kept.rows, h.households});
  labelled_array rows({h.households, t.kept.rows});
  std::vector<double> other;  // primary inputs that are no income of households, per unit of output
  for (index_type i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(t.kept.at[static_cast<std::size_t>(i)]);
    const double x = t.x[static_cast<std::size_t>(i)];
    c.row(i) = h.income[k] / x;
    rows(h.earner[k], i) = c.row(i);
    for (index_type r = 0; r < H; ++r) {
      const double income = h.total_income[static_cast<std::size_t>(r)];
      const double bought = h.consumption[k * static_cast<std::size_t>(H) + static_cast<std::size_t>(r)];
      c.column(i, r) = income != 0 ? bought / income : 0;
    }
    double rest = 0;
    for (index_type p = 0; p < t.table.V.axes[0].size(); ++p)
      if (!h.is_income[static_cast<std::size_t>(p)]) rest += t.table.V(p, static_cast<index_type>(k));
    other.push_back(rest / x);
  }
  const matrix<double, S> R(ctx, H, n, rows.values), C(ctx, n, H, c.column.values);
  matrix<double, S> W(ctx, H, n), U(ctx, n, H), K(ctx, H, H), D(ctx, H, H);
  gemm(ctx, 1, R.view(), t.inverses.L.view(), 0, W.view());
  gemm(ctx, 1, t.inverses.L.view(), C.view(), 0, U.view());
  gemm(ctx, 1, W.view(), C.view(), 0, K.view());
  c.W = {{h.households, t.kept.rows}, W.to_host()};
  c.U = {{t.kept.rows, h.households}, U.to_host()};
  const axis earns{"earns", h.households.labels}, spends{"spends", h.households.labels};
  c.K = {{earns, spends}, K.to_host()};
  c.slack = slack_of(h, c, other);
  try {
    leontief_inverse(ctx, K.view(), put(ctx, c.slack).view(), D.view());
  } catch (const numeric_error& e) {
    refuse(h, c, e.at);
  }
  c.D = {{earns, spends}, D.to_host()};
  return c;
}

/// a'M of a vector over M's rows.
std::vector<double> weighted(const std::vector<double>& a, const labelled_array& M) {
  std::vector<double> out(static_cast<std::size_t>(M.axes[1].size()));
  for (index_type i = 0; i < M.axes[0].size(); ++i)
    for (index_type j = 0; j < M.axes[1].size(); ++j)
      out[static_cast<std::size_t>(j)] += a[static_cast<std::size_t>(i)] * M(i, j);
  return out;
}

std::vector<double> ones(index_type n) { return std::vector<double>(static_cast<std::size_t>(n), 1.0); }

// Income and output that the final demand households do not buy, and income from elsewhere, bring about.
template <space S>
std::vector<identity> check(const inverted_table<S>& t, const household_account& h, const closed_system& c,
                            const std::vector<double>& total_output) {
  const index_type n = c.row.axes[0].size(), H = h.households.size();
  std::vector<double> outside = h.total_income;  // income that no sector pays, and what others' demand pays at first
  std::vector<double> first(static_cast<std::size_t>(H));
  const std::vector<double> per_income = weighted(weighted(ones(n), c.U), c.D), own = weighted(ones(H), c.D);
  double output = 0;
  for (index_type j = 0; j < n; ++j) {
    const auto at = static_cast<std::size_t>(j);
    outside[static_cast<std::size_t>(h.earner[static_cast<std::size_t>(t.kept.at[at])])] -= c.row(j) * t.x[at];
    double f = t.f[at];
    for (index_type r = 0; r < H; ++r) f -= c.column(j, r) * h.total_income[static_cast<std::size_t>(r)];
    for (index_type r = 0; r < H; ++r) first[static_cast<std::size_t>(r)] += c.W(r, j) * f;
    output += total_output[at] * f;
  }
  double off = 0;
  for (index_type r = 0; r < H; ++r) {
    const auto at = static_cast<std::size_t>(r);
    output += outside[at] * (per_income[at] + own[at]);
    double income = 0;
    for (index_type s = 0; s < H; ++s)
      income += c.D(r, s) * (first[static_cast<std::size_t>(s)] + outside[static_cast<std::size_t>(s)]);
    if (h.total_income[at] > 0) off = std::max(off, std::abs(income / h.total_income[at] - 1));
  }
  const double want = sum(t.x) + sum(h.total_income);
  return {{"total income of households from the closed table", off, 1e-9},
          {"output of the closed table, households' income in it", std::abs(output / want - 1), 1e-9}};
}

labelled_array product(const labelled_array& a, const labelled_array& b) {
  labelled_array out({a.axes[0], b.axes[1]});
  for (index_type i = 0; i < a.axes[0].size(); ++i)
    for (index_type k = 0; k < a.axes[1].size(); ++k)
      for (index_type j = 0; j < b.axes[1].size(); ++j) out(i, j) += a(i, k) * b(k, j);
  return out;
}

// The border of the closed inverse, under the labels of all sectors.
template <space S>
void add_border(type_II_results& out, const inverted_table<S>& t, const closed_system& c) {
  labelled_array rows = product(c.D, c.W), columns = product(c.U, c.D);
  rows.axes[0] = out.households.households, columns.axes[1] = out.households.households;
  if (out.households.households.size() == 1) {
    labelled_array closure({t.kept.rows, {"households", {"income", "consumption", "closed_row", "closed_column"}}});
    index_type at = 0;
    fill_columns(closure, at, {c.row.values, c.column.values, rows.values, columns.values});
    out.closure = t.kept.put_back_rows(closure);
    return;
  }
  labelled_array income({t.kept.rows, {"households", {"income"}}}, c.row.values);
  out.income = t.kept.put_back_rows(income);
  out.consumption = t.kept.put_back_rows(c.column);
  out.closed_rows = t.kept.put_back_columns(rows);
  out.closed_columns = t.kept.put_back_rows(columns);
  out.closed_corner = c.D;
}

}  // namespace

template <space S>
type_II_results type_II_multipliers(context<S>& ctx, const inverted_table<S>& t, const household_account& h) {
  const closed_system c = close(ctx, t, h);
  const auto n = t.x.size();
  const matrix<double, S>& L = t.inverses.L;
  axis columns{"multiplier", {"output_simple", "output_truncated", "output_total"}};
  for (const account& a : t.table.accounts)
    for (const char* form : {"_direct", "_simple", "_total", "_type_I", "_type_II"})
      columns.labels.push_back(a.code + form);
  labelled_array all({t.kept.rows, columns});
  const std::vector<double> simple = multipliers_of(ctx, {}, L);
  const std::vector<double> spent = weighted(weighted(ones(t.kept.rows.size()), c.U), c.D);
  const std::vector<double> truncated_more = weighted(spent, c.W),
                            row = weighted(weighted(ones(h.households.size()), c.D), c.W);
  std::vector<double> truncated(n), total(n);
  for (std::size_t j = 0; j < n; ++j) {
    truncated[j] = simple[j] + truncated_more[j];
    total[j] = truncated[j] + row[j];
  }
  index_type at = 0;
  fill_columns(all, at, {simple, truncated, total});
  for (const account& a : t.table.accounts) {
    std::vector<double> s = t.kept.pick(a.values);
    for (std::size_t j = 0; j < n; ++j) s[j] /= t.x[j];
    const std::vector<double> effect = multipliers_of(ctx, s, L);
    const std::vector<double> more = weighted(weighted(weighted(s, c.U), c.D), c.W);
    std::vector<double> closed(n), type_I(n), type_II(n);
    for (std::size_t j = 0; j < n; ++j) {
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      closed[j] = effect[j] + more[j];
      type_I[j] = s[j] != 0 ? effect[j] / s[j] : none;
      type_II[j] = s[j] != 0 ? closed[j] / s[j] : none;
    }
    fill_columns(all, at, {s, effect, closed, type_I, type_II});
  }
  type_II_results out;
  out.households = h, out.induced = c.K, out.multipliers = t.kept.put_back_rows(all);
  add_border(out, t, c);
  out.checks = check(t, h, c, total);
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template type_II_results type_II_multipliers(context<S>&, const inverted_table<S>&, const household_account&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
