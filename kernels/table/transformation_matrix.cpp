#include "kernels/table/transformation_matrix.hpp"

#include <algorithm>

#include "kernels/table/transformation_steps.hpp"

namespace agglo {
namespace {

void scale_matrix(matrix_view<double, cpu> T, vector_view<const double, cpu> outputs, bool of_columns) {
  for (index_type i = 0; i < T.rows; ++i)
    for (index_type j = 0; j < T.cols; ++j) T(i, j) *= of_columns ? outputs[j] : outputs[i];
}
// Tile by tile, so that neither side is read or written far apart.
void turn_matrix(matrix_view<const double, cpu> S, matrix_view<double, cpu> T) {
  constexpr index_type tile = 32;
  for (index_type i = 0; i < S.rows; i += tile)
    for (index_type j = 0; j < S.cols; j += tile)
      for (index_type k = i; k < std::min(i + tile, S.rows); ++k)
        for (index_type l = j; l < std::min(j + tile, S.cols); ++l) T(l, k) = S(k, l);
}

}  // namespace

void transformation_matrix(context<cpu>& ctx, supply_use_model model, matrix_view<const double, cpu> S,
                           matrix_view<double, cpu> T) {
  detail::transformation_steps(ctx, model, S, T, scale_matrix, turn_matrix);
}

}  // namespace agglo
