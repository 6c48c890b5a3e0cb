#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Which system is solved. A = Z x̂^-1, B = x̂^-1 Z; f and s stand for one right-hand side.
enum class leontief_equation {
  demand,      ///< X = A X + f,  X = L f:     output that final demand f needs             [f in money]
  price,       ///< X' = X'A + s', X' = s'L:   multipliers of s, prices of costs s          [s per unit of output]
  allocation,  ///< X = B X + s,  X = G s:     what a sector's sales lead to, downstream     [s per unit of output]
  supply       ///< X' = X'B + f', X' = f'G:   output that primary inputs f allow (Ghosh)   [f in money]
};

/// How an iteration ended.
struct solve_result {
  index_type sweeps;  ///< steps; each reads Z once for every four rows of F and the chain, or eight: see leontief_solve
  double residual;    ///< proven bound on what is left of the equation, on the scale of `error`
  double error;       ///< proven bound on the error: see leontief_solve
};

/// Solves a Leontief or Ghosh system for a few right-hand sides without building an inverse.
///
///   Z      intermediate flows, rows sell; negative ones cost one reading more a sweep    [n x n, money, any stride]
///   x      gross output; empty: Z holds the coefficients A or B themselves               [n, the same money, or empty]
///   F      right-hand sides of any sign, one a row; k may be 0                           [k x n, any stride]
///   X      solutions, one a row                                                          [k x n, any stride; not F]
///   chain  besides, if not empty: (I - M)^-1 1 of the matrix that is iterated. With x: upstreamness G1 on demand and
///          allocation, output multipliers 1'L on price and supply. Without: the row or column sums of L or G.    [n]
///
/// Method  In units of output (f / x, X / x) demand is the allocation system and supply the price system, so Z is never
///         copied or divided: M w = (Z w) / x or (w'Z) / x. t_k = M t_(k-1), X = sum of t_k: 2 (k + 1) n^2 flops a
///         sweep, 8 n^2 bytes for every four rows together (eight on demand and allocation on a processor with vectors
///         of eight doubles), scratch 3 (k + 1) n, and at most 128 n more for sums
///         over rows. Never a difference of large numbers.
///         The end is proven with the chain d_k = M^k 1, which goes along as one row more. With p and q the least and
///         largest d_k / d_(k-1) and q < 1, the chain still to come lies between p / (1 - p) d_k and q / (1 - q) d_k
///         (Collatz and Wielandt: M >= 0 keeps order). With lo and hi the least and largest t_k / d_k of a right-hand
///         side, lo d_k <= t_k <= hi d_k, and so is all that follows: what is to come of it lies between lo and hi
///         times those. A multiple of t_k between the bounds is added, what is then left between them is the error. No
///         sign and no pattern of zeros of F can break this; where t_k is zero, nothing is added.
///         With negative flows d_k = |M|^k 1 and |t_k| <= s d_k with s the largest |t_k| / d_k: what is to come lies
///         within s q / (1 - q) d_k on either side, nothing is added, and the chain asked for is one row more. It ends
///         where the spectral radius of |M| is below 1, which is more than the table needs.
/// Result  stops when `error` <= 1e-12. For the chain it is relative to each entry (with negative flows to the
/// largest);
///         for a right-hand side the largest error of X (X / x on demand and supply with x) over the largest such
///         entry. About n * 1e-16 of rounding comes on top; the spaces differ by no more than both. `residual` is
///         (1 + q) times the error: the most that F + M X - X can be. 0 and 0 where the series ends by itself.
/// Order   returns synchronised on gpu: the bounds are read back every sweep.
/// @throw shape_error    Z not square; x neither empty nor n long; F or X not of n columns, X not of F's rows; chain
///                       neither empty nor n long
/// @throw data_error     an entry of Z that is not finite, an x that is negative or not finite or is 0
///                       where there are flows: `at` holds the sectors, ascending; an entry of F that is not finite, or
///                       not 0 where x is 0 on demand and supply: `at` likewise
/// @throw numeric_error  all p >= 1, which proves spectral radius >= 1 (of |M| with negative flows), or no end within
/// 10 000 sweeps (radius above
///                       about .997 at worst): `at` holds the sectors with the largest d_k / d_(k-1), worst first, five
///                       at most. The result is unspecified then.
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 2.4 (the series), 2.6 (prices) and 12.1
///         (Ghosh); Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, ch. 2 (the bounds).
solve_result leontief_solve(context<cpu>&, leontief_equation, matrix_view<const double, cpu> Z,
                            vector_view<const double, cpu> x, matrix_view<const double, cpu> F,
                            matrix_view<double, cpu> X, vector_view<double, cpu> chain = {});
solve_result leontief_solve(context<gpu>&, leontief_equation, matrix_view<const double, gpu> Z,
                            vector_view<const double, gpu> x, matrix_view<const double, gpu> F,
                            matrix_view<double, gpu> X, vector_view<double, gpu> chain = {});

namespace detail {
/// The chain alone, for operations that say in their own words what it is: `name` is theirs for x, `where` their own.
solve_result solve_chain(context<cpu>&, leontief_equation, matrix_view<const double, cpu> Z,
                         vector_view<const double, cpu> x, vector_view<double, cpu> chain, const char* name,
                         const char* where);
solve_result solve_chain(context<gpu>&, leontief_equation, matrix_view<const double, gpu> Z,
                         vector_view<const double, gpu> x, vector_view<double, gpu> chain, const char* name,
                         const char* where);
}  // namespace detail

}  // namespace agglo
