#include "host/analysis/linkage_analysis.hpp"

#include <algorithm>
#include <cmath>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"

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
  const index_type N = t.rows.size();
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

  out.regions = regions_of(t);
  std::vector<double> total(static_cast<std::size_t>(N));
  for (index_type j = 0; j < N; ++j) total[j] = out.multipliers(j, 0);
  out.between = split_effects(ctx, t.rows, t.regions, out.regions.offsets, A, inverses.v, L, total);
  const labelled_array owed = output_owed(ctx, t.rows, out.regions.buyers, L, out.regions.demand.values);
  out.value_added_embodied = sums_by_region(embodied(owed, va), out.regions, "earned_in");

  double leakage = 0, output = 0, largest = 0;
  for (index_type j = 0; j < N; ++j) {
    if (t.x(j) > 0) leakage = std::max(leakage, std::abs(out.multipliers(j, 1) + out.multipliers(j, 2) - 1));
    double x_j = 0;
    for (index_type b = 0; b < out.regions.buyers.size(); ++b) x_j += owed(j, b);
    output = std::max(output, std::abs(x_j - t.x(j)));
    largest = std::max(largest, t.x(j));
  }
  out.checks = {{"(I - A) L = I (largest entry)", out.residual, 1e-9},
                {"value added + imports = 1 per unit of final demand", leakage, 1e-9},
                {"intra + feedback + spillovers = total", out.between.error, 1e-9},
                {"x = L f (of the largest output)", output / largest, 1e-9}};
  return out;
}

#define AGGLO_INSTANTIATE(S) template linkage_analysis analyse_linkages(context<S>&, const multiregional_table&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
