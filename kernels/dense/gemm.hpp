#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Matrix product:  C = alpha A B + beta C.   [A m x k, B k x n, C m x n; row-major, any strides]
///
/// beta = 0 overwrites C without reading it. C must not overlap A or B.
/// Method  OpenBLAS dgemm on cpu, cuBLAS on gpu; 2 m n k flops; no scratch of ours.
/// Result  spaces agree to k * 1e-16 of |A||B|, entry by entry. Bitwise repeatable on one device and thread count.
/// Order   stream-ordered on gpu.
/// @throw shape_error  shapes that do not multiply, or a dimension or stride over 2^31 - 1 (the BLAS's integers)
void gemm(context<cpu>&, double alpha, matrix_view<const double, cpu> A, matrix_view<const double, cpu> B, double beta,
          matrix_view<double, cpu> C);
void gemm(context<gpu>&, double alpha, matrix_view<const double, gpu> A, matrix_view<const double, gpu> B, double beta,
          matrix_view<double, gpu> C);

}  // namespace agglo
