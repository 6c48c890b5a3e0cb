#pragma once
#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "kernels/spatial/neighbours.hpp"

namespace agglo::detail {

/// The place of unit i: a point of the unit sphere, or of the plane in km.
AGGLO_HD inline point<double> site_at(geometry kind, double x, double y) {
  return kind == geometry::sphere ? on_unit_sphere(x, y) : point<double>{x, y, 0};
}
/// Squared straight distance: what nearness is compared by.
AGGLO_HD inline double squared_chord(const point<double>& a, const point<double>& b) {
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  return dx * dx + dy * dy + dz * dz;
}
AGGLO_HD inline double km_between(geometry kind, const point<double>& a, const point<double>& b) {
  return kind == geometry::sphere ? earth_radius_km * central_angle(a, b) : plane_distance(a, b);
}

/// A band of distances with the squared chord that no distance within it passes.
struct distance_band {
  geometry kind;
  double from, to, farthest;
  AGGLO_HD bool holds(double km) const { return from <= km && km <= to; }
};
inline distance_band band_of(geometry kind, double from, double to) {
  constexpr double more = 1 + 1e-9, pi = 3.141592653589793;  // chords may be off in their last digits
  double chord = to;
  if (kind == geometry::sphere) chord = 2 * std::sin(std::min(to / earth_radius_km, pi) / 2);
  return {kind, from, to, chord * chord * more + 1e-15};
}

template <space S>
void check_sites(const firm_sites<S>& sites, const char* where) {
  expects(sites.kind != geometry::none, "places have no coordinates", where);
  expects_size(sites.y, sites.x.size, "y", where);
}
inline void check_band(double from, double to, const char* where) {
  expects<data_error>(0 <= from && from <= to, "a band of distances runs from 0 or more to no less", where);
}
template <space S>
void check_nearest(const firm_sites<S>& sites, const matrix_view<int, S>& neighbour,
                   const matrix_view<double, S>& distance) {
  constexpr const char* where = "nearest_neighbours";
  check_sites(sites, where);
  const index_type n = sites.x.size, k = neighbour.cols;
  expects_shape(neighbour, n, k, "neighbour", where);
  expects_shape(distance, n, k, "distance", where);
  expects(k == 0 || k < n, "more neighbours wanted than there are other units", where);
}

/// Keeps the k smallest of a row in rising order: (key, j) goes in before those of a larger key. Keys that are equal
/// stay in the order they come in, which is that of the numbers.
AGGLO_HD inline void keep_nearest(double* key, int* neighbour, index_type k, double chord, int j) {
  index_type q = k - 1;
  for (; q > 0 && key[q - 1] > chord; --q) {
    key[q] = key[q - 1];
    neighbour[q] = neighbour[q - 1];
  }
  key[q] = chord;
  neighbour[q] = j;
}

}  // namespace agglo::detail
