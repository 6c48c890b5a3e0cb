#include "kernels/base/cuda.cuh"
#include "kernels/linkage/multipliers.hpp"

namespace agglo {
namespace {

constexpr int width = 32, teams = 8;  // a block: 32 columns, 8 teams that take every eighth row

__global__ void __launch_bounds__(width* teams)
    weighted_column_sums(vector_view<const double, gpu> s, matrix_view<const double, gpu> L,
                         vector_view<double, gpu> m) {
  __shared__ double part[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x;
  double sum = 0;
  if (j < L.cols)
    for (index_type i = threadIdx.y; i < L.rows; i += teams) sum += (s.empty() ? 1.0 : s[i]) * L(i, j);
  part[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || j >= L.cols) return;
  for (int team = 1; team < teams; ++team) sum += part[team][threadIdx.x];
  m[j] = sum;
}

}  // namespace

void multipliers(context<gpu>& ctx, vector_view<const double, gpu> s, matrix_view<const double, gpu> L,
                 vector_view<double, gpu> m) {
  if (!s.empty()) expects_size(s, L.rows, "s");
  expects_size(m, L.cols, "m");
  if (L.cols == 0) return;
  launch<weighted_column_sums>(ctx.native().stream, {blocks_for(L.cols, width), dim3(width, teams)}, s, L, m);
}

}  // namespace agglo
