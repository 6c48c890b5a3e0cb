#pragma once
#include <algorithm>

#include "kernels/base/array.hpp"
#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/region_inverse.hpp"

namespace agglo::detail {

/// The split as a sequence of operations, the same in both spaces.
template <space S>
void split_regions(context<S>& ctx, matrix_view<const double, S> A, vector_view<const double, S> v,
                   matrix_view<const double, S> L, std::span<const index_type> offsets, interregional<S> split) {
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
  for (index_type s = 0; s < regions; ++s) largest = std::max(largest, offsets[s + 1] - offsets[s]);
  matrix<double, S> M1(ctx, largest, largest);  // of one region after the other
  vector<double, S> abroad(ctx, n);
  for (index_type s = 0; s < regions; ++s) {
    const index_type first = offsets[s], count = offsets[s + 1] - first;
    multipliers(ctx, {}, L.block(first, 0, count, n), split.received.row(s));
    if (count == 0) continue;
    const auto own = M1.view().block(0, 0, count, count);
    const auto intra = split.intra.block(first, count);
    region_inverse(ctx, A, v, first, count, own);
    multipliers(ctx, {}, own, intra);
    // feedback = (intra' A^s,abroad) L^abroad,s: what the region's own rounds ask of the others, and what that asks of
    // the region again
    multipliers(ctx, intra, A.block(first, 0, count, n), abroad.view());
    clear(ctx, matrix_view<double, S>(abroad.view().data + first, 1, count));
    multipliers(ctx, abroad.view(), L.block(0, first, n, count), split.feedback.block(first, count));
  }
}

}  // namespace agglo::detail
