#pragma once
#include <vector>

#include "bench/kernels/economy.hpp"
#include "kernels/base/array.hpp"

namespace agglo::bench {

inline double square(index_type n) { return static_cast<double>(n) * static_cast<double>(n); }
inline double cube(index_type n) { return square(n) * static_cast<double>(n); }

/// A, v and x in the memory of S: what every case below starts from.
template <space S>
struct held {
  using input = economy;
  static input make(index_type n) { return input(n); }
  held(context<S>& ctx, const input& e) : n(e.n), A(ctx, e.n, e.n, e.A), v(ctx, e.v), x(ctx, e.x) {}
  index_type n;
  matrix<double, S> A;
  vector<double, S> v, x;
};

inline std::vector<double> column_sums(const std::vector<double>& M, index_type n) {
  std::vector<double> sum(static_cast<std::size_t>(n));
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) sum[j] += M[i * n + j];
  return sum;
}

}  // namespace agglo::bench
