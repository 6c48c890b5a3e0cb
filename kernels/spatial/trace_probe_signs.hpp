#pragma once
#include <algorithm>

#include "kernels/base/view.hpp"
#include "kernels/random/philox.hpp"

namespace agglo::detail {

/// The 128 signs of row i for columns 128 block .. 128 block + 127.
AGGLO_HD inline random_words sign_bits(std::uint64_t seed, index_type i, index_type block) {
  const auto row = static_cast<std::uint64_t>(i), of = static_cast<std::uint64_t>(block);
  return philox4x32({{static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32),
                      static_cast<std::uint32_t>(of), static_cast<std::uint32_t>(of >> 32)}},
                    static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}
AGGLO_HD inline double sign_at(const random_words& bits, index_type column) {
  const auto bit = static_cast<std::uint32_t>(column % 128);
  return (bits.word[bit / 32] >> bit % 32 & 1u) != 0 ? 1.0 : -1.0;
}

/// Slices of the rows that column_products adds, of their number alone: 256 rows at least, 32 slices at most.
constexpr index_type slice_height(index_type rows) { return std::max<index_type>(256, (rows + 31) / 32); }

}  // namespace agglo::detail
