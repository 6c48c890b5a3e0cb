#pragma once
#include <span>

#include "kernels/random/philox.hpp"

namespace agglo {

struct degrees {
  double lon, lat;
};
/// The point that lies `km` from here along the great circle of this bearing (radians, 0 north, clockwise).
degrees destination(degrees from, double bearing, double km);

/// A distance whose density over the plane falls with exp(-r / length) up to `most`: Gamma(2, length), cut off.
double draw_distance(random_stream&, double length, double most);

/// Shares that add up to 1, Dirichlet(alpha): gammas in logarithms, so that small alphas do not underflow together.
/// Source  Marsaglia & Tsang (2000), ACM TOMS 26(3).
void draw_shares(random_stream&, std::span<const double> alpha, std::span<double> shares);

/// z with P(standard normal > z) = p, 0 < p < 1, by bisection to the last digit.
double normal_upper_quantile(double p);

}  // namespace agglo
