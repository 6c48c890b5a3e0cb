#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/dense/gemm.hpp"
#include "kernels/linkage/propagation_lengths.hpp"

namespace agglo {
namespace {

constexpr int width = 32, teams = 8;  // a block's threads; rows beyond the grid's reach are taken in turns
constexpr unsigned most_blocks = 65535;

// D = L - I
__global__ void without_itself(matrix_view<const double, gpu> L, matrix_view<double, gpu> D) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j >= L.cols) return;
  for (index_type i = index_type{blockIdx.y} * teams + threadIdx.y; i < L.rows; i += index_type{gridDim.y} * teams)
    D(i, j) = detail::beyond_itself(L(i, j), i == j);
}

__global__ void take_means(matrix_view<const double, gpu> brought, matrix_view<double, gpu> V) {
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  if (j < V.cols)
    for (index_type i = index_type{blockIdx.y} * teams + threadIdx.y; i < V.rows; i += index_type{gridDim.y} * teams)
      V(i, j) = detail::mean_rounds(V(i, j), brought(i, j));
}

}  // namespace

void propagation_lengths(context<gpu>& ctx, matrix_view<const double, gpu> L, matrix_view<double, gpu> V) {
  detail::check_lengths(L, V);
  if (L.empty()) return;
  const cudaStream_t stream = ctx.native().stream;
  const dim3 threads(width, teams), blocks(blocks_for(L.cols, width), std::min(blocks_for(L.rows, teams), most_blocks));
  matrix<double, gpu> D(ctx, L.rows, L.cols);
  launch<without_itself>(stream, {blocks, threads}, L, D.view());
  gemm(ctx, 1, L, D.view(), 0, V);
  launch<take_means>(stream, {blocks, threads}, D.view(), V);
}

}  // namespace agglo
