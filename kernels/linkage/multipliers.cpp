#include "kernels/linkage/multipliers.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/row_panels.hpp"

namespace agglo {
namespace {

// sum += s(first..last)' L, four rows at a time: the sums stay in the cache and are touched once for four rows read.
void add_rows(vector_view<const double, cpu> s, matrix_view<const double, cpu> L, index_type first, index_type last,
              double* sum) {
  const auto weight = [&](index_type i) { return s.empty() ? 1.0 : s[i]; };
  index_type i = first;
  for (; i + 4 <= last; i += 4) {
    const double a = weight(i), b = weight(i + 1), c = weight(i + 2), d = weight(i + 3);
    const double *A = &L(i, 0), *B = &L(i + 1, 0), *C = &L(i + 2, 0), *D = &L(i + 3, 0);
#pragma omp simd
    for (index_type j = 0; j < L.cols; ++j) sum[j] += (a * A[j] + b * B[j]) + (c * C[j] + d * D[j]);
  }
  for (; i < last; ++i)
    for (index_type j = 0; j < L.cols; ++j) sum[j] += weight(i) * L(i, j);
}

}  // namespace

void multipliers(context<cpu>&, vector_view<const double, cpu> s, matrix_view<const double, cpu> L,
                 vector_view<double, cpu> m) {
  if (!s.empty()) expects_size(s, L.rows, "s");
  expects_size(m, L.cols, "m");
  detail::sum_over_rows(L.rows, L.cols, m.data,
                        [&](index_type first, index_type last, double* sum) { add_rows(s, L, first, last, sum); });
}

}  // namespace agglo
