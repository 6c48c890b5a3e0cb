#pragma once
#include <cmath>
#include <random>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::test {

/// A table of n sectors with flows over six orders of magnitude and primary inputs of about `share` of each column:
/// A, and v to full relative precision.
struct skewed_economy {
  index_type n;
  std::vector<double> A, v;
};
inline skewed_economy skewed_economy_of(index_type n, double share, unsigned seed = 3) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> u(0, 1);
  skewed_economy e{n, std::vector<double>(static_cast<std::size_t>(n * n)), {}};
  for (double& z : e.A) z = std::pow(10.0, -6 * u(engine));
  for (index_type j = 0; j < n; ++j) {
    double sum = 0;
    for (index_type i = 0; i < n; ++i) sum += e.A[i * n + j];
    const double primary = sum * share * (0.5 + u(engine)), x = sum + primary;
    for (index_type i = 0; i < n; ++i) e.A[i * n + j] /= x;
    e.v.push_back(primary / x);
  }
  return e;
}

}  // namespace agglo::test
