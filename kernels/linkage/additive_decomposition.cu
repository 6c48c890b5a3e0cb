#include "kernels/base/cuda.cuh"
#include "kernels/linkage/additive_decomposition.hpp"
#include "kernels/linkage/additive_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void __launch_bounds__(threads)
    subtract_identity(matrix_view<const double, gpu> M, matrix_view<double, gpu> out) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x, i = k / M.cols, j = k % M.cols;
  if (k < M.rows * M.cols) out(i, j) = detail::less_identity(M(i, j), i, j);
}

}  // namespace

void additive_decomposition(context<gpu>& ctx, matrix_view<const double, gpu> M1, matrix_view<const double, gpu> M2,
                            matrix_view<const double, gpu> M3, std::span<const index_type> offsets,
                            additive_terms<gpu> terms) {
  const auto less = [&](matrix_view<const double, gpu> M, matrix_view<double, gpu> out) {
    launch<subtract_identity>(ctx.native().stream, {blocks_for(M.rows * M.cols, threads), threads}, M, out);
  };
  detail::add_up<gpu>(ctx, M1, M2, M3, offsets, terms, less);
}

}  // namespace agglo
