#pragma once
#include <algorithm>
#include <vector>

#include "kernels/spillover/pair_plan.hpp"

namespace agglo::detail {

/// Positions of the walk, so that the caller's receivers meet its order.
inline std::vector<index_type> positions_of(const std::vector<int>& receivers, const pair_plan& p) {
  expects_labels(receivers, p.firms(), "receiver");
  std::vector<index_type> at(p.order.size()), positions;
  for (std::size_t k = 0; k < p.order.size(); ++k)
    at[static_cast<std::size_t>(p.order[k])] = static_cast<index_type>(k);
  for (const int i : receivers) positions.push_back(at[static_cast<std::size_t>(i)]);
  return positions;
}

/// The `count` largest of `amounts` (by position) that are above 0.
inline void pick_largest(const double* amounts, const pair_plan& p, index_type count, int* sender, double* amount) {
  std::vector<index_type> some;
  for (index_type k = 0; k < p.firms(); ++k)
    if (amounts[k] > 0) some.push_back(k);
  const auto first = [&](index_type a, index_type b) {
    return amounts[a] != amounts[b] ? amounts[a] > amounts[b]
                                    : p.order[static_cast<std::size_t>(a)] < p.order[static_cast<std::size_t>(b)];
  };
  const index_type listed = std::min(count, static_cast<index_type>(some.size()));
  std::partial_sort(some.begin(), some.begin() + listed, some.end(), first);
  for (index_type k = 0; k < count; ++k) {
    const auto at = static_cast<std::size_t>(k);
    sender[k] = k < listed ? static_cast<int>(p.order[static_cast<std::size_t>(some[at])]) : -1;
    amount[k] = k < listed ? amounts[some[at]] : 0;
  }
}

}  // namespace agglo::detail
