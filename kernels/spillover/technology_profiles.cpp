#include "kernels/spillover/technology_profiles.hpp"

#include <cmath>
#include <vector>

#include "kernels/spillover/technology_profiles_steps.hpp"

namespace agglo {
namespace {

void scale_rows(matrix_view<const double, cpu> X, bool by_length, matrix_view<double, cpu> to,
                matrix_view<double, cpu> transposed) {
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < X.rows; ++i) {
    double total = 0;
    for (index_type k = 0; k < X.cols; ++k) total += by_length ? X(i, k) * X(i, k) : X(i, k);
    const double size = by_length ? std::sqrt(total) : total;
    for (index_type k = 0; k < X.cols; ++k) {
      to(i, k) = size == 0 ? 0 : X(i, k) / size;
      if (!transposed.empty()) transposed(k, i) = to(i, k);
    }
  }
}

void cosines(matrix_view<double, cpu> products) {
  std::vector<double> length;
  for (index_type a = 0; a < products.rows; ++a) length.push_back(std::sqrt(products(a, a)));
  for (index_type a = 0; a < products.rows; ++a)
    for (index_type b = 0; b < products.cols; ++b)
      if (length[a] != 0 && length[b] != 0) products(a, b) /= length[a] * length[b];
}

}  // namespace

void technology_profiles(context<cpu>& ctx, matrix_view<const double, cpu> X, proximity measure,
                         matrix_view<double, cpu> receives, matrix_view<double, cpu> sends) {
  detail::make_profiles(ctx, X, measure, receives, sends, scale_rows, cosines);
}

void technology_profiles(context<cpu>&, sparse_rows<cpu> X, vector_view<double, cpu> scaled) {
  detail::check_sparse(X, scaled);
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < X.rows(); ++i) detail::scale_row(X, i, scaled);
}

}  // namespace agglo
