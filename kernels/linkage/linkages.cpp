#include "kernels/linkage/linkages.hpp"

#include <vector>

#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_panels.hpp"

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
// Distances from the mean, not squares less a square.
void column_variation(matrix_view<const double, cpu> L, vector_view<const double, cpu> sums,
                      vector_view<double, cpu> variation) {
  const index_type n = L.cols;
  std::vector<double> mean(static_cast<std::size_t>(n));
  for (index_type j = 0; j < n; ++j) mean[static_cast<std::size_t>(j)] = sums[j] / static_cast<double>(L.rows);
  const double* centre = mean.data();
  detail::sum_over_rows(L.rows, n, variation.data, [&](index_type first, index_type last, double* squares) {
    for (index_type i = first; i < last; ++i)
#pragma omp simd
      for (index_type j = 0; j < n; ++j) squares[j] += (L(i, j) - centre[j]) * (L(i, j) - centre[j]);
  });
  for (index_type j = 0; j < n; ++j) variation[j] = detail::variation_of(sums[j], variation[j], L.rows);
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

void row_variation(context<cpu>&, matrix_view<const double, cpu> M, vector_view<double, cpu> variation) {
  expects_size(variation, M.rows, "variation", "row_variation");
#pragma omp parallel for schedule(static) if (M.rows * M.cols > 65536)
  for (index_type i = 0; i < M.rows; ++i) {
    double sum = 0, squares = 0;
    for (index_type j = 0; j < M.cols; ++j) sum += M(i, j);
    const double mean = sum / static_cast<double>(M.cols);
    for (index_type j = 0; j < M.cols; ++j) squares += (M(i, j) - mean) * (M(i, j) - mean);
    variation[i] = detail::variation_of(sum, squares, M.cols);
  }
}

}  // namespace agglo
