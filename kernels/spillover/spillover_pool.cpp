#include "kernels/spillover/spillover_pool.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/spillover/arrangement.hpp"
#include "kernels/spillover/pair_weight.hpp"

// One binary, the machine's own vector width: the loader picks the clone. `flatten`, because functions compiled for no
// machine in particular are else not inlined into clones for one. Levels, not processors: "arch=haswell" would leave
// out AMD. Under AddressSanitizer the loader would pick before the sanitizer has started, so there the plain function
// stands.
#if !defined(__x86_64__) || !defined(__GNUC__) || defined(__clang__) || defined(__SANITIZE_ADDRESS__)
#define AGGLO_VECTOR_CLONES
#elif __GNUC__ >= 12
#define AGGLO_VECTOR_CLONES __attribute__((flatten, target_clones("avx512f", "arch=x86-64-v3", "default")))
#else  // knows no levels yet
#define AGGLO_VECTOR_CLONES __attribute__((flatten, target_clones("avx512f", "avx2", "default")))
#endif

namespace agglo {

template <space S>
void detail::check_spillover(const spillover_sources<S>& s, const exponential_decay& d, const zone_factors<S>& z,
                             const char* where) {
  expects_size(s.lat, s.lon.size, "lat", where);
  expects_size(s.stock, s.lon.size, "stock", where);
  if (!z.zone.empty() || !z.factor.empty()) {
    expects_size(z.zone, s.lon.size, "zone", where);
    expects_shape(z.factor, z.factor.rows, z.factor.rows, "factor", where);
  }
  expects<data_error>(d.length_km > 0 && d.cutoff_km > 0, "decay needs a positive length and cutoff", where);
}
template void detail::check_spillover(const spillover_sources<cpu>&, const exponential_decay&, const zone_factors<cpu>&,
                                      const char*);
template void detail::check_spillover(const spillover_sources<gpu>&, const exponential_decay&, const zone_factors<gpu>&,
                                      const char*);

namespace {

using detail::run;

constexpr index_type unit = 64;   // receivers that walk a tile together
constexpr index_type tile = 512;  // sources: 16 KB, so that they stay in the first cache while a unit walks them

/// The firms in the arrangement's order.
struct arranged_firms {
  arranged_firms(const spillover_sources<cpu>& s, const std::vector<index_type>& order)
      : x(order.size()), y(order.size()), z(order.size()), stock(order.size()) {
    for (std::size_t p = 0; p < order.size(); ++p) {
      const detail::unit_vector u = detail::on_unit_sphere(s.lon[order[p]], s.lat[order[p]]);
      x[p] = u.x, y[p] = u.y, z[p] = u.z, stock[p] = s.stock[order[p]];
    }
  }
  [[nodiscard]] detail::unit_vector place(index_type p) const {
    const auto k = static_cast<std::size_t>(p);
    return {x[k], y[k], z[k]};
  }
  std::vector<double> x, y, z, stock;
};

// No OpenMP threads in here: the clones could not be outlined.
AGGLO_VECTOR_CLONES double drawn_from(const double* x, const double* y, const double* z, const double* stock,
                                      index_type count, detail::unit_vector receiver, detail::angular_decay decay) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (index_type k = 0; k < count; ++k) sum += detail::drawn(receiver, {x[k], y[k], z[k]}, stock[k], decay);
  return sum;
}
double drawn_from(const arranged_firms& f, index_type first, index_type last, index_type receiver,
                  const detail::angular_decay& decay) {
  return drawn_from(f.x.data() + first, f.y.data() + first, f.z.data() + first, f.stock.data() + first, last - first,
                    f.place(receiver), decay);
}

/// Adds to sum[k] what receiver to.first + k draws from the sources of `from`, itself left out.
void add_drawn(const arranged_firms& f, const run& to, const run& from, const detail::angular_decay& decay,
               double* sum) {
  for (index_type first = from.first; first < from.last; first += tile) {
    const index_type last = std::min(first + tile, from.last);
    for (index_type i = to.first; i < to.last; ++i) {
      const bool own = i >= first && i < last;
      sum[i - to.first] += own ? drawn_from(f, first, i, i, decay) + drawn_from(f, i + 1, last, i, decay)
                               : drawn_from(f, first, last, i, decay);
    }
  }
}

double factor_between(const zone_factors<cpu>& z, const run& to, const run& from) {
  return z.factor.empty() ? 1 : z.factor(to.zone, from.zone);
}

}  // namespace

void spillover_pool(context<cpu>&, spillover_sources<cpu> s, exponential_decay decay, zone_factors<cpu> zones,
                    vector_view<double, cpu> pool) {
  detail::check_spillover(s, decay, zones, "spillover_pool");
  expects_size(pool, s.lon.size, "pool");
  detail::expects_factors(zones.factor);
  const detail::arrangement a = detail::arrange(
      s.lon.size, {}, 1, {zones.zone.data, static_cast<std::size_t>(zones.zone.size)}, zones.factor.rows);
  const arranged_firms firms(s, a.order);
  const std::vector<run> units = detail::cut(a.runs, unit);
#pragma omp parallel for schedule(dynamic)
  for (std::size_t u = 0; u < units.size(); ++u) {
    double sum[unit] = {};
    for (const run& from : a.runs)
      add_drawn(firms, units[u], from, detail::by_angle(decay, factor_between(zones, units[u], from)), sum);
    for (index_type i = units[u].first; i < units[u].last; ++i)
      pool[a.order[static_cast<std::size_t>(i)]] = sum[i - units[u].first];
  }
}

void spillover_matrix(context<cpu>&, spillover_sources<cpu> s, exponential_decay decay, zone_factors<cpu> zones,
                      vector_view<const int, cpu> group, matrix_view<double, cpu> P) {
  detail::check_spillover(s, decay, zones, "spillover_matrix");
  expects_size(group, s.lon.size, "group");
  expects_shape(P, P.rows, P.rows, "P");
  detail::expects_factors(zones.factor);
  const detail::arrangement a =
      detail::arrange(s.lon.size, {group.data, static_cast<std::size_t>(group.size)}, P.rows,
                      {zones.zone.data, static_cast<std::size_t>(zones.zone.size)}, zones.factor.rows);
  const arranged_firms firms(s, a.order);
  const std::vector<run> units = detail::cut(a.runs, unit);
  std::vector<double> by_unit(units.size() * static_cast<std::size_t>(P.cols));  // units x groups
#pragma omp parallel for schedule(dynamic)
  for (std::size_t u = 0; u < units.size(); ++u)
    for (const run& from : a.runs) {
      double sum[unit] = {};
      add_drawn(firms, units[u], from, detail::by_angle(decay, factor_between(zones, units[u], from)), sum);
      double& received = by_unit[u * static_cast<std::size_t>(P.cols) + static_cast<std::size_t>(from.group)];
      for (const double one : sum) received += one;
    }
  for (index_type r = 0; r < P.rows; ++r) std::fill_n(P.row(r).data, P.cols, 0.0);
  for (std::size_t u = 0; u < units.size(); ++u)
    for (index_type c = 0; c < P.cols; ++c)
      P(units[u].group, c) += by_unit[u * static_cast<std::size_t>(P.cols) + static_cast<std::size_t>(c)];
}

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
