// The cuBLAS calls that agglo uses, over the host's BLAS and LAPACK: both are column-major, so arguments pass through.
#pragma once
#include <cuda_runtime.h>

#include <cmath>
#include <cstdlib>
#include <vector>

extern "C" {
void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*,
            const double*, const int*, const double*, double*, const int*);
}
enum cublasStatus_t { CUBLAS_STATUS_SUCCESS = 0 };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cublasMath_t { CUBLAS_DEFAULT_MATH = 0, CUBLAS_FP64_EMULATED_FIXEDPOINT_MATH = 8 };
enum cublasEmulationStrategy_t { CUBLAS_EMULATION_STRATEGY_PERFORMANT = 1 };
struct cublasContext {
  cudaStream_t stream;
  cublasMath_t math = CUBLAS_DEFAULT_MATH;
};
using cublasHandle_t = cublasContext*;
inline const char* cublasGetStatusString(cublasStatus_t) { return "CUBLAS_STATUS_SUCCESS"; }
inline cublasStatus_t cublasCreate(cublasHandle_t* h) {
  *h = new cublasContext{};
  return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasDestroy(cublasHandle_t h) {
  delete h;
  return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetStream(cublasHandle_t h, cudaStream_t s) {
  h->stream = s;
  return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetMathMode(cublasHandle_t h, cublasMath_t m) {
  h->math = m;
  return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetEmulationStrategy(cublasHandle_t, cublasEmulationStrategy_t) {
  return CUBLAS_STATUS_SUCCESS;
}
namespace cuda_on_cpu {
/// The factors of an emulated product: `bits` binary places below the largest entry of each line, which the product
/// sums along. CUDA_ON_CPU_FIXED_POINT_BITS says how many; 53 otherwise.
inline int fixed_point_bits() {
  const char* told = std::getenv("CUDA_ON_CPU_FIXED_POINT_BITS");
  return told ? std::atoi(told) : 53;
}
inline std::vector<double> in_fixed_point(const double* M, int lines, int length, int line_step, int step) {
  std::vector<double> out(static_cast<std::size_t>(lines) * static_cast<std::size_t>(length));
  for (std::ptrdiff_t l = 0; l < lines; ++l) {
    double largest = 0;
    for (std::ptrdiff_t k = 0; k < length; ++k) largest = std::fmax(largest, std::fabs(M[l * line_step + k * step]));
    int exponent = 0;
    std::frexp(largest, &exponent);
    const int places = fixed_point_bits() - exponent;
    for (std::ptrdiff_t k = 0; k < length; ++k)
      out[static_cast<std::size_t>(l * length + k)] =
          std::ldexp(std::nearbyint(std::ldexp(M[l * line_step + k * step], places)), -places);
  }
  return out;
}
}  // namespace cuda_on_cpu
inline cublasStatus_t cublasDgemm(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                                  const double* alpha, const double* A, int lda, const double* B, int ldb,
                                  const double* beta, double* C, int ldc) {
  const bool fixed_point = h->math == CUBLAS_FP64_EMULATED_FIXEDPOINT_MATH;
  cuda_on_cpu::enqueue(h->stream, [=, a = *alpha, b = *beta] {  // host scalars are read at the call
    cuda_on_cpu::device_access open;
    if (fixed_point) {  // rows of op(A) and columns of op(B), each a line of k
      const auto rows = ta == CUBLAS_OP_N ? cuda_on_cpu::in_fixed_point(A, m, k, 1, lda)
                                          : cuda_on_cpu::in_fixed_point(A, m, k, lda, 1);
      const auto columns = tb == CUBLAS_OP_N ? cuda_on_cpu::in_fixed_point(B, n, k, ldb, 1)
                                             : cuda_on_cpu::in_fixed_point(B, n, k, 1, ldb);
      dgemm_("T", "N", &m, &n, &k, &a, rows.data(), &k, columns.data(), &k, &b, C, &ldc);
      return;
    }
    const char na = ta == CUBLAS_OP_N ? 'N' : 'T', nb = tb == CUBLAS_OP_N ? 'N' : 'T';
    dgemm_(&na, &nb, &m, &n, &k, &a, A, &lda, B, &ldb, &b, C, &ldc);
  });
  return CUBLAS_STATUS_SUCCESS;
}
