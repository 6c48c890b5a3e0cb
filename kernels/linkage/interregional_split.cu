#include "kernels/linkage/interregional_split.hpp"
#include "kernels/linkage/interregional_steps.hpp"

namespace agglo {

void interregional_split(context<gpu>& ctx, matrix_view<const double, gpu> A, vector_view<const double, gpu> v,
                         matrix_view<const double, gpu> L, std::span<const index_type> offsets,
                         interregional<gpu> split) {
  detail::split_regions(ctx, A, v, L, offsets, split);
}

}  // namespace agglo
