#include "host/model/synthetic_draws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/spillover/decay.hpp"

namespace agglo {
namespace {

double log_gamma_draw(random_stream& s, double shape) {
  if (shape < 1) {
    const double larger = log_gamma_draw(s, shape + 1);
    return larger + std::log(s.uniform()) / shape;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double z = s.normal(), root = 1 + c * z;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(s.uniform()) < z * z / 2 + d - d * v + d * std::log(v)) return std::log(d * v);
  }
}

}  // namespace

degrees destination(degrees from, double bearing, double km) {
  constexpr double radian = std::numbers::pi / 180;
  const double angle = km / earth_radius_km, lat = from.lat * radian;
  const double sine = std::sin(lat) * std::cos(angle) + std::cos(lat) * std::sin(angle) * std::cos(bearing);
  const double east =
      std::atan2(std::sin(bearing) * std::sin(angle) * std::cos(lat), std::cos(angle) - std::sin(lat) * sine);
  const double lon = from.lon + east / radian;
  return {lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon, std::asin(std::clamp(sine, -1.0, 1.0)) / radian};
}

double draw_distance(random_stream& s, double length, double most) {
  for (;;) {
    const double first = s.uniform(), r = -length * std::log(first * s.uniform());
    if (r <= most) return r;
  }
}

void draw_shares(random_stream& s, std::span<const double> alpha, std::span<double> shares) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t k = 0; k < alpha.size(); ++k) largest = std::max(largest, shares[k] = log_gamma_draw(s, alpha[k]));
  for (double& x : shares) sum += x = std::exp(x - largest);
  for (double& x : shares) x /= sum;
}

double normal_upper_quantile(double p) {
  double low = -40, high = 40;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::numbers::sqrt2) / 2 > p ? low : high) = middle;
  }
  return low;
}

}  // namespace agglo
