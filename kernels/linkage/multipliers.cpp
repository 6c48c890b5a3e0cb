#include "kernels/linkage/multipliers.hpp"

#include <algorithm>

#include "kernels/base/error.hpp"

namespace agglo {

// Threads share out strips of columns; within a strip rows are read in order, so the sums are the same for any team.
void multipliers(context<cpu>&, vector_view<const double, cpu> s, matrix_view<const double, cpu> L,
                 vector_view<double, cpu> m) {
  if (!s.empty()) expects_size(s, L.rows, "s");
  expects_size(m, L.cols, "m");
  constexpr index_type strip = 256;
#pragma omp parallel for schedule(static) if (L.rows * L.cols > 65536)
  for (index_type first = 0; first < L.cols; first += strip) {
    const index_type last = std::min(first + strip, L.cols);
    for (index_type j = first; j < last; ++j) m[j] = 0;
    for (index_type i = 0; i < L.rows; ++i) {
      const double weight = s.empty() ? 1.0 : s[i];
      for (index_type j = first; j < last; ++j) m[j] += weight * L(i, j);
    }
  }
}

}  // namespace agglo
