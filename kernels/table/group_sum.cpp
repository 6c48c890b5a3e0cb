#include "kernels/table/group_sum.hpp"

#include "kernels/base/error.hpp"

namespace agglo {

void group_sum(context<cpu>&, vector_view<const int, cpu> cell, vector_view<const double, cpu> value, vector_view<double, cpu> sum) {
  expects(cell.size == value.size, "cell and value must have one length");
  for (index_type c = 0; c < sum.size; ++c) sum[c] = 0;
  for (index_type i = 0; i < cell.size; ++i) sum[cell[i]] += value[i];
}

}  // namespace agglo
