#include "kernels/base/cuda.cuh"
#include "kernels/dense/gemm.hpp"
#include "kernels/dense/gemm_shapes.hpp"

namespace agglo {

// cuBLAS is column-major: a row-major matrix is its transpose there, and (A B)^T = B^T A^T.
void gemm(context<gpu>& ctx, double alpha, matrix_view<const double, gpu> A, matrix_view<const double, gpu> B,
          double beta, matrix_view<double, gpu> C) {
  detail::check_gemm(A, B, C);
  if (C.empty()) return;
  const int m = static_cast<int>(C.cols), n = static_cast<int>(C.rows), k = static_cast<int>(A.cols);
  const int ldb = static_cast<int>(std::max<index_type>(B.stride, 1));
  const int lda = static_cast<int>(std::max<index_type>(A.stride, 1)), ldc = static_cast<int>(C.stride);
  check(cublasDgemm(ctx.native().blas(), CUBLAS_OP_N, CUBLAS_OP_N, m, n, k, &alpha, B.data, ldb, A.data, lda, &beta,
                    C.data, ldc));
}

}  // namespace agglo
