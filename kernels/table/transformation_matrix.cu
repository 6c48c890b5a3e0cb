#include "kernels/base/cuda.cuh"
#include "kernels/table/transformation_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;
constexpr int tile = 32, height = 8;  // of turn_tile: a block of 32 x 8 threads moves a tile of 32 x 32

__global__ void scale_entries(matrix_view<double, gpu> T, vector_view<const double, gpu> outputs, bool of_columns) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= T.rows * T.cols) return;
  const index_type i = k / T.cols, j = k % T.cols;
  T(i, j) *= of_columns ? outputs[j] : outputs[i];
}

// Through shared memory, so that both sides are read and written along their rows. The odd width spreads a column over
// the banks.
__global__ void __launch_bounds__(tile* height)
    turn_tile(matrix_view<const double, gpu> S, matrix_view<double, gpu> T, unsigned tiles_across) {
  __shared__ double part[tile][tile + 1];
  const index_type first_row = index_type{blockIdx.x / tiles_across} * tile;
  const index_type first_col = index_type{blockIdx.x % tiles_across} * tile;
  for (index_type k = threadIdx.y; k < tile; k += height)
    if (first_row + k < S.rows && first_col + threadIdx.x < S.cols)
      part[k][threadIdx.x] = S(first_row + k, first_col + threadIdx.x);
  __syncthreads();
  for (index_type k = threadIdx.y; k < tile; k += height)
    if (first_col + k < T.rows && first_row + threadIdx.x < T.cols)
      T(first_col + k, first_row + threadIdx.x) = part[threadIdx.x][k];
}

}  // namespace

void transformation_matrix(context<gpu>& ctx, supply_use_model model, matrix_view<const double, gpu> S,
                           matrix_view<double, gpu> T) {
  const auto scale = [&](matrix_view<double, gpu> M, vector_view<const double, gpu> outputs, bool of_columns) {
    launch<scale_entries>(ctx.native().stream, {blocks_for(M.rows * M.cols, threads), threads}, M, outputs, of_columns);
  };
  const auto turn = [&](matrix_view<const double, gpu> M, matrix_view<double, gpu> turned) {
    const unsigned across = blocks_for(M.cols, tile), down = blocks_for(M.rows, tile);
    launch<turn_tile>(ctx.native().stream, {across * down, dim3(tile, height)}, M, turned, across);
  };
  detail::transformation_steps(ctx, model, S, T, scale, turn);
  ctx.synchronize();
}

}  // namespace agglo
