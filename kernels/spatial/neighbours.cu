#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/spatial/neighbour_steps.hpp"

namespace agglo {
namespace {

using detail::point;

constexpr int threads = 128;  // and units of a tile

__global__ void place_units(firm_sites<gpu> sites, point<double>* place) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < sites.x.size) place[i] = detail::site_at(sites.kind, sites.x[i], sites.y[i]);
}

// One thread a unit; tiles of units pass through shared memory. Calls see(j, place) for every j in rising order.
template <class See>
__device__ void pass_all(const point<double>* place, index_type n, const See& see) {
  __shared__ point<double> here[threads];
  for (index_type first = 0; first < n; first += threads) {
    if (first + threadIdx.x < n) here[threadIdx.x] = place[first + threadIdx.x];
    __syncthreads();
    const int count = static_cast<int>(min(index_type{threads}, n - first));
    for (int j = 0; j < count; ++j) see(first + j, here[j]);
    __syncthreads();
  }
}

// The lists themselves are the result's rows, which hold keys until the end: a unit nearer than the last kept is rare.
__global__ void __launch_bounds__(threads)
    find_nearest(const point<double>* place, index_type n, geometry kind, matrix_view<int, gpu> neighbour,
                 matrix_view<double, gpu> distance) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x, k = neighbour.cols;
  const point<double> mine = i < n ? place[i] : point<double>{};
  double worst = 0;
  if (i < n) {
    worst = INFINITY;
    for (index_type q = 0; q < k; ++q) {
      distance(i, q) = worst;
      neighbour(i, q) = -1;
    }
  }
  pass_all(place, n, [&](index_type j, const point<double>& other) {
    const double chord = detail::squared_chord(mine, other);
    if (!(chord < worst) || j == i) return;  // past the end nothing is below 0
    detail::keep_nearest(&distance(i, 0), &neighbour(i, 0), k, chord, static_cast<int>(j));
    worst = distance(i, k - 1);
  });
  if (i >= n) return;
  for (index_type q = 0; q < k; ++q)
    distance(i, q) = neighbour(i, q) < 0 ? NAN : detail::km_between(kind, mine, place[neighbour(i, q)]);
}

__global__ void __launch_bounds__(threads) count_units(const point<double>* place, index_type n,
                                                       detail::distance_band band, vector_view<index_type, gpu> count) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  const point<double> mine = i < n ? place[i] : point<double>{};
  index_type found = 0;
  pass_all(place, n, [&](index_type j, const point<double>& other) {
    if (detail::squared_chord(mine, other) < band.farthest && j != i)
      found += band.holds(detail::km_between(band.kind, mine, other)) ? 1 : 0;
  });
  if (i < n) count[i] = found;
}

__global__ void __launch_bounds__(threads)
    list_units(const point<double>* place, index_type n, detail::distance_band band,
               vector_view<const index_type, gpu> start, vector_view<int, gpu> neighbour,
               vector_view<double, gpu> distance) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  const point<double> mine = i < n ? place[i] : point<double>{};
  index_type e = i < n ? start[i] : 0;
  const index_type end = i < n ? start[i + 1] : 0;
  pass_all(place, n, [&](index_type j, const point<double>& other) {
    if (!(detail::squared_chord(mine, other) < band.farthest) || j == i) return;
    const double km = detail::km_between(band.kind, mine, other);
    if (!band.holds(km) || e >= end) return;
    neighbour[e] = static_cast<int>(j);
    distance[e++] = km;
  });
}

vector<point<double>, gpu> places_of(context<gpu>& ctx, const firm_sites<gpu>& sites) {
  vector<point<double>, gpu> place(ctx, sites.x.size);
  launch<place_units>(ctx.native().stream, {blocks_for(sites.x.size, threads), threads}, sites, place.view().data);
  return place;
}

}  // namespace

void nearest_neighbours(context<gpu>& ctx, firm_sites<gpu> sites, matrix_view<int, gpu> neighbour,
                        matrix_view<double, gpu> distance) {
  detail::check_nearest(sites, neighbour, distance);
  if (neighbour.empty()) return;
  const auto place = places_of(ctx, sites);
  launch<find_nearest>(ctx.native().stream, {blocks_for(sites.x.size, threads), threads}, place.view().data,
                       sites.x.size, sites.kind, neighbour, distance);
}

void count_within(context<gpu>& ctx, firm_sites<gpu> sites, double from, double to,
                  vector_view<index_type, gpu> count) {
  detail::check_sites(sites, "count_within");
  detail::check_band(from, to, "count_within");
  expects_size(count, sites.x.size, "count");
  if (count.empty()) return;
  const auto place = places_of(ctx, sites);
  launch<count_units>(ctx.native().stream, {blocks_for(count.size, threads), threads}, place.view().data, count.size,
                      detail::band_of(sites.kind, from, to), count);
}

void list_within(context<gpu>& ctx, firm_sites<gpu> sites, double from, double to,
                 vector_view<const index_type, gpu> start, vector_view<int, gpu> neighbour,
                 vector_view<double, gpu> distance) {
  detail::check_sites(sites, "list_within");
  detail::check_band(from, to, "list_within");
  expects_size(start, sites.x.size + 1, "start");
  expects_size(distance, neighbour.size, "distance");
  if (sites.x.empty()) return;
  const auto place = places_of(ctx, sites);
  launch<list_units>(ctx.native().stream, {blocks_for(sites.x.size, threads), threads}, place.view().data, sites.x.size,
                     detail::band_of(sites.kind, from, to), start, neighbour, distance);
}

}  // namespace agglo
