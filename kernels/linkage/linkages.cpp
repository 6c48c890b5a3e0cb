#include "kernels/linkage/linkages.hpp"

#include <algorithm>

#include "kernels/linkage/multipliers.hpp"

namespace agglo {
namespace {

void row_sums(matrix_view<const double, cpu> M, vector_view<double, cpu> sums) {
#pragma omp parallel for schedule(static) if (M.rows * M.cols > 65536)
  for (index_type i = 0; i < M.rows; ++i) {
    double sum = 0;
    for (index_type j = 0; j < M.cols; ++j) sum += M(i, j);
    sums[i] = sum;
  }
}
void over_mean(vector_view<const double, cpu> linkage, vector_view<double, cpu> index) {
  double total = 0;
  for (index_type i = 0; i < linkage.size; ++i) total += linkage[i];
  for (index_type i = 0; i < linkage.size; ++i) index[i] = static_cast<double>(linkage.size) * linkage[i] / total;
}
// Threads share out strips of columns, as multipliers does; distances from the mean, not squares less a square.
void column_variation(matrix_view<const double, cpu> L, vector_view<const double, cpu> sums,
                      vector_view<double, cpu> variation) {
  constexpr index_type strip = 256;
#pragma omp parallel for schedule(static) if (L.rows * L.cols > 65536)
  for (index_type first = 0; first < L.cols; first += strip) {
    const index_type last = std::min(first + strip, L.cols);
    double squares[strip] = {}, mean[strip];
    for (index_type j = first; j < last; ++j) mean[j - first] = sums[j] / static_cast<double>(L.rows);
    for (index_type i = 0; i < L.rows; ++i)
      for (index_type j = first; j < last; ++j) {
        const double d = L(i, j) - mean[j - first];
        squares[j - first] += d * d;
      }
    for (index_type j = first; j < last; ++j) variation[j] = detail::variation_of(sums[j], squares[j - first], L.rows);
  }
}

}  // namespace

void linkages(context<cpu>& ctx, matrix_view<const double, cpu> L, matrix_view<const double, cpu> G,
              linkage_measures<cpu> m) {
  detail::check_linkage_shapes(L, G, m);
  multipliers(ctx, {}, L, m.backward);
  row_sums(G, m.forward);
  over_mean(m.backward, m.power);
  over_mean(m.forward, m.sensitivity);
  column_variation(L, m.backward, m.variation);
}

}  // namespace agglo
