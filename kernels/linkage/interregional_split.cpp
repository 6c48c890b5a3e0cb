#include "kernels/linkage/interregional_split.hpp"

#include "kernels/linkage/interregional_steps.hpp"

namespace agglo {
namespace {

struct cpu_steps {
  void mark_outside(index_type first, index_type count, vector_view<double, cpu> mark) const {
    for (index_type i = 0; i < mark.size; ++i) mark[i] = detail::outside(i, first, count);
  }
  void keep_outside(vector_view<const double, cpu> mark, vector_view<double, cpu> y) const {
    for (index_type i = 0; i < y.size; ++i) y[i] *= mark[i];
  }
  void add(vector_view<const double, cpu> more, vector_view<double, cpu> sum) const {
    for (index_type i = 0; i < sum.size; ++i) sum[i] += more[i];
  }
};

}  // namespace

void interregional_split(context<cpu>& ctx, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                         matrix_view<const double, cpu> L, std::span<const index_type> offsets,
                         interregional<cpu> split) {
  detail::split_regions(ctx, A, v, L, offsets, split, cpu_steps{});
}

}  // namespace agglo
