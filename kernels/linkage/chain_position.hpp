#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/linkage/leontief_solve.hpp"

namespace agglo {

/// Upstreamness, the mean number of stages from a sector's product to final demand, without an inverse:
///
///   U = (I - B)^-1 1 = 1 + B 1 + B^2 1 + ...,   B(i, j) = Z(i, j) / denominator(i)
///
///   Z            intermediate flows, rows sell                                        [n x n, money, any stride]
///   denominator  gross output x: U are then the row sums of the Ghosh inverse.        [n, the same money]
///                x - E + M, for total flows of an open economy: use at home           (Antras et al.'s adjustment)
///   U            at least 1; exactly 1 where nothing is sold to other industries      [n]
///
/// Downstreamness, the mean number of stages since primary inputs:  D = 1'(I - A)^-1, A(i, j) = Z(i, j) / x(j), which
/// are the output multipliers 1'L.
///
/// Method  the chain of leontief_solve, see there: one pass over Z a sweep, 2 n^2 flops, 8 n^2 bytes, no difference of
///         large numbers, scratch 3 n (D: at most 35 n). Stops once a bound on the error is 1e-12 of every entry.
/// Result  relative error of each entry (with negative flows of the largest) at most `error` + about n * 1e-16 of
/// rounding; the spaces differ by no more. Order   returns synchronised on gpu: p and q are read back every sweep.
/// @throw shape_error    Z not square; denominator or the result not as long
/// @throw data_error     an entry of Z that is not finite, a denominator that is negative or not finite,
///                       or is 0 where there are flows: `at` holds the sectors, ascending
/// @throw numeric_error  all p >= 1, which proves spectral radius >= 1, or no end within 10 000 sweeps (radius above
///                       about .997 at worst): `at` holds the sectors with the largest d_k / d_(k-1), worst first, five
///                       at most. The result is unspecified then.
/// Source  Antras, Chor, Fally & Hillberry (2012), Measuring the upstreamness of production and trade flows, American
///         Economic Review 102(3); Fally (2012); downstreamness: Antras & Chor (2018). Bounds: Berman & Plemmons
///         (1994), Nonnegative Matrices in the Mathematical Sciences, ch. 2.
solve_result upstreamness(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> denominator,
                          vector_view<double, cpu> U);
solve_result upstreamness(context<gpu>&, matrix_view<const double, gpu> Z, vector_view<const double, gpu> denominator,
                          vector_view<double, gpu> U);
solve_result downstreamness(context<cpu>&, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                            vector_view<double, cpu> D);
solve_result downstreamness(context<gpu>&, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                            vector_view<double, gpu> D);

}  // namespace agglo
