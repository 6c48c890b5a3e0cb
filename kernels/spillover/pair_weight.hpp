#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

#include "kernels/base/space.hpp"
#include "kernels/spillover/decay.hpp"

// The arithmetic of one pair, written once for both spaces: additions, products, selections and one square root, so
// that a compiler turns a loop of it into vector instructions, which it cannot do with calls of sin, asin and exp.
namespace agglo::detail {

/// A place as a point of the unit sphere.
struct unit_vector {
  double x, y, z;
};

struct sine_cosine {
  double sine, cosine;
};
/// Sine and cosine of an angle in degrees, the whole quarter turns taken off exactly: the pole has a cosine of 0, and
/// 180 and -180 degrees are one place.
AGGLO_HD inline sine_cosine sine_cosine_of_degrees(double degrees) {
  constexpr double radian = 0.017453292519943295;
  const double quarter = std::nearbyint(degrees / 90), within = (degrees - 90 * quarter) * radian;
  const double s = std::sin(within), c = std::cos(within);
  const double turn = quarter - 4 * std::floor(quarter / 4);  // 0 .. 3
  if (turn == 1) return {c, -s};
  if (turn == 2) return {-s, -c};
  if (turn == 3) return {-c, s};
  return {s, c};
}

AGGLO_HD inline unit_vector on_unit_sphere(double lon, double lat) {
  const sine_cosine l = sine_cosine_of_degrees(lon), b = sine_cosine_of_degrees(lat);
  return {b.cosine * l.cosine, b.cosine * l.sine, b.sine};
}

/// c[K] + c[K + Step] x + c[K + 2 Step] x^2 + ..., unrolled by recursion: nvcc and g++ have no common pragma for it.
template <int Step, int K, int N>
AGGLO_HD inline double horner(const double (&c)[N], double x) {
  if constexpr (K + Step >= N)
    return c[K];
  else
    return horner<Step, K + Step>(c, x) * x + c[K];
}
/// c[0] + c[1] x + ... + c[N - 1] x^(N - 1), even and odd powers apart: two chains half as long, so that neither waits.
template <int N>
AGGLO_HD inline double polynomial(const double (&c)[N], double x) {
  return horner<2, 1>(c, x * x) * x + horner<2, 0>(c, x * x);
}

/// Angle between two places, 0 .. pi: 2 asin(|a - b| / 2), or pi - 2 asin(|a + b| / 2) past a quarter turn, where the
/// first loses digits. The polynomial is 2 asin(sqrt(q) / 2) / sqrt(q) for q in 0 .. 2 to 3e-17 relative.
AGGLO_HD inline double central_angle(const unit_vector& a, const unit_vector& b) {
  constexpr double arc[] = {1.0,
                            0.041666666666662466,
                            0.004687500000251135,
                            0.0006975446369158594,
                            0.00011867954451856183,
                            2.1847250761055034e-05,
                            4.2393265232186344e-06,
                            8.424954770441882e-07,
                            2.0127872576528783e-07,
                            -9.924079316328766e-09,
                            7.506953579904677e-08,
                            -7.0779453055616e-08,
                            6.009350210746638e-08,
                            -3.7117016503551776e-08,
                            1.729305427517311e-08,
                            -5.801487598007531e-09,
                            1.3406250698758984e-09,
                            -1.9085902934543626e-10,
                            1.294087904918515e-11};
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  const double sx = a.x + b.x, sy = a.y + b.y, sz = a.z + b.z;
  const double chord2 = dx * dx + dy * dy + dz * dz, opposite2 = sx * sx + sy * sy + sz * sz;
  const bool far = chord2 > opposite2;
  const double q = far ? opposite2 : chord2;
  const double angle = std::sqrt(q) * polynomial(arc, q);
  return far ? 3.141592653589793 - angle : angle;
}

/// exp(y) for -708 <= y <= 0, to 2 units in the last place: y = k ln 2 + r, exp(r) by polynomial, 2^k by its exponent
/// bits.
AGGLO_HD inline double exp_of_negative(double y) {
  constexpr double to_integer = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves k in the low bits
  constexpr double log2_e = 1.4426950408889634, ln2_high = 0.6931471803691238, ln2_low = 1.9082149292705877e-10;
  constexpr double tail[] = {0.5000000000000001,     0.16666666666666669,    0.041666666666624164,
                             0.008333333333330065,   0.0013888888917196881,  0.0001984126986304067,
                             2.4801521322116825e-05, 2.7557268480116333e-06, 2.762007599981065e-07,
                             2.5100375924709717e-08};
  const double shifted = y * log2_e + to_integer, k = shifted - to_integer;
  const double r = (y - k * ln2_high) - k * ln2_low;
  const double exp_r = 1 + (r + r * r * polynomial(tail, r));
  const std::uint64_t power = (std::bit_cast<std::uint64_t>(shifted) << 52) + 0x3ff0000000000000u;
  return exp_r * std::bit_cast<double>(power);
}

/// Decay as a function of the angle: exp(-rate * angle), 0 where the exponent lies below `lowest`.
struct angular_decay {
  double rate, lowest;
};
/// `factor` stretches the distance, the cutoff counts in stretched km; 708 lengths end every decay at 3e-308.
AGGLO_HD inline angular_decay by_angle(const exponential_decay& d, double factor) {
  const double lowest = -d.cutoff_km / d.length_km;
  return {earth_radius_km * factor / d.length_km, lowest > -708 ? lowest : -708};
}

/// What a receiver draws from one source: decay * stock, and 0, not 0 * stock, beyond the cutoff.
AGGLO_HD inline double drawn(const unit_vector& receiver, const unit_vector& source, double stock,
                             const angular_decay& d) {
  const double exponent = -d.rate * central_angle(receiver, source);
  const double amount = exp_of_negative(exponent) * stock;
  return exponent < d.lowest ? 0 : amount;
}

}  // namespace agglo::detail
