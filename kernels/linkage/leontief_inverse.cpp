#include "kernels/linkage/leontief_inverse.hpp"

#include "kernels/base/array.hpp"
#include "kernels/dense/lu_inverse.hpp"

namespace agglo {

void leontief_inverse(context<cpu>& ctx, matrix_view<const double, cpu> A, matrix_view<double, cpu> L) {
  expects_shape(A, A.rows, A.rows, "A");
  expects_shape(L, A.rows, A.cols, "L");
  const index_type n = A.rows;
  matrix<double, cpu> M(ctx, n, n);
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) M.view()(i, j) = (i == j) - A(i, j);
  lu_inverse(ctx, M.view(), L);
}

}  // namespace agglo
