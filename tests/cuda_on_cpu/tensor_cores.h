// ldmatrix and mma.m16n8k16 of halves with single precision sums, in the lane layout of the PTX ISA. As on a device
// they order no memory.
#pragma once
#include <cuda_runtime.h>

#include "kernels/base/half.hpp"

namespace cuda_on_cpu {

struct lane_registers {
  const char* row;
  std::uint32_t A[4], B[2];
};
inline lane_registers registers_of_lane[1024];  // of the running block
[[gnu::no_sanitize("thread")]] inline lane_registers& registers_of(unsigned l) {
  return registers_of_lane[(threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) / 32 * 32 + l];
}

// Where this lane's words of the four matrices lie.
[[gnu::noinline, gnu::no_sanitize("thread")]] inline void find_words(const void* row, const char* (&at)[4],
                                                                     const void* where) {
  registers_of(lane()).row = static_cast<const char*>(row);
  barrier_of_warp(~0u, false, where);
  for (unsigned m = 0; m < 4; ++m) at[m] = registers_of(8 * m + lane() / 4).row + 4 * (lane() % 4);
  barrier_of_warp(~0u, false, where);
}
// The loads themselves are watched, as a lane's own.
[[gnu::noinline]] inline void load_matrices(const void* row, std::uint32_t (&to)[4]) {
  using word [[gnu::may_alias]] = std::uint32_t;
  const char* at[4];
  find_words(row, at, __builtin_return_address(0));
  for (unsigned m = 0; m < 4; ++m) to[m] = *reinterpret_cast<const word*>(at[m]);
}

[[gnu::no_sanitize("thread")]] inline double half_of(std::uint32_t word, unsigned k) {
  return static_cast<double>(agglo::half_value(static_cast<std::uint16_t>(word >> 16 * k)));
}
// Towards zero, as the sums of tensor cores have been seen to round.
[[gnu::no_sanitize("thread")]] inline float truncated(double x) {
  const auto nearest = static_cast<float>(x);
  return std::fabs(static_cast<double>(nearest)) > std::fabs(x) ? std::nextafter(nearest, 0.0F) : nearest;
}
[[gnu::noinline, gnu::no_sanitize("thread")]] inline void multiply_add(const std::uint32_t (&A)[4], std::uint32_t B0,
                                                                       std::uint32_t B1, float (&sum)[4]) {
  const void* const where = __builtin_return_address(0);
  lane_registers& mine = registers_of(lane());
  for (unsigned r = 0; r < 4; ++r) mine.A[r] = A[r];
  mine.B[0] = B0;
  mine.B[1] = B1;
  barrier_of_warp(~0u, false, where);
  for (unsigned e = 0; e < 4; ++e) {
    const unsigned row = lane() / 4, column = 2 * (lane() % 4) + e % 2, lower = e / 2;
    double all = static_cast<double>(sum[e]);
    for (unsigned k = 0; k < 16; ++k)
      all += half_of(registers_of(4 * row + k % 8 / 2).A[lower + 2 * (k / 8)], k % 2) *
             half_of(registers_of(4 * column + k % 8 / 2).B[k / 8], k % 2);
    sum[e] = truncated(all);
  }
  barrier_of_warp(~0u, false, where);
}

}  // namespace cuda_on_cpu
