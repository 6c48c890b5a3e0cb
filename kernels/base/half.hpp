#pragma once
#include <bit>
#include <cstdint>

#include "kernels/base/space.hpp"

// IEEE 754 binary16 by its bits, the same in both spaces: 11 digits, normal from 2^-14 to 65504.
namespace agglo {

/// The half nearest to x, a tie to the even one; beyond 65520 infinity, below 2^-14 a multiple of 2^-24.
AGGLO_HD inline std::uint16_t half_bits(double x) {
  constexpr std::uint64_t infinity = 0x7ff0000000000000u, least_normal = 0x3f10000000000000u,  // 2^-14
      past_largest = 0x40effe0000000000u;                                                      // 65520
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x), size = bits & ~(std::uint64_t{1} << 63);
  const auto sign = static_cast<std::uint16_t>(bits >> 48 & 0x8000u);
  if (size > infinity) return static_cast<std::uint16_t>(sign | 0x7e00u);
  if (size >= past_largest) return static_cast<std::uint16_t>(sign | 0x7c00u);
  if (size < least_normal)  // 2^28 has a last place of 2^-24: adding it rounds
    return static_cast<std::uint16_t>(
        sign | (std::bit_cast<std::uint64_t>(std::bit_cast<double>(size) + 268435456.0) & 0x7ffu));
  const std::uint64_t rounded = size + 0x1ffffffffffu + (size >> 42 & 1);
  return static_cast<std::uint16_t>(sign | ((rounded >> 42) - (std::uint64_t{1023 - 15} << 10)));
}

/// The value of a half, which single precision holds exactly.
AGGLO_HD inline float half_value(std::uint16_t half) {
  const std::uint32_t exponent = half >> 10 & 31u, digits = half & 0x3ffu;
  const float sign = half & 0x8000u ? -1.0F : 1.0F;
  if (exponent == 0) return sign * (static_cast<float>(digits) * 5.9604644775390625e-08F);  // 2^-24
  const std::uint32_t power = exponent == 31 ? 255u : exponent + 127 - 15;
  return sign * std::bit_cast<float>(power << 23 | digits << 13);
}

}  // namespace agglo
