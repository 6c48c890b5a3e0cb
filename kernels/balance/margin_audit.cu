#include "kernels/balance/margin_audit.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

using namespace detail;

constexpr int threads = 256;

// A finding is kept as `end - position`, so that the first position is the largest and 0 says none.
struct found_keys {
  unsigned long long entry, row_margin, column_margin, stranded_row, stranded_column;
};
__device__ void report(unsigned long long& key, index_type position, index_type end) {
  atomicMax(&key, static_cast<unsigned long long>(end - position));
}
index_type position_of(unsigned long long key, index_type end) {
  return key == 0 ? -1 : end - static_cast<index_type>(key);
}

// One block a row of the stack. Every writer of a flag writes the same value.
__global__ void __launch_bounds__(threads)
    inspect_rows(matrix_view<const double, gpu> prior, vector_view<const double, gpu> u,
                 vector_view<const double, gpu> v, index_type rows, vector_view<int, gpu> column_reached,
                 found_keys* found) {
  __shared__ int reached;
  if (threadIdx.x == 0) reached = 0;
  __syncthreads();
  const index_type i = blockIdx.x, first_column = i / rows * prior.cols;
  for (index_type j = threadIdx.x; j < prior.cols; j += threads) {
    const double p = prior(i, j);
    if (!balanceable(p)) report(found->entry, i * prior.cols + j, prior.rows * prior.cols);
    if (p > 0 && v[first_column + j] > 0) reached = 1;
    if (p > 0 && u[i] > 0) column_reached[first_column + j] = 1;
  }
  __syncthreads();
  if (threadIdx.x != 0) return;
  if (!balanceable(u[i])) report(found->row_margin, i, prior.rows);
  if (u[i] > 0 && reached == 0) report(found->stranded_row, i, prior.rows);
}

__global__ void inspect_columns(vector_view<const double, gpu> v, vector_view<const int, gpu> column_reached,
                                found_keys* found) {
  const index_type j = index_type{blockIdx.x} * threads + threadIdx.x;
  if (j >= v.size) return;
  if (!balanceable(v[j])) report(found->column_margin, j, v.size);
  if (v[j] > 0 && column_reached[j] == 0) report(found->stranded_column, j, v.size);
}

__device__ double warp_sum(double x) {
  for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(~0u, x, step);
  return x;
}

// One warp a table: both sums of its margins.
__global__ void sum_margins(vector_view<const double, gpu> u, vector_view<const double, gpu> v, index_type rows,
                            index_type cols, margin_sums* sums) {
  const index_type t = blockIdx.x;
  double sum_u = 0, sum_v = 0;
  for (index_type i = threadIdx.x; i < rows; i += 32) sum_u += u[t * rows + i];
  for (index_type j = threadIdx.x; j < cols; j += 32) sum_v += v[t * cols + j];
  sum_u = warp_sum(sum_u);
  sum_v = warp_sum(sum_v);
  if (threadIdx.x == 0) sums[t] = {sum_u, sum_v};
}

}  // namespace

std::vector<margin_sums> margin_audit(context<gpu>& ctx, index_type tables, matrix_view<const double, gpu> prior,
                                      vector_view<const double, gpu> u, vector_view<const double, gpu> v) {
  check_margin_shapes(tables, prior.rows, prior.cols, u.size, v.size);
  if (tables == 0) return {};
  const cudaStream_t stream = ctx.native().stream;
  const index_type rows = prior.rows / tables, cols = prior.cols;
  vector<found_keys, gpu> found(ctx, 1);
  vector<int, gpu> column_reached(ctx, v.size);
  vector<margin_sums, gpu> sums(ctx, tables);
  clear(ctx, matrix_view<found_keys, gpu>(found.view().data, 1, 1));
  clear(ctx, matrix_view<int, gpu>(column_reached.view().data, 1, v.size));
  if (prior.rows > 0)
    launch<inspect_rows>(stream, {static_cast<unsigned>(prior.rows), threads}, prior, u, v, rows, column_reached.view(),
                         found.view().data);
  if (v.size > 0)
    launch<inspect_columns>(stream, {blocks_for(v.size, threads), threads}, v, column_reached.view(),
                            found.view().data);
  launch<sum_margins>(stream, {static_cast<unsigned>(tables), 32}, u, v, rows, cols, sums.view().data);
  const found_keys keys = found.to_host()[0];
  const std::vector<margin_sums> home = sums.to_host();
  judge_margins({.entry = position_of(keys.entry, prior.rows * cols),
                 .row_margin = position_of(keys.row_margin, u.size),
                 .column_margin = position_of(keys.column_margin, v.size),
                 .stranded_row = position_of(keys.stranded_row, u.size),
                 .stranded_column = position_of(keys.stranded_column, v.size)},
                home, rows, cols);
  return home;
}

}  // namespace agglo
