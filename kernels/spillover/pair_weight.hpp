#pragma once
#include <algorithm>
#include <limits>

#include "kernels/spillover/decay.hpp"
#include "kernels/spillover/pair_arithmetic.hpp"

// The distance factor of one pair as a formula object both spaces call in their loops: geometry, then decay.
namespace agglo {

/// How two coordinates become a distance.
enum class geometry {
  none,    ///< no coordinates
  sphere,  ///< lon and lat in degrees, WGS 84: great circle in km, radius 6371.0088
  plane    ///< projected coordinates in km
};

namespace detail {

/// A decay in the loop's terms: t = raw distance * scale, raw the angle (sphere) or the distance (plane).
template <class Real>
struct decay_terms {
  decay_form form;
  geometry shape;
  Real theta;              ///< of power
  Real nearest, farthest;  ///< in t: inner bound, and where the weight becomes 0
};

/// What turns a raw distance into t; a pair of zones multiplies it by its factor.
inline double decay_scale(const distance_decay& d, geometry shape) {
  const double km = shape == geometry::sphere ? earth_radius_km : 1;
  switch (d.form) {
    case decay_form::exponential:
      return km / d.length;
    case decay_form::gaussian:
      return km / (d.length * 1.4142135623730951);
    default:
      return km;
  }
}
/// A weight ends where the precision does: exp(-708) = 3e-308, exp(-87) = 2e-38.
template <class Real>
decay_terms<Real> terms_of(const distance_decay& d, geometry shape) {
  constexpr double last = sizeof(Real) == 8 ? 708 : 87;
  double farthest = d.cutoff;
  if (d.form == decay_form::exponential) farthest = std::min(d.cutoff / d.length, last);
  if (d.form == decay_form::gaussian) farthest = std::min(d.cutoff / (d.length * 1.4142135623730951), std::sqrt(last));
  if (d.form == decay_form::power) farthest = std::min(d.cutoff, std::exp(last / d.theta));
  return {d.form, shape, static_cast<Real>(d.theta), static_cast<Real>(d.inner), static_cast<Real>(farthest)};
}

/// Weight at t. A NaN stays one.
template <decay_form Form, class Real>
AGGLO_HD inline Real weight_at(Real t, const decay_terms<Real>& d) {
  Real w{};
  if constexpr (Form == decay_form::exponential) w = exp_of(-t);
  if constexpr (Form == decay_form::gaussian) w = exp_of(-t * t);
  if constexpr (Form == decay_form::power) w = exp_of(-d.theta * log_of(t < d.nearest ? d.nearest : t));
  if constexpr (Form == decay_form::band) w = t < d.nearest ? Real(0) : t * 0 + 1;
  return t > d.farthest ? Real(0) : w;
}
template <geometry Shape, class Real>
AGGLO_HD inline Real raw_distance(const point<Real>& a, const point<Real>& b) {
  if constexpr (Shape == geometry::sphere)
    return central_angle(a, b);
  else
    return plane_distance(a, b);
}

/// Calls body.template operator()<Form>(): the choice of form, made outside the loop on the CPU and by all threads
/// alike on the GPU.
template <class Body>
AGGLO_HD inline void with_form(decay_form form, const Body& body) {
  switch (form) {
    case decay_form::exponential:
      return body.template operator()<decay_form::exponential>();
    case decay_form::power:
      return body.template operator()<decay_form::power>();
    case decay_form::gaussian:
      return body.template operator()<decay_form::gaussian>();
    case decay_form::band:
      return body.template operator()<decay_form::band>();
  }
}

/// What a weight draws from an amount; a pair of weight 0 draws 0, and not 0 * NaN.
template <class Real>
AGGLO_HD inline Real drawn(Real weight, Real amount) {
  return weight == 0 ? Real(0) : weight * amount;
}

}  // namespace detail
}  // namespace agglo
