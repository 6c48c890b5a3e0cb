#include "kernels/linkage/ghosh_inverse.hpp"

#include "kernels/base/error.hpp"

namespace agglo {

void ghosh_inverse(context<cpu>&, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                   matrix_view<double, cpu> G) {
  expects_shape(L, L.rows, L.rows, "L");
  expects_size(x, L.rows, "x");
  expects_shape(G, L.rows, L.cols, "G");
#pragma omp parallel for schedule(static) if (L.rows * L.cols > 65536)
  for (index_type i = 0; i < L.rows; ++i)
    for (index_type j = 0; j < L.cols; ++j) G(i, j) = detail::ghosh_entry(L(i, j), x[i], x[j], i == j);
}

}  // namespace agglo
