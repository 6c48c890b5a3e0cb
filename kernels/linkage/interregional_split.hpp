#pragma once
#include <span>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Where the output multipliers of R regions' n sectors land.
template <space S>
struct interregional {
  vector_view<double, S> intra;     ///< [n] within the maker's region, had it no neighbours: 1' (I - A^ss)^-1
  vector_view<double, S> feedback;  ///< [n] what comes back to the maker's region through the others
  matrix_view<double, S> received;  ///< [R x n] received(r, j): output of region r per unit of final demand for j
};

/// Splits total output multipliers by region and path, exactly, for any number of regions:
///
///   intra(j)        column sum of M1^s = (I - A^ss)^-1, s the region of j
///   feedback(j)     column sum of L^ss - M1^s
///   received(r, j)  sum of L(i, j) over i in region r: the spillover from s to r for r != s; intra + feedback for r =
///   s 1'L(:, j) = intra(j) + feedback(j) + sum over r != s of received(r, j)
///
///   A        input coefficients, region-major                                          [n x n, any stride]
///   v        column slack of A: all primary inputs per unit of output; may be empty    [n]
///   L        (I - A)^-1                                                                [n x n, any stride]
///   offsets  R + 1 positions on the host: region r owns sectors offsets[r] .. offsets[r + 1] - 1; regions may have
///            different numbers of sectors, even none
///
/// All in output per unit of final demand. The feedback is often a thousandth of the intra-regional part, so it is not
/// taken as a difference: L^ss - M1^s = M1^s (sum over r != s of A^sr L^rs), whose column sums are two products of a
/// row vector with a matrix, all of non-negative terms. It keeps the relative accuracy of L and M1.
///
/// Method  per region one inverse of its own block (2 to 8/3 n_s^3 flops) and three passes over its rows or columns;
/// with
///         v empty the own block's slack is summed from A^ss alone. O(max n_s^2 + n) scratch.
/// Result  the identity above holds to n * 1e-16 of the total; the spaces agree to 1e-12 relative where A >= 0.
/// Order   returns when leontief_inverse does for the last region, with vector products still in the stream on gpu.
///
/// @throw shape_error    A not square; v neither empty nor of length n; L, intra, feedback, received of other shapes;
///                       offsets that do not rise from 0 to n
/// @throw numeric_error  a region's own block is singular; `at` holds the sector of the whole table
/// @throw data_error     v does not complete A's columns to one; `at` holds the worst sectors of the whole table
///
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., sections 3.3 and 6.3; Round (2001), Feedback effects
/// in
///         interregional input-output models, in Lahr & Dietzenbacher (eds).
void interregional_split(context<cpu>&, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                         matrix_view<const double, cpu> L, std::span<const index_type> offsets, interregional<cpu>);
void interregional_split(context<gpu>&, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                         matrix_view<const double, gpu> L, std::span<const index_type> offsets, interregional<gpu>);

}  // namespace agglo
