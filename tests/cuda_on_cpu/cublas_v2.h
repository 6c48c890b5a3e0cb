// The cuBLAS calls that agglo uses, over the host's BLAS and LAPACK: both are column-major, so arguments pass through.
#pragma once
#include <cuda_runtime.h>

extern "C" {
void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*,
            const double*, const int*, const double*, double*, const int*);
}
enum cublasStatus_t { CUBLAS_STATUS_SUCCESS = 0 };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
struct cublasContext {
  cudaStream_t stream;
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
inline cublasStatus_t cublasDgemm(cublasHandle_t h, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k,
                                  const double* alpha, const double* A, int lda, const double* B, int ldb,
                                  const double* beta, double* C, int ldc) {
  cuda_on_cpu::enqueue(h->stream, [=, a = *alpha, b = *beta] {  // host scalars are read at the call
    cuda_on_cpu::device_access open;
    const char na = ta == CUBLAS_OP_N ? 'N' : 'T', nb = tb == CUBLAS_OP_N ? 'N' : 'T';
    dgemm_(&na, &nb, &m, &n, &k, &a, A, &lda, B, &ldb, &b, C, &ldc);
  });
  return CUBLAS_STATUS_SUCCESS;
}
