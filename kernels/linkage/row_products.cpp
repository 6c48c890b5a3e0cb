#include "kernels/linkage/row_products.hpp"

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

// Eight running sums, so that one addition need not wait for the last: any vector width keeps this order.
constexpr index_type lanes = 8;

template <class Term>
double sum_of(index_type count, Term term) {
  double part[lanes] = {};
  index_type j = 0;
  for (; j + lanes <= count; j += lanes)
    for (index_type k = 0; k < lanes; ++k) part[k] += term(j + k);
  for (index_type k = 0; j < count; ++j, ++k) part[k] += term(j);
  double sum = 0;
  for (const double p : part) sum += p;
  return sum;
}

}  // namespace

void row_products(context<cpu>&, matrix_view<const double, cpu> M, vector_view<const double, cpu> w,
                  vector_view<double, cpu> y) {
  if (!w.empty()) expects_size(w, M.cols, "w");
  expects_size(y, M.rows, "y");
#pragma omp parallel for schedule(static) if (M.rows * M.cols > 65536)
  for (index_type i = 0; i < M.rows; ++i) {
    const double* const row = M.row(i).data;
    y[i] = w.empty() ? sum_of(M.cols, [row](index_type j) { return row[j]; })
                     : sum_of(M.cols, [row, w](index_type j) { return row[j] * w[j]; });
  }
}

}  // namespace agglo
