#include "kernels/dense/gemm.hpp"

#include "kernels/dense/gemm_shapes.hpp"

extern "C" void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*,
                       const int*, const double*, const int*, const double*, double*, const int*);

namespace agglo {

// The BLAS is column-major: a row-major matrix is its transpose there, and (A B)^T = B^T A^T.
void gemm(context<cpu>&, double alpha, matrix_view<const double, cpu> A, matrix_view<const double, cpu> B, double beta,
          matrix_view<double, cpu> C) {
  detail::check_gemm(A, B, C);
  if (C.empty()) return;
  const int m = static_cast<int>(C.cols), n = static_cast<int>(C.rows), k = static_cast<int>(A.cols);
  const int ldb = static_cast<int>(std::max<index_type>(B.stride, 1));
  const int lda = static_cast<int>(std::max<index_type>(A.stride, 1)), ldc = static_cast<int>(C.stride);
  dgemm_("N", "N", &m, &n, &k, &alpha, B.data, &ldb, A.data, &lda, &beta, C.data, &ldc);
}

}  // namespace agglo
