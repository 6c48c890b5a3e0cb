#pragma once
#include <algorithm>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::detail {

/// sum(j) = what add(first, last, sums) adds to sums(0 .. cols - 1) for all rows, in panels that threads share out.
///
/// Every thread reads memory in its order; strips of columns would touch a new page in every row (11 GB/s where this
/// reads 43). The panels depend on the shape alone and their sums are added in order: the same bits for any team.
/// Scratch  at most 64 cols doubles.
template <class Add>
void sum_over_rows(index_type rows, index_type cols, double* sum, const Add& add) {
  std::fill_n(sum, cols, 0.0);
  if (rows == 0 || cols == 0) return;
  const index_type height = std::max<index_type>(128, (rows + 63) / 64), panels = (rows + height - 1) / height;
  if (panels == 1) return add(0, rows, sum);
  std::vector<double> sums(static_cast<std::size_t>(panels * cols));
#pragma omp parallel for schedule(static) if (rows * cols > 65536)
  for (index_type p = 0; p < panels; ++p) add(p * height, std::min((p + 1) * height, rows), sums.data() + p * cols);
  for (index_type p = 0; p < panels; ++p)
    for (index_type j = 0; j < cols; ++j) sum[j] += sums[static_cast<std::size_t>(p * cols + j)];
}

}  // namespace agglo::detail
