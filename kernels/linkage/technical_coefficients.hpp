#pragma once
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Technical coefficients, inputs per unit of the buyer's output:  A = Z x̂^-1,  A(i, j) = Z(i, j) / x(j).
///
///   Z(i, j)  what i sells to j, or a primary input i that j uses   [m x n, money]
///   x(j)     gross output of the buying sector                     [n, the same money]
///   A(i, j)                                                        [m x n, dimensionless]
///
/// Rows sell, columns buy; row-major, any strides. A may be Z itself, no other overlap. Z may be a table's primary
/// inputs too: then A holds their coefficients. Sizes of 0 are fine.
/// A sector with x_j = 0 and no flows gets a column of zeros, never an epsilon in the denominator.
///
/// Method  one pass: m n divisions, 16 m n bytes read and written; scratch n flags.
/// Result  correctly rounded quotients: the spaces agree bit for bit.
/// Order   returns synchronised on gpu: the flags are read back.
/// @throw shape_error  x or A do not fit Z
/// @throw data_error   x_j < 0 or not finite, or x_j = 0 where column j has a flow: `at` holds the sectors j,
/// ascending;
///                     A is unspecified then
/// Source  Leontief (1936); Miller & Blair (2009), Input-Output Analysis, 2nd ed., eq. 2.4.
void technical_coefficients(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                            matrix_view<double, cpu> A);
void technical_coefficients(context<gpu>&, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                            matrix_view<double, gpu> A);

/// Allocation coefficients, sales per unit of the seller's output:  B = x̂^-1 Z,  B(i, j) = Z(i, j) / x(i).
///
///   Z(i, j)  what i sells to j, or to a final user j   [n x m, money]
///   x(i)     gross output of the selling sector        [n, the same money]
///   B(i, j)                                            [n x m, dimensionless]
///
/// Everything else as technical_coefficients, with rows for columns.
/// Source  Ghosh (1958), Economica 25; Miller & Blair (2009), eq. 12.2.
void allocation_coefficients(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                             matrix_view<double, cpu> B);
void allocation_coefficients(context<gpu>&, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                             matrix_view<double, gpu> B);

namespace detail {
/// What both spaces make of the flags: nothing, or data_error with the flagged sectors. `where` is the operation's
/// name.
void check_undefined(const std::vector<int>& flags, const char* where);
}  // namespace detail

}  // namespace agglo
