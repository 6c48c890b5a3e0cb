#include "kernels/base/cuda.cuh"
#include "kernels/linkage/multiplicative_decomposition.hpp"
#include "kernels/linkage/multiplicative_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void set_identity(matrix_view<double, gpu> M) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < M.rows * M.cols) M(k / M.cols, k % M.cols) = k / M.cols == k % M.cols ? 1.0 : 0.0;
}
__global__ void add(matrix_view<const double, gpu> more, matrix_view<double, gpu> sum) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < sum.rows * sum.cols) sum(k / sum.cols, k % sum.cols) += more(k / sum.cols, k % sum.cols);
}

struct gpu_steps {
  cudaStream_t stream;
  void set_identity(matrix_view<double, gpu> M) const {
    launch<agglo::set_identity>(stream, {blocks_for(M.rows * M.cols, threads), threads}, M);
  }
  void add(matrix_view<const double, gpu> more, matrix_view<double, gpu> sum) const {
    launch<agglo::add>(stream, {blocks_for(sum.rows * sum.cols, threads), threads}, more, sum);
  }
};

}  // namespace

void multiplicative_decomposition(context<gpu>& ctx, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                                  std::span<const index_type> offsets, matrix_view<double, gpu> M1,
                                  matrix_view<double, gpu> M2, matrix_view<double, gpu> M3) {
  detail::decompose(ctx, A, v, offsets, M1, M2, M3, gpu_steps{ctx.native().stream});
}

}  // namespace agglo
