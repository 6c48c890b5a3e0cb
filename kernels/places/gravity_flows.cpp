#include "kernels/places/gravity_flows.hpp"

#include "kernels/places/gravity_steps.hpp"

namespace agglo {

ras_outcome gravity_flows(context<cpu>& ctx, gravity_constraint constraint, matrix_view<const double, cpu> K,
                          vector_view<const double, cpu> O, vector_view<const double, cpu> D,
                          matrix_view<double, cpu> T, const ras_options& options) {
  return detail::gravity(
      ctx, constraint, K, O, D, T, options, [&](detail::reached_by by, vector_view<const double, cpu> reached) {
#pragma omp parallel for schedule(static) if (K.rows * K.cols > 65536)
        for (index_type i = 0; i < K.rows; ++i)
          for (index_type j = 0; j < K.cols; ++j) {
            const double sum = by == detail::reached_by::nobody ? 1 : reached[by == detail::reached_by::origin ? i : j];
            T(i, j) = detail::gravity_flow(O[i], K(i, j), D[j], sum);
          }
      });
}

}  // namespace agglo
