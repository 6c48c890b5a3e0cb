#include "host/analysis/neighbour_weights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spatial/neighbours.hpp"

namespace agglo {
namespace {

spatial_weights weights_of(const unit_places& u, const std::string& name, const std::string& what) {
  spatial_weights W;
  W.name = name;
  W.source = fmt::format("{} of {}{} by {}", what, u.file, u.year.empty() ? "" : ", " + u.year,
                         u.kind == geometry::sphere ? "great circle" : "projected coordinates, km");
  W.year = u.year, W.units = u.id;
  return W;
}

}  // namespace

template <space S>
spatial_weights nearest_weights(context<S>& ctx, const unit_places& u, index_type k) {
  const auto n = static_cast<index_type>(u.id.size());
  if (k >= n)
    throw data_error(fmt::format("{}{}: {} neighbours wanted of {} units; mend: ask for {} at most with --nearest",
                                 u.file, u.year.empty() ? "" : ", year " + u.year, k, n,
                                 std::max<index_type>(n - 1, 0)));
  spatial_weights W = weights_of(u, fmt::format("nearest_{}", k), fmt::format("the {} nearest", k));
  const vector<double, S> x(ctx, u.x), y(ctx, u.y);
  matrix<int, S> neighbour(ctx, n, k);
  matrix<double, S> distance(ctx, n, k);
  nearest_neighbours(ctx, {u.kind, x.view(), y.view()}, neighbour.view(), distance.view());
  W.column = neighbour.to_host();
  W.weight.assign(W.column.size(), 1.0);
  for (index_type i = 0; i <= n; ++i) W.start.push_back(i * k);
  for (index_type i = 0; i < n; ++i) std::sort(W.column.begin() + i * k, W.column.begin() + (i + 1) * k);
  return W;
}

template <space S>
spatial_weights band_weights(context<S>& ctx, const unit_places& u, double km) {
  spatial_weights W = weights_of(u, fmt::format("within_{}", km), fmt::format("all others within {} km", km));
  const vector<double, S> x(ctx, u.x), y(ctx, u.y);
  const firm_sites<S> sites{u.kind, x.view(), y.view()};
  vector<index_type, S> count(ctx, x.size());
  count_within(ctx, sites, 0, km, count.view());
  W.start.push_back(0);
  for (const index_type c : count.to_host()) W.start.push_back(W.start.back() + c);
  const vector<index_type, S> start(ctx, std::span<const index_type>(W.start));
  vector<int, S> neighbour(ctx, W.start.back());
  vector<double, S> distance(ctx, W.start.back());
  list_within(ctx, sites, 0, km, start.view(), neighbour.view(), distance.view());
  W.column = neighbour.to_host();
  W.weight.assign(W.column.size(), 1.0);
  return W;
}

spatial_weights pair_weights(const unit_places& u, const distance_decay& decay, const std::string& name,
                             const std::string& formula) {
  spatial_weights W = weights_of(u, name, formula + ", all pairs");
  W.decay = decay, W.sites = u.kind, W.x = u.x, W.y = u.y;
  return W;
}

#define AGGLO_NEIGHBOUR_WEIGHTS(S)                                                          \
  template spatial_weights nearest_weights<S>(context<S>&, const unit_places&, index_type); \
  template spatial_weights band_weights<S>(context<S>&, const unit_places&, double);
AGGLO_FOR_EACH_SPACE(AGGLO_NEIGHBOUR_WEIGHTS)
#undef AGGLO_NEIGHBOUR_WEIGHTS

}  // namespace agglo
