#pragma once
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "kernels/balance/gras.hpp"
#include "kernels/balance/ras_rules.hpp"
#include "kernels/base/error.hpp"

// What both spaces' GRAS share.
namespace agglo::detail {

/// The factor r of a row or column with p r - n / r = margin, p and n >= 0 the scaled sums of its positive and (turned
/// positive) negative entries: the positive root, in the form that does not cancel. An empty one keeps 1.
AGGLO_HD inline double gras_factor(double margin, double p, double n) {
  if (p == 0) return n == 0 ? 1 : n / std::abs(margin);  // all negative: n / 0 is infinite and makes the entries zero
  if (n == 0) return margin / p;
  const double root = std::sqrt(margin * margin + 4 * p * n);
  return margin >= 0 ? (margin + root) / (2 * p) : 2 * n / (root - margin);
}
/// A row's or column's sum with factor r; an infinite or zero factor has no entries of the other sign.
AGGLO_HD inline double gras_sum(double r, double p, double n) { return (p == 0 ? 0 : r * p) - (n == 0 ? 0 : n / r); }
/// The entry a, scaled.
AGGLO_HD inline double gras_entry(double a, double r, double s) { return a > 0 ? r * a * s : a < 0 ? a / r / s : 0; }
/// Adds the entry a, scaled by f, to the sum of its sign; `inverse` is 1 / f. An infinite factor meets no entry that it
/// multiplies, but 0 * inf would be no number: hence the choice after the product, which vectors do as well.
AGGLO_HD inline void gras_add(double a, double f, double inverse, double& p, double& n) {
  const double up = a * f, down = a * inverse;
  p += a > 0 ? up : 0.0;
  n -= a < 0 ? down : 0.0;
}

/// What a row or column of the prior holds, as bits.
enum gras_contents : int { has_positive = 1, has_negative = 2, has_nonsense = 4 };
AGGLO_HD inline int gras_look(double a) {
  if (!(std::abs(a) <= std::numeric_limits<double>::max())) return has_nonsense;
  return a > 0 ? has_positive : a < 0 ? has_negative : 0;
}

/// Throws the data_error that the input calls for, if any; else returns u with its sum closed to v's.
std::vector<double> judge_gras(std::span<const int> in_rows, std::span<const int> in_columns, std::vector<double> u,
                               std::span<const double> v);
/// The sum that residuals are a share of.
double gras_scale(std::span<const double> u, std::span<const double> v);
/// The row with the largest residual, -1 without rows; a NaN is larger than anything.
std::ptrdiff_t gras_worst(std::span<const double> residual);
[[noreturn]] void gras_failed(ras_outcome, ras_options, std::ptrdiff_t worst_row);

template <space S>
void check_gras_arguments(matrix_view<const double, S> prior, vector_view<const double, S> u,
                          vector_view<const double, S> v, matrix_view<double, S> X, ras_options options,
                          balance_factors<S> factors) {
  expects_size(u, prior.rows, "u", "gras");
  expects_size(v, prior.cols, "v", "gras");
  expects_shape(X, prior.rows, prior.cols, "X", "gras");
  check_factors(factors, prior.rows, prior.cols, "gras");
  expects<data_error>(options.tolerance > 0, "the tolerance must be positive", "gras");
  expects<data_error>(options.max_sweeps > 0, "max_sweeps must be positive", "gras");
}

/// The sweeps, the same in both spaces. `steps` provides rows(): the row step into the next factors with its share of
/// the column sums, which returns the residuals of the factors before; accept(): the next row factors become current;
/// columns(): the column step.
template <class Steps>
ras_outcome gras_sweeps(Steps& steps, double scale, ras_options options) {
  ras_outcome outcome;
  for (;; ++outcome.sweeps) {
    const std::vector<double>& residual = steps.rows();
    if (outcome.sweeps > 0) {  // before the first sweep there are no row factors to judge
      const std::ptrdiff_t at = gras_worst(residual);
      const double worst = at < 0 ? 0 : residual[static_cast<std::size_t>(at)];
      if (!(worst <= std::numeric_limits<double>::max())) gras_failed(outcome, options, at);
      outcome.row_residual = scale > 0 ? worst / scale : worst;
      if (outcome.row_residual <= options.tolerance) return outcome;
      if (outcome.sweeps == options.max_sweeps) gras_failed(outcome, options, at);
    }
    steps.accept();
    steps.columns();
  }
}

}  // namespace agglo::detail
