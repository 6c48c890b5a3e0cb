#include "kernels/linkage/interregional_split.hpp"

#include "kernels/linkage/interregional_steps.hpp"

namespace agglo {

void interregional_split(context<cpu>& ctx, matrix_view<const double, cpu> A, vector_view<const double, cpu> v,
                         matrix_view<const double, cpu> L, std::span<const index_type> offsets,
                         interregional<cpu> split) {
  detail::split_regions(ctx, A, v, L, offsets, split);
}

}  // namespace agglo
