#pragma once
// The iteration, once for both spaces. Steps has
//   flags(side, Z, denominator)               of sectors with an impossible flow or denominator, on the host
//   start(term, sum)                          both are ones
//   advance(product, denominator, term, sum)  term = product / denominator, sum += term, product = the term before;
//                                             returns how the terms grew
//   add(factor, term, sum)                    sum += factor term
#include <algorithm>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/linkage/chain_position.hpp"
#include "kernels/linkage/coefficient.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo::detail {

enum class chain_side { sales, purchases };  // divide by the seller's or by the buyer's denominator

/// How one sweep changed the terms: least and largest d_k / d_(k-1), and largest d_k / sum.
struct chain_growth {
  double least = std::numeric_limits<double>::infinity(), largest = 0, share = 0;

  AGGLO_HD void see(double before, double after, double sum) {
    // Below this a quotient of terms has lost its digits, and the term is no part of any sum.
    if (before < 1e-280) return;
    const double growth = after / before, of_sum = after / sum;
    if (growth < least) least = growth;
    if (!(growth <= largest)) largest = growth;  // a NaN or an overflow is the largest
    if (!(of_sum <= share)) share = of_sum;
  }
  AGGLO_HD void see(const chain_growth& other) {
    if (other.least < least) least = other.least;
    if (!(other.largest <= largest)) largest = other.largest;
    if (!(other.share <= share)) share = other.share;
  }
};

/// A flow that no chain can hold, or that has no coefficient.
AGGLO_HD inline bool impossible_flow(double flow, double denominator) {
  return !(flow >= 0) || undefined_coefficient(flow, denominator);
}

/// One sector's part of a sweep.
template <space S>
AGGLO_HD inline void advance_term(index_type k, vector_view<double, S> product,
                                  vector_view<const double, S> denominator, vector_view<double, S> term,
                                  vector_view<double, S> sum, chain_growth& growth) {
  const double before = term[k], after = coefficient(product[k], denominator[k]);
  product[k] = before;
  term[k] = after;
  sum[k] += after;
  growth.see(before, after, sum[k]);
}

inline constexpr index_type most_chain_sweeps = 10000;
inline constexpr double chain_tolerance = 1e-12;

/// Throws numeric_error with the sectors that grew most from `before` to `after`.
[[noreturn]] void chain_does_not_end(const std::vector<double>& before, const std::vector<double>& after, bool proven,
                                     const char* where);

template <space S, class Steps>
chain_result follow_chain(context<S>& ctx, Steps&& steps, chain_side side, matrix_view<const double, S> Z,
                          vector_view<const double, S> denominator, vector_view<double, S> sum, const char* name,
                          const char* where) {
  expects_shape(Z, Z.rows, Z.rows, "Z", where);
  expects_size(denominator, Z.rows, name, where);
  expects_size(sum, Z.rows, "the result", where);
  if (Z.empty()) return {0, 0, 0};
  check_undefined(steps.flags(side, Z, denominator), where);
  vector<double, S> product(ctx, Z.rows), term(ctx, Z.rows);
  steps.start(term.view(), sum);
  for (index_type sweep = 1;; ++sweep) {
    if (side == chain_side::sales)
      row_products(ctx, Z, term.view(), product.view());
    else
      multipliers(ctx, term.view(), Z, product.view());
    const chain_growth g = steps.advance(product.view(), denominator, term.view(), sum);  // product: the terms before
    if (g.largest == 0) return {sweep, 0, 0};                                             // the series has ended
    const bool proven = g.least >= 1;
    if (proven || sweep == most_chain_sweeps || !(g.largest <= std::numeric_limits<double>::max()))
      chain_does_not_end(product.to_host(), term.to_host(), proven, where);
    if (g.largest >= 1) continue;
    const double low = g.least / (1 - g.least), high = g.largest / (1 - g.largest), middle = (low + high) / 2;
    const double error = (high - low) / 2 * g.share;
    if (error > chain_tolerance) continue;
    steps.add(middle, term.view(), sum);
    const double left = std::max((1 + middle) * g.largest - middle, middle - (1 + middle) * g.least);
    return {sweep, std::max(left, 0.0) * g.share, error};
  }
}

}  // namespace agglo::detail
