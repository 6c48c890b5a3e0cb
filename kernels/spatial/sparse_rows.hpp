#pragma once
#include <vector>

#include "kernels/base/array.hpp"

namespace agglo {

/// A sparse n x m matrix by rows (CSR): row i holds weight[e] in column[e] for start[i] <= e < start[i + 1]. A view.
/// Columns lie in 0 .. columns - 1 and start never falls: whoever builds it answers for that, kernels do not look.
template <space S>
struct sparse_rows {
  vector_view<const index_type, S> start;  ///< n + 1 values from 0, or empty for n = 0
  vector_view<const int, S> column;
  vector_view<const double, S> weight;
  index_type columns = 0;

  [[nodiscard]] AGGLO_HD constexpr index_type rows() const { return start.size == 0 ? 0 : start.size - 1; }
  [[nodiscard]] AGGLO_HD constexpr index_type entries() const { return weight.size; }
};

/// Its owner in the memory of S, copied from host arrays.
template <space S>
class sparse_matrix {
 public:
  sparse_matrix(context<S>& ctx, index_type columns, const std::vector<index_type>& start,
                const std::vector<int>& column, const std::vector<double>& weight)
      : columns_(columns), start_(ctx, std::span<const index_type>(start)), column_(ctx, std::span<const int>(column)),
        weight_(ctx, std::span<const double>(weight)) {}
  [[nodiscard]] sparse_rows<S> view() const { return {start_.view(), column_.view(), weight_.view(), columns_}; }

 private:
  index_type columns_;
  vector<index_type, S> start_;
  vector<int, S> column_;
  vector<double, S> weight_;
};

}  // namespace agglo
