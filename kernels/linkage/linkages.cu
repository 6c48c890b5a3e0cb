#include "kernels/base/cuda.cuh"
#include "kernels/linkage/linkages.hpp"
#include "kernels/linkage/multipliers.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;
constexpr int width = 32, teams = 8;  // of column_variation: 32 columns, 8 teams that take every eighth row

// The sum of one value a thread, over a block of `threads`, for every thread.
__device__ double block_sum(double x) {
  __shared__ double of_warp[threads / 32];
  for (int step = 16; step > 0; step /= 2) x += __shfl_xor_sync(~0u, x, step);
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = x;
  __syncthreads();
  double sum = 0;
  for (int w = 0; w < threads / 32; ++w) sum += of_warp[w];
  return sum;
}

// One block a row.
__global__ void __launch_bounds__(threads) row_sums(matrix_view<const double, gpu> M, vector_view<double, gpu> sums) {
  double sum = 0;
  for (index_type j = threadIdx.x; j < M.cols; j += threads) sum += M(blockIdx.x, j);
  sum = block_sum(sum);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

// One block: the sum has to be known before the first index.
__global__ void __launch_bounds__(threads)
    over_mean(vector_view<const double, gpu> linkage, vector_view<double, gpu> index) {
  double sum = 0;
  for (index_type i = threadIdx.x; i < linkage.size; i += threads) sum += linkage[i];
  sum = block_sum(sum);
  for (index_type i = threadIdx.x; i < linkage.size; i += threads)
    index[i] = static_cast<double>(linkage.size) * linkage[i] / sum;
}

__global__ void __launch_bounds__(width* teams)
    column_variation(matrix_view<const double, gpu> L, vector_view<const double, gpu> sums,
                     vector_view<double, gpu> variation) {
  __shared__ double part[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  const double mean = j < L.cols ? sums[j] / static_cast<double>(L.rows) : 0;
  double squares = 0;
  if (j < L.cols)
    for (index_type i = threadIdx.y; i < L.rows; i += teams) squares += (L(i, j) - mean) * (L(i, j) - mean);
  part[threadIdx.y][threadIdx.x] = squares;
  __syncthreads();
  if (threadIdx.y != 0 || j >= L.cols) return;
  for (int team = 1; team < teams; ++team) squares += part[team][threadIdx.x];
  variation[j] = detail::variation_of(sums[j], squares, L.rows);
}

// One block a row; the second reading of the row is of the cache.
__global__ void __launch_bounds__(threads)
    row_variations(matrix_view<const double, gpu> M, vector_view<double, gpu> variation) {
  const index_type i = blockIdx.x;
  double sum = 0, squares = 0;
  for (index_type k = threadIdx.x; k < M.cols; k += threads) sum += M(i, k);
  sum = block_sum(sum);
  const double mean = sum / static_cast<double>(M.cols);
  for (index_type k = threadIdx.x; k < M.cols; k += threads) squares += (M(i, k) - mean) * (M(i, k) - mean);
  __syncthreads();  // block_sum's shared parts are used again
  squares = block_sum(squares);
  if (threadIdx.x == 0) variation[i] = detail::variation_of(sum, squares, M.cols);
}

}  // namespace

void row_variation(context<gpu>& ctx, matrix_view<const double, gpu> M, vector_view<double, gpu> variation) {
  expects_size(variation, M.rows, "variation", "row_variation");
  if (M.rows == 0) return;
  launch<row_variations>(ctx.native().stream, {static_cast<unsigned>(M.rows), threads}, M, variation);
}

void linkages(context<gpu>& ctx, matrix_view<const double, gpu> L, matrix_view<const double, gpu> G,
              linkage_measures<gpu> m) {
  detail::check_linkage_shapes(L, G, m);
  if (L.empty()) return;
  const cudaStream_t stream = ctx.native().stream;
  multipliers(ctx, {}, L, m.backward);
  launch<row_sums>(stream, {static_cast<unsigned>(G.rows), threads}, G, m.forward);
  launch<over_mean>(stream, {1, threads}, m.backward, m.power);
  launch<over_mean>(stream, {1, threads}, m.forward, m.sensitivity);
  launch<column_variation>(stream, {blocks_for(L.cols, width), dim3(width, teams)}, L, m.backward, m.variation);
}

}  // namespace agglo
