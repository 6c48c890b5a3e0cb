#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/linkage/field_of_influence.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;          // of row_norms
constexpr int width = 32, teams = 8;  // elsewhere: 32 columns, 8 teams that take every eighth row
constexpr unsigned most_blocks = 65535;

__global__ void __launch_bounds__(width* teams)
    column_norms(matrix_view<const double, gpu> L, vector_view<double, gpu> norms) {
  __shared__ double part[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  double squares = 0;
  if (j < L.cols)
    for (index_type i = threadIdx.y; i < L.rows; i += teams) squares += L(i, j) * L(i, j);
  part[threadIdx.y][threadIdx.x] = squares;
  __syncthreads();
  if (threadIdx.y != 0 || j >= L.cols) return;
  for (int team = 1; team < teams; ++team) squares += part[team][threadIdx.x];
  norms[j] = sqrt(squares);
}

// One block a row.
__global__ void __launch_bounds__(threads) row_norms(matrix_view<const double, gpu> L, vector_view<double, gpu> norms) {
  __shared__ double of_warp[threads / 32];
  const index_type i = blockIdx.x;
  double sum = 0;
  for (index_type j = threadIdx.x; j < L.cols; j += threads) sum += L(i, j) * L(i, j);
  for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(~0u, sum, step);
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int warp = 1; warp < threads / 32; ++warp) sum += of_warp[warp];
  norms[i] = sqrt(sum);
}

__global__ void outer_product(vector_view<const double, gpu> columns, vector_view<const double, gpu> rows,
                              matrix_view<double, gpu> F) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= F.cols) return;
  for (index_type i = index_type{blockIdx.y} * teams + threadIdx.y; i < F.rows; i += index_type{gridDim.y} * teams)
    F(i, j) = columns[i] * rows[j];
}

// One block a tile of R: the mirrored tile of L comes through shared memory, so that both are read along rows.
__global__ void __launch_bounds__(width* teams)
    limits_of_tile(matrix_view<const double, gpu> A, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                   double p, matrix_view<double, gpu> R) {
  __shared__ double mirrored[width][width + 1];  // one more column, so that reading down it meets no bank twice
  const index_type left = index_type{blockIdx.x} * width, j = left + threadIdx.x;
  for (index_type top = index_type{blockIdx.y} * width; top < A.rows; top += index_type{gridDim.y} * width) {
    for (index_type k = threadIdx.y; k < width; k += teams)
      if (left + k < A.rows && top + threadIdx.x < A.rows) mirrored[k][threadIdx.x] = L(left + k, top + threadIdx.x);
    __syncthreads();
    for (index_type k = threadIdx.y; k < width; k += teams) {
      const index_type i = top + k;
      if (i >= A.rows || j >= A.rows) continue;
      R(i, j) = detail::tolerable_limit(A(i, j), mirrored[threadIdx.x][k], L(i, i), x[i], x[j], p);
    }
    __syncthreads();  // before the next tile comes in
  }
}

dim3 tiles(index_type rows, index_type cols, int height) {
  return {blocks_for(cols, width), std::min(blocks_for(rows, height), most_blocks)};
}

}  // namespace

void field_of_influence(context<gpu>& ctx, matrix_view<const double, gpu> L, matrix_view<double, gpu> F) {
  detail::check_field(L, F);
  if (L.empty()) return;
  const cudaStream_t stream = ctx.native().stream;
  vector<double, gpu> columns(ctx, L.rows), rows(ctx, L.rows);
  launch<column_norms>(stream, {blocks_for(L.cols, width), dim3(width, teams)}, L, columns.view());
  launch<row_norms>(stream, {static_cast<unsigned>(L.rows), threads}, L, rows.view());
  launch<outer_product>(stream, {tiles(F.rows, F.cols, teams), dim3(width, teams)}, columns.view(), rows.view(), F);
}

void tolerable_limits(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<const double, gpu> L,
                      vector_view<const double, gpu> x, double p, matrix_view<double, gpu> R) {
  detail::check_limits(A, L, x, p, R);
  if (A.empty()) return;
  launch<limits_of_tile>(ctx.native().stream, {tiles(R.rows, R.cols, width), dim3(width, teams)}, A, L, x, p, R);
}

}  // namespace agglo
