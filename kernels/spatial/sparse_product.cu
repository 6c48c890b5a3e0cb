#include "kernels/base/cuda.cuh"
#include "kernels/spatial/sparse_product.hpp"

namespace agglo {
namespace {

constexpr int threads = 256;

// One thread an element of Y: neighbouring threads take neighbouring columns, so that a row of X is read in one piece.
__global__ void __launch_bounds__(threads)
    lag_elements(sparse_rows<gpu> W, matrix_view<const double, gpu> X, matrix_view<double, gpu> Y) {
  const index_type element = index_type{blockIdx.x} * threads + threadIdx.x;
  if (element >= Y.rows * Y.cols) return;
  const index_type i = element / Y.cols, c = element % Y.cols;
  double sum = 0;
  for (index_type e = W.start[i]; e < W.start[i + 1]; ++e) sum += W.weight[e] * X(W.column[e], c);
  Y(i, c) = sum;
}

}  // namespace

void sparse_product(context<gpu>& ctx, sparse_rows<gpu> W, matrix_view<const double, gpu> X,
                    matrix_view<double, gpu> Y) {
  expects_size(W.column, W.entries(), "column");
  expects_shape(X, W.columns, X.cols, "X");
  expects_shape(Y, W.rows(), X.cols, "Y");
  if (Y.empty()) return;
  launch<lag_elements>(ctx.native().stream, {blocks_for(Y.rows * Y.cols, threads), threads}, W, X, Y);
}

}  // namespace agglo
