#include "kernels/spatial/neighbours.hpp"

#include <algorithm>
#include <vector>

#include "kernels/spatial/neighbour_steps.hpp"

namespace agglo {
namespace {

using detail::point;

constexpr index_type tile = 512;  // units whose chords are taken at once, before any is looked at
constexpr double no_chord = std::numeric_limits<double>::infinity();

// The build targets plain x86-64; this loop is compiled for wider vectors as well and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define AGGLO_WIDE_VECTORS [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define AGGLO_WIDE_VECTORS
#endif
AGGLO_WIDE_VECTORS void chords(const double* x, const double* y, const double* z, index_type count,
                               const point<double>& a, double* chord) {
  for (index_type j = 0; j < count; ++j) chord[j] = detail::squared_chord(a, {x[j], y[j], z[j]});
}
// Whether any chord is below the bound: most tiles hold none, and are done with.
AGGLO_WIDE_VECTORS int below(const double* chord, index_type count, double bound) {
  int found = 0;
  for (index_type j = 0; j < count; ++j) found += chord[j] < bound ? 1 : 0;
  return found;
}
#undef AGGLO_WIDE_VECTORS

class sites_on_cpu {
 public:
  explicit sites_on_cpu(const firm_sites<cpu>& sites) : n_(sites.x.size), x_(size()), y_(size()), z_(size()) {
    for (index_type i = 0; i < n_; ++i) {
      const auto p = detail::site_at(sites.kind, sites.x[i], sites.y[i]);
      const auto k = static_cast<std::size_t>(i);
      x_[k] = p.x, y_[k] = p.y, z_[k] = p.z;
    }
  }
  [[nodiscard]] point<double> at(index_type i) const {
    const auto k = static_cast<std::size_t>(i);
    return {x_[k], y_[k], z_[k]};
  }
  /// Calls see(j, chord) for every j != i in rising order whose squared chord is below bound(), which may fall.
  template <class Bound, class See>
  void scan(index_type i, const Bound& bound, const See& see) const {
    double chord[tile];
    const point<double> here = at(i);
    for (index_type first = 0; first < n_; first += tile) {
      const index_type count = std::min(tile, n_ - first);
      chords(x_.data() + first, y_.data() + first, z_.data() + first, count, here, chord);
      if (below(chord, count, bound()) == 0) continue;
      for (index_type j = 0; j < count; ++j)
        if (chord[j] < bound() && first + j != i) see(first + j, chord[j]);
    }
  }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(n_); }

 private:
  index_type n_;
  std::vector<double> x_, y_, z_;
};

}  // namespace

void nearest_neighbours(context<cpu>&, firm_sites<cpu> sites, matrix_view<int, cpu> neighbour,
                        matrix_view<double, cpu> distance) {
  detail::check_nearest(sites, neighbour, distance);
  const index_type n = sites.x.size, k = neighbour.cols;
  if (k == 0) return;
  const sites_on_cpu all(sites);
#pragma omp parallel for schedule(dynamic, 64)
  for (index_type i = 0; i < n; ++i) {
    double* const key = &distance(i, 0);
    int* const found = &neighbour(i, 0);
    std::fill_n(key, k, no_chord);
    std::fill_n(found, k, -1);
    all.scan(
        i, [&] { return key[k - 1]; },
        [&](index_type j, double chord) { detail::keep_nearest(key, found, k, chord, static_cast<int>(j)); });
    for (index_type q = 0; q < k; ++q)
      key[q] = found[q] < 0 ? std::numeric_limits<double>::quiet_NaN()
                            : detail::km_between(sites.kind, all.at(i), all.at(found[q]));
  }
}

void count_within(context<cpu>&, firm_sites<cpu> sites, double from, double to, vector_view<index_type, cpu> count) {
  detail::check_sites(sites, "count_within");
  detail::check_band(from, to, "count_within");
  expects_size(count, sites.x.size, "count");
  const sites_on_cpu all(sites);
  const detail::distance_band band = detail::band_of(sites.kind, from, to);
#pragma omp parallel for schedule(dynamic, 64)
  for (index_type i = 0; i < count.size; ++i) {
    index_type found = 0;
    all.scan(
        i, [&] { return band.farthest; },
        [&](index_type j, double) {
          found += band.holds(detail::km_between(band.kind, all.at(i), all.at(j))) ? 1 : 0;
        });
    count[i] = found;
  }
}

void list_within(context<cpu>&, firm_sites<cpu> sites, double from, double to, vector_view<const index_type, cpu> start,
                 vector_view<int, cpu> neighbour, vector_view<double, cpu> distance) {
  detail::check_sites(sites, "list_within");
  detail::check_band(from, to, "list_within");
  expects_size(start, sites.x.size + 1, "start");
  expects_size(distance, neighbour.size, "distance");
  const sites_on_cpu all(sites);
  const detail::distance_band band = detail::band_of(sites.kind, from, to);
#pragma omp parallel for schedule(dynamic, 64)
  for (index_type i = 0; i < sites.x.size; ++i) {
    index_type e = start[i];
    all.scan(
        i, [&] { return band.farthest; },
        [&](index_type j, double) {
          const double km = detail::km_between(band.kind, all.at(i), all.at(j));
          if (!band.holds(km) || e >= start[i + 1]) return;
          neighbour[e] = static_cast<int>(j);
          distance[e++] = km;
        });
  }
}

}  // namespace agglo
