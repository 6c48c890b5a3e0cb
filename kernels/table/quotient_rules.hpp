#pragma once
#include <cmath>
#include <limits>

#include "kernels/base/space.hpp"

namespace agglo {

enum class quotient_method { slq, cilq, rlq, flq, aflq };

struct quotient_options {
  quotient_method method = quotient_method::flq;
  double delta = 0.3;   ///< of FLQ and AFLQ: the larger, the less a small region supplies itself
  bool capped = false;  ///< AFLQ alone: no coefficient above the national one
};

namespace detail {

constexpr double per_ln2 = 1.4426950408889634074;

/// log2(1 + q), right for the smallest q too.
AGGLO_HD inline double log2_of_one_and(double q) { return std::log1p(q) * per_ln2; }

AGGLO_HD inline bool quotable(double x) { return x >= 0 && x <= std::numeric_limits<double>::max(); }

/// Whether no quotient is defined: no size, or something of an industry that the country has nothing of.
AGGLO_HD inline bool undefined_quotient(double in_region, double in_nation) {
  return !quotable(in_region) || !quotable(in_nation) || (in_nation == 0 && in_region > 0);
}

AGGLO_HD inline double simple_quotient(double in_region, double region, double in_nation, double nation) {
  return in_region > 0 ? (in_region / region) / (in_nation / nation) : 0;
}

/// What all cells of buyer j share: LQ_ij = scale * SLQ_i / divisor, on the diagonal / own_divisor; AFLQ's min(1, .)
/// comes before its factor.
struct buyer_terms {
  double scale, divisor, own_divisor, factor;
};

AGGLO_HD inline buyer_terms terms_of_buyer(quotient_method method, double slq, double lambda) {
  if (!(slq > 0)) return {0, 1, 1, 1};
  switch (method) {
    case quotient_method::slq:
      break;
    case quotient_method::cilq:
      return {1, slq, 1, 1};
    case quotient_method::rlq:
      return {1, log2_of_one_and(slq), log2_of_one_and(slq), 1};
    case quotient_method::flq:
      return {lambda, slq, 1, 1};
    case quotient_method::aflq:
      return {lambda, slq, 1, slq > 1 ? log2_of_one_and(slq) : 1};
  }
  return {1, 1, 1, 1};
}

AGGLO_HD inline double at_most_one(double q) { return q < 1 ? q : 1; }

AGGLO_HD inline double pair_quotient(const quotient_options& o, const buyer_terms& buyer, double slq_seller, bool own) {
  const double q = buyer.scale * slq_seller / (own ? buyer.own_divisor : buyer.divisor);
  return o.method == quotient_method::aflq ? at_most_one(q) * buyer.factor : q;
}

/// The share of a national coefficient that a region buys of itself.
AGGLO_HD inline double kept_share(const quotient_options& o, double quotient) {
  return o.method == quotient_method::aflq && !o.capped ? quotient : at_most_one(quotient);
}

}  // namespace detail

/// lambda of FLQ: log2(1 + share)^delta, 1 for delta = 0.
AGGLO_HD inline double size_term(double share, double delta) { return std::pow(detail::log2_of_one_and(share), delta); }

}  // namespace agglo
