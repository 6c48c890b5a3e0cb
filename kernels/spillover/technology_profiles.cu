#include "kernels/base/cuda.cuh"
#include "kernels/spillover/technology_profiles.hpp"
#include "kernels/spillover/technology_profiles_steps.hpp"

namespace agglo {
namespace {

constexpr int threads = 128;

// One block a row; its sum by halving, always the same tree.
__global__ void __launch_bounds__(threads)
    scale_rows(matrix_view<const double, gpu> X, bool by_length, matrix_view<double, gpu> to,
               matrix_view<double, gpu> transposed) {
  __shared__ double part[threads];
  const index_type i = blockIdx.x;
  double mine = 0;
  for (index_type k = threadIdx.x; k < X.cols; k += threads) mine += by_length ? X(i, k) * X(i, k) : X(i, k);
  part[threadIdx.x] = mine;
  __syncthreads();
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
    __syncthreads();
  }
  const double size = by_length ? sqrt(part[0]) : part[0];
  for (index_type k = threadIdx.x; k < X.cols; k += threads) {
    const double scaled = size == 0 ? 0 : X(i, k) / size;
    to(i, k) = scaled;
    if (!transposed.empty()) transposed(k, i) = scaled;
  }
}

__global__ void scale_sparse_rows(sparse_rows<gpu> X, vector_view<double, gpu> scaled) {
  const index_type i = index_type{blockIdx.x} * threads + threadIdx.x;
  if (i < X.rows()) detail::scale_row(X, i, scaled);
}

__global__ void take_lengths(matrix_view<const double, gpu> products, vector_view<double, gpu> length) {
  const index_type a = index_type{blockIdx.x} * threads + threadIdx.x;
  if (a < length.size) length[a] = sqrt(products(a, a));
}
__global__ void divide_by_lengths(vector_view<const double, gpu> length, matrix_view<double, gpu> products) {
  const index_type e = index_type{blockIdx.x} * threads + threadIdx.x;
  if (e >= products.rows * products.cols) return;
  const index_type a = e / products.cols, b = e % products.cols;
  if (length[a] != 0 && length[b] != 0) products(a, b) /= length[a] * length[b];
}

}  // namespace

void technology_profiles(context<gpu>& ctx, matrix_view<const double, gpu> X, proximity measure,
                         matrix_view<double, gpu> receives, matrix_view<double, gpu> sends) {
  const cudaStream_t stream = ctx.native().stream;
  const auto scale = [&](matrix_view<const double, gpu> rows, bool by_length, matrix_view<double, gpu> to,
                         matrix_view<double, gpu> transposed) {
    launch<scale_rows>(stream, {static_cast<unsigned>(rows.rows), threads}, rows, by_length, to, transposed);
  };
  const auto cosines = [&](matrix_view<double, gpu> products) {
    vector<double, gpu> length(ctx, products.rows);
    launch<take_lengths>(stream, {blocks_for(products.rows, threads), threads}, products, length.view());
    launch<divide_by_lengths>(stream, {blocks_for(products.rows * products.cols, threads), threads}, length.view(),
                              products);
  };
  detail::make_profiles(ctx, X, measure, receives, sends, scale, cosines);
}

void technology_profiles(context<gpu>& ctx, sparse_rows<gpu> X, vector_view<double, gpu> scaled) {
  detail::check_sparse(X, scaled);
  if (X.rows() > 0) launch<scale_sparse_rows>(ctx.native().stream, {blocks_for(X.rows(), threads), threads}, X, scaled);
}

}  // namespace agglo
