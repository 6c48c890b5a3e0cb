#pragma once
#include <functional>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/spatial/sparse_rows.hpp"
#include "kernels/spillover/decay.hpp"
#include "kernels/spillover/pair_weight.hpp"

// What a pair of firms weighs: f(i, j) is the product of the factors that are given, and 0 for a pair left out. Every
// vector has length N, or is empty; an empty factor is 1.
namespace agglo {

/// Places of the firms. kind none: no coordinates.
template <space S>
struct firm_sites {
  geometry kind = geometry::none;
  vector_view<const double, S> x;  ///< lon, degrees east; or projected, km
  vector_view<const double, S> y;  ///< lat, degrees north; or projected, km
};

/// Stretches distances: km(i, j) counts as factor(zone(i), zone(j)) * km(i, j), so that a faster line (a factor below
/// 1) brings two regions closer. Both empty: 1 everywhere.
template <space S>
struct zone_factors {
  vector_view<const int, S> zone;       ///< N, each in 0 .. factor.rows - 1
  matrix_view<const double, S> factor;  ///< zones x zones, any stride, finite and not negative; rows receive
};

/// Distances known between places alone, instead of coordinates: d_ij = minutes(place(i), place(j)), the diagonal's
/// within a place.
template <space S>
struct travel_times {
  vector_view<const int, S> place;       ///< N, each in 0 .. minutes.rows - 1
  matrix_view<const double, S> minutes;  ///< places x places, any stride, finite and not negative; rows receive
};

/// T_ij = sum over classes k of receives(i, k) sends(j, k). Jaffe: both the rows scaled to length 1; Mahalanobis: the
/// receiver's times Omega (technology_profiles makes them). One view twice is stored once. Few classes a firm of many:
/// by rows without zeros, the classes of a row ascending, each once; memory then follows the entries, never N K, and
/// fp16 and split16 multiply them in single precision.
template <space S>
struct technology_factor {
  matrix_view<const double, S> receives, sends;      ///< N x K each, any stride
  sparse_rows<S> sparse_receives{}, sparse_sends{};  ///< or N rows of K columns each
  [[nodiscard]] AGGLO_HD constexpr bool sparse() const { return sparse_sends.columns > 0; }
  [[nodiscard]] AGGLO_HD constexpr index_type classes() const { return sparse() ? sparse_sends.columns : sends.cols; }
  [[nodiscard]] AGGLO_HD constexpr bool given() const { return sparse() || !sends.empty(); }
};

/// a_{s(i) s(j)}: a coefficient between the two firms' sectors, Leontief's or Ghosh's, or their transposes: rows
/// receive. With A itself (rows sell) the pool comes from the customers' sectors, with A' from the suppliers'.
template <space S>
struct sector_weights {
  vector_view<const int, S> sector;     ///< N, each in 0 .. weight.rows - 1
  matrix_view<const double, S> weight;  ///< sectors x sectors, any stride, finite
};

/// Pairs left out beside the own firm: equal labels. A negative label is equal to none.
template <space S>
struct left_out_pairs {
  vector_view<const int, S> group;  ///< say, region or industry
  vector_view<const int, S> owner;  ///< the firm whose accounts hold this one
};

template <space S>
struct pair_factors {
  firm_sites<S> sites{};
  distance_decay decay{};  ///< of km between sites, or of minutes between places
  zone_factors<S> zones{};
  travel_times<S> travel{};
  technology_factor<S> technology{};
  sector_weights<S> inputs{};
  left_out_pairs<S> without{};
};

/// How the sums were reached.
enum class pair_route {
  automatic,  ///< the cheapest that is exact; what a result never says
  all_pairs,  ///< every pair weighed
  grouped,    ///< no coordinates: firms of one place, sector and label summed first, then all pairs of those cells
  low_rank    ///< grouped, with the technology factor: each cell's K profiles summed first. O(N K)
};
inline constexpr const char* route_name(pair_route r) {
  constexpr const char* names[] = {"automatic", "all pairs", "grouped", "low rank"};
  return names[static_cast<int>(r)];
}

/// Arithmetic of the pairs; sums of tiles are added in double precision in all of them. fp16 and split16 differ from
/// fp32 in the products of profiles alone: these run on tensor cores where there are some, with sums in single
/// precision.
enum class pair_precision {
  fp64,
  fp32,
  fp16,    ///< profiles rounded to half precision
  split16  ///< profiles as the sum of two halves
};

struct pair_options {
  pair_precision precision = pair_precision::fp64;
  pair_route route = pair_route::automatic;
  /// Told between batches of receivers: how many are done, of how many. What it throws ends the call.
  std::function<void(index_type done, index_type of)> after_batch{};
};

}  // namespace agglo
