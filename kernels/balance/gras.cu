#include "kernels/balance/gras.hpp"
#include "kernels/balance/gras_rules.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

using namespace detail;

constexpr int threads = 256, warps = threads / 32;
constexpr int together = 4;           // rows in one step: the column factors are then read once for four
constexpr int width = 32, teams = 8;  // of column_step: 32 columns, 8 teams that take every eighth chunk

__device__ double warp_sum(double x) {
  for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(~0u, x, step);
  return x;
}

// One block a row; every writer of a flag writes the same value.
__global__ void __launch_bounds__(threads)
    look_at_rows(matrix_view<const double, gpu> prior, vector_view<int, gpu> in_rows) {
  __shared__ int seen[3];
  if (threadIdx.x < 3) seen[threadIdx.x] = 0;
  __syncthreads();
  for (index_type j = threadIdx.x; j < prior.cols; j += threads) {
    const int look = gras_look(prior(blockIdx.x, j));
    for (int bit = 0; bit < 3; ++bit)
      if (look & 1 << bit) seen[bit] = 1;
  }
  __syncthreads();
  if (threadIdx.x == 0) in_rows[blockIdx.x] = seen[0] | seen[1] << 1 | seen[2] << 2;
}
__global__ void look_at_columns(matrix_view<const double, gpu> prior, vector_view<int, gpu> in_columns) {
  const index_type j = index_type{blockIdx.x} * threads + threadIdx.x;
  if (j >= prior.cols) return;
  int look = 0;
  for (index_type i = 0; i < prior.rows; ++i) look |= gras_look(prior(i, j));
  in_columns[j] = look;
}

__global__ void set_ones(vector_view<double, gpu> x) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < x.size) x[i] = 1;
}

struct signed_table {
  matrix_view<const double, gpu> prior;
  vector_view<const double, gpu> u, v;
  index_type chunk_rows = 0;
  vector_view<double, gpu> s, inverse;          // the column factors and 1 over them
  matrix_view<double, gpu> positive, negative;  // [chunks x cols] column sums of a chunk's scaled rows, by sign
  vector_view<double, gpu> residual;            // [rows]
};

// One block a chunk of rows, four rows at a time: the row step, the residual of the factors as they were, and the
// chunk's share of the column sums. The second reading of the four rows comes from the cache.
__global__ void __launch_bounds__(threads)
    sweep_rows(signed_table a, vector_view<const double, gpu> r, vector_view<double, gpu> next) {
  __shared__ double positive[warps][together], negative[warps][together], scale[together], inverse[together];
  const index_type cols = a.prior.cols, first = blockIdx.x * a.chunk_rows;
  const index_type last = min(first + a.chunk_rows, a.prior.rows);
  const int me = static_cast<int>(threadIdx.x);
  double *const column_p = a.positive.row(blockIdx.x).data, *const column_n = a.negative.row(blockIdx.x).data;
  for (index_type i = first; i < last; i += together) {
    const int count = static_cast<int>(min(last - i, index_type{together}));
    double p[together] = {}, n[together] = {};
    for (index_type j = me; j < cols; j += threads) {
      const double s = a.s[j], over_s = a.inverse[j];
      for (int k = 0; k < together; ++k)
        if (k < count) gras_add(a.prior(i + k, j), s, over_s, p[k], n[k]);
    }
    for (int k = 0; k < together; ++k) {
      p[k] = warp_sum(p[k]);
      n[k] = warp_sum(n[k]);
      if (me % 32 == 0) positive[me / 32][k] = p[k], negative[me / 32][k] = n[k];
    }
    __syncthreads();
    if (me < count) {
      double row_p = 0, row_n = 0;
      for (int w = 0; w < warps; ++w) row_p += positive[w][me], row_n += negative[w][me];
      const double u = a.u[i + me];
      a.residual[i + me] = fabs(gras_sum(r[i + me], row_p, row_n) - u);
      next[i + me] = scale[me] = gras_factor(u, row_p, row_n);
      inverse[me] = 1 / scale[me];
    }
    __syncthreads();
    for (index_type j = me; j < cols; j += threads) {
      double up = i == first ? 0 : column_p[j], down = i == first ? 0 : column_n[j];
      for (int k = 0; k < together; ++k)
        if (k < count) gras_add(a.prior(i + k, j), scale[k], inverse[k], up, down);
      column_p[j] = up, column_n[j] = down;
    }
  }
}

__global__ void __launch_bounds__(width* teams) column_step(signed_table a) {
  __shared__ double positive[teams][width], negative[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  double p = 0, n = 0;
  if (j < a.v.size)
    for (index_type chunk = threadIdx.y; chunk < a.positive.rows; chunk += teams)
      p += a.positive(chunk, j), n += a.negative(chunk, j);
  positive[threadIdx.y][threadIdx.x] = p, negative[threadIdx.y][threadIdx.x] = n;
  __syncthreads();
  if (threadIdx.y != 0 || j >= a.v.size) return;
  for (int team = 1; team < teams; ++team) p += positive[team][threadIdx.x], n += negative[team][threadIdx.x];
  a.s[j] = gras_factor(a.v[j], p, n);
  a.inverse[j] = 1 / a.s[j];
}

__global__ void scale_table(matrix_view<const double, gpu> prior, vector_view<const double, gpu> r,
                            vector_view<const double, gpu> s, matrix_view<double, gpu> X) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= X.rows * X.cols) return;
  const index_type i = k / X.cols, j = k % X.cols;
  X(i, j) = gras_entry(prior(i, j), r[i], s[j]);
}

struct gpu_steps {
  cudaStream_t stream;
  signed_table table;
  vector_view<double, gpu> r, next;
  vector<double, gpu>& residual;
  std::vector<double> found{};

  const std::vector<double>& rows() {
    if (table.prior.rows > 0)
      launch<sweep_rows>(stream, {static_cast<unsigned>(table.positive.rows), threads}, table, r, next);
    return found = residual.to_host();
  }
  void accept() { std::swap(r, next); }
  void columns() {
    if (table.prior.cols > 0)
      launch<column_step>(stream, {blocks_for(table.prior.cols, width), dim3(width, teams)}, table);
  }
};

void hand_out(context<gpu>& ctx, vector_view<const double, gpu> from, vector_view<double, gpu> to) {
  copy(ctx, to.data, 0, from.data, 0, static_cast<std::size_t>(to.size) * sizeof(double), 1);
}
std::vector<double> to_host(context<gpu>& ctx, vector_view<const double, gpu> v) {
  std::vector<double> home(static_cast<std::size_t>(v.size));
  copy(ctx, home.data(), 0, v.data, 0, home.size() * sizeof(double), 1);
  ctx.synchronize();
  return home;
}

}  // namespace

ras_outcome gras(context<gpu>& ctx, matrix_view<const double, gpu> prior, vector_view<const double, gpu> u,
                 vector_view<const double, gpu> v, matrix_view<double, gpu> X, ras_options options,
                 balance_factors<gpu> factors) {
  check_gras_arguments(prior, u, v, X, options, factors);
  const cudaStream_t stream = ctx.native().stream;
  vector<int, gpu> in_rows(ctx, prior.rows), in_columns(ctx, prior.cols);
  if (prior.rows > 0) launch<look_at_rows>(stream, {static_cast<unsigned>(prior.rows), threads}, prior, in_rows.view());
  if (prior.cols > 0)
    launch<look_at_columns>(stream, {blocks_for(prior.cols, threads), threads}, prior, in_columns.view());
  const std::vector<double> columns = to_host(ctx, v);
  const std::vector<double> rows = judge_gras(in_rows.to_host(), in_columns.to_host(), to_host(ctx, u), columns);

  const index_type chunk_rows = (prior.rows + 1023) / 1024 * together;  // at most 256 chunks, of whole steps
  const index_type chunks = prior.rows == 0 ? 0 : (prior.rows + chunk_rows - 1) / chunk_rows;
  vector<double, gpu> closed(ctx, rows), r(ctx, prior.rows), next(ctx, prior.rows), residual(ctx, prior.rows),
      s(ctx, prior.cols), inverse(ctx, prior.cols);
  matrix<double, gpu> positive(ctx, chunks, prior.cols), negative(ctx, chunks, prior.cols);
  if (prior.rows > 0) launch<set_ones>(stream, {blocks_for(prior.rows, threads), threads}, r.view());
  if (prior.cols > 0) {
    launch<set_ones>(stream, {blocks_for(prior.cols, threads), threads}, s.view());
    launch<set_ones>(stream, {blocks_for(prior.cols, threads), threads}, inverse.view());
  }
  const signed_table table{prior,           closed.view(),  v, chunk_rows, s.view(), inverse.view(), positive.view(),
                           negative.view(), residual.view()};
  gpu_steps steps{stream, table, r.view(), next.view(), residual};
  const ras_outcome outcome = gras_sweeps(steps, gras_scale(rows, columns), options);
  if (!X.empty())
    launch<scale_table>(stream, {blocks_for(X.rows * X.cols, threads), threads}, prior, steps.r, s.view(), X);
  hand_out(ctx, steps.r, factors.r);
  hand_out(ctx, s.view(), factors.s);
  ctx.synchronize();
  return outcome;
}

}  // namespace agglo
