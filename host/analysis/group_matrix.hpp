#pragma once
#include <functional>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/spillover/pair_factors.hpp"

namespace agglo {

/// pair_matrix by the exact routes of pair_sums, for weights without coordinates: the stocks of a few sending groups at
/// a time are columns of their own, and what firms receive of each is summed by receiving group.
///
///   label  group of each firm, 0 .. groups - 1                                             [N, on the host]
///   P      rows receive, columns send                                                      [groups x groups,
///   row-major]
///
/// Cost    groups passes of pair_sums by `route`, eight columns at a time: 16 N doubles of scratch. Worth it where a
///         pass costs less than N / groups of all its pairs; group_matrix_is_cheaper says so.
/// Result  as pair_sums by that route; sums by group in the order of the firms.
/// @throw  as pair_sums, and whatever `told` throws, which hears of the groups done
template <space S>
std::vector<double> group_matrix(context<S>&, const pair_factors<S>&, const std::vector<double>& stock,
                                 const std::vector<int>& label, index_type groups, pair_route route,
                                 const std::function<void(index_type done, index_type of)>& told);

inline bool group_matrix_is_cheaper(pair_route route, index_type N, index_type groups) {
  return route != pair_route::all_pairs && groups < N / 16;
}

}  // namespace agglo
