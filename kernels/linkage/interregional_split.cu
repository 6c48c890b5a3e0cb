#include "kernels/base/cuda.cuh"
#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/interregional_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void mark_outside(index_type first, index_type count, vector_view<double, gpu> mark) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < mark.size) mark[i] = detail::outside(i, first, count);
}
__global__ void keep_outside(vector_view<const double, gpu> mark, vector_view<double, gpu> y) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < y.size) y[i] *= mark[i];
}
__global__ void add(vector_view<const double, gpu> more, vector_view<double, gpu> sum) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < sum.size) sum[i] += more[i];
}

struct gpu_steps {
  cudaStream_t stream;
  void mark_outside(index_type first, index_type count, vector_view<double, gpu> mark) const {
    launch<agglo::mark_outside>(stream, {blocks_for(mark.size, threads), threads}, first, count, mark);
  }
  void keep_outside(vector_view<const double, gpu> mark, vector_view<double, gpu> y) const {
    launch<agglo::keep_outside>(stream, {blocks_for(y.size, threads), threads}, mark, y);
  }
  void add(vector_view<const double, gpu> more, vector_view<double, gpu> sum) const {
    launch<agglo::add>(stream, {blocks_for(sum.size, threads), threads}, more, sum);
  }
};

}  // namespace

void interregional_split(context<gpu>& ctx, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                         matrix_view<const double, gpu> L, std::span<const index_type> offsets,
                         interregional<gpu> split) {
  detail::split_regions(ctx, A, v, L, offsets, split, gpu_steps{ctx.native().stream});
}

}  // namespace agglo
