#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/linkage/region_inverse.hpp"
#include "kernels/linkage/region_inverse_rules.hpp"

namespace agglo {
namespace {

constexpr int width = 32, teams = 8;  // a block: 32 columns, 8 teams that take every eighth row

// slack(j) = v(first + j) + the entries of column first + j outside the region's own rows
__global__ void __launch_bounds__(width* teams)
    region_slack(matrix_view<const double, gpu> A, vector_view<const double, gpu> v, index_type first,
                 vector_view<double, gpu> slack) {
  __shared__ double part[teams][width];
  const index_type j = index_type{blockIdx.x} * width + threadIdx.x, end = first + slack.size;
  double sum = 0;
  if (j < slack.size)
    for (index_type i = threadIdx.y; i < A.rows; i += teams)
      if (i < first || i >= end) sum += A(i, first + j);
  part[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y != 0 || j >= slack.size) return;
  for (int team = 1; team < teams; ++team) sum += part[team][threadIdx.x];
  slack[j] = v[first + j] + sum;
}

}  // namespace

void region_inverse(context<gpu>& ctx, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                    index_type first, index_type count, matrix_view<double, gpu> M) {
  detail::check_region(A, v, first, count, M);
  vector<double, gpu> slack(ctx, v.empty() ? 0 : count);
  if (slack.size() > 0)
    launch<region_slack>(ctx.native().stream, {blocks_for(count, width), dim3(width, teams)}, A, v, first,
                         slack.view());
  detail::invert_region<gpu>(ctx, A.block(first, first, count, count), slack.view(), first, M);
}

}  // namespace agglo
