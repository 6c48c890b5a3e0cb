#include "kernels/linkage/field_of_influence.hpp"

#include <algorithm>

#include "kernels/base/array.hpp"

namespace agglo {
namespace {

// Threads share out strips of columns; within a strip rows are read in order, so the sums are the same for any team.
void column_norms(matrix_view<const double, cpu> L, vector_view<double, cpu> norms) {
  constexpr index_type strip = 256;
#pragma omp parallel for schedule(static) if (L.rows * L.cols > 65536)
  for (index_type first = 0; first < L.cols; first += strip) {
    const index_type last = std::min(first + strip, L.cols);
    double squares[strip] = {};
    for (index_type i = 0; i < L.rows; ++i)
      for (index_type j = first; j < last; ++j) squares[j - first] += L(i, j) * L(i, j);
    for (index_type j = first; j < last; ++j) norms[j] = std::sqrt(squares[j - first]);
  }
}
// Eight running sums a row, so that one addition need not wait for the last.
void row_norms(matrix_view<const double, cpu> L, vector_view<double, cpu> norms) {
  constexpr index_type lanes = 8;
#pragma omp parallel for schedule(static) if (L.rows * L.cols > 65536)
  for (index_type i = 0; i < L.rows; ++i) {
    double part[lanes] = {};
    index_type j = 0;
    for (; j + lanes <= L.cols; j += lanes)
      for (index_type k = 0; k < lanes; ++k) part[k] += L(i, j + k) * L(i, j + k);
    for (index_type k = 0; j < L.cols; ++j, ++k) part[k] += L(i, j) * L(i, j);
    double sum = 0;
    for (const double p : part) sum += p;
    norms[i] = std::sqrt(sum);
  }
}

}  // namespace

void field_of_influence(context<cpu>& ctx, matrix_view<const double, cpu> L, matrix_view<double, cpu> F) {
  detail::check_field(L, F);
  vector<double, cpu> columns(ctx, L.rows), rows(ctx, L.rows);
  const auto of_column = columns.view(), of_row = rows.view();
  column_norms(L, of_column);
  row_norms(L, of_row);
#pragma omp parallel for schedule(static) if (F.rows * F.cols > 65536)
  for (index_type i = 0; i < F.rows; ++i)
    for (index_type j = 0; j < F.cols; ++j) F(i, j) = of_column[i] * of_row[j];
}

// In tiles, so that the transposed reading of L uses every line it fetches.
void tolerable_limits(context<cpu>&, matrix_view<const double, cpu> A, matrix_view<const double, cpu> L,
                      vector_view<const double, cpu> x, double p, matrix_view<double, cpu> R) {
  detail::check_limits(A, L, x, p, R);
  constexpr index_type tile = 32;
  const index_type n = A.rows;
#pragma omp parallel for schedule(static) if (n * n > 65536)
  for (index_type top = 0; top < n; top += tile)
    for (index_type left = 0; left < n; left += tile)
      for (index_type i = top; i < std::min(top + tile, n); ++i)
        for (index_type j = left; j < std::min(left + tile, n); ++j)
          R(i, j) = detail::tolerable_limit(A(i, j), L(j, i), L(i, i), x[i], x[j], p);
}

}  // namespace agglo
