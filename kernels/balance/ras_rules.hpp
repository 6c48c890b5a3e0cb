#pragma once
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/balance/margin_audit.hpp"
#include "kernels/balance/ras.hpp"
#include "kernels/base/error.hpp"

// What both spaces' RAS share: the arithmetic of one row or column, and the verdict on the outcome.
namespace agglo::detail {

/// The factor that takes a row or column of this sum to its margin; a zero margin takes it to zero.
AGGLO_HD inline double factor_to(double margin, double sum) { return margin > 0 ? margin / sum : 0; }
/// u is scaled by this before anything else, so that rounding in the margins cannot keep the rows from closing.
AGGLO_HD inline double closing(double sum_u, double sum_v) { return sum_u > 0 ? sum_v / sum_u : 1; }
/// The larger of two residuals; a NaN is larger than anything.
AGGLO_HD inline double worse(double a, double b) { return a != a || b <= a ? a : b; }
/// Below the tolerance, as a share of the table's sum.
AGGLO_HD inline bool balanced(double residual, double tolerance, double total) { return residual <= tolerance * total; }
AGGLO_HD inline bool lost(double residual) { return !(residual <= std::numeric_limits<double>::max()); }

/// What became of one table.
struct ras_state {
  ras_outcome outcome;
  int stopped = 0, converged = 0;
};

template <space S>
void check_factors(balance_factors<S> factors, index_type rows, index_type cols, const char* where) {
  if (!factors.r.empty()) expects_size(factors.r, rows, "factors.r", where);
  if (!factors.s.empty()) expects_size(factors.s, cols, "factors.s", where);
}
/// The part of the factors that belongs to table t.
template <space S>
AGGLO_HD balance_factors<S> factors_of(balance_factors<S> all, index_type t, index_type rows, index_type cols) {
  if (!all.r.empty()) all.r = all.r.block(t * rows, rows);
  if (!all.s.empty()) all.s = all.s.block(t * cols, cols);
  return all;
}
template <space S>
void check_ras_arguments(index_type tables, matrix_view<const double, S> prior, matrix_view<double, S> X,
                         ras_options options, balance_factors<S> factors) {
  expects_shape(X, prior.rows, prior.cols, "X", "ras");
  check_factors(factors, prior.rows, tables * prior.cols, "ras");
  expects<data_error>(options.tolerance > 0, "the tolerance must be positive", "ras");
  expects<data_error>(options.max_sweeps > 0, "max_sweeps must be positive", "ras");
}
/// The outcomes; throws numeric_error for the first table that did not converge.
std::vector<ras_outcome> ras_outcomes(const std::vector<ras_state>&, ras_options);

}  // namespace agglo::detail
