#pragma once
// Random inputs and plain host checks that several kernels share.
#include <cmath>
#include <random>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::bench {

inline std::vector<double> uniform(index_type n, double low, double high, unsigned seed = 5) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> u(low, high);
  std::vector<double> v(static_cast<std::size_t>(n));
  for (double& x : v) x = u(engine);
  return v;
}

/// Input coefficients of n sectors whose columns leave a share v of 0.1 to 0.6 for primary inputs; output x.
struct economy {
  explicit economy(index_type sectors)
      : n(sectors), A(uniform(n * n, 0, 1)), v(uniform(n, .1, .6, 6)), x(uniform(n, 1, 100, 7)) {
    std::vector<double> sum(static_cast<std::size_t>(n));
    for (double& a : A) a *= a * a;  // few large inputs, many small ones
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) sum[j] += A[i * n + j];
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) A[i * n + j] *= (1 - v[j]) / sum[j];
  }
  index_type n;
  std::vector<double> A, v, x;
};

/// M w, row-major M of any number of rows.
inline std::vector<double> product(const double* M, const std::vector<double>& w) {
  const auto n = static_cast<index_type>(w.size());
  std::vector<double> out(w.size());
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < n; ++i) {
    double sum = 0;
    for (index_type j = 0; j < n; ++j) sum += M[i * n + j] * w[j];
    out[i] = sum;
  }
  return out;
}

/// How far (I - A) y is from w.
inline double leontief_residual(const std::vector<double>& A, const std::vector<double>& y,
                                const std::vector<double>& w) {
  const auto Ay = product(A.data(), y);
  double worst = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double off = std::abs(y[i] - Ay[i] - w[i]);
    if (!(off <= worst)) worst = std::isnan(off) ? HUGE_VAL : off;
  }
  return worst;
}

}  // namespace agglo::bench
