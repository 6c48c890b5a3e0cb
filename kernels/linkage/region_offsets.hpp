#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo::detail {

/// Throws shape_error unless the offsets rise, not always strictly, from 0 to n.
inline void check_offsets(std::span<const index_type> offsets, index_type n, std::string_view where) {
  bool rising = !offsets.empty() && offsets.front() == 0 && offsets.back() == n;
  for (std::size_t r = 1; r < offsets.size(); ++r) rising = rising && offsets[r - 1] <= offsets[r];
  expects(rising, "region offsets must rise from 0 to " + std::to_string(n), std::string(where).c_str());
}

/// Runs work on a region's own block; the positions of what it throws become those of the whole table.
template <class Work>
void with_sectors_of(index_type first, Work&& work) {
  const auto moved = [first](std::vector<std::ptrdiff_t> at) {
    for (auto& sector : at) sector += first;
    return at;
  };
  try {
    work();
  } catch (const numeric_error& e) {
    throw numeric_error("the region that starts at sector " + std::to_string(first) + ": " + e.what(), moved(e.at));
  } catch (const data_error& e) {
    throw data_error("the region that starts at sector " + std::to_string(first) + ": " + e.what(), moved(e.at));
  }
}

}  // namespace agglo::detail
