#pragma once
#include <algorithm>
#include <cmath>

#include "kernels/base/array.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/spillover/technology_profiles.hpp"

// The order of the steps, the same in both spaces; each brings its own elementwise loops:
//   scale_rows(X, by_length, to, transposed)  rows of X over their length or their sum; transposed may be empty
//   cosines(products)                         products of columns become their cosines, in place
namespace agglo::detail {

template <space S>
void check_sparse(const sparse_rows<S>& X, const vector_view<double, S>& scaled) {
  expects_size(X.column, X.entries(), "column", "technology_profiles");
  expects_size(scaled, X.entries(), "scaled", "technology_profiles");
}
template <space S>
AGGLO_HD inline void scale_row(const sparse_rows<S>& X, index_type i, const vector_view<double, S>& scaled) {
  double square = 0;
  for (index_type e = X.start[i]; e < X.start[i + 1]; ++e) square += X.weight[e] * X.weight[e];
  const double length = std::sqrt(square);
  for (index_type e = X.start[i]; e < X.start[i + 1]; ++e) scaled[e] = length == 0 ? 0 : X.weight[e] / length;
}

template <space S, class ScaleRows, class Cosines>
void make_profiles(context<S>& ctx, matrix_view<const double, S> X, proximity measure, matrix_view<double, S> receives,
                   matrix_view<double, S> sends, const ScaleRows& scale_rows, const Cosines& cosines) {
  expects_shape(receives, X.rows, X.cols, "receives", "technology_profiles");
  expects_shape(sends, X.rows, X.cols, "sends", "technology_profiles");
  if (X.empty()) return;
  scale_rows(X, true, sends, matrix_view<double, S>{});
  if (measure == proximity::jaffe) {
    if (receives.data != sends.data) copy<double>(ctx, matrix_view<const double, S>(sends), receives);
    return;
  }
  constexpr index_type most = 4096;
  const index_type K = X.cols, batch = std::min(X.rows, most);
  matrix<double, S> share(ctx, batch, K), transposed(ctx, K, batch), omega(ctx, K, K);
  for (index_type first = 0; first < X.rows; first += batch) {
    const index_type rows = std::min(batch, X.rows - first);
    const auto by_firm = share.view().block(0, 0, rows, K), by_class = transposed.view().block(0, 0, K, rows);
    scale_rows(X.block(first, 0, rows, K), false, by_firm, by_class);
    gemm(ctx, 1, by_class, by_firm, first == 0 ? 0 : 1, omega.view());
  }
  cosines(omega.view());
  gemm(ctx, 1, sends, omega.view(), 0, receives);
}

}  // namespace agglo::detail
