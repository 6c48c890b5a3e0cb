#include "host/analysis/linkage_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/interregional_split.hpp"

namespace agglo {
namespace {

std::vector<double> per_output(const labelled_array& money, const labelled_array& x) {
  std::vector<double> share(x.values.size());
  for (std::size_t j = 0; j < share.size(); ++j) share[j] = x.values[j] > 0 ? money.values[j] / x.values[j] : 0;
  return share;
}

// One national technology: backward totals are the same wherever an industry has output. Says by how much they are not.
void summarise_industries(linkage_analysis& out, const multiregional_table& t) {
  const index_type n = t.sectors.size(), R = t.regions.size();
  out.industry = labelled_array(
      {t.sectors, {"measure", {"output", "value_added", "imports", "backward_direct", "backward_total", "power"}}});
  for (index_type i = 0; i < n; ++i) {
    double lowest = 1e300, highest = -1e300;
    for (index_type r = R - 1; r >= 0; --r) {
      const index_type j = r * n + i;
      if (!(t.x(j) > 0)) continue;
      lowest = std::min(lowest, out.multipliers(j, 0));
      highest = std::max(highest, out.multipliers(j, 0));
      for (index_type c = 0; c < 3; ++c) out.industry(i, c) = out.multipliers(j, c);
      out.industry(i, 3) = out.linkages(j, backward_direct);
      out.industry(i, 4) = out.linkages(j, backward_total);
      out.industry(i, 5) = out.linkages(j, power);
    }
    if (highest > 0) out.regional_difference = std::max(out.regional_difference, highest - lowest);
  }
}

}  // namespace

template <space S>
linkage_analysis analyse_linkages(context<S>& ctx, const multiregional_table& t) {
  const index_type N = t.rows.size(), n = t.sectors.size(), R = t.regions.size();
  linkage_analysis out;
  // Column slack as data: everything that is not a domestic input, imported inputs included.
  const std::vector<double> va = per_output(t.value_added, t.x), imports = per_output(t.imported_inputs, t.x);
  std::vector<double> slack(static_cast<std::size_t>(N));
  for (std::size_t j = 0; j < slack.size(); ++j) slack[j] = t.x.values[j] > 0 ? va[j] + imports[j] : 1;
  const table_inverses<S> inverses = invert_table(ctx, t.rows, t.Z.values, t.x.values, slack);
  const matrix<double, S>&A = inverses.A, &L = inverses.L;
  out.A = {{t.rows, t.rows}, A.to_host()};
  out.L = {{t.rows, t.rows}, L.to_host()};
  out.route = inverses.route;
  out.residual = inverses.residual;

  out.multipliers = labelled_array({t.rows, {"measure", {"output", "value_added", "imports"}}});
  fill_column(out.multipliers, 0, multipliers_of(ctx, {}, L));
  fill_column(out.multipliers, 1, multipliers_of(ctx, va, L));
  fill_column(out.multipliers, 2, multipliers_of(ctx, imports, L));

  out.linkages = linkage_table(ctx, t.rows, inverses, forward_measure::ghosh);
  out.key_class = key_classes(out.linkages);
  summarise_industries(out, t);

  std::vector<index_type> offsets;
  for (index_type r = 0; r <= R; ++r) offsets.push_back(r * n);
  vector<double, S> intra(ctx, N), feedback(ctx, N);
  matrix<double, S> received(ctx, R, N);
  interregional_split(ctx, A.view(), inverses.v.view(), L.view(), std::span<const index_type>(offsets),
                      interregional<S>{intra.view(), feedback.view(), received.view()});
  out.received = {{{"lands_in", t.regions.labels}, t.rows}, received.to_host()};
  out.effects = labelled_array({t.rows, {"effect", {"intra", "feedback", "spillovers", "total"}}});
  fill_column(out.effects, 0, intra.to_host());
  fill_column(out.effects, 1, feedback.to_host());
  for (index_type j = 0; j < N; ++j) {
    for (index_type r = 0; r < R; ++r)
      if (r != j / n) out.effects(j, 2) += out.received(r, j);
    out.effects(j, 3) = out.multipliers(j, 0);
  }

  out.value_added_received = labelled_array({{"earned_in", t.regions.labels}, t.rows});
  for (index_type r = 0; r < R; ++r) {
    std::vector<double> own(va.size());
    std::copy_n(va.begin() + r * n, n, own.begin() + r * n);
    const std::vector<double> row = multipliers_of(ctx, own, L);
    for (index_type j = 0; j < N; ++j) out.value_added_received(r, j) = row[j];
  }

  double leakage = 0, split = 0, output = 0, largest = 0;
  for (index_type j = 0; j < N; ++j) {
    if (t.x(j) > 0) leakage = std::max(leakage, std::abs(out.multipliers(j, 1) + out.multipliers(j, 2) - 1));
    split = std::max(split, std::abs(out.effects(j, 0) + out.effects(j, 1) + out.effects(j, 2) - out.effects(j, 3)));
    double x_j = 0;
    for (index_type k = 0; k < N; ++k) {
      double f = t.exports(k);
      for (index_type s = 0; s < R; ++s) f += t.Y(k, s);
      x_j += out.L(j, k) * f;
    }
    output = std::max(output, std::abs(x_j - t.x(j)));
    largest = std::max(largest, t.x(j));
  }
  out.checks = {{"(I - A) L = I (largest entry)", out.residual, 1e-9},
                {"value added + imports = 1 per unit of final demand", leakage, 1e-9},
                {"intra + feedback + spillovers = total", split, 1e-9},
                {"x = L f (of the largest output)", output / largest, 1e-9}};
  return out;
}

#define AGGLO_INSTANTIATE(S) template linkage_analysis analyse_linkages(context<S>&, const multiregional_table&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
