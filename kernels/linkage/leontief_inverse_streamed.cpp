#include "kernels/linkage/leontief_inverse_streamed.hpp"

namespace agglo {

inverse_route leontief_inverse_streamed(context<cpu>& ctx, matrix_view<const double, cpu> A,
                                        vector_view<const double, cpu> v, matrix_view<double, cpu> L, std::size_t) {
  return leontief_inverse(ctx, A, v, L);
}

}  // namespace agglo
