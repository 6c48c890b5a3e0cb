#include "kernels/spillover/spillover_pool.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {
namespace {

template <space S>
pair_factors<S> factors_of(const spillover_sources<S>& s, const exponential_decay& d, const zone_factors<S>& z) {
  pair_factors<S> f;
  f.sites = {geometry::sphere, s.lon, s.lat};
  f.decay = distance_decay::exponential(d.length_km, d.cutoff_km);
  f.zones = z;
  return f;
}

}  // namespace

#define AGGLO_SPILLOVER_POOL(S)                                                                          \
  void spillover_pool(context<S>& ctx, spillover_sources<S> s, exponential_decay d, zone_factors<S> z,   \
                      vector_view<double, S> pool) {                                                     \
    expects_size(s.stock, s.lon.size, "stock");                                                          \
    expects_size(pool, s.lon.size, "pool");                                                              \
    pair_sums(ctx, factors_of(s, d, z), {s.stock.data, s.stock.size, 1}, {pool.data, pool.size, 1});     \
  }                                                                                                      \
  void spillover_matrix(context<S>& ctx, spillover_sources<S> s, exponential_decay d, zone_factors<S> z, \
                        vector_view<const int, S> group, matrix_view<double, S> P) {                     \
    expects_size(s.stock, s.lon.size, "stock");                                                          \
    pair_matrix(ctx, factors_of(s, d, z), s.stock, group, P);                                            \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_SPILLOVER_POOL)
#undef AGGLO_SPILLOVER_POOL

index_type pairs_at_distance_zero(std::span<const double> lon, std::span<const double> lat) {
  expects(lon.size() == lat.size(), "lon and lat differ in length");
  std::vector<std::pair<double, double>> place;
  for (std::size_t i = 0; i < lon.size(); ++i) {
    if (lon[i] != lon[i] || lat[i] != lat[i]) continue;
    const bool pole = lat[i] == 90 || lat[i] == -90;
    place.emplace_back(pole ? 0 : lon[i] == -180 ? 180 : lon[i], lat[i]);
  }
  std::sort(place.begin(), place.end());
  index_type pairs = 0, here = 0;
  for (std::size_t k = 1; k < place.size(); ++k) {
    here = place[k] == place[k - 1] ? here + 1 : 0;  // firms before this one in its place
    pairs += here;
  }
  return pairs;
}

}  // namespace agglo
