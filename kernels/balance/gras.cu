#include "kernels/balance/gras.hpp"
#include "kernels/balance/gras_rules.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

using namespace detail;

constexpr int threads = 256, warps = threads / 32;
constexpr int width = 32, teams = 8;  // of the column kernels: 32 columns, 8 teams that take every eighth row

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

// One block a row: its factor, and the residual of the factor before.
__global__ void __launch_bounds__(threads)
    row_step(matrix_view<const double, gpu> prior, vector_view<const double, gpu> u, vector_view<const double, gpu> s,
             vector_view<const double, gpu> r, vector_view<double, gpu> next, vector_view<double, gpu> residual) {
  __shared__ double positive[warps], negative[warps];
  double p = 0, n = 0;
  for (index_type j = threadIdx.x; j < prior.cols; j += threads) gras_add(prior(blockIdx.x, j), s[j], p, n);
  p = warp_sum(p);
  n = warp_sum(n);
  if (threadIdx.x % 32 == 0) positive[threadIdx.x / 32] = p, negative[threadIdx.x / 32] = n;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int w = 1; w < warps; ++w) p += positive[w], n += negative[w];
  const index_type i = blockIdx.x;
  residual[i] = fabs(gras_sum(r[i], p, n) - u[i]);
  next[i] = gras_factor(u[i], p, n);
}

__global__ void __launch_bounds__(width* teams)
    column_step(matrix_view<const double, gpu> prior, vector_view<const double, gpu> v,
                vector_view<const double, gpu> r, vector_view<double, gpu> s) {
  __shared__ double positive[teams][width], negative[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  double p = 0, n = 0;
  if (j < prior.cols)
    for (index_type i = threadIdx.y; i < prior.rows; i += teams) gras_add(prior(i, j), r[i], p, n);
  positive[threadIdx.y][threadIdx.x] = p, negative[threadIdx.y][threadIdx.x] = n;
  __syncthreads();
  if (threadIdx.y != 0 || j >= prior.cols) return;
  for (int team = 1; team < teams; ++team) p += positive[team][threadIdx.x], n += negative[team][threadIdx.x];
  s[j] = gras_factor(v[j], p, n);
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
  matrix_view<const double, gpu> prior;
  vector_view<const double, gpu> u, v;
  vector_view<double, gpu> r, next, s;
  vector<double, gpu>& residual;

  double rows() {
    if (prior.rows > 0)
      launch<row_step>(stream, {static_cast<unsigned>(prior.rows), threads}, prior, u, s, r, next, residual.view());
    return gras_worst(residual.to_host());
  }
  void accept() { std::swap(r, next); }
  void columns() {
    if (prior.cols > 0)
      launch<column_step>(stream, {blocks_for(prior.cols, width), dim3(width, teams)}, prior, v, r, s);
  }
};

std::vector<double> to_host(context<gpu>& ctx, vector_view<const double, gpu> v) {
  std::vector<double> home(static_cast<std::size_t>(v.size));
  copy(ctx, home.data(), 0, v.data, 0, home.size() * sizeof(double), 1);
  ctx.synchronize();
  return home;
}

}  // namespace

ras_outcome gras(context<gpu>& ctx, matrix_view<const double, gpu> prior, vector_view<const double, gpu> u,
                 vector_view<const double, gpu> v, matrix_view<double, gpu> X, ras_options options) {
  check_gras_arguments(prior, u, v, X, options);
  const cudaStream_t stream = ctx.native().stream;
  vector<int, gpu> in_rows(ctx, prior.rows), in_columns(ctx, prior.cols);
  if (prior.rows > 0) launch<look_at_rows>(stream, {static_cast<unsigned>(prior.rows), threads}, prior, in_rows.view());
  if (prior.cols > 0)
    launch<look_at_columns>(stream, {blocks_for(prior.cols, threads), threads}, prior, in_columns.view());
  const std::vector<double> columns = to_host(ctx, v);
  const std::vector<double> rows = judge_gras(in_rows.to_host(), in_columns.to_host(), to_host(ctx, u), columns);

  vector<double, gpu> closed(ctx, rows), r(ctx, prior.rows), next(ctx, prior.rows), residual(ctx, prior.rows),
      s(ctx, prior.cols);
  if (prior.rows > 0) launch<set_ones>(stream, {blocks_for(prior.rows, threads), threads}, r.view());
  if (prior.cols > 0) launch<set_ones>(stream, {blocks_for(prior.cols, threads), threads}, s.view());
  gpu_steps steps{stream, prior, closed.view(), v, r.view(), next.view(), s.view(), residual};
  const ras_outcome outcome = gras_sweeps(steps, gras_scale(rows, columns), options);
  if (!X.empty())
    launch<scale_table>(stream, {blocks_for(X.rows * X.cols, threads), threads}, prior, steps.r, steps.s, X);
  ctx.synchronize();
  return outcome;
}

}  // namespace agglo
