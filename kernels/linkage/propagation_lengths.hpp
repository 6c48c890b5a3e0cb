#pragma once
#include <cmath>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Average propagation length: over how many transactions, on average, a change at j reaches i.
///
///   V(i, j) = [L (L - I)]_ij / (L - I)_ij,   0 where (L - I)_ij = 0
///
/// so the denominator is l_ij off the diagonal and l_ii - 1 on it. L (L - I) = 1 A + 2 A^2 + 3 A^3 + ..., so V is the
/// mean number of rounds, weighted by what each round brings. It is the same read backward (a cost push through G).
///
///   L  (I - A)^-1                                                     [n x n, any stride]
///   V  average number of transactions from i to j, at least 1 or 0    [n x n, any stride]; must not overlap L
///
/// On the diagonal, l_ii - 1 within 2^-50 of 0 counts as 0: it is the rounding of L, not a path from i back to i.
/// Method  L - I once, one product of two matrices, one division an entry: 2 n^3 flops, scratch n^2 doubles.
/// Result  off the diagonal n * 1e-16 relative for L >= 0; on it the same times l_ii / (l_ii - 1), the digits that l_ii
///         has of l_ii - 1. The spaces agree so far.
/// Order   stream-ordered on gpu.
/// @throw shape_error  L not square, V not of its shape, or n or a stride over 2^31 - 1
/// Source  Dietzenbacher & Romero (2007), Production chains in an interregional framework: identification by means of
///         average propagation lengths, International Regional Science Review 30.
void propagation_lengths(context<cpu>&, matrix_view<const double, cpu> L, matrix_view<double, cpu> V);
void propagation_lengths(context<gpu>&, matrix_view<const double, gpu> L, matrix_view<double, gpu> V);

namespace detail {

template <space S>
void check_lengths(matrix_view<const double, S> L, matrix_view<double, S> V) {
  expects_shape(L, L.rows, L.rows, "L", "propagation_lengths");
  expects_shape(V, L.rows, L.rows, "V", "propagation_lengths");
}
/// One entry of L - I.
AGGLO_HD inline double beyond_itself(double l, bool diagonal) {
  if (!diagonal) return l;
  const double rest = l - 1;
  return std::fabs(rest) <= 0x1p-50 ? 0 : rest;
}
/// One average: the weighted rounds over what they bring.
AGGLO_HD inline double mean_rounds(double weighted, double brought) { return brought == 0 ? 0 : weighted / brought; }

}  // namespace detail

}  // namespace agglo
