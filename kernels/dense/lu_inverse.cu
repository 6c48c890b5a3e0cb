#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/dense/lu_inverse.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void set_identity(matrix_view<double, gpu> X) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k < X.rows * X.cols) X(k / X.cols, k % X.cols) = k / X.cols == k % X.cols ? 1.0 : 0.0;
}

}  // namespace

// As on the cpu: a row-major matrix is its transpose to cuSOLVER, and the inverse comes back through the same reading.
void lu_inverse(context<gpu>& ctx, matrix_view<double, gpu> M, matrix_view<double, gpu> X) {
  expects_shape(M, M.rows, M.rows, "M");
  expects_shape(X, M.rows, M.cols, "X");
  if (M.empty()) return;
  const index_type n = M.rows;
  const cudaStream_t stream = ctx.native().stream;
  const cusolverDnHandle_t solver = ctx.native().solver();
  vector<std::int64_t, gpu> pivots(ctx, n);
  vector<int, gpu> info(ctx, 1);
  std::size_t device_bytes = 0, host_bytes = 0;
  check(cusolverDnXgetrf_bufferSize(solver, nullptr, n, n, CUDA_R_64F, M.data, M.stride, CUDA_R_64F, &device_bytes,
                                    &host_bytes));
  vector<char, gpu> device_work(ctx, static_cast<index_type>(device_bytes));
  std::vector<char> host_work(host_bytes);
  check(cusolverDnXgetrf(solver, nullptr, n, n, CUDA_R_64F, M.data, M.stride, pivots.view().data, CUDA_R_64F,
                         device_work.view().data, device_bytes, host_work.data(), host_bytes, info.view().data));
  detail::check_pivots(info.to_host()[0], "lu_inverse");
  launch<set_identity>(stream, {blocks_for(n * n, threads), threads}, X);
  check(cusolverDnXgetrs(solver, nullptr, CUBLAS_OP_N, n, n, CUDA_R_64F, M.data, M.stride, pivots.view().data,
                         CUDA_R_64F, X.data, X.stride, info.view().data));
  detail::check_pivots(info.to_host()[0], "lu_inverse");
}

}  // namespace agglo
