#pragma once
// The two iterations, once for both spaces. Steps has
//   ones(v)                       every entry 1
//   growth(v, Wv)                 least and largest Wv / v
//   follow(v, Wv, step)           v = (v + step Wv) / its largest entry, no entry below least_entry
//   start(F, term, X)             term: the chain's ones in column 0, F behind it; X = F. Largest |F|
//   advance(rho, before, term, X) term *= rho (the chain's column *= |rho|), X += term; how the terms changed
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "kernels/base/array.hpp"
#include "kernels/spatial/spatial_solve.hpp"

namespace agglo::detail {

inline constexpr double series_tolerance = 1e-12, bounds_tolerance = 1e-10;
inline constexpr double least_entry = 1e-100;  // of v
inline constexpr double least_link = 1e-280;   // of the chain: below this a quotient has lost its digits
inline constexpr index_type most_terms = 1'000'000;

/// The larger of two sizes; a NaN stays.
AGGLO_HD inline double larger(double a, double b) { return a != a || b <= a ? a : b; }
AGGLO_HD inline double size_of(double value) { return value < 0 ? -value : value; }

/// Least and largest of numbers that are not negative; a NaN stays in `largest`.
struct extent {
  double least = std::numeric_limits<double>::infinity(), largest = 0;
  AGGLO_HD void see(double value) {
    if (value < least) least = value;
    largest = larger(largest, value);
  }
};
/// How one sweep changed the terms: d_k / d_(k-1), the largest |t_k| / d_k, d_k and |X|.
struct term_growth {
  extent ratio;
  double height = 0, chain = 0, sum = 0;
  AGGLO_HD void see_chain(double before, double after) {
    chain = larger(chain, after);
    if (before >= least_link) ratio.see(after / before);
  }
  AGGLO_HD void see_term(double link, double term, double whole) {
    sum = larger(sum, size_of(whole));
    if (link >= least_link || link != link) height = larger(height, size_of(term) / link);
  }
  AGGLO_HD void see(const term_growth& other) {
    if (other.ratio.least < ratio.least) ratio.least = other.ratio.least;
    ratio.largest = larger(ratio.largest, other.ratio.largest);
    height = larger(height, other.height);
    chain = larger(chain, other.chain);
    sum = larger(sum, other.sum);
  }
};

inline bool finite(double value) { return std::abs(value) <= std::numeric_limits<double>::max(); }

template <space S, class Steps>
radius_bounds find_bounds(context<S>& ctx, Steps&& steps, const lag_product<S>& W, index_type n, index_type sweeps) {
  if (n == 0) return {0, 0, 0};
  matrix<double, S> v(ctx, n, 1), product(ctx, n, 1);
  steps.ones(v.view());
  extent best{0, std::numeric_limits<double>::infinity()};
  double most = 0;  // the largest row sum
  for (index_type sweep = 1;; ++sweep) {
    W(std::as_const(v).view(), product.view());
    const extent now = steps.growth(std::as_const(v).view(), std::as_const(product).view());
    if (!finite(now.largest) || now.least < 0)
      throw data_error("spectral_bounds: weights that are negative or not finite have no spectral bounds");
    if (sweep == 1) most = now.largest;
    best = {std::max(best.least, now.least), std::min(best.largest, now.largest)};
    if (best.largest - best.least <= bounds_tolerance * best.largest || sweep >= sweeps)
      return {best.least, best.largest, sweep};
    steps.follow(v.view(), std::as_const(product).view(), 1 / most);
  }
}

template <space S, class Steps>
spatial_solution follow_series(context<S>& ctx, Steps&& steps, const lag_product<S>& W, double rho,
                               matrix_view<const double, S> F, matrix_view<double, S> X) {
  const std::string where = "spatial_solve: ";
  expects_shape(X, F.rows, F.cols, "X", "spatial_solve");
  if (!finite(rho)) throw data_error(where + "rho is not finite");
  if (F.empty()) return {0, 0, 0};
  matrix<double, S> term(ctx, F.rows, F.cols + 1), next(ctx, F.rows, F.cols + 1);
  if (!finite(steps.start(F, term.view(), X))) throw data_error(where + "a right-hand side is not finite");
  for (index_type sweep = 0; rho != 0; ++sweep) {
    if (sweep == most_terms) throw numeric_error(where + "the series does not end: rho is too near its bound");
    W(std::as_const(term).view(), next.view());
    const term_growth g = steps.advance(rho, std::as_const(term).view(), next.view(), X);
    std::swap(term, next);
    const double q = g.ratio.largest;
    if (!finite(q) || !finite(g.height) || !finite(g.chain) || !finite(g.sum))
      throw numeric_error(where + "a product by W is not finite, or grows without end: rho is outside its bound");
    if (q > 0 && g.ratio.least >= 1) throw numeric_error(where + "|rho| times the spectral radius of W is 1 or more");
    if (q >= 1) continue;
    const double scale = g.sum > 0 ? g.sum : 1, last = g.height * g.chain / scale, left = q / (1 - q) * last;
    if (left <= series_tolerance) return {sweep + 1, q * last, left};
  }
  ctx.synchronize();
  return {0, 0, 0};
}

}  // namespace agglo::detail
