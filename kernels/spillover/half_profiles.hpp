#pragma once
#include "kernels/base/half.hpp"
#include "kernels/spillover/pair_factors.hpp"

// Profiles as halves, by one rule in both spaces: a row is scaled by a power of two so that its largest entry lies in
// 2^14 .. 2^15. Entries down to 2^-28 of it are then normal halves, rounded to 2^-11 of themselves; smaller ones to
// 2^-39 of the largest. A split entry is a half and the half of what rounding left, good to 2^-22, or 2^-39 again.
namespace agglo::detail {

/// Halves an entry is stored as: 0 for the precisions without them.
constexpr int half_planes(pair_precision p) {
  return p == pair_precision::split16 ? 2 : p == pair_precision::fp16 ? 1 : 0;
}

AGGLO_HD inline double power_of_two(int e) {  // |e| <= 1000
  return std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52);
}
/// e: a row's entries are its halves times 2^e.
AGGLO_HD inline int half_exponent(double largest) {
  const int e = static_cast<int>(std::bit_cast<std::uint64_t>(largest) >> 52 & 0x7ffu) - 1023 - 14;
  return largest == 0 ? 0 : e < -1000 ? -1000 : e > 1000 ? 1000 : e;
}

struct split_half {
  std::uint16_t high, low;
};
AGGLO_HD inline split_half split(double scaled) {
  const std::uint16_t high = half_bits(scaled);
  return {high, half_bits(scaled - static_cast<double>(half_value(high)))};
}
/// What is left of an entry of a row with exponent e.
AGGLO_HD inline double rounded_entry(double x, int e, int planes) {
  const split_half h = split(x * power_of_two(-e));
  const double kept =
      static_cast<double>(half_value(h.high)) + (planes == 2 ? static_cast<double>(half_value(h.low)) : 0.0);
  return kept * power_of_two(e);
}

}  // namespace agglo::detail
