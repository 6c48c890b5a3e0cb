#pragma once
#include <string>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "kernels/linkage/region_inverse.hpp"

namespace agglo::detail {

template <space S>
void check_region(matrix_view<const double, S> A, vector_view<const double, S> v, index_type first, index_type count,
                  matrix_view<double, S> M) {
  const char* const where = "region_inverse";
  expects_shape(A, A.rows, A.rows, "A", where);
  expects(first >= 0 && count >= 0 && first + count <= A.rows, "the region reaches beyond the table", where);
  if (!v.empty()) expects_size(v, A.rows, "v", where);
  expects_shape(M, count, count, "M", where);
}

/// Inverts the region's block with its slack (empty: none given); positions in errors become those of the whole table.
template <space S>
void invert_region(context<S>& ctx, matrix_view<const double, S> block, vector_view<const double, S> slack,
                   index_type first, matrix_view<double, S> M) {
  const auto moved = [first](std::vector<std::ptrdiff_t> at) {
    for (auto& sector : at) sector += first;
    return at;
  };
  const auto told = [first](const error& e) {
    return std::string(e.what()) + " (numbers count from sector " + std::to_string(first) +
           ", where the region starts)";
  };
  try {
    leontief_inverse(ctx, block, slack, M);
  } catch (const numeric_error& e) {
    throw numeric_error(told(e), moved(e.at));
  } catch (const data_error& e) {
    throw data_error(told(e), moved(e.at));
  }
}

}  // namespace agglo::detail
