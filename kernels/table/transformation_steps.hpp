#pragma once
#include "kernels/base/array.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"
#include "kernels/linkage/technical_coefficients.hpp"
#include "kernels/table/transformation_matrix.hpp"

namespace agglo::detail {

/// The steps, the same in both spaces. scale(T, outputs, of_columns) multiplies T's columns or rows; turn(S, T)
/// transposes.
template <space S, class Scale, class Turn>
void transformation_steps(context<S>& ctx, supply_use_model model, matrix_view<const double, S> supply,
                          matrix_view<double, S> T, Scale&& scale, Turn&& turn) {
  expects_shape(T, supply.cols, supply.rows, "T", "transformation_matrix");
  if (by_inverse(model)) expects_shape(supply, supply.rows, supply.rows, "S", "transformation_matrix");
  if (supply.empty()) return;
  vector<double, S> output(ctx, by_products(model) ? supply.rows : supply.cols);
  if (by_products(model))
    row_products(ctx, supply, vector_view<const double, S>{}, output.view());
  else
    multipliers(ctx, vector_view<const double, S>{}, supply, output.view());
  matrix<double, S> work(ctx, supply.rows, supply.cols);
  if (by_inverse(model)) {
    copy(ctx, supply, work.view());
    lu_inverse(ctx, work.view(), T);
    scale(T, std::as_const(output).view(), by_products(model));
    return;
  }
  if (by_products(model))
    allocation_coefficients(ctx, supply, std::as_const(output).view(), work.view());
  else
    technical_coefficients(ctx, supply, std::as_const(output).view(), work.view());
  turn(std::as_const(work).view(), T);
}

}  // namespace agglo::detail
