#pragma once
// The iteration, once for both spaces. Terms, next terms and sums are [rows x n]; row 0 is the chain, whose start is
// ones, the others are the right-hand sides. Where Z has negative entries row 0 follows their sizes, which bound
// everything, and the chain that was asked for is the last row. Steps has
//   start(F, x, term, sum)             both are ones and F, over x unless that is empty, and ones in a row behind
//                                      F's; notes right-hand sides that cannot be had
//   multiply(signs, side, Z, x, term, next)   next = M term, row 0 with the sizes of M where signs are mixed; notes
//                                      flows and outputs that cannot be had
//   flags(side, Z, x)                  what start and the first multiply noted, one a sector, on the host
//   advance(term, next, sum)           sum += next; a growth for every row, on the host
//   finish(factor, term, sum, x, X, chain)   sum + factor term into X, times x unless that is empty, and into chain:
//                                      from row 0, or from a row behind X's
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/linkage/coefficient.hpp"
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo::detail {

enum class solve_side { rows, columns };    // (Z w) / x, (w'Z) / x
enum class flow_signs { positive, mixed };  // of Z

inline constexpr index_type most_sweeps = 10000;
inline constexpr double solve_tolerance = 1e-12;
inline constexpr index_type most_rows = 4;                                 // that one pass over Z serves
inline constexpr int negative_flow = 1, wrong_demand = 2, wrong_flow = 3;  // flags; the larger is told

/// How one sweep changed a row: least and largest of its ratio, which is d_k / d_(k-1) for the chain and t_k / d_k for
/// the others; largest d_k / sum of the chain; largest d_k of the chain, largest |sum| of the others.
struct growth {
  double least = std::numeric_limits<double>::infinity(), largest = -std::numeric_limits<double>::infinity(), share = 0,
         peak = 0;

  AGGLO_HD void see(double ratio) {
    if (ratio < least) least = ratio;
    if (!(ratio <= largest)) largest = ratio;
  }
  AGGLO_HD void see_chain(double before, double after, double sum) {
    // Below this a quotient of terms has lost its digits, and the term is no part of any sum.
    if (before < 1e-280) return;
    see(after / before);
    if (!(after / sum <= share)) share = after / sum;
    if (after > peak) peak = after;
  }
  AGGLO_HD void see_side(double term, double chain, double sum) {
    const double size = sum < 0 ? -sum : sum;
    if (size > peak) peak = size;
    if (chain >= 1e-280) see(term / chain);
  }
  AGGLO_HD void see(const growth& other) {
    if (other.least < least) least = other.least;
    if (!(other.largest <= largest)) largest = other.largest;
    if (!(other.share <= share)) share = other.share;
    if (other.peak > peak) peak = other.peak;
  }
};

/// value / x, value itself without x.
template <space S>
AGGLO_HD inline double over(double value, vector_view<const double, S> x, index_type k) {
  return x.empty() ? value : coefficient(value, x[k]);
}
/// What there is to say of a flow: nothing (0), that it is negative, or that it has no coefficient.
template <space S>
AGGLO_HD inline int flag_of_flow(double flow, vector_view<const double, S> x, index_type k) {
  if (!(flow - flow == 0) || (!x.empty() && undefined_coefficient(flow, x[k]))) return wrong_flow;
  return flow < 0 ? negative_flow : 0;
}
/// A right-hand side that has no value in units of output.
template <space S>
AGGLO_HD inline bool impossible_demand(double f, vector_view<const double, S> x, index_type k) {
  const bool finite = f - f == 0;
  return !finite || (!x.empty() && x[k] == 0 && f != 0);
}
/// The row that holds the chain as it was asked for, beside `sides` right-hand sides.
AGGLO_HD inline index_type chain_row(index_type rows, index_type sides) { return rows == sides + 1 ? 0 : rows - 1; }
/// One entry of a row's part of a sweep; `before` and `chain` are the chain's terms.
AGGLO_HD inline void advance_entry(bool is_chain, double before, double chain, double term, double& sum, growth& g) {
  sum += term;
  if (is_chain)
    g.see_chain(before, term, sum);
  else
    g.see_side(term, chain, sum);
}

/// What is left when `factor` times the last term is added, for a row between least and largest times a chain between
/// low and high times its last term: how far off it can be, in units of the chain's last term.
inline double left_over(const growth& g, double low, double high, double factor) {
  const double above = g.largest * (g.largest >= 0 ? high : low), below = g.least * (g.least >= 0 ? low : high);
  return std::max(above - factor * g.least, factor * g.largest - below);
}
/// The error of all rows, as leontief_solve tells it.
inline double error_of(const std::vector<growth>& rows, bool with_chain, double low, double high, double factor) {
  double error = with_chain ? (high - low) / 2 * rows[0].share : 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const double left = left_over(rows[r], low, high, factor) * rows[0].peak;
    if (rows[r].peak > 0) error = std::max(error, left / rows[r].peak);
  }
  return error;
}

/// The same where signs are mixed: what is to come of a row lies between `high` times its largest size below and above.
inline double error_of_sizes(const std::vector<growth>& rows, double high) {
  double error = 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const double left = std::max(rows[r].largest, -rows[r].least) * high * rows[0].peak;
    if (rows[r].peak > 0) error = std::max(error, left / rows[r].peak);
  }
  return error;
}

/// Throws data_error for what is flagged as wrong. @returns the signs that the flags tell of
flow_signs check_flags(const std::vector<int>& flags, const char* where);
/// Throws numeric_error with the sectors that grew most from the first row of `before` to that of `after`.
[[noreturn]] void series_does_not_end(const std::vector<double>& before, const std::vector<double>& after, index_type n,
                                      bool proven, const char* where);

/// The steps over arrays of the host, for all that brings a product of its own.
struct host_steps {
  static void start(matrix_view<const double, cpu> F, vector_view<const double, cpu> x, matrix_view<double, cpu> term,
                    matrix_view<double, cpu> sum, std::vector<int>& flags);
  static std::vector<growth> advance(matrix_view<const double, cpu> term, matrix_view<const double, cpu> next,
                                     matrix_view<double, cpu> sum);
  static void finish(double factor, matrix_view<const double, cpu> term, matrix_view<const double, cpu> sum,
                     vector_view<const double, cpu> x, matrix_view<double, cpu> X, vector_view<double, cpu> chain);
};

/// Z gives the size; only the steps read it. A larger `tolerance` than leontief_solve's saves sweeps.
template <space S, class Steps>
solve_result follow_series(context<S>& ctx, Steps&& steps, leontief_equation equation, matrix_view<const double, S> Z,
                           vector_view<const double, S> x, matrix_view<const double, S> F, matrix_view<double, S> X,
                           vector_view<double, S> chain, const char* name, const char* where,
                           double tolerance = solve_tolerance) {
  const index_type n = Z.rows, rows = F.rows + 1;
  expects_shape(Z, n, n, "Z", where);
  if (!x.empty()) expects_size(x, n, name, where);
  if (F.rows > 0) expects_shape(F, F.rows, n, "F", where);
  if (F.rows > 0 || X.rows > 0) expects_shape(X, F.rows, n, "X", where);
  if (!chain.empty()) expects_size(chain, n, "the result", where);
  if (n == 0) return {0, 0, 0};
  using enum leontief_equation;
  const solve_side side = equation == demand || equation == allocation ? solve_side::rows : solve_side::columns;
  const bool in_money = equation == demand || equation == supply;
  const vector_view<const double, S> scale = in_money ? x : vector_view<const double, S>{};
  matrix<double, S> term(ctx, rows, n), next(ctx, rows, n), sum(ctx, rows, n);
  flow_signs signs = flow_signs::positive;
  steps.start(F, scale, term.view(), sum.view());
  for (index_type sweep = 1;; ++sweep) {
    steps.multiply(signs, side, Z, x, std::as_const(term).view(), next.view());
    if (sweep == 1 && signs == flow_signs::positive) {
      signs = check_flags(steps.flags(side, Z, x), where);
      if (signs == flow_signs::mixed) {  // begin again, with the sizes as row 0
        const index_type more = rows + (chain.empty() ? 0 : 1);
        term = matrix<double, S>(ctx, more, n), next = matrix<double, S>(ctx, more, n);
        sum = matrix<double, S>(ctx, more, n);
        steps.start(F, scale, term.view(), sum.view());
        steps.multiply(signs, side, Z, x, std::as_const(term).view(), next.view());
      }
    }
    const std::vector<growth> grown = steps.advance(std::as_const(term).view(), std::as_const(next).view(), sum.view());
    std::swap(term, next);  // next: the terms before
    const growth& g = grown[0];
    double factor = 0, error = 0;
    if (g.largest > 0) {                 // else the series has ended
      const bool proven = g.least >= 1;  // of the sizes alone where signs are mixed: no bound will come
      if (proven || sweep == most_sweeps || !(g.largest <= std::numeric_limits<double>::max()))
        series_does_not_end(next.to_host(), term.to_host(), n, proven && signs == flow_signs::positive, where);
      if (g.largest >= 1) continue;
      const double low = g.least / (1 - g.least), high = g.largest / (1 - g.largest);
      if (signs == flow_signs::positive) factor = (low + high) / 2;
      error = signs == flow_signs::positive ? error_of(grown, !chain.empty(), low, high, factor)
                                            : error_of_sizes(grown, high);
      if (!(error <= tolerance)) continue;
    }
    steps.finish(factor, std::as_const(term).view(), std::as_const(sum).view(), scale, X, chain);
    return {sweep, (1 + std::max(g.largest, 0.0)) * error, error};
  }
}

}  // namespace agglo::detail
