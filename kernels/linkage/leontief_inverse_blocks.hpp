#pragma once
// The subtraction-free recursion, once for every place a table may lie in; what differs is passed in.
#include <algorithm>

#include "kernels/base/view.hpp"

namespace agglo::detail {

/// Sectors of a leaf: what one block of threads eliminates at a time, and 32 KB on a CPU.
inline constexpr index_type leaf_size = 64;

/// Where to split n > leaf sectors: near the middle, at a whole number of leaves.
inline constexpr index_type first_part(index_type n, index_type leaf = leaf_size) {
  return (n / 2 + leaf - 1) / leaf * leaf;
}

/// Doubles of scratch for n sectors: the off-diagonal blocks that invert_blocks keeps at a time (n^2 / 2 at most), and
/// the slacks of the first parts on the way down.
inline constexpr index_type block_scratch(index_type n, index_type leaf = leaf_size) {
  if (n <= leaf) return 0;
  const index_type n1 = first_part(n, leaf), n2 = n - n1;
  return std::max(block_scratch(n1, leaf), n1 * n2 + std::max(n1 * n2, block_scratch(n2, leaf)));
}
inline constexpr index_type slack_scratch(index_type n, index_type leaf = leaf_size) {
  if (n <= leaf) return 0;
  const index_type n1 = first_part(n, leaf);
  return std::max(n1 + slack_scratch(n1, leaf), slack_scratch(n - n1, leaf));
}

/// H, holding A's block (folded with what was eliminated before), becomes (I - H)^-1. The diagonal of H is never read.
///   v       the block's column slack: what its columns take from outside the block; overwritten
///   blocks  block_scratch(n, leaf) doubles where H is
///   slacks  slack_scratch(n, leaf) doubles where H is
///   first   the number of the block's first sector
/// Steps provides what differs between the places a table may lie in:
///   leaf_sectors                           the largest block that leaf() takes
///   leaf(H, v, first)                      (I - H)^-1 of such a block, in place
///   multiply(A, B, beta, C)                C = A B + beta C
///   column_sums(base, weights, M, out)     out = base + weights' M (weights empty: 1'M), summed in a fixed order; out
///                                          may be base
template <space S, class Steps>
void invert_blocks(Steps& steps, matrix_view<double, S> H, vector_view<double, S> v, double* blocks, double* slacks,
                   index_type first) {
  const index_type n = H.rows, leaf = steps.leaf_sectors;
  if (n <= leaf) {
    steps.leaf(H, v, first);
    return;
  }
  const index_type n1 = first_part(n, leaf), n2 = n - n1;
  const auto H11 = H.block(0, 0, n1, n1), H12 = H.block(0, n1, n1, n2);
  const auto H21 = H.block(n1, 0, n2, n1), H22 = H.block(n1, n1, n2, n2);
  const auto v1 = v.block(0, n1), v2 = v.block(n1, n2);
  const vector_view<double, S> v11{slacks, n1};

  steps.column_sums(v1, {}, H21, v11);  // to the first part, what it buys from the second comes from outside
  invert_blocks(steps, H11, v11, blocks, slacks + n1, first);
  const matrix_view<double, S> T{blocks, n1, n2}, U{blocks + n1 * n2, n2, n1};
  steps.multiply(H11, H12, 0, T);
  steps.multiply(H21, T, 1, H22);
  steps.column_sums(v2, v1, T, v2);  // the second part takes the first one's primary inputs through it
  invert_blocks(steps, H22, v2, blocks + n1 * n2, slacks, first + n1);
  steps.multiply(H21, H11, 0, U);
  steps.multiply(H22, U, 0, H21);
  steps.multiply(T, H21, 1, H11);
  steps.multiply(T, H22, 0, H12);
}

}  // namespace agglo::detail
