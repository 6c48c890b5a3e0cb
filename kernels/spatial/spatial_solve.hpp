#pragma once
#include <functional>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// WX = W X for n x n weights W >= 0 that only this function knows: sparse rows, or all pairs of firms. Blocks have any
/// number of columns, any stride, and do not overlap.
template <space S>
using lag_product = std::function<void(matrix_view<const double, S> X, matrix_view<double, S> WX)>;

/// A proven interval for the spectral radius of W: least <= radius <= largest.
struct radius_bounds {
  double least, largest;
  index_type sweeps;
};

/// Bounds of the spectral radius of n x n weights W >= 0:  min (W v)_i / v_i <= radius <= max (W v)_i / v_i, any v > 0.
///
/// Method  v starts as ones, so row-normalised W has its bounds at once; else v <- v + W v / m, scaled, m the largest
///         row sum (the summand v keeps weights between two camps from swinging), until the bounds lie 1e-10 apart,
///         relatively, or `sweeps` products are done. The best bounds of all sweeps are kept. One product a sweep;
///         scratch 2 n.
/// Result  the bounds hold for any number of sweeps, but for rounding, n * 1e-16. Weights of several parts that are not
///         joined have a lower bound apart, 0 with a unit without neighbours. 0 and 0 for n = 0 or W = 0.
/// Order   returns synchronised on gpu: the bounds are read every sweep.
/// @throw data_error  a product that is negative or not finite: W has such weights
/// Source  Collatz (1942), Math. Z. 48; Wielandt (1950), Math. Z. 52; Berman & Plemmons (1994), ch. 2.
radius_bounds spectral_bounds(context<cpu>&, const lag_product<cpu>& W, index_type n, index_type sweeps = 1000);
radius_bounds spectral_bounds(context<gpu>&, const lag_product<gpu>& W, index_type n, index_type sweeps = 1000);

/// How the solve ended.
struct spatial_solution {
  index_type sweeps;  ///< products by W
  double residual;    ///< proven bound on F + rho W X - X, in the unit of `error`
  double error;       ///< proven bound on the error of X: see spatial_solve
};

/// Spatial multiplier, applied:  X = (I - rho W)^-1 F  for several right-hand sides, W known by its product alone.
///
///   W    weights >= 0, |rho| times their spectral radius below 1                                           [n x n]
///   F    right-hand sides, one a column, finite                                             [n x columns, any stride]
///   X    overwritten; not F                                                                 [n x columns, any stride]
///
/// Method  the series X = F + rho W F + (rho W)^2 F + ... (Neumann's; Jacobi's iteration for this system). The end is
///         proven with the chain d_k = |rho W|^k 1, which goes along as one column more: with q = max d_k / d_(k-1) < 1
///         and h = max |t_k| / d_k, all that follows the term t_k is at most h q / (1 - q) d_k, entry by entry, since
///         W >= 0 keeps order. For row-normalised W d_k = |rho|^k and q = |rho|: the remainder of a geometric series.
///         One product of columns + 1 columns a term, about log(1e-12 (1 - q)) / log(q) of them; 4 n columns values go
///         through memory besides. Scratch 2 n (columns + 1).
/// Result  stops when error <= 1e-12, the largest error of X over the largest |X|, over all columns. Rounding of about
///         1e-16 / (1 - q) comes on top; the spaces differ by no more than both. rho = 0: F itself.
/// Order   returns synchronised on gpu: the sizes of a term are read back every sweep.
/// @throw shape_error    X not of F's shape
/// @throw data_error     rho or an entry of F that is not finite
/// @throw numeric_error  all d_k / d_(k-1) >= 1, which proves |rho| radius >= 1; no end within 1 000 000 sweeps; a
///                       product by W that is not finite
/// Source  LeSage & Pace (2009), Introduction to Spatial Econometrics, equation 2.6 and section 4.10; Varga (2000),
///         Matrix Iterative Analysis, section 3.1; Berman & Plemmons (1994), ch. 2, for the order.
spatial_solution spatial_solve(context<cpu>&, const lag_product<cpu>& W, double rho, matrix_view<const double, cpu> F,
                               matrix_view<double, cpu> X);
spatial_solution spatial_solve(context<gpu>&, const lag_product<gpu>& W, double rho, matrix_view<const double, gpu> F,
                               matrix_view<double, gpu> X);

/// X(i, .) *= factor * by[i], by empty: all ones. Row-normalises a product whose weights are not stored.
/// Stream-ordered on gpu. @throw shape_error  by neither empty nor as long as X has rows
void scale_rows(context<cpu>&, double factor, vector_view<const double, cpu> by, matrix_view<double, cpu> X);
void scale_rows(context<gpu>&, double factor, vector_view<const double, gpu> by, matrix_view<double, gpu> X);

}  // namespace agglo
