#include "host/analysis/table_solves.hpp"

#include <limits>

#include "host/analysis/kept_sectors.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

using numbers = std::vector<double>;

// The table's sectors with output on S.
template <space S>
struct system {
  context<S>& ctx;
  const kept_sectors& kept;
  matrix<double, S> Z;
  vector<double, S> x;
  table_solves& to;

  struct solution {
    numbers X, chain;
  };
  // `right` holds the right-hand sides one after the other.
  solution solve(leontief_equation equation, const numbers& right) {
    const index_type n = kept.rows.size(), rows = n == 0 ? 0 : static_cast<index_type>(right.size()) / n;
    const matrix<double, S> F(ctx, rows, n, right);
    matrix<double, S> X(ctx, rows, n);
    vector<double, S> chain(ctx, n);
    try {
      const solve_result how = leontief_solve(ctx, equation, std::as_const(Z).view(), std::as_const(x).view(), F.view(),
                                              X.view(), chain.view());
      to.sweeps += how.sweeps;
      to.error = std::max(to.error, how.error);
      to.residual = std::max(to.residual, how.residual);
    } catch (const data_error& e) {
      rethrow_with_names(e, kept.rows);
    } catch (const numeric_error& e) {
      rethrow_with_names(e, kept.rows);
    }
    return {X.to_host(), chain.to_host()};
  }
};

numbers over(numbers sums, const numbers& x) {
  for (std::size_t j = 0; j < x.size(); ++j) sums[j] /= x[j];
  return sums;
}
// Over the mean.
numbers dispersion(const numbers& totals) {
  double sum = 0;
  for (const double t : totals) sum += t;
  numbers out;
  for (const double t : totals) out.push_back(t * static_cast<double>(totals.size()) / sum);
  return out;
}

template <space S>
void add_linkages(system<S>& s, const numbers& x, const numbers& backward, const numbers& upstream,
                  forward_measure forward) {
  const index_type n = s.kept.rows.size();
  const bool ghosh = forward == forward_measure::ghosh;
  vector<double, S> bought(s.ctx, n), sold(s.ctx, n);
  multipliers(s.ctx, vector_view<const double, S>{}, std::as_const(s.Z).view(), bought.view());
  const numbers weights = ghosh ? numbers{} : over(numbers(x.size(), 1.0), x);
  row_products(s.ctx, std::as_const(s.Z).view(), put(s.ctx, weights).view(), sold.view());
  const numbers ahead = ghosh ? upstream : s.solve(leontief_equation::demand, numbers(x.size(), 1.0)).X;
  labelled_array out(
      {s.kept.rows,
       {"measure", {"backward_direct", "backward_total", "forward_direct", "forward_total", "power", "sensitivity"}}});
  fill_column(out, backward_direct, over(bought.to_host(), x));
  fill_column(out, backward_total, backward);
  fill_column(out, forward_direct, ghosh ? over(sold.to_host(), x) : sold.to_host());
  fill_column(out, forward_total, ahead);
  fill_column(out, power, dispersion(backward));
  fill_column(out, sensitivity, dispersion(ahead));
  s.to.key_class.assign(s.kept.all.labels.size(), "no output");
  const std::vector<std::string> classes = key_classes(out);
  for (std::size_t i = 0; i < s.kept.at.size(); ++i)
    s.to.key_class[static_cast<std::size_t>(s.kept.at[i])] = classes[i];
  s.to.linkages = s.kept.put_back_rows(out);
}

}  // namespace

template <space S>
table_solves solve_table(context<S>& ctx, const flow_table& t, forward_measure forward) {
  table_solves out;
  const kept_sectors kept(t);
  const index_type n = kept.rows.size(), K = static_cast<index_type>(t.accounts.size());
  const numbers x = kept.pick(t.x.values);
  system<S> s{ctx, kept, {ctx, n, n, kept.complete() ? t.Z.values : kept.pick_square(t.Z)}, put(ctx, x), out};
  out.no_output = kept.dropped;

  axis accounts{"account", {}};
  for (const account& a : t.accounts) accounts.labels.push_back(a.code);
  labelled_array per_unit({accounts, kept.rows});
  numbers right, f;  // the accounts, then all primary inputs, which must give 1
  for (index_type k = 0; k < K; ++k)
    for (index_type j = 0; j < n; ++j)
      right.push_back(per_unit(k, j) =
                          t.accounts[static_cast<std::size_t>(k)].values[static_cast<std::size_t>(kept.at[j])] / x[j]);
  for (index_type j = 0; j < n; ++j) {
    double primary = 0;
    for (index_type k = 0; k < t.V.axes[0].size(); ++k) primary += t.V(k, kept.at[j]);
    right.push_back(primary / x[j]);
    f.push_back(row_sum(t.Y, kept.at[j]));
  }
  const auto back = s.solve(leontief_equation::price, right), ahead = s.solve(leontief_equation::demand, f);

  out.S = kept.put_back_columns(per_unit);
  axis columns{"per unit of final demand", {"output"}};
  columns.labels.insert(columns.labels.end(), accounts.labels.begin(), accounts.labels.end());
  labelled_array simple({kept.rows, columns}), type_I({kept.rows, accounts});
  fill_column(simple, 0, back.chain);
  for (index_type k = 0; k < K; ++k)
    for (index_type j = 0; j < n; ++j) {
      simple(j, k + 1) = back.X[static_cast<std::size_t>(k * n + j)];
      type_I(j, k) = per_unit(k, j) != 0 ? simple(j, k + 1) / per_unit(k, j) : std::numeric_limits<double>::quiet_NaN();
    }
  out.multipliers = kept.put_back_rows(simple);
  out.type_I = kept.put_back_rows(type_I);
  for (index_type j = 0; j < kept.all.size(); ++j)
    for (index_type k = 0; k < K; ++k)
      if (t.x(j) == 0) out.type_I(j, k) = std::numeric_limits<double>::quiet_NaN();
  labelled_array chain({kept.rows, {"measure", {"upstreamness", "downstreamness"}}});
  fill_column(chain, 0, ahead.chain);
  fill_column(chain, 1, back.chain);
  out.chain = kept.put_back_rows(chain);
  add_linkages(s, x, back.chain, ahead.chain, forward);

  double leak = 0, demand = 0, largest = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    leak = std::max(leak, std::abs(back.X[static_cast<std::size_t>(K * n) + j] - 1));
    demand = std::max(demand, std::abs(ahead.X[j] - x[j]));
    largest = std::max(largest, x[j]);
  }
  out.checks = t.checks;
  out.checks.push_back({"all primary inputs v'L = 1 per unit of final demand", leak, 1e-9});
  out.checks.push_back({"x = L f (of the largest output)", largest > 0 ? demand / largest : 0, 1e-9});
  out.checks.push_back({"bound on the solutions' error", out.error, 1e-10});
  return out;
}

#define AGGLO_INSTANTIATE(S) template table_solves solve_table(context<S>&, const flow_table&, forward_measure);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
