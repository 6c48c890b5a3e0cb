#pragma once
#include "kernels/base/approximate.cuh"
#include "kernels/spillover/pair_weight.hpp"

// The distance factor of one pair in a third of pair_weight.hpp's instructions: constants folded into the arc's
// polynomial, the device's own root and power, and no firm beyond a quarter turn of another. Against the exact distance
// of single-precision coordinates d is off by 5e-7 of itself, a weight besides by 5e-7, a power by 4e-6 theta.
namespace agglo::detail {

inline constexpr int arc_terms = 7;

struct quick_decay {
  float arc[arc_terms];     ///< 2 asin(sqrt(q) / 2) / sqrt(q) for q in 0 .. 2, times what makes it the form's distance
  float nearest, farthest;  ///< in the form's distance
  float theta;
  bool cut;  ///< farthest is nearer than where the precision ends
};

/// The form's distance: exponential d log2(e) / length, gaussian d sqrt(log2(e) / 2) / length, power d.
inline quick_decay quick_terms(const distance_decay& d, geometry shape) {
  constexpr double log2_e = 1.4426950408889634;
  constexpr double arc[] = {1.0000001029448873,     0.04166191066765437,     0.00472313620532566,  0.000598830093892604,
                            0.00024536845632338006, -5.7006210564182155e-05, 2.518459031387388e-05};
  double unit = 1;
  if (d.form == decay_form::exponential) unit = log2_e / d.length;
  if (d.form == decay_form::gaussian) unit = std::sqrt(log2_e / 2) / d.length;
  const double scale = shape == geometry::sphere ? unit * earth_radius_km : unit;
  quick_decay t{{},
                static_cast<float>(d.inner),
                static_cast<float>(d.cutoff * unit),
                static_cast<float>(d.theta),
                d.cutoff < std::numeric_limits<double>::infinity()};
  for (int k = 0; k < arc_terms; ++k) t.arc[k] = static_cast<float>(arc[k] * scale);
  if (shape == geometry::plane) t.arc[0] = static_cast<float>(scale);
  return t;
}

template <geometry Shape, decay_form Form, bool Cut>
__device__ inline float quick_weight(const quick_decay& d, const point<float>& a, const point<float>& b) {
  const float dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  float q = dx * dx + dy * dy, over_chord = d.arc[0];
  if constexpr (Shape == geometry::sphere) {
    q += dz * dz;
    over_chord = horner<1, 0>(d.arc, q);
  }
  if constexpr (Form == decay_form::gaussian) {
    const float t2 = q * over_chord * over_chord;
    const float w = approximate_power_of_two(-t2);
    return Cut && t2 > d.farthest * d.farthest ? 0 : w;
  } else {
    const float t = approximate_root(q) * over_chord;
    float w;
    if constexpr (Form == decay_form::exponential)
      w = approximate_power_of_two(-t);
    else
      w = approximate_power_of_two(-d.theta * approximate_log2(t < d.nearest ? d.nearest : t));
    return Cut && t > d.farthest ? 0 : w;
  }
}

}  // namespace agglo::detail
