#pragma once
#include <span>
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Output that the whole economy loses when a group of sectors is extracted, in the unit of x.
struct group_loss {
  double total;             ///< rows and columns of the group zero, its final demand zero
  double kept;              ///< rows and columns of the group zero, its final demand kept
  double backward;          ///< columns of the group zero: its sectors buy nothing
  double forward;           ///< rows of B zero: its sectors sell nothing, in Ghosh's reading (v kept)
  double forward_leontief;  ///< rows of A zero: its sectors sell nothing, in Leontief's reading (f kept)
};

/// Hypothetical extraction of a group J of sectors together, as of a city or of an industry over all cities:
///
///   total    = 1'L_:J (L_JJ)^-1 x_J              kept = total - 1'f_J
///   backward = (1'L_:J - 1'_J) (L_JJ)^-1 x_J      forward = 1'(L_JJ)^-1 (L_J: x - x_J)
///   forward_leontief = 1'L_:J (L_JJ)^-1 (x_J - f_J)
///
///   L      Leontief inverse                                     [n x n, any stride]
///   x      gross output                                         [n, money]
///   f      final demand for each sector's product, x = L f      [n, the same money]
///   group  numbers of the group's g sectors, on the host, in any order; empty: every loss is 0
///
/// The block A_JJ, what the group sells to itself, is zeroed too; external_extraction keeps it. With one sector in the
/// group these are extraction's losses. G is not needed for forward: with G = x^-1 L x it is backward of the transposed
/// table. A sector without output must have a zero row of A, as in every table with x = A x + f and f >= 0.
///
/// Method  two readings of L, for 1'L and L x, then the inverse of the g x g block L_JJ: 4 n^2 + 8/3 g^3 flops,
///         16 n^2 bytes; scratch 2 g^2 + 2 n + O(g). The block of an inverse M-matrix has an inverse for every group.
/// Result  relative accuracy of total about cond(L_JJ) * 1e-16 + n * 1e-16; of the others the same, absolute, beside
/// it. Order   returns synchronised on gpu.
/// @throw shape_error    L not square, x or f not as long
/// @throw data_error     a number in group that is no sector, or stands there twice; `at` holds it
/// @throw numeric_error  L_JJ is singular, so L is no Leontief inverse; `at` holds a sector of the whole table
/// Source  Dietzenbacher & Lahr (2013), Expanding extractions, Economic Systems Research 25; Miller & Blair (2009),
///         Input-Output Analysis, 2nd ed., section 12.2.6.
group_loss group_extraction(context<cpu>&, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                            vector_view<const double, cpu> f, std::span<const index_type> group);
group_loss group_extraction(context<gpu>&, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                            vector_view<const double, gpu> f, std::span<const index_type> group);

/// The same for many groups, which may overlap: L is read twice in all.
std::vector<group_loss> group_extractions(context<cpu>&, matrix_view<const double, cpu> L,
                                          vector_view<const double, cpu> x, vector_view<const double, cpu> f,
                                          std::span<const std::vector<index_type>> groups);
std::vector<group_loss> group_extractions(context<gpu>&, matrix_view<const double, gpu> L,
                                          vector_view<const double, gpu> x, vector_view<const double, gpu> f,
                                          std::span<const std::vector<index_type>> groups);

/// Output lost when a group is cut off from all other sectors but goes on trading within itself.
struct external_loss {
  double total;     ///< nothing sold to or bought from outside: A_JK = A_KJ = 0, K the other sectors; all f kept
  double backward;  ///< nothing bought from outside: A_KJ = 0; f kept
};

/// Extraction of a group's outside links alone, the block A_JJ kept:
///
///   total    = 1'L_:J w - 1'(I - A_JJ)^-1 f_J,   w = (L_JJ)^-1 x_J
///   backward = 1'L_:J w - 1'(I - A_JJ)^-1 w
///
///   A, L, x, f, group  as above; A the coefficients that L belongs to   [n x n, any stride]
///
/// w is the final demand for the group alone that has the whole economy make x_J. Either way the other sectors lose
/// 1'L_KJ w, and L_JJ w = x_J, so that 1'L_:J w is that and the group's own output; what it goes on making is taken
/// off. Method  as group_extraction, and the inverse of I - A_JJ: n^2 + 16/3 g^3 flops; scratch 4 g^2 + n + O(g).
/// Result  absolute accuracy about (cond(L_JJ) + cond(I - A_JJ) + n) * 1e-16 of 1'x.
/// Order, errors and source as group_extraction; numeric_error too where I - A_JJ is singular.
external_loss external_extraction(context<cpu>&, matrix_view<const double, cpu> A, matrix_view<const double, cpu> L,
                                  vector_view<const double, cpu> x, vector_view<const double, cpu> f,
                                  std::span<const index_type> group);
external_loss external_extraction(context<gpu>&, matrix_view<const double, gpu> A, matrix_view<const double, gpu> L,
                                  vector_view<const double, gpu> x, vector_view<const double, gpu> f,
                                  std::span<const index_type> group);

/// The same for many groups.
std::vector<external_loss> external_extractions(context<cpu>&, matrix_view<const double, cpu> A,
                                                matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                                                vector_view<const double, cpu> f,
                                                std::span<const std::vector<index_type>> groups);
std::vector<external_loss> external_extractions(context<gpu>&, matrix_view<const double, gpu> A,
                                                matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                                                vector_view<const double, gpu> f,
                                                std::span<const std::vector<index_type>> groups);

}  // namespace agglo
