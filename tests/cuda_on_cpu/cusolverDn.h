// The cuSOLVER calls that agglo uses, over the host's LAPACK: both are column-major, so arguments pass through.
#pragma once
#include <cuda_runtime.h>

#include <vector>

extern "C" {
void dgetrf_(const int*, const int*, double*, const int*, int*, int*);
void dgetrs_(const char*, const int*, const int*, const double*, const int*, const int*, double*, const int*, int*);
}
enum cusolverStatus_t { CUSOLVER_STATUS_SUCCESS = 0 };
enum cudaDataType { CUDA_R_64F = 1 };
#include <cublas_v2.h>
struct cusolverDnContext {
  cudaStream_t stream;
};
using cusolverDnHandle_t = cusolverDnContext*;
using cusolverDnParams_t = struct cusolverDnParams*;
inline cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t* h) {
  *h = new cusolverDnContext{};
  return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t h) {
  delete h;
  return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t h, cudaStream_t s) {
  h->stream = s;
  return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnXgetrf_bufferSize(cusolverDnHandle_t, cusolverDnParams_t, std::int64_t, std::int64_t,
                                                    cudaDataType, const void*, std::int64_t, cudaDataType,
                                                    std::size_t* device, std::size_t* host) {
  *device = *host = 8;
  return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnXgetrf(cusolverDnHandle_t h, cusolverDnParams_t, std::int64_t m, std::int64_t n,
                                         cudaDataType, void* A, std::int64_t lda, std::int64_t* pivots, cudaDataType,
                                         void*, std::size_t, void*, std::size_t, int* info) {
  cuda_on_cpu::enqueue(h->stream, [=] {
    cuda_on_cpu::device_access open;
    const int rows = int(m), cols = int(n), ld = int(lda);
    std::vector<int> p(static_cast<std::size_t>(std::min(m, n)));
    dgetrf_(&rows, &cols, static_cast<double*>(A), &ld, p.data(), info);
    std::copy(p.begin(), p.end(), pivots);
  });
  return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnXgetrs(cusolverDnHandle_t h, cusolverDnParams_t, cublasOperation_t op, std::int64_t n,
                                         std::int64_t nrhs, cudaDataType, const void* A, std::int64_t lda,
                                         const std::int64_t* pivots, cudaDataType, void* B, std::int64_t ldb,
                                         int* info) {
  cuda_on_cpu::enqueue(h->stream, [=] {
    cuda_on_cpu::device_access open;
    const int order = int(n), columns = int(nrhs), la = int(lda), lb = int(ldb);
    const char t = op == CUBLAS_OP_N ? 'N' : 'T';
    const std::vector<int> p(pivots, pivots + n);
    dgetrs_(&t, &order, &columns, static_cast<const double*>(A), &la, p.data(), static_cast<double*>(B), &lb, info);
  });
  return CUSOLVER_STATUS_SUCCESS;
}
