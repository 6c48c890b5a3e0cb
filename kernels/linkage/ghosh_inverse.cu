#include "kernels/base/cuda.cuh"
#include "kernels/linkage/ghosh_inverse.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

__global__ void scale_by_output(matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                                matrix_view<double, gpu> G) {
  const index_type k = index_type{blockIdx.x} * threads + threadIdx.x;
  if (k >= L.rows * L.cols) return;
  const index_type i = k / L.cols, j = k % L.cols;
  G(i, j) = detail::ghosh_entry(L(i, j), x[i], x[j], i == j);
}

}  // namespace

void ghosh_inverse(context<gpu>& ctx, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                   matrix_view<double, gpu> G) {
  expects_shape(L, L.rows, L.rows, "L");
  expects_size(x, L.rows, "x");
  expects_shape(G, L.rows, L.cols, "G");
  if (L.empty()) return;
  launch<scale_by_output>(ctx.native().stream, {blocks_for(L.rows * L.cols, threads), threads}, L, x, G);
}

}  // namespace agglo
