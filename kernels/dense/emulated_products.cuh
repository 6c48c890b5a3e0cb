#pragma once
// float64 matrix products on devices whose float64 units are few: cuBLAS builds them from integer tensor operations.
#include <cstdlib>
#include <string_view>

#include "kernels/base/cuda.cuh"

namespace agglo::detail {

/// Whether products should be emulated on this device: where float32 is at least 16 times as fast as float64 (2 on
/// H100, H200 and B200, 32 or 64 on workstation cards), unless AGGLO_FP64_PRODUCTS=native or =emulated says otherwise.
inline bool wants_emulated_products(context<gpu>& ctx) {
  if (const char* told = std::getenv("AGGLO_FP64_PRODUCTS")) {
    if (std::string_view(told) == "emulated") return true;
    if (std::string_view(told) == "native") return false;
  }
  int ratio = 0;
  check(cudaDeviceGetAttribute(&ratio, cudaDevAttrSingleToDoublePrecisionPerfRatio, ctx.native().device));
  return ratio >= 16;
}

/// As long as it lives, the context's products are emulated in fixed point where cuBLAS expects to gain from it. An
/// error is then relative to the largest entries of a row and a column, not to each entry: check a residual after it.
class emulated_products {
 public:
  explicit emulated_products(context<gpu>& ctx) : blas_(ctx.native().blas()) {
    check(cublasSetMathMode(blas_, CUBLAS_FP64_EMULATED_FIXEDPOINT_MATH));
    check(cublasSetEmulationStrategy(blas_, CUBLAS_EMULATION_STRATEGY_PERFORMANT));
  }
  emulated_products(const emulated_products&) = delete;
  emulated_products& operator=(const emulated_products&) = delete;
  ~emulated_products() { cublasSetMathMode(blas_, CUBLAS_DEFAULT_MATH); }

 private:
  cublasHandle_t blas_;
};

}  // namespace agglo::detail
