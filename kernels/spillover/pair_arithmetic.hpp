#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

#include "kernels/base/space.hpp"

// Angle, exponential and logarithm of one pair, written once for both spaces and both precisions: additions, products,
// selections and one square root or division, so that a compiler turns a loop of them into vector instructions, which
// it cannot do with calls of sin, asin and exp.
namespace agglo::detail {

/// A place as a point of the unit sphere, or of a plane (z = 0).
template <class Real>
struct point {
  Real x, y, z;
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

AGGLO_HD inline point<double> on_unit_sphere(double lon, double lat) {
  const sine_cosine l = sine_cosine_of_degrees(lon), b = sine_cosine_of_degrees(lat);
  return {b.cosine * l.cosine, b.cosine * l.sine, b.sine};
}

/// c[K] + c[K + Step] x + c[K + 2 Step] x^2 + ..., unrolled by recursion: nvcc and g++ have no common pragma for it.
template <int Step, int K, class Real, int N>
AGGLO_HD inline Real horner(const Real (&c)[N], Real x) {
  if constexpr (K + Step >= N)
    return c[K];
  else
    return horner<Step, K + Step>(c, x) * x + c[K];
}
/// c[0] + c[1] x + ... + c[N - 1] x^(N - 1), even and odd powers apart: two chains half as long, so that neither waits.
template <class Real, int N>
AGGLO_HD inline Real polynomial(const Real (&c)[N], Real x) {
  return horner<2, 1>(c, x * x) * x + horner<2, 0>(c, x * x);
}

/// 2 asin(sqrt(q) / 2) / sqrt(q) for q in 0 .. 2: to 3e-17 in double, 2e-8 in single precision.
AGGLO_HD inline double arc_over_chord(double q) {
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
  return polynomial(arc, q);
}
AGGLO_HD inline float arc_over_chord(float q) {
  constexpr float arc[] = {1.0F,
                           0.041667550802230835F,
                           0.004678733181208372F,
                           0.000730337982531637F,
                           5.9464317018864676e-05F,
                           7.813494448782876e-05F,
                           -2.3595010134158656e-05F,
                           6.924430181243224e-06F};
  return polynomial(arc, q);
}

/// Angle between two places, 0 .. pi: 2 asin(|a - b| / 2), or pi - 2 asin(|a + b| / 2) past a quarter turn, where the
/// first loses digits.
template <class Real>
AGGLO_HD inline Real central_angle(const point<Real>& a, const point<Real>& b) {
  const Real dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  const Real sx = a.x + b.x, sy = a.y + b.y, sz = a.z + b.z;
  const Real chord2 = dx * dx + dy * dy + dz * dz, opposite2 = sx * sx + sy * sy + sz * sz;
  const bool far = chord2 > opposite2;
  const Real q = far ? opposite2 : chord2;
  const Real angle = std::sqrt(q) * arc_over_chord(q);
  return far ? static_cast<Real>(3.141592653589793) - angle : angle;
}
template <class Real>
AGGLO_HD inline Real plane_distance(const point<Real>& a, const point<Real>& b) {
  const Real dx = a.x - b.x, dy = a.y - b.y;
  return std::sqrt(dx * dx + dy * dy);
}

/// exp(y) for |y| <= 708, to 2 units in the last place: y = k ln 2 + r, exp(r) by polynomial, 2^k by its exponent bits.
AGGLO_HD inline double exp_of(double y) {
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
/// The same for |y| <= 87.
AGGLO_HD inline float exp_of(float y) {
  constexpr float to_integer = 12582912.0F;  // 1.5 * 2^23
  constexpr float log2_e = 1.44269504F, ln2_high = 0.693359375F, ln2_low = -2.12194440e-4F;
  constexpr float tail[] = {0.5F, 0.16666576266288757F, 0.04166685417294502F, 0.008363200351595879F,
                            0.0013901309575885534F};
  const float shifted = y * log2_e + to_integer, k = shifted - to_integer;
  const float r = (y - k * ln2_high) - k * ln2_low;
  const float exp_r = 1 + (r + r * r * polynomial(tail, r));
  const std::uint32_t power = (std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3f800000u;
  return exp_r * std::bit_cast<float>(power);
}

/// ln(m) for m near 1, 2 artanh((m - 1) / (m + 1)), by its series; |m - 1| at most the square root of 2 less 1.
template <class Real>
AGGLO_HD inline Real log_near_one(Real m) {
  constexpr Real odd[] = {Real(2.0),      Real(2.0 / 3),  Real(2.0 / 5),  Real(2.0 / 7),  Real(2.0 / 9), Real(2.0 / 11),
                          Real(2.0 / 13), Real(2.0 / 15), Real(2.0 / 17), Real(2.0 / 19), Real(2.0 / 21)};
  const Real s = (m - 1) / (m + 1);
  return s * polynomial(odd, s * s);
}
/// ln(d) for a normal d > 0, to 2 units in the last place or 1e-16 (1e-7) absolute, whichever is more; a NaN stays one.
AGGLO_HD inline double log_of(double d) {
  constexpr std::uint64_t half_root = 0x3fe6a09e667f3bcdu;  // of sqrt(1/2): the mantissa's lower end
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(d), above = bits - half_root;
  const double k = static_cast<double>(static_cast<std::int32_t>(static_cast<std::int64_t>(above) >> 52));
  const double m = std::bit_cast<double>((above & 0xfffffffffffffu) + half_root);
  const double ln = k * 0.6931471803691238 + (log_near_one(m) + k * 1.9082149292705877e-10);
  return d == d ? ln : d;
}
AGGLO_HD inline float log_of(float d) {
  constexpr std::uint32_t half_root = 0x3f3504f3u;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(d), above = bits - half_root;
  const float k = static_cast<float>(static_cast<std::int32_t>(above) >> 23);
  const float m = std::bit_cast<float>((above & 0x7fffffu) + half_root);
  const float ln = k * 0.693359375F + (log_near_one(m) - k * 2.12194440e-4F);
  return d == d ? ln : d;
}

}  // namespace agglo::detail
