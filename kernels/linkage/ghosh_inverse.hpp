#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Ghosh inverse from the Leontief inverse, never inverted twice:  G = x̂^-1 L x̂ = (I - B)^-1,  B = x̂^-1 Z.
///
///   L(i, j)  Leontief inverse                                                    [n x n, any stride]
///   x(i)     gross output                                                        [n, money]
///   G(i, j)  L(i, j) x(j) / x(i): output of j that a unit of primary input to i ends up in   [n x n, any stride]
///
/// The diagonal is L's: g_jj = l_jj. A sector without output buys and sells nothing: its row and column are zero off
/// the diagonal, as B's are, so that G = (I - B)^-1 holds for it too and its diagonal is the table's own l_jj = 1. G
/// may be L itself, else they must not overlap. Method  2 n^2 flops, 16 n^2 bytes; no scratch. Result  the spaces agree
/// to the last bit but one. Order   stream-ordered on gpu.
/// @throw shape_error  L not square, x not as long as L, or G not of L's shape
/// Source  Ghosh (1958), Economica 25; Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 12.1.
void ghosh_inverse(context<cpu>&, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                   matrix_view<double, cpu> G);
void ghosh_inverse(context<gpu>&, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                   matrix_view<double, gpu> G);

namespace detail {

/// One entry of G.
AGGLO_HD inline double ghosh_entry(double l, double x_row, double x_column, bool diagonal) {
  if (diagonal) return l;
  return x_row == 0 ? 0 : l * x_column / x_row;
}

}  // namespace detail

}  // namespace agglo
