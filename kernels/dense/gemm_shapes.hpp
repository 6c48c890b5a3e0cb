#pragma once
#include <algorithm>
#include <limits>

#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo::detail {

/// Preconditions of gemm, shared by both spaces.
template <space S>
void check_gemm(matrix_view<const double, S> A, matrix_view<const double, S> B, matrix_view<double, S> C) {
  expects_shape(B, A.cols, C.cols, "B", "gemm");
  expects_shape(C, A.rows, B.cols, "C", "gemm");
  const index_type largest = std::max({A.rows, A.stride, B.rows, B.stride, C.stride});
  expects(largest <= std::numeric_limits<int>::max(), "a dimension exceeds the BLAS's 32-bit integers", "gemm");
}

}  // namespace agglo::detail
