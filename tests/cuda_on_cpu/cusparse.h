// cuSPARSE's products with a matrix in compressed rows, as plain loops: doubles, 32-bit indices from zero.
#pragma once
#include <cusolverDn.h>  // cudaDataType

enum cusparseStatus_t { CUSPARSE_STATUS_SUCCESS = 0, CUSPARSE_STATUS_NOT_SUPPORTED = 10 };
enum cusparseOperation_t { CUSPARSE_OPERATION_NON_TRANSPOSE, CUSPARSE_OPERATION_TRANSPOSE };
enum cusparseIndexType_t { CUSPARSE_INDEX_32I = 2, CUSPARSE_INDEX_64I = 3 };
enum cusparseIndexBase_t { CUSPARSE_INDEX_BASE_ZERO };
enum cusparseOrder_t { CUSPARSE_ORDER_COL = 1, CUSPARSE_ORDER_ROW = 2 };
enum cusparseSpMVAlg_t { CUSPARSE_SPMV_ALG_DEFAULT, CUSPARSE_SPMV_CSR_ALG2 = 3 };
enum cusparseSpMMAlg_t { CUSPARSE_SPMM_ALG_DEFAULT, CUSPARSE_SPMM_CSR_ALG2 = 6 };

struct cusparseContext {
  cudaStream_t stream;
};
struct cusparseSpMatDescr {
  std::int64_t rows, cols;
  const int *start, *column;
  const double* value;
};
struct cusparseDnMatDescr {  // element (i, j) at i row + j column
  std::int64_t rows, cols, row, column;
  double* value;
};
using cusparseHandle_t = cusparseContext*;
using cusparseSpMatDescr_t = cusparseSpMatDescr*;
using cusparseConstSpMatDescr_t = const cusparseSpMatDescr*;
using cusparseDnVecDescr_t = cusparseDnMatDescr*;
using cusparseDnMatDescr_t = cusparseDnMatDescr*;

inline const char* cusparseGetErrorString(cusparseStatus_t s) {
  return s == CUSPARSE_STATUS_SUCCESS ? "success" : "not emulated";
}
inline cusparseStatus_t cusparseCreate(cusparseHandle_t* h) {
  *h = new cusparseContext{};
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseDestroy(cusparseHandle_t h) {
  delete h;
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSetStream(cusparseHandle_t h, cudaStream_t s) {
  h->stream = s;
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseCreateCsr(cusparseSpMatDescr_t* A, std::int64_t rows, std::int64_t cols, std::int64_t,
                                          void* start, void* column, void* value, cusparseIndexType_t start_type,
                                          cusparseIndexType_t column_type, cusparseIndexBase_t, cudaDataType type) {
  if (start_type != CUSPARSE_INDEX_32I || column_type != CUSPARSE_INDEX_32I || type != CUDA_R_64F)
    return CUSPARSE_STATUS_NOT_SUPPORTED;
  *A = new cusparseSpMatDescr{rows, cols, static_cast<int*>(start), static_cast<int*>(column),
                              static_cast<double*>(value)};
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseCreateDnMat(cusparseDnMatDescr_t* M, std::int64_t rows, std::int64_t cols,
                                            std::int64_t ld, void* value, cudaDataType type, cusparseOrder_t order) {
  if (type != CUDA_R_64F) return CUSPARSE_STATUS_NOT_SUPPORTED;
  const bool by_row = order == CUSPARSE_ORDER_ROW;
  *M = new cusparseDnMatDescr{rows, cols, by_row ? ld : 1, by_row ? 1 : ld, static_cast<double*>(value)};
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseCreateDnVec(cusparseDnVecDescr_t* v, std::int64_t size, void* value,
                                            cudaDataType type) {
  return cusparseCreateDnMat(v, size, 1, 1, value, type, CUSPARSE_ORDER_ROW);
}
inline cusparseStatus_t cusparseDestroySpMat(cusparseConstSpMatDescr_t A) {
  delete A;
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseDestroyDnVec(const cusparseDnMatDescr* v) {
  delete v;
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseDestroyDnMat(const cusparseDnMatDescr* M) {
  delete M;
  return CUSPARSE_STATUS_SUCCESS;
}

inline cusparseStatus_t cusparseSpMM_bufferSize(cusparseHandle_t, cusparseOperation_t, cusparseOperation_t, const void*,
                                                cusparseConstSpMatDescr_t, const cusparseDnMatDescr*, const void*,
                                                cusparseDnMatDescr_t, cudaDataType, cusparseSpMMAlg_t,
                                                std::size_t* bytes) {
  *bytes = 8;
  return CUSPARSE_STATUS_SUCCESS;
}
/// C = alpha A B + beta C
inline cusparseStatus_t cusparseSpMM(cusparseHandle_t h, cusparseOperation_t of_A, cusparseOperation_t of_B,
                                     const void* alpha, cusparseConstSpMatDescr_t A, const cusparseDnMatDescr* B,
                                     const void* beta, cusparseDnMatDescr_t C, cudaDataType type, cusparseSpMMAlg_t,
                                     void*) {
  if (of_A != CUSPARSE_OPERATION_NON_TRANSPOSE || of_B != CUSPARSE_OPERATION_NON_TRANSPOSE || type != CUDA_R_64F)
    return CUSPARSE_STATUS_NOT_SUPPORTED;
  cuda_on_cpu::enqueue(h->stream, [sparse = *A, b = *B, c = *C, a = *static_cast<const double*>(alpha),
                                   old = *static_cast<const double*>(beta)] {
    const cuda_on_cpu::device_access open;
    for (std::int64_t i = 0; i < c.rows; ++i)
      for (std::int64_t j = 0; j < c.cols; ++j) {
        double sum = 0;
        for (int k = sparse.start[i]; k < sparse.start[i + 1]; ++k)
          sum += sparse.value[k] * b.value[sparse.column[k] * b.row + j * b.column];
        double& to = c.value[i * c.row + j * c.column];
        to = a * sum + (old == 0 ? 0 : old * to);  // what was there may be no number
      }
  });
  return CUSPARSE_STATUS_SUCCESS;
}
inline cusparseStatus_t cusparseSpMV_bufferSize(cusparseHandle_t, cusparseOperation_t, const void*,
                                                cusparseConstSpMatDescr_t, const cusparseDnMatDescr*, const void*,
                                                cusparseDnVecDescr_t, cudaDataType, cusparseSpMVAlg_t,
                                                std::size_t* bytes) {
  *bytes = 8;
  return CUSPARSE_STATUS_SUCCESS;
}
/// y = alpha A x + beta y
inline cusparseStatus_t cusparseSpMV(cusparseHandle_t h, cusparseOperation_t op, const void* alpha,
                                     cusparseConstSpMatDescr_t A, const cusparseDnMatDescr* x, const void* beta,
                                     cusparseDnVecDescr_t y, cudaDataType type, cusparseSpMVAlg_t, void* buffer) {
  return cusparseSpMM(h, op, CUSPARSE_OPERATION_NON_TRANSPOSE, alpha, A, x, beta, y, type, CUSPARSE_SPMM_ALG_DEFAULT,
                      buffer);
}
