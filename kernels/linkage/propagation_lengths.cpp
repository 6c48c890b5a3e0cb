#include "kernels/linkage/propagation_lengths.hpp"

#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"

namespace agglo {

void propagation_lengths(context<cpu>& ctx, matrix_view<const double, cpu> L, matrix_view<double, cpu> V) {
  detail::check_lengths(L, V);
  const index_type n = L.rows;
  matrix<double, cpu> beyond(ctx, n, n);
  const auto D = beyond.view();  // L - I
#pragma omp parallel for schedule(static) if (n * n > 65536)
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) D(i, j) = detail::beyond_itself(L(i, j), i == j);
  gemm(ctx, 1, L, D, 0, V);
#pragma omp parallel for schedule(static) if (n * n > 65536)
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) V(i, j) = detail::mean_rounds(V(i, j), D(i, j));
}

}  // namespace agglo
