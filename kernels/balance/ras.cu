#include <algorithm>

#include "kernels/balance/ras.hpp"
#include "kernels/balance/ras_rules.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

using namespace detail;

constexpr int threads = 256, warps = threads / 32;
constexpr int together = 4;                // rows in one step: the column factors are then read once for four
constexpr int width = 32, teams = 8;       // of column_step: 32 columns, 8 teams that take every eighth chunk
constexpr index_type block_table = 16384;  // entries: 128 KiB, which stay in one multiprocessor's cache

__device__ double warp_sum(double x) {
  for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(~0u, x, step);
  return x;
}
__device__ double warp_worst(double x) {
  for (int step = 16; step > 0; step /= 2) x = worse(x, __shfl_xor_sync(~0u, x, step));
  return x;
}

// ---- a batch of small tables
// --------------------------------------------------------------------------------------------

struct batch {
  matrix_view<const double, gpu> prior;
  vector_view<const double, gpu> u, v;
  matrix_view<double, gpu> X;
  const margin_sums* sums;
  index_type rows;
  balance_factors<gpu> factors;
};

// One block balances one table from start to end; its factors live in shared memory, the prior in the cache.
__global__ void __launch_bounds__(threads) balance_block(batch b, ras_options options, ras_state* states) {
  const index_type t = blockIdx.x, rows = b.rows, cols = b.prior.cols;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, team = blockDim.x / 32;
  const auto prior = b.prior.block(t * rows, 0, rows, cols);
  const auto u = b.u.block(t * rows, rows), v = b.v.block(t * cols, cols);
  const double total = b.sums[t].v, close_by = closing(b.sums[t].u, total);
  double* const r = dynamic_shared<double>();
  double *const next = r + rows, *const s = next + rows, *const residual = s + cols;
  for (index_type i = threadIdx.x; i < rows; i += blockDim.x) r[i] = 0;
  for (index_type j = threadIdx.x; j < cols; j += blockDim.x) s[j] = v[j] > 0 ? 1 : 0;
  __syncthreads();
  ras_state state{};
  for (;; ++state.outcome.sweeps) {
    double worst = 0;
    for (index_type i = warp; i < rows; i += team) {
      double x = 0;
      for (index_type j = lane; j < cols; j += 32) x += prior(i, j) * s[j];
      x = warp_sum(x);
      worst = worse(worst, fabs(r[i] * x - u[i] * close_by));
      if (lane == 0) next[i] = factor_to(u[i] * close_by, x);
    }
    if (lane == 0) residual[warp] = worst;
    __syncthreads();
    if (state.outcome.sweeps > 0) {  // before the first sweep there are no row factors to judge
      worst = 0;
      for (int w = 0; w < team; ++w) worst = worse(worst, residual[w]);
      if (lost(worst)) break;
      state.outcome.row_residual = total > 0 ? worst / total : 0;
      state.converged = balanced(worst, options.tolerance, total);
      if (state.converged || state.outcome.sweeps == options.max_sweeps) break;
    }
    for (index_type j = threadIdx.x; j < cols; j += blockDim.x) {
      double c = 0;
      for (index_type i = 0; i < rows; ++i) c += next[i] * prior(i, j);
      s[j] = factor_to(v[j], c);
    }
    for (index_type i = threadIdx.x; i < rows; i += blockDim.x) r[i] = next[i];
    __syncthreads();
  }
  if (threadIdx.x == 0) states[t] = state;
  for (index_type k = threadIdx.x; k < rows * cols; k += blockDim.x) {
    const index_type i = k / cols, j = k % cols;
    b.X(t * rows + i, j) = r[i] * prior(i, j) * s[j];
  }
  const balance_factors<gpu> out = factors_of(b.factors, t, rows, cols);
  for (index_type i = threadIdx.x; i < out.r.size; i += blockDim.x) out.r[i] = r[i];
  for (index_type j = threadIdx.x; j < out.s.size; j += blockDim.x) out.s[j] = s[j];
}

// ---- one large table
// ----------------------------------------------------------------------------------------------------

struct large_table {
  matrix_view<const double, gpu> prior;
  vector_view<const double, gpu> u, v;
  const margin_sums* sums = nullptr;
  index_type chunk_rows = 0;
  vector_view<double, gpu> s;
  matrix_view<double, gpu> partial;   // [chunks x cols] column sums of a chunk's scaled rows
  vector_view<double, gpu> residual;  // [chunks]
  ras_state* state = nullptr;
};

__global__ void start_columns(large_table a) {
  const index_type j = index_type{blockIdx.x} * threads + threadIdx.x;
  if (j < a.v.size) a.s[j] = a.v[j] > 0 ? 1 : 0;
}

// One block a chunk of rows, four rows at a time: the row step, the residual of the factors as they were, and the
// chunk's share of the column sums. The second reading of the four rows comes from the cache.
__global__ void __launch_bounds__(threads)
    sweep_rows(large_table a, vector_view<const double, gpu> r, vector_view<double, gpu> next) {
  __shared__ double part[warps][together], scale[together], worst_of[together];
  if (a.state->stopped) return;
  const index_type cols = a.prior.cols, first = blockIdx.x * a.chunk_rows;
  const index_type last = min(first + a.chunk_rows, a.prior.rows);
  const int me = static_cast<int>(threadIdx.x);
  const double close_by = closing(a.sums->u, a.sums->v);
  double* const c = a.partial.row(blockIdx.x).data;
  double worst = 0;
  for (index_type i = first; i < last; i += together) {
    const int count = static_cast<int>(min(last - i, index_type{together}));
    double x[together] = {};
    for (index_type j = me; j < cols; j += threads) {
      const double s = a.s[j];
      for (int k = 0; k < together; ++k)
        if (k < count) x[k] += a.prior(i + k, j) * s;
    }
    for (int k = 0; k < together; ++k) {
      x[k] = warp_sum(x[k]);
      if (me % 32 == 0) part[me / 32][k] = x[k];
    }
    __syncthreads();
    if (me < count) {
      double sum = 0;
      for (int w = 0; w < warps; ++w) sum += part[w][me];
      const double u = a.u[i + me] * close_by;
      worst = worse(worst, fabs(r[i + me] * sum - u));
      next[i + me] = scale[me] = factor_to(u, sum);
    }
    __syncthreads();
    for (index_type j = me; j < cols; j += threads) {
      double sum = i == first ? 0 : c[j];
      for (int k = 0; k < together; ++k)
        if (k < count) sum += scale[k] * a.prior(i + k, j);
      c[j] = sum;
    }
  }
  if (me < together) worst_of[me] = worst;
  __syncthreads();
  if (me != 0) return;
  for (int k = 1; k < together; ++k) worst = worse(worst, worst_of[k]);
  a.residual[blockIdx.x] = worst;
}

// 32 columns a block. Every block sees the same residual and comes to the same verdict; the first one writes it down.
__global__ void __launch_bounds__(width* teams) column_step(large_table a, index_type sweep, ras_options options) {
  __shared__ double part[teams][width];
  const double total = a.sums->v;
  if (sweep > 0) {
    double worst = 0;
    for (index_type k = threadIdx.x; k < a.residual.size; k += width) worst = worse(worst, a.residual[k]);
    worst = warp_worst(worst);  // every warp for itself
    const bool converged = balanced(worst, options.tolerance, total), out = lost(worst);
    if (blockIdx.x == 0 && threadIdx.x == 0 && threadIdx.y == 0 && !a.state->stopped) {
      a.state->outcome.sweeps = sweep;
      if (!out) a.state->outcome.row_residual = total > 0 ? worst / total : 0;
      a.state->converged = converged;
      a.state->stopped = converged || out;
    }
    if (converged || out) return;
  }
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  double sum = 0;
  if (j < a.v.size)
    for (index_type chunk = threadIdx.y; chunk < a.partial.rows; chunk += teams) sum += a.partial(chunk, j);
  part[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || j >= a.v.size) return;
  for (int team = 1; team < teams; ++team) sum += part[team][threadIdx.x];
  a.s[j] = factor_to(a.v[j], sum);
}

__global__ void scale_table(matrix_view<const double, gpu> prior, vector_view<const double, gpu> r,
                            vector_view<const double, gpu> s, matrix_view<double, gpu> X) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= X.rows * X.cols) return;
  const index_type i = k / X.cols, j = k % X.cols;
  X(i, j) = r[i] * prior(i, j) * s[j];
}

void hand_out(context<gpu>& ctx, vector_view<const double, gpu> from, vector_view<double, gpu> to) {
  copy(ctx, to.data, 0, from.data, 0, static_cast<std::size_t>(to.size) * sizeof(double), 1);
}

ras_state balance_large(context<gpu>& ctx, large_table a, matrix_view<double, gpu> X, ras_options options,
                        balance_factors<gpu> factors) {
  constexpr index_type sweeps_between_looks = 16;
  const cudaStream_t stream = ctx.native().stream;
  const index_type rows = X.rows, cols = X.cols;
  a.chunk_rows = (rows + 1023) / 1024 * together;  // at most 256 chunks, of whole steps
  const index_type chunks = (rows + a.chunk_rows - 1) / a.chunk_rows;
  matrix<double, gpu> r(ctx, 2, rows), partial(ctx, chunks, cols);
  vector<double, gpu> s(ctx, cols), residual(ctx, chunks);
  vector<ras_state, gpu> state(ctx, 1);
  clear(ctx, r.view());
  clear(ctx, matrix_view<ras_state, gpu>(state.view().data, 1, 1));
  a.s = s.view(), a.partial = partial.view(), a.residual = residual.view(), a.state = state.view().data;
  launch<start_columns>(stream, {blocks_for(cols, threads), threads}, a);
  ras_state now{};
  for (index_type sweep = 0; sweep <= options.max_sweeps && !now.stopped;) {
    const index_type until = std::min(sweep + sweeps_between_looks, options.max_sweeps + 1);
    for (; sweep < until; ++sweep) {
      launch<sweep_rows>(stream, {static_cast<unsigned>(chunks), threads}, a, r.view().row(sweep % 2),
                         r.view().row((sweep + 1) % 2));
      launch<column_step>(stream, {blocks_for(cols, width), dim3(width, teams)}, a, sweep, options);
    }
    now = state.to_host()[0];
  }
  if (now.converged) {
    const auto row_factors = r.view().row(now.outcome.sweeps % 2);
    launch<scale_table>(stream, {blocks_for(rows * cols, threads), threads}, a.prior, row_factors, s.view(), X);
    hand_out(ctx, row_factors, factors.r);
    hand_out(ctx, s.view(), factors.s);
  }
  return now;
}

}  // namespace

std::vector<ras_outcome> ras(context<gpu>& ctx, index_type tables, matrix_view<const double, gpu> prior,
                             vector_view<const double, gpu> u, vector_view<const double, gpu> v,
                             matrix_view<double, gpu> X, ras_options options, balance_factors<gpu> factors) {
  check_ras_arguments(tables, prior, X, options, factors);
  const std::vector<margin_sums> host_sums = margin_audit(ctx, tables, prior, u, v);
  if (tables == 0) return {};
  const index_type rows = prior.rows / tables, cols = prior.cols;
  const vector<margin_sums, gpu> sums(ctx, std::span(host_sums));
  std::vector<ras_state> states(static_cast<std::size_t>(tables));
  const std::size_t shared_bytes = static_cast<std::size_t>(2 * rows + cols + warps) * sizeof(double);
  if (rows * cols <= block_table && shared_bytes <= 48 << 10) {
    const int team = static_cast<int>(std::clamp<index_type>(rows, 1, warps));
    vector<ras_state, gpu> on_device(ctx, tables);
    const batch all{prior, u, v, X, sums.view().data, rows, factors};
    launch<balance_block>(ctx.native().stream,
                          {static_cast<unsigned>(tables), static_cast<unsigned>(32 * team), shared_bytes}, all, options,
                          on_device.view().data);
    states = on_device.to_host();
  } else {
    for (index_type t = 0; t < tables; ++t) {
      large_table one;
      one.prior = prior.block(t * rows, 0, rows, cols);
      one.u = u.block(t * rows, rows), one.v = v.block(t * cols, cols);
      one.sums = sums.view().data + t;
      states[static_cast<std::size_t>(t)] =
          balance_large(ctx, one, X.block(t * rows, 0, rows, cols), options, factors_of(factors, t, rows, cols));
    }
    ctx.synchronize();
  }
  return ras_outcomes(states, options);
}

}  // namespace agglo
