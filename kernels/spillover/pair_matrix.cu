#include "kernels/spillover/pair_halves.cuh"
#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/pair_tile.cuh"

namespace agglo {
namespace {

using detail::device_firms;
using detail::half_firms;
using detail::pair_plan;
using detail::per;
using detail::side;
using detail::sparse_firms;
using detail::threads;
using detail::tile;
using detail::tx;
using detail::ty;

constexpr index_type most_blocks = index_type{1} << 23;  // sums held at once

/// Runs of firms of one label within one tile, the same for receivers and sources.
struct label_runs {
  vector_view<const int, gpu> of;            ///< position -> run
  vector_view<const index_type, gpu> start;  ///< run -> first position; one more than there are runs
  vector_view<const index_type, gpu> first;  ///< label -> first run; one more than there are labels
};

// block(receivers' run - first_run, senders' run). One block a pair of tiles, the sources' fastest.
// As many blocks a multiprocessor as registers allow without spilling.
template <class Pairs>
__global__ void __launch_bounds__(threads, 2)
    draw_blocks(Pairs w, label_runs runs, index_type first_tile, matrix_view<double, gpu> block) {
  using Real = typename Pairs::real;
  constexpr int pitch = tile + 1;
  const index_type tiles = (w.firms + tile - 1) / tile, first_run = runs.of[first_tile * tile];
  const index_type r0 = (first_tile + blockIdx.x / tiles) * tile, s0 = blockIdx.x % tiles * tile;
  Real weight[per][per];
  detail::weigh_tile(w, r0, s0, dynamic_shared<Real>(), weight);
  double* const drawn = dynamic_shared<double>();
  for (int a = 0; a < per; ++a)
    for (int b = 0; b < per; ++b) drawn[(ty() + side * a) * pitch + tx() + side * b] = weight[a][b];
  __syncthreads();
  const int receivers = static_cast<int>(w.firms - r0 < tile ? w.firms - r0 : tile);
  const int senders = static_cast<int>(w.firms - s0 < tile ? w.firms - s0 : tile);
  if (const int k = static_cast<int>(threadIdx.x);
      k < senders) {  // down a column, in place: a run's row comes no later
    double weights = 0;
    for (int i = 0; i < receivers; ++i) {
      weights += drawn[i * pitch + k];
      if (i + 1 < receivers && runs.of[r0 + i + 1] == runs.of[r0 + i]) continue;
      drawn[(runs.of[r0 + i] - runs.of[r0]) * pitch + k] = detail::drawn(weights, static_cast<double>(w.V(0, s0 + k)));
      weights = 0;
    }
  }
  __syncthreads();
  const int received = runs.of[r0 + receivers - 1] - runs.of[r0] + 1,
            sent = runs.of[s0 + senders - 1] - runs.of[s0] + 1;
  for (int e = static_cast<int>(threadIdx.x); e < received * sent; e += threads) {
    const index_type run = runs.of[s0] + e % sent;
    double all = 0;
    for (index_type j = runs.start[run] - s0; j < runs.start[run + 1] - s0; ++j) all += drawn[e / sent * pitch + j];
    block(runs.of[r0] - first_run + e / sent, run) = all;
  }
}

// by_sender(receivers' run of the batch, label)
__global__ void add_senders(matrix_view<const double, gpu> block, label_runs runs, matrix_view<double, gpu> by_sender) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= by_sender.rows * by_sender.cols) return;
  const index_type r = k / by_sender.cols, s = k % by_sender.cols;
  double all = 0;
  for (index_type c = runs.first[s]; c < runs.first[s + 1]; ++c) all += block(r, c);
  by_sender(r, s) = all;
}
// P(label, sender) += the batch's runs of that label, first_run .. last_run - 1 being in the batch
__global__ void add_receivers(matrix_view<const double, gpu> by_sender, label_runs runs, index_type first_run,
                              index_type last_run, matrix_view<double, gpu> P) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= P.rows * P.cols) return;
  const index_type r = k / P.cols, s = k % P.cols;
  const index_type from = runs.first[r] > first_run ? runs.first[r] : first_run;
  const index_type to = runs.first[r + 1] < last_run ? runs.first[r + 1] : last_run;
  double all = P(r, s);
  for (index_type g = from; g < to; ++g) all += by_sender(g - first_run, s);
  P(r, s) = all;
}

template <class Firms>
void sum_matrix(context<gpu>& ctx, const Firms& firms, const pair_plan& p, vector_view<const double, gpu> v,
                matrix_view<double, gpu> P, const pair_options& options) {
  const auto pairs = firms.view();
  std::vector<int> of;
  std::vector<index_type> start, first(static_cast<std::size_t>(P.rows) + 1);
  for (index_type i = 0; i < v.size; ++i) {
    const auto k = static_cast<std::size_t>(i);
    if (i % tile == 0 || p.label[k] != p.label[k - 1])
      start.push_back(i), ++first[static_cast<std::size_t>(p.label[k]) + 1];
    of.push_back(static_cast<int>(start.size()) - 1);
  }
  const auto count = static_cast<index_type>(start.size());
  start.push_back(v.size);
  for (std::size_t r = 1; r < first.size(); ++r) first[r] += first[r - 1];
  const vector<int, gpu> of_(ctx, std::span<const int>(of));
  const vector<index_type, gpu> start_(ctx, std::span<const index_type>(start)),
      first_(ctx, std::span<const index_type>(first));
  const label_runs runs{of_.view(), start_.view(), first_.view()};
  const index_type tiles = (v.size + tile - 1) / tile;
  // as many tiles of receivers at once as their runs' sums fit
  const auto run_at = [&](index_type t) {
    return t < tiles ? index_type{of[static_cast<std::size_t>(t * tile)]} : count;
  };
  std::vector<index_type> batches{0};
  index_type most = 0;
  for (index_type t = 1; t <= tiles; ++t) {
    const index_type from = run_at(batches.back());
    if (t > batches.back() + 1 && (run_at(t) - from) * count > most_blocks) batches.push_back(t - 1);
    most = std::max(most, run_at(t) - run_at(batches.back()));
  }
  batches.push_back(tiles);
  matrix<double, gpu> block(ctx, most, count), by_sender(ctx, most, P.cols);
  ctx.synchronize();  // the plan is uploaded
  const cudaStream_t stream = ctx.native().stream;
  clear(ctx, P);
  const std::size_t bytes = std::max(detail::tile_bytes(pairs), tile * (tile + 1) * sizeof(double));
  for (std::size_t b = 0; b + 1 < batches.size(); ++b) {
    const index_type from = batches[b], to = batches[b + 1], first_run = run_at(from), last_run = run_at(to);
    const matrix_view<double, gpu> rows = by_sender.view().block(0, 0, last_run - first_run, P.cols);
    launch<draw_blocks<std::remove_const_t<decltype(pairs)>>>(
        stream, {static_cast<unsigned>((to - from) * tiles), threads, bytes}, pairs, runs, from, block.view());
    launch<add_senders>(stream, {blocks_for(rows.rows * rows.cols, threads), threads}, block.view(), runs, rows);
    launch<add_receivers>(stream, {blocks_for(P.rows * P.cols, threads), threads}, rows, runs, first_run, last_run, P);
    if (!options.after_batch) continue;
    ctx.synchronize();
    options.after_batch(std::min(to * tile, v.size), v.size);
  }
}

}  // namespace

void pair_matrix(context<gpu>& ctx, const pair_factors<gpu>& f, vector_view<const double, gpu> v,
                 vector_view<const int, gpu> label, matrix_view<double, gpu> P, const pair_options& options) {
  expects_size(label, v.size, "label");
  expects_shape(P, P.rows, P.rows, "P");
  detail::check_factors(f, v.size, "pair_matrix");
  const pair_plan p = detail::make_plan(ctx, f, v.size, label, P.rows);
  if (v.empty()) return clear(ctx, P);
  const matrix_view<const double, gpu> V{v.data, v.size, 1};
  const int planes = f.technology.sends.cols > 0 ? detail::half_planes(options.precision) : 0;
  const bool single = options.precision != pair_precision::fp64;
  if (f.technology.sparse())
    single ? sum_matrix(ctx, sparse_firms<float>(ctx, f, p, V), p, v, P, options)
           : sum_matrix(ctx, sparse_firms<double>(ctx, f, p, V), p, v, P, options);
  else if (!single)
    sum_matrix(ctx, device_firms<double>(ctx, f, p, V), p, v, P, options);
  else if (planes == 0)
    sum_matrix(ctx, device_firms<float>(ctx, f, p, V), p, v, P, options);
  else
    sum_matrix(ctx, half_firms(ctx, f, p, V, planes), p, v, P, options);
}

}  // namespace agglo
