#include "kernels/base/cuda.cuh"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

// One block a row: coalesced steps of 256 columns, then a tree over lanes and warps.
__global__ void __launch_bounds__(threads)
    weighted_row_sums(matrix_view<const double, gpu> M, vector_view<const double, gpu> w, vector_view<double, gpu> y) {
  __shared__ double of_warp[threads / 32];
  const index_type i = blockIdx.x;
  double sum = 0;
  for (index_type j = threadIdx.x; j < M.cols; j += threads) sum += (w.empty() ? 1.0 : w[j]) * M(i, j);
  for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(~0u, sum, step);
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int warp = 1; warp < threads / 32; ++warp) sum += of_warp[warp];
  y[i] = sum;
}

}  // namespace

void row_products(context<gpu>& ctx, matrix_view<const double, gpu> M, vector_view<const double, gpu> w,
                  vector_view<double, gpu> y) {
  if (!w.empty()) expects_size(w, M.cols, "w");
  expects_size(y, M.rows, "y");
  if (M.rows == 0) return;
  launch<weighted_row_sums>(ctx.native().stream, {static_cast<unsigned>(M.rows), threads}, M, w, y);
}

}  // namespace agglo
