#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

// The order in which both spaces walk the firms: by group and zone, so that a run of firms shares one factor and one
// column of the matrix, and the pair loop knows nothing of either. O(n) work beside the pairs' O(n^2), done by the
// host.
namespace agglo::detail {

/// Positions first .. last - 1 of the arranged firms: one group, one zone.
struct run {
  index_type first, last;
  int group, zone;
};
struct arrangement {
  std::vector<index_type> order;  ///< order[position] = firm
  std::vector<run> runs;          ///< by group, then zone; none empty
};

inline void expects_labels(std::span<const int> label, index_type count, const char* name) {
  for (std::size_t i = 0; i < label.size(); ++i)
    if (label[i] < 0 || label[i] >= count)
      throw data_error(std::string(name) + ' ' + std::to_string(label[i]) + " of firm " + std::to_string(i) +
                           " is not one of 0 .. " + std::to_string(count - 1),
                       {static_cast<index_type>(i)});
}
inline void expects_factors(matrix_view<const double, cpu> factor) {
  for (index_type r = 0; r < factor.rows; ++r)
    for (index_type s = 0; s < factor.cols; ++s)
      if (!(factor(r, s) >= 0) || !std::isfinite(factor(r, s)))
        throw data_error("the distance factor between zones " + std::to_string(r) + " and " + std::to_string(s) +
                             " is negative or not finite",
                         {r, s});
}

/// Stable: firms of one group and zone stay in the caller's order. An empty `group` or `zone` is 0 everywhere.
inline arrangement arrange(index_type firms, std::span<const int> group, index_type groups, std::span<const int> zone,
                           index_type zones) {
  expects_labels(group, groups, "group");
  expects_labels(zone, zones, "zone");
  const auto group_of = [&](index_type i) { return group.empty() ? 0 : group[static_cast<std::size_t>(i)]; };
  const auto zone_of = [&](index_type i) { return zone.empty() ? 0 : zone[static_cast<std::size_t>(i)]; };
  arrangement a{std::vector<index_type>(static_cast<std::size_t>(firms)), {}};
  std::iota(a.order.begin(), a.order.end(), index_type{0});
  std::stable_sort(a.order.begin(), a.order.end(), [&](index_type i, index_type j) {
    return group_of(i) != group_of(j) ? group_of(i) < group_of(j) : zone_of(i) < zone_of(j);
  });
  for (index_type p = 0; p < firms; ++p) {
    const int g = group_of(a.order[static_cast<std::size_t>(p)]), z = zone_of(a.order[static_cast<std::size_t>(p)]);
    if (a.runs.empty() || a.runs.back().group != g || a.runs.back().zone != z) a.runs.push_back({p, p, g, z});
    a.runs.back().last = p + 1;
  }
  return a;
}

/// The same runs in pieces of at most `longest` positions.
inline std::vector<run> cut(const std::vector<run>& runs, index_type longest) {
  std::vector<run> pieces;
  for (const run& r : runs)
    for (index_type first = r.first; first < r.last; first += longest)
      pieces.push_back({first, std::min(first + longest, r.last), r.group, r.zone});
  return pieces;
}

}  // namespace agglo::detail
