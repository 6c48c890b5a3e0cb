#include "host/analysis/knowledge_spillovers.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "host/analysis/firm_profiles.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {
namespace {

double disagreement(const labelled_array& m, const std::vector<double>& pool_sums) {
  double worst = 0, largest = 0;
  for (index_type r = 0; r < m.axes[0].size(); ++r) {
    double sum = 0;
    for (index_type s = 0; s < m.axes[1].size(); ++s) sum += m(r, s);
    worst = std::max(worst, std::abs(sum - pool_sums[r]));
    largest = std::max(largest, pool_sums[r]);
  }
  return largest > 0 ? worst / largest : worst;
}

}  // namespace

template <space S>
knowledge_spillovers learn(context<S>& ctx, const firm_sample& f, const axis& regions, const knowledge_options& how,
                           const labelled_array& coefficients, const labelled_array& factor) {
  const auto put = [&](const std::vector<double>& v) { return vector<double, S>(ctx, std::span<const double>(v)); };
  const auto put_int = [&](const std::vector<int>& v) { return vector<int, S>(ctx, std::span<const int>(v)); };
  const index_type N = f.size(), R = regions.size(), K = f.industries.size();
  const auto lon = put(f.lon), lat = put(f.lat), stock = put(f.rd);
  const auto region = put_int(f.region), industry = put_int(f.industry);
  const index_type zones = factor.values.empty() ? 0 : R, sectors = coefficients.values.empty() ? 0 : K;
  const matrix<double, S> factors(ctx, zones, zones, factor.values), A(ctx, sectors, sectors, coefficients.values);
  pair_factors<S> pair;
  pair.sites = {geometry::sphere, lon.view(), lat.view()};
  pair.decay = how.decay;
  if (zones > 0) pair.zones = {region.view(), factors.view()};
  if (sectors > 0) pair.inputs = {industry.view(), A.view()};
  const firm_profiles<S> technology(ctx, f.technology, how.nearness);
  pair.technology = technology.view();
  if (how.without != left_out::none)
    pair.without.group = how.without == left_out::same_region ? region.view() : industry.view();

  knowledge_spillovers out;
  out.how = how;
  vector<double, S> pool(ctx, N);
  pair_sums(ctx, pair, {stock.view().data, N, 1}, {pool.view().data, N, 1});
  out.pool = {{{"firm", f.firm_id}}, pool.to_host()};

  std::vector<int> cell(f.region.size());
  for (std::size_t k = 0; k < cell.size(); ++k) cell[k] = static_cast<int>(f.region[k] * K + f.industry[k]);
  const auto cells = put_int(cell);
  matrix<double, S> P(ctx, R, R), PK(ctx, R * K, R * K);
  pair_matrix(ctx, pair, stock.view(), region.view(), P.view());
  pair_matrix(ctx, pair, stock.view(), cells.view(), PK.view());
  out.region = {{{"receives", regions.labels}, {"sends", regions.labels}}, P.to_host()};
  const axis pairs = region_sector_axis(regions, f.industries);
  out.region_industry = {{{"receives", pairs.labels}, {"sends", pairs.labels}}, PK.to_host()};

  std::vector<double> by_region(R), by_cell(R * K);
  for (index_type i = 0; i < N; ++i) by_region[f.region[i]] += out.pool(i), by_cell[cell[i]] += out.pool(i);
  out.checks = {{"region matrix adds up to the firms' pools (relative)", disagreement(out.region, by_region), 1e-12},
                {"region x industry matrix adds up to the firms' pools (relative)",
                 disagreement(out.region_industry, by_cell), 1e-12}};
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                                                  \
  template knowledge_spillovers learn(context<S>&, const firm_sample&, const axis&, const knowledge_options&, \
                                      const labelled_array&, const labelled_array&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
