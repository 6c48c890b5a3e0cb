#include "host/model/spatial_weights.hpp"

#include <algorithm>
#include <numeric>

namespace agglo {
namespace {

/// The entries of row i as positions in column and weight.
struct entry_range {
  std::size_t first, last;
};
entry_range row_of(const spatial_weights& W, index_type i) {
  const auto k = static_cast<std::size_t>(i);
  return {static_cast<std::size_t>(W.start[k]), static_cast<std::size_t>(W.start[k + 1])};
}
double row_sum(const spatial_weights& W, index_type i) {
  const auto [first, last] = row_of(W, i);
  return std::accumulate(W.weight.begin() + static_cast<index_type>(first),
                         W.weight.begin() + static_cast<index_type>(last), 0.0);
}
double weight_at(const spatial_weights& W, index_type i, index_type j) {
  const auto [first, last] = row_of(W, i);
  const auto begin = W.column.begin() + static_cast<index_type>(first),
             end = W.column.begin() + static_cast<index_type>(last);
  const auto at = std::lower_bound(begin, end, static_cast<int>(j));
  return at == end || *at != j ? 0 : W.weight[static_cast<std::size_t>(at - W.column.begin())];
}

}  // namespace

index_type units_without_neighbours(const spatial_weights& W) {
  index_type alone = 0;
  for (index_type i = 0; i < W.size(); ++i) alone += row_sum(W, i) > 0 ? 0 : 1;
  return alone;
}

void normalise_rows(spatial_weights& W) {
  for (index_type i = 0; i < W.size(); ++i) {
    const double sum = row_sum(W, i);
    const auto [first, last] = row_of(W, i);
    for (std::size_t e = first; e < last && sum > 0; ++e) W.weight[e] /= sum;
  }
}

double first_trace(const spatial_weights& W) {
  double trace = 0;
  for (index_type i = 0; i < W.size(); ++i) trace += weight_at(W, i, i);
  return trace;
}

double second_trace(const spatial_weights& W) {
  double trace = 0;
  for (index_type i = 0; i < W.size(); ++i) {
    const auto [first, last] = row_of(W, i);
    for (std::size_t e = first; e < last; ++e) trace += W.weight[e] * weight_at(W, W.column[e], i);
  }
  return trace;
}

}  // namespace agglo
