#include "kernels/spatial/sparse_product.hpp"

#include <algorithm>

namespace agglo {
namespace {

constexpr index_type together = 8;  // columns whose sums stay in registers
constexpr index_type ahead = 24;    // entries

// Columns first .. first + Columns of row i.
template <index_type Columns>
void add_row(const sparse_rows<cpu>& W, const matrix_view<const double, cpu>& X, const matrix_view<double, cpu>& Y,
             index_type i, index_type first) {
  double sum[Columns] = {};
  for (index_type e = W.start[i]; e < W.start[i + 1]; ++e) {
    const double w = W.weight[e];
    const double* const x = &X(W.column[e], first);
    // Neighbours far off are not in the cache, and nothing tells the processor which come next: half the time.
    if (Columns > 1 && e + ahead < W.entries()) __builtin_prefetch(&X(W.column[e + ahead], first));
    for (index_type c = 0; c < Columns; ++c) sum[c] += w * x[c];
  }
  std::copy_n(sum, Columns, &Y(i, first));
}

}  // namespace

void sparse_product(context<cpu>&, sparse_rows<cpu> W, matrix_view<const double, cpu> X, matrix_view<double, cpu> Y) {
  expects_size(W.column, W.entries(), "column");
  expects_shape(X, W.columns, X.cols, "X");
  expects_shape(Y, W.rows(), X.cols, "Y");
#pragma omp parallel for schedule(static) if (W.entries() * X.cols > 65536)
  for (index_type i = 0; i < W.rows(); ++i) {
    index_type c = 0;
    for (; c + together <= X.cols; c += together) add_row<together>(W, X, Y, i, c);
    for (; c < X.cols; ++c) add_row<1>(W, X, Y, i, c);
  }
}

}  // namespace agglo
