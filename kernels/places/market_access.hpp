#pragma once
#include <functional>

#include "kernels/places/cost_weights.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {

struct access_options {
  double tolerance = 1e-12;        ///< of both figures of access_outcome
  index_type max_passes = 10'000;  ///< a fixed point not reached by then is an error
  /// Told after every pass: how many, and the residual. What it throws ends the call.
  std::function<void(index_type pass, double residual)> after_pass{};
};
/// How a fixed point was reached.
struct access_outcome {
  index_type passes = 0;  ///< products with K
  double residual = 0;    ///< max over i of |(K (Y / MA))_i / MA_i - 1|, of the MA handed back
  double log_change = 0;  ///< max over i of |ln MA_i - ln of the pass before|
};

/// Market access of places, simple:
///
///   MA_i = sum over j of K_ij Y_j,  the own place included                           [places, unit of Y]
///
///   K   weights between places, finite and 0 or more; cost_weights makes them    [places x markets, any stride]
///   Y   what a market holds: income, output, people                              [markets, finite, 0 or more]
///
/// or, between firms or places with coordinates (or whatever a pair weighs), by the pair engine, K stored nowhere:
/// K_ij = f(i, j) of the pair factors for j != i, K_ii = own(i): a place has no distance to itself, so its own weight,
/// say the decay of the cost within it, must be said.
///
/// Both add positive terms alone: cost and accuracy as row_products and pair_sums. Order as those.
/// @throw shape_error  lengths that do not fit   @throw data_error  as pair_sums; Y or own negative or not finite: `at`
///                     holds the place
/// Source  Harris (1954), Annals of the AAG 44(4); Donaldson & Hornbeck (2016), QJE 131(2), equation 10, K =
/// tau^-theta.
void market_access(context<cpu>&, matrix_view<const double, cpu> K, vector_view<const double, cpu> Y,
                   vector_view<double, cpu> MA);
void market_access(context<gpu>&, matrix_view<const double, gpu> K, vector_view<const double, gpu> Y,
                   vector_view<double, gpu> MA);
void market_access(context<cpu>&, const pair_factors<cpu>&, vector_view<const double, cpu> own,
                   vector_view<const double, cpu> Y, vector_view<double, cpu> MA, const pair_options& = {});
void market_access(context<gpu>&, const pair_factors<gpu>&, vector_view<const double, gpu> own,
                   vector_view<const double, gpu> Y, vector_view<double, gpu> MA, const pair_options& = {});

/// Market access as the fixed point in which markets with much access are worth less to each of their suppliers:
///
///   MA_i = sum over j of K_ij Y_j / MA_j                                             [places, sqrt of the unit of Y]
///
/// K is square here, else all as market_access. Y x c gives MA x sqrt(c), and K x c too.
///
/// Unique where every K_ij > 0: Y / MA turns the cone of positive vectors over and K contracts it (Birkhoff 1957), so
/// one ray is mapped onto itself, and one point of it; and where K is symmetric with a positive diagonal and Y > 0:
/// then w = Y / MA is where w'Kw / 2 - Y' ln w, convex in ln w, is least. Other weights with zeros may have no such
/// point.
///
/// Method  MA <- sqrt(MA (K (Y / MA))) from sqrt(K Y): a pass is one product with K and O(places) on the host. The
/// plain
///         MA <- K (Y / MA) finds the ray but not its point: a scale s becomes 1 / s and s again, for ever. The mean in
///         logs settles the scale at once, and halves what is off at least where K is positive definite; contraction by
///         (1 + b) / 2 always, b < 1 Birkhoff's of K. Ends when residual and log_change are both within the tolerance.
/// Result  MA is within residual / (1 - b) of the fixed point, about that where K's own places weigh most. The spaces
///         differ by that much.
/// Order   returns synchronised on gpu.
/// @throw shape_error, data_error  as market_access; K not square; no Y above 0; a tolerance or cap that is not
/// positive
/// @throw numeric_error  a place that reaches no market with anything in it, or products beyond doubles (NaN in K);
///                       tolerance not met within max_passes. `at` holds the place that is worst off; MA is unspecified
/// Source  Donaldson & Hornbeck (2016), QJE 131(2), equation 9; Birkhoff (1957), Transactions of the AMS 85(1).
access_outcome market_access_fixed_point(context<cpu>&, matrix_view<const double, cpu> K,
                                         vector_view<const double, cpu> Y, vector_view<double, cpu> MA,
                                         const access_options& = {});
access_outcome market_access_fixed_point(context<gpu>&, matrix_view<const double, gpu> K,
                                         vector_view<const double, gpu> Y, vector_view<double, gpu> MA,
                                         const access_options& = {});
access_outcome market_access_fixed_point(context<cpu>&, const pair_factors<cpu>&, vector_view<const double, cpu> own,
                                         vector_view<const double, cpu> Y, vector_view<double, cpu> MA,
                                         const access_options& = {}, const pair_options& = {});
access_outcome market_access_fixed_point(context<gpu>&, const pair_factors<gpu>&, vector_view<const double, gpu> own,
                                         vector_view<const double, gpu> Y, vector_view<double, gpu> MA,
                                         const access_options& = {}, const pair_options& = {});

}  // namespace agglo
