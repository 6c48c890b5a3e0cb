#include "kernels/spillover/pair_device.cuh"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {
namespace {

using detail::device_firms;
using detail::device_pairs;
using detail::pair_plan;
using detail::point;

// A block weighs tiles of 64 x 64 pairs, a thread 4 x 4 of them: receivers ty, ty + 16, .., sources tx, tx + 16, ..
constexpr int side = 16, per = 4, tile = side * per, threads = side * side;
constexpr int slice = 16;                                // classes in shared memory at a time
constexpr int padded = slice + 1;                        // so that a column of it meets all banks
constexpr index_type most_shares = 16;                   // so many blocks share a tile's sources: few firms fill a GPU
constexpr index_type batch_tiles = 2048;                 // receivers whose partial sums are held at once
constexpr index_type most_blocks = index_type{1} << 23;  // sums of pair_matrix held at once

__device__ int tx() { return static_cast<int>(threadIdx.x) % side; }
__device__ int ty() { return static_cast<int>(threadIdx.x) / side; }

// Every factor of one pair but the technology; 0 for a pair left out or past the end.
template <class Real>
__device__ Real pair_factor(const device_pairs<Real>& w, index_type i, index_type j, const point<Real>& receiver,
                            const point<Real>& source) {
  if (i >= w.firms || j >= w.firms || i == j) return 0;
  if (!w.group.empty() && w.group[i] >= 0 && w.group[i] == w.group[j]) return 0;
  if (!w.owner.empty() && w.owner[i] >= 0 && w.owner[i] == w.owner[j]) return 0;
  Real f = 1;
  if (!w.x.empty()) {
    const Real scale = static_cast<Real>(w.stretch.empty() ? w.base : w.base * w.stretch(w.zone[i], w.zone[j]));
    const Real raw = w.decay.shape == geometry::sphere ? detail::raw_distance<geometry::sphere>(receiver, source)
                                                       : detail::raw_distance<geometry::plane>(receiver, source);
    detail::with_form(w.decay.form, [&]<decay_form Form>() { f = detail::weight_at<Form>(raw * scale, w.decay); });
  }
  if (!w.travel.empty()) f = detail::drawn(f, static_cast<Real>(w.travel(w.place[i], w.place[j])));
  if (!w.inputs.empty()) f = detail::drawn(f, static_cast<Real>(w.inputs(w.sector[i], w.sector[j])));
  return f;
}

template <class Real>
__device__ point<Real> place_of(const device_pairs<Real>& w, index_type p) {
  if (w.x.empty() || p >= w.firms) return {1, 0, 0};
  return {w.x[p], w.y[p], w.z[p]};
}

// This thread's products of profiles: slices of classes pass through shared memory. Every thread of the block calls.
template <class Real>
__device__ void multiply_profiles(const device_pairs<Real>& w, index_type r0, index_type s0, Real* shared,
                                  Real (&product)[per][per]) {
  Real *const P = shared, *const Q = shared + tile * padded;
  for (auto& row : product)
    for (Real& one : row) one = 0;
  for (index_type class0 = 0; class0 < w.sends.cols; class0 += slice) {
    for (int e = static_cast<int>(threadIdx.x); e < tile * slice; e += threads) {
      const int row = e / slice, k = e % slice;
      const bool known = class0 + k < w.sends.cols;
      P[row * padded + k] = known && r0 + row < w.firms ? w.receives(r0 + row, class0 + k) : Real(0);
      Q[row * padded + k] = known && s0 + row < w.firms ? w.sends(s0 + row, class0 + k) : Real(0);
    }
    __syncthreads();
    for (int k = 0; k < slice; ++k)
      for (int a = 0; a < per; ++a)
        for (int b = 0; b < per; ++b)
          product[a][b] += P[(ty() + side * a) * padded + k] * Q[(tx() + side * b) * padded + k];
    __syncthreads();
  }
}

// Weights of this thread's pairs of receivers r0 .. and sources s0 .. Every thread of the block calls.
template <class Real>
__device__ void weigh_tile(const device_pairs<Real>& w, index_type r0, index_type s0, Real* shared,
                           Real (&weight)[per][per]) {
  const bool profiled = w.sends.cols > 0;
  if (profiled) multiply_profiles(w, r0, s0, shared, weight);
  point<Real> source[per];
  for (int b = 0; b < per; ++b) source[b] = place_of(w, s0 + tx() + side * b);
  for (int a = 0; a < per; ++a) {
    const index_type i = r0 + ty() + side * a;
    const point<Real> receiver = place_of(w, i);
    for (int b = 0; b < per; ++b) {
      const Real f = pair_factor(w, i, s0 + tx() + side * b, receiver, source[b]);
      weight[a][b] = profiled ? detail::drawn(f, weight[a][b]) : f;
    }
  }
}

// partial(share * Columns + c, receiver): what a receiver of the batch draws from one share of the sources, of columns
// first .. first + Columns - 1 of V.
template <class Real, int Columns>
__global__ void __launch_bounds__(threads) draw_pools(device_pairs<Real> w, index_type first_tile, index_type column,
                                                      index_type share_tiles, matrix_view<double, gpu> partial) {
  Real* const shared = dynamic_shared<Real>();
  const index_type r0 = (first_tile + blockIdx.x) * tile, share = blockIdx.y;
  double sum[per][Columns] = {};
  for (index_type s0 = share * share_tiles * tile; s0 < w.firms && s0 < (share + 1) * share_tiles * tile; s0 += tile) {
    Real weight[per][per];
    weigh_tile(w, r0, s0, shared, weight);
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
    if (row < tile && r0 + row < w.firms) {
      double all = 0;
      for (int k = 0; k < side; ++k) all += sums[row * padded + k];
      partial(share * Columns + c, index_type{blockIdx.x} * tile + row) = all;
    }
  }
}

__global__ void add_shares(matrix_view<const double, gpu> partial, index_type first, index_type column, int columns,
                           vector_view<const index_type, gpu> order, matrix_view<double, gpu> S) {
  const index_type p = index_type{blockIdx.x} * threads + threadIdx.x;
  if (p >= partial.cols || first + p >= order.size) return;
  for (int c = 0; c < columns && column + c < S.cols; ++c) {
    double all = 0;
    for (index_type h = c; h < partial.rows; h += columns) all += partial(h, p);
    S(order[first + p], column + c) = all;
  }
}

/// Bytes of a block's dynamic shared memory.
template <class Real>
constexpr std::size_t profile_bytes = 2 * tile* padded * sizeof(Real);
constexpr std::size_t row_sum_bytes = tile * padded * sizeof(double);

template <class Real, int Columns>
void sum_all_pairs(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, matrix_view<const double, gpu> V,
                   matrix_view<double, gpu> S, const pair_options& options) {
  const device_firms<Real> firms(ctx, f, p, V);
  const index_type tiles = (V.rows + tile - 1) / tile, share_tiles = (tiles + most_shares - 1) / most_shares;
  const auto shares = static_cast<unsigned>((tiles + share_tiles - 1) / share_tiles);
  const index_type batch = std::min(tiles, batch_tiles);
  matrix<double, gpu> partial(ctx, index_type{shares} * Columns, batch * tile);
  ctx.synchronize();  // the plan is uploaded
  const cudaStream_t stream = ctx.native().stream;
  const std::size_t bytes = std::max(f.technology.sends.cols > 0 ? profile_bytes<Real> : 0, row_sum_bytes);
  for (index_type first = 0; first < tiles; first += batch) {
    const index_type here = std::min(batch, tiles - first);
    for (index_type c = 0; c < V.cols; c += Columns) {
      launch<draw_pools<Real, Columns>>(stream, {dim3(static_cast<unsigned>(here), shares), threads, bytes},
                                        firms.view(), first, c, share_tiles, partial.view());
      launch<add_shares>(stream, {blocks_for(here * tile, threads), threads}, partial.view(), first * tile, c, Columns,
                         firms.order(), S);
    }
    if (!options.after_batch) continue;
    ctx.synchronize();
    options.after_batch(std::min((first + here) * tile, V.rows), V.rows);
  }
}
template <class Real>
void sum_columns(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, matrix_view<const double, gpu> V,
                 matrix_view<double, gpu> S, const pair_options& options) {
  V.cols == 1 ? sum_all_pairs<Real, 1>(ctx, f, p, V, S, options) : sum_all_pairs<Real, 4>(ctx, f, p, V, S, options);
}

/// Runs of firms of one label within one tile, the same for receivers and sources.
struct label_runs {
  vector_view<const int, gpu> of;            ///< position -> run
  vector_view<const index_type, gpu> start;  ///< run -> first position; one more than there are runs
  vector_view<const index_type, gpu> first;  ///< label -> first run; one more than there are labels
};

// block(receivers' run - first_run, senders' run). One block a pair of tiles, the sources' fastest.
template <class Real>
__global__ void __launch_bounds__(threads)
    draw_blocks(device_pairs<Real> w, label_runs runs, index_type first_tile, matrix_view<double, gpu> block) {
  constexpr int pitch = tile + 1;
  const index_type tiles = (w.firms + tile - 1) / tile, first_run = runs.of[first_tile * tile];
  const index_type r0 = (first_tile + blockIdx.x / tiles) * tile, s0 = blockIdx.x % tiles * tile;
  Real weight[per][per];
  weigh_tile(w, r0, s0, dynamic_shared<Real>(), weight);
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

template <class Real>
void sum_matrix(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, vector_view<const double, gpu> v,
                matrix_view<double, gpu> P, const pair_options& options) {
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
  const device_firms<Real> firms(ctx, f, p, {v.data, v.size, 1});
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
  constexpr std::size_t bytes = tile * (tile + 1) * sizeof(double);
  static_assert(bytes >= profile_bytes<Real>);
  for (std::size_t b = 0; b + 1 < batches.size(); ++b) {
    const index_type from = batches[b], to = batches[b + 1], first_run = run_at(from), last_run = run_at(to);
    const matrix_view<double, gpu> rows = by_sender.view().block(0, 0, last_run - first_run, P.cols);
    launch<draw_blocks<Real>>(stream, {static_cast<unsigned>((to - from) * tiles), threads, bytes}, firms.view(), runs,
                              from, block.view());
    launch<add_senders>(stream, {blocks_for(rows.rows * rows.cols, threads), threads}, block.view(), runs, rows);
    launch<add_receivers>(stream, {blocks_for(P.rows * P.cols, threads), threads}, rows, runs, first_run, last_run, P);
    if (!options.after_batch) continue;
    ctx.synchronize();
    options.after_batch(std::min(to * tile, v.size), v.size);
  }
}

}  // namespace

pair_route pair_sums(context<gpu>& ctx, const pair_factors<gpu>& f, matrix_view<const double, gpu> V,
                     matrix_view<double, gpu> S, const pair_options& options) {
  expects_shape(S, V.rows, V.cols, "S");
  detail::check_factors(f, V.rows, "pair_sums");
  const pair_plan p = detail::make_plan(ctx, f, V.rows);
  if (V.empty()) return pair_route::all_pairs;
  options.precision == pair_precision::fp64 ? sum_columns<double>(ctx, f, p, V, S, options)
                                            : sum_columns<float>(ctx, f, p, V, S, options);
  return pair_route::all_pairs;
}

void pair_matrix(context<gpu>& ctx, const pair_factors<gpu>& f, vector_view<const double, gpu> v,
                 vector_view<const int, gpu> label, matrix_view<double, gpu> P, const pair_options& options) {
  expects_size(label, v.size, "label");
  expects_shape(P, P.rows, P.rows, "P");
  detail::check_factors(f, v.size, "pair_matrix");
  const pair_plan p = detail::make_plan(ctx, f, v.size, label, P.rows);
  if (v.empty()) return clear(ctx, P);
  options.precision == pair_precision::fp64 ? sum_matrix<double>(ctx, f, p, v, P, options)
                                            : sum_matrix<float>(ctx, f, p, v, P, options);
}

}  // namespace agglo
