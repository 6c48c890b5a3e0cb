#include "kernels/linkage/leontief_inverse.hpp"

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"
#include "kernels/dense/lu_inverse.hpp"

namespace agglo {
namespace {

__global__ void identity_minus(matrix_view<const double, gpu> A, matrix_view<double, gpu> M) {
  const index_type k = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  const index_type i = k / A.cols, j = k % A.cols;
  if (i < A.rows) M(i, j) = (i == j ? 1.0 : 0.0) - A(i, j);
}

}  // namespace

void leontief_inverse(context<gpu>& ctx, matrix_view<const double, gpu> A, matrix_view<double, gpu> L) {
  expects_shape(A, A.rows, A.rows, "A");
  expects_shape(L, A.rows, A.cols, "L");
  if (A.empty()) return;
  matrix<double, gpu> M(ctx, A.rows, A.cols);
  launch<identity_minus>(ctx.native().stream, {blocks_for(A.rows * A.cols, 256), 256}, A, M.view());
  lu_inverse(ctx, M.view(), L);
}

}  // namespace agglo
