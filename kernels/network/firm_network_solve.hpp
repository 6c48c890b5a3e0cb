#pragma once
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/network/firm_network.hpp"

namespace agglo {

/// leontief_solve over firms: a_ij = w_ij / x_j, b_ij = w_ij / x_i of an inferred network, without its matrix.
///
///   x      output of the firms > 0, or 0 of a firm that trades nothing                    [N, money of the table]
///   F      right-hand sides, one a row; no rows for the chain alone                       [k x N]
///   X      solutions, one a row: x = y + W x / x and the other three equations            [k x N]
///   chain  upstreamness of the firms, G1, on demand and allocation; output multipliers, which are their
///   downstreamness,
///          1'L, on price and supply                                                       [N, or empty]
///
/// All are host arrays, as those of network_firms.
/// Method  the series of leontief_solve with the bounds proven there; each sweep is one pass over all pairs, of k + 1
///         columns. Scratch 5 (k + 1) N. Stops when `error` <= tolerance.
/// Result  as leontief_solve, with the pairs' rounding of pair_sums (fp32: about 1e-6, whatever the bound says).
/// Order   returns when it is done.
/// @throw shape_error    lengths differ
/// @throw data_error     as infer_network; an x that is negative, not finite, or 0 where the firm trades (`at`: the
///                       firms); a right-hand side as leontief_solve
/// @throw numeric_error  as leontief_solve (`at`: the firms): possible where a firm trades more than its output, which
///                       firm margins rule out
/// Source  as leontief_solve; firms instead of sectors: Carvalho & Tahbaz-Salehi (2019), Annual Review of Economics 11.
solve_result network_solve(context<cpu>&, leontief_equation, const network_firms&, const firm_network&,
                           vector_view<const double, cpu> x, matrix_view<const double, cpu> F,
                           matrix_view<double, cpu> X, vector_view<double, cpu> chain, double tolerance = 1e-12,
                           const network_options& = {});
solve_result network_solve(context<gpu>&, leontief_equation, const network_firms&, const firm_network&,
                           vector_view<const double, cpu> x, matrix_view<const double, cpu> F,
                           matrix_view<double, cpu> X, vector_view<double, cpu> chain, double tolerance = 1e-12,
                           const network_options& = {});

}  // namespace agglo
