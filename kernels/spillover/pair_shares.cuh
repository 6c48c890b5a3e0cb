#pragma once
#include "kernels/base/cuda.cuh"
#include "kernels/base/view.hpp"

// A tile of receivers meets the sources in shares, a block each, because few firms fill no GPU; the shares' sums are
// then added in their order.
namespace agglo::detail {

inline constexpr index_type most_shares = 16;

// partial(share * Columns + c, receiver of the batch): columns column .. column + Columns - 1 of S
template <int Columns>
__global__ void add_shares(matrix_view<const double, gpu> partial, index_type first, index_type column,
                           vector_view<const index_type, gpu> order, matrix_view<double, gpu> S) {
  const index_type p = index_type{blockIdx.x} * blockDim.x + threadIdx.x;
  if (p >= partial.cols || first + p >= order.size) return;
  for (int c = 0; c < Columns && column + c < S.cols; ++c) {
    double all = 0;
    for (index_type h = c; h < partial.rows; h += Columns) all += partial(h, p);
    S(order[first + p], column + c) = all;
  }
}

}  // namespace agglo::detail
