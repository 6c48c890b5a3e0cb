#include "kernels/dense/lu_inverse.hpp"

#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"

extern "C" {
void dgetrf_(const int*, const int*, double*, const int*, int*, int*);
void dgetrs_(const char*, const int*, const int*, const double*, const int*, const int*, double*, const int*, int*);
}

namespace agglo {

void detail::check_pivots(int info, const char* where) {
  if (info == 0) return;
  if (info < 0) throw shape_error(std::string(where) + ": LAPACK refuses argument " + std::to_string(-info));
  throw numeric_error(std::string(where) + ": the matrix is singular at row " + std::to_string(info - 1), {info - 1});
}

// Row-major M read as column-major is its transpose, and (M^T)^-1 = (M^-1)^T: written back through the same reading, X
// comes out row-major, so nothing is transposed.
void lu_inverse(context<cpu>& ctx, matrix_view<double, cpu> M, matrix_view<double, cpu> X) {
  expects_shape(M, M.rows, M.rows, "M");
  expects_shape(X, M.rows, M.cols, "X");
  if (M.empty()) return;
  const int n = static_cast<int>(M.rows), ldm = static_cast<int>(M.stride), ldx = static_cast<int>(X.stride);
  std::vector<int> pivots(static_cast<std::size_t>(n));
  int info = 0;
  dgetrf_(&n, &n, M.data, &ldm, pivots.data(), &info);
  detail::check_pivots(info, "lu_inverse");
  clear(ctx, X);
  for (index_type i = 0; i < n; ++i) X(i, i) = 1;
  dgetrs_("N", &n, &n, M.data, &ldm, pivots.data(), X.data, &ldx, &info);
  detail::check_pivots(info, "lu_inverse");
}

}  // namespace agglo
