#pragma once
// The device's own approximations, one instruction each; the largest errors are the PTX ISA's. Results and arguments
// below 1.2e-38 count as 0.
#include "kernels/base/cuda.cuh"

namespace agglo {

/// Square root, to 2^-23 of itself.
__device__ inline float approximate_root(float x) {
#ifdef __CUDACC__
  float y;
  asm("sqrt.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#else
  return std::sqrt(x);
#endif
}
/// 2^x, to 2^-22 of itself.
__device__ inline float approximate_power_of_two(float x) {
#ifdef __CUDACC__
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#else
  const float y = std::exp2(x);
  return y < 0x1p-126F ? 0 : y;
#endif
}
/// log2 x, to 2^-22 absolute, or of itself outside 0.5 .. 2.
__device__ inline float approximate_log2(float x) {
#ifdef __CUDACC__
  float y;
  asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#else
  return std::log2(x);
#endif
}

}  // namespace agglo
