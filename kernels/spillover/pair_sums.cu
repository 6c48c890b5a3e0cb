#include "kernels/spillover/pair_cells.hpp"
#include "kernels/spillover/pair_shares.cuh"
#include "kernels/spillover/pair_sums.hpp"
#include "kernels/spillover/pair_tensor.cuh"
#include "kernels/spillover/pair_tile.cuh"

namespace agglo {
namespace {

using detail::device_firms;
using detail::half_firms;
using detail::most_shares;
using detail::padded;
using detail::pair_plan;
using detail::per;
using detail::side;
using detail::sparse_firms;
using detail::threads;
using detail::tile;
using detail::tx;
using detail::ty;

constexpr index_type batch_tiles = 2048;  // receivers whose partial sums are held at once

// partial(share * Columns + c, receiver): what a receiver of the batch draws from one share of the sources, of columns
// first .. first + Columns - 1 of V. As many blocks a multiprocessor as registers allow without spilling.
template <class Pairs, int Columns>
__global__ void __launch_bounds__(threads, sizeof(typename Pairs::real) == 8 ? 1 : 2)
    draw_pools(Pairs w, index_type first_tile, index_type column, index_type share_tiles,
               matrix_view<double, gpu> partial) {
  using Real = typename Pairs::real;
  Real* const shared = dynamic_shared<Real>();
  const index_type r0 = (first_tile + blockIdx.x) * tile, share = blockIdx.y;
  double sum[per][Columns] = {};
  for (index_type s0 = share * share_tiles * tile; s0 < w.firms && s0 < (share + 1) * share_tiles * tile; s0 += tile) {
    Real weight[per][per];
    detail::weigh_tile(w, r0, s0, shared, weight);
    for (int c = 0; c < Columns; ++c) {
      if (column + c >= w.V.rows) break;
      Real part[per] = {};
      for (int b = 0; b < per; ++b) {
        const index_type j = s0 + tx() + side * b;
        if (j >= w.firms) break;
        for (int a = 0; a < per; ++a) part[a] += detail::drawn(weight[a][b], w.V(column + c, j));
      }
      for (int a = 0; a < per; ++a) sum[a][c] += part[a];
    }
  }
  // A receiver's 16 threads, always in one order.
  double* const sums = dynamic_shared<double>();
  for (int c = 0; c < Columns; ++c) {
    __syncthreads();
    for (int a = 0; a < per; ++a) sums[(ty() + side * a) * padded + tx()] = sum[a][c];
    __syncthreads();
    const int row = static_cast<int>(threadIdx.x);
    if (row < tile) {  // the batch has room for whole tiles
      double all = 0;
      for (int k = 0; k < side; ++k) all += sums[row * padded + k];
      partial(share * Columns + c, index_type{blockIdx.x} * tile + row) = all;
    }
  }
}

constexpr std::size_t row_sum_bytes = tile * padded * sizeof(double);

template <int Columns, class Firms>
void sum_all_pairs(context<gpu>& ctx, const Firms& firms, matrix_view<const double, gpu> V, matrix_view<double, gpu> S,
                   const pair_options& options) {
  const auto pairs = firms.view();
  const index_type tiles = (V.rows + tile - 1) / tile, share_tiles = (tiles + most_shares - 1) / most_shares;
  const auto shares = static_cast<unsigned>((tiles + share_tiles - 1) / share_tiles);
  const index_type batch = std::min(tiles, batch_tiles);
  matrix<double, gpu> partial(ctx, index_type{shares} * Columns, batch * tile);
  ctx.synchronize();  // the plan is uploaded
  const cudaStream_t stream = ctx.native().stream;
  const std::size_t bytes = std::max(detail::tile_bytes(pairs), row_sum_bytes);
  for (index_type first = 0; first < tiles; first += batch) {
    const index_type here = std::min(batch, tiles - first);
    for (index_type c = 0; c < V.cols; c += Columns) {
      launch<draw_pools<std::remove_const_t<decltype(pairs)>, Columns>>(
          stream, {dim3(static_cast<unsigned>(here), shares), threads, bytes}, pairs, first, c, share_tiles,
          partial.view());
      launch<detail::add_shares<Columns>>(stream, {blocks_for(here * tile, threads), threads}, partial.view(),
                                          first * tile, c, firms.order(), S);
    }
    if (!options.after_batch) continue;
    ctx.synchronize();
    options.after_batch(std::min((first + here) * tile, V.rows), V.rows);
  }
}
template <class Firms>
void sum_columns(context<gpu>& ctx, const Firms& firms, matrix_view<const double, gpu> V, matrix_view<double, gpu> S,
                 const pair_options& options) {
  V.cols == 1 ? sum_all_pairs<1>(ctx, firms, V, S, options) : sum_all_pairs<4>(ctx, firms, V, S, options);
}

}  // namespace

pair_route pair_sums(context<gpu>& ctx, const pair_factors<gpu>& f, matrix_view<const double, gpu> V,
                     matrix_view<double, gpu> S, const pair_options& options) {
  expects_shape(S, V.rows, V.cols, "S");
  detail::check_factors(f, V.rows, "pair_sums");
  const pair_plan p = detail::make_plan(ctx, f, V.rows);
  const detail::pair_cells cells = f.sites.kind == geometry::none ? detail::make_cells(p) : detail::pair_cells{};
  const pair_route route = detail::choose_route(f, V.rows, cells, V.cols, options.route);
  if (V.empty()) return route;
  if (route != pair_route::all_pairs) {
    detail::sum_by_cells(ctx, f, cells, V, S);
    if (options.after_batch) options.after_batch(V.rows, V.rows);
    return route;
  }
  const int planes = f.technology.sends.cols > 0 ? detail::half_planes(options.precision) : 0;
  const bool single = options.precision != pair_precision::fp64;
  if (f.technology.sparse())
    single ? sum_columns(ctx, sparse_firms<float>(ctx, f, p, V), V, S, options)
           : sum_columns(ctx, sparse_firms<double>(ctx, f, p, V), V, S, options);
  else if (!single)
    sum_columns(ctx, device_firms<double>(ctx, f, p, V), V, S, options);
  else if (planes == 0)
    sum_columns(ctx, device_firms<float>(ctx, f, p, V), V, S, options);
  else if (const half_firms firms(ctx, f, p, V, planes); !detail::sum_quickly(ctx, f, firms, V, S, options))
    sum_columns(ctx, firms, V, S, options);
  return route;
}

}  // namespace agglo
