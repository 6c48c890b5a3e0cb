#pragma once
#include <cmath>
#include <random>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::test {

/// A plain inverse for comparison: Gauss and Jordan with pivoting, in long double.
inline std::vector<double> plain_inverse(const std::vector<double>& m, index_type n) {
  std::vector<long double> a(m.begin(), m.end()), b(m.size());
  for (index_type i = 0; i < n; ++i) b[i * n + i] = 1;
  for (index_type k = 0; k < n; ++k) {
    index_type p = k;
    for (index_type i = k; i < n; ++i)
      if (std::abs(a[i * n + k]) > std::abs(a[p * n + k])) p = i;
    for (index_type j = 0; j < n; ++j) std::swap(a[k * n + j], a[p * n + j]), std::swap(b[k * n + j], b[p * n + j]);
    const long double pivot = a[k * n + k];
    for (index_type j = 0; j < n; ++j) a[k * n + j] /= pivot, b[k * n + j] /= pivot;
    for (index_type i = 0; i < n; ++i) {
      const long double factor = a[i * n + k];
      if (i == k || factor == 0) continue;
      for (index_type j = 0; j < n; ++j) a[i * n + j] -= factor * a[k * n + j], b[i * n + j] -= factor * b[k * n + j];
    }
  }
  return {b.begin(), b.end()};
}
/// (I - A)^-1.
inline std::vector<double> plain_leontief(std::vector<double> A, index_type n) {
  for (index_type k = 0; k < n * n; ++k) A[k] = (k / n == k % n) - A[k];
  return plain_inverse(A, n);
}
/// M w.
inline std::vector<double> plain_product(const std::vector<double>& M, const std::vector<double>& w) {
  const auto n = static_cast<index_type>(w.size());
  std::vector<double> y(M.size() / w.size());
  for (index_type k = 0; k < static_cast<index_type>(M.size()); ++k) y[k / n] += M[k] * w[k % n];
  return y;
}
/// The transpose of a square matrix.
inline std::vector<double> transposed(const std::vector<double>& M, index_type n) {
  std::vector<double> t(M.size());
  for (index_type k = 0; k < n * n; ++k) t[k % n * n + k / n] = M[k];
  return t;
}
inline double plain_sum(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum;
}

/// A productive economy of n sectors with everything that belongs together.
struct economy {
  index_type n;
  std::vector<double> A, L, f, x, Z;

  /// From coefficients and final demand.
  economy(std::vector<double> coefficients, std::vector<double> demand)
      : n(static_cast<index_type>(demand.size())), A(std::move(coefficients)), L(plain_leontief(A, n)),
        f(std::move(demand)), x(plain_product(L, f)), Z(A) {
    for (index_type k = 0; k < n * n; ++k) Z[k] *= x[k % n];
  }
  /// Random, columns buying .3 to .8 of their output; `idle`, if not negative, is a sector without output.
  static economy random(index_type n, unsigned seed = 1, index_type idle = -1) {
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> u(0, 1);
    std::vector<double> A(n * n), f(n);
    for (double& a : A) a = std::pow(u(engine), 3);
    for (double& y : f) y = 1 + 99 * u(engine);
    for (index_type k = 0; k < n; ++k)
      if (idle >= 0) A[idle * n + k] = A[k * n + idle] = 0;
    if (idle >= 0) f[idle] = 0;
    for (index_type j = 0; j < n; ++j) {
      double sum = 0;
      for (index_type i = 0; i < n; ++i) sum += A[i * n + j];
      const double bought = .3 + .5 * u(engine);
      for (index_type i = 0; i < n; ++i) A[i * n + j] *= sum > 0 ? bought / sum : 0;
    }
    return {std::move(A), std::move(f)};
  }
  /// Z x̂^-1 turned round: B = x̂^-1 Z, zero rows where x is zero.
  [[nodiscard]] std::vector<double> B() const {
    std::vector<double> b(Z);
    for (index_type k = 0; k < n * n; ++k) b[k] = x[k / n] == 0 ? 0 : b[k] / x[k / n];
    return b;
  }
  /// Primary inputs in money: x - Z'1.
  [[nodiscard]] std::vector<double> v() const {
    std::vector<double> left(x);
    for (index_type k = 0; k < n * n; ++k) left[k % n] -= Z[k];
    return left;
  }
};

}  // namespace agglo::test
