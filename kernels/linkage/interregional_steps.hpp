#pragma once
#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/region_offsets.hpp"

namespace agglo::detail {

/// 1 for a sector outside the region first .. first + count - 1, 0 inside it.
AGGLO_HD inline double outside(index_type i, index_type first, index_type count) {
  return i < first || i >= first + count ? 1.0 : 0.0;
}

/// The split as a sequence of operations, the same in both spaces; `steps` holds the three vector kernels of one.
template <space S, class Steps>
void split_regions(context<S>& ctx, matrix_view<const double, S> A, vector_view<const double, S> v,
                   matrix_view<const double, S> L, std::span<const index_type> offsets, interregional<S> split,
                   Steps steps) {
  const char* const where = "interregional_split";
  const index_type n = A.rows;
  check_offsets(offsets, n, where);
  const auto regions = static_cast<index_type>(offsets.size()) - 1;
  expects_shape(A, n, n, "A", where);
  expects_shape(L, n, n, "L", where);
  if (!v.empty()) expects_size(v, n, "v", where);
  expects_size(split.intra, n, "intra", where);
  expects_size(split.feedback, n, "feedback", where);
  expects_shape(split.received, regions, n, "received", where);

  index_type largest = 0;
  for (index_type r = 0; r < regions; ++r) largest = std::max(largest, offsets[r + 1] - offsets[r]);
  matrix<double, S> M1(ctx, largest, largest);  // of one region after the other
  vector<double, S> mark(ctx, n), slack(ctx, largest), abroad(ctx, n);
  for (index_type s = 0; s < regions; ++s) {
    const index_type first = offsets[s], count = offsets[s + 1] - first;
    multipliers(ctx, {}, L.block(first, 0, count, n), split.received.row(s));
    if (count == 0) continue;
    const auto own = M1.view().block(0, 0, count, count);
    const auto intra = split.intra.block(first, count), feedback = split.feedback.block(first, count);
    steps.mark_outside(first, count, mark.view());
    vector_view<double, S> own_slack;  // what the region's makers buy outside it is a primary input to the own block
    if (!v.empty()) {
      own_slack = slack.view().block(0, count);
      multipliers(ctx, mark.view(), A.block(0, first, n, count), own_slack);
      steps.add(v.block(first, count), own_slack);
    }
    with_sectors_of(first, [&] { leontief_inverse(ctx, A.block(first, first, count, count), own_slack, own); });
    multipliers(ctx, {}, own, intra);
    // feedback = (intra' A^s,outside) L^outside,s: the output that the region's own rounds ask of the others, and what
    // that asks of the region again
    multipliers(ctx, intra, A.block(first, 0, count, n), abroad.view());
    steps.keep_outside(mark.view(), abroad.view());
    multipliers(ctx, abroad.view(), L.block(0, first, n, count), feedback);
  }
}

}  // namespace agglo::detail
