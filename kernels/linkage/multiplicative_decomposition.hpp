#pragma once
#include <span>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// The multiplicative decomposition of the Leontief inverse by regions:  L = M3 M2 M1, in this order,
///
///   M1 = blockdiag((I - A^rr)^-1)             transfers: within each region, as if it were alone
///   A* = M1 (A - blockdiag(A^rr))
///   M2 = I + A* + ... + A*^(R-1)              open loops: from region to region, R - 1 steps
///   M3 = (I - A*^R)^-1                        closed loops: all that comes round again
///
///   A           input coefficients, region-major                             [n x n, any stride]
///   v           column slack of A; may be empty, as in interregional_split   [n]
///   offsets     R + 1 positions on the host: region r owns sectors offsets[r] .. offsets[r + 1] - 1
///   M1, M2, M3  results                                                      [n x n, any strides]
///
/// With two regions M2 - I holds the off-diagonal blocks and M3 the diagonal ones. With more, M2 has diagonal blocks
/// and M3 off-diagonal ones: call the terms transfer, open loop and closed loop, not spillover and feedback. The
/// additive form (Stone) is I + (M1 - I) + (M2 - I) M1 + (M3 - I) M2 M1. No result may overlap another or A.
///
/// Method  R own blocks inverted, 2 log2 R + (ones among R's bits) - 2 products of n x n matrices for M2 and A*^R, both
///         doubled from m to 2 m terms (R = 2: 1, 5: 4, 49: 11, 189: 18), one more inverse: 2 n^3 a product
///         + (2 to 8/3) n^3 flops and less; 2 n^2 doubles of scratch. Nothing is subtracted but in M3's own inverse
///         where that takes pivoted LU: a column of A*^R can sum to 1 or more even where L exists.
/// Result  |M3 M2 M1 - L| within 1e-13 of the largest entry for well-conditioned tables; the spaces agree to the same.
/// Order   returns when the last leontief_inverse does.
///
/// @throw shape_error    A not square; v neither empty nor of length n; a result of another shape; offsets that do not
///                       rise from 0 to n
/// @throw numeric_error  a region's own block is singular, or I - A*^R is; `at` holds sectors of the whole table
/// @throw data_error     v does not complete A's columns to one; `at` holds the worst sectors
///
/// Source  Pyatt & Round (1979), Economic Journal 89; Round (1985), Decomposing multipliers for economic systems
/// involving
///         regional and world trade, Economic Journal 95; Stone (1985), the additive form.
void multiplicative_decomposition(context<cpu>&, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                                  std::span<const index_type> offsets, matrix_view<double, cpu> M1,
                                  matrix_view<double, cpu> M2, matrix_view<double, cpu> M3);
void multiplicative_decomposition(context<gpu>&, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                                  std::span<const index_type> offsets, matrix_view<double, gpu> M1,
                                  matrix_view<double, gpu> M2, matrix_view<double, gpu> M3);

}  // namespace agglo
