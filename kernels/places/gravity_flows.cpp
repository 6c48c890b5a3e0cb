#include "kernels/places/gravity_flows.hpp"

#include "kernels/places/gravity_steps.hpp"

namespace agglo {
namespace {

// The build targets plain x86-64; these loops are compiled for wider vectors as well and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define AGGLO_WIDE_VECTORS [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define AGGLO_WIDE_VECTORS
#endif
AGGLO_WIDE_VECTORS void flows_over(double sum, double O, const double* K, const double* D, index_type count,
                                   double* T) {
#pragma omp simd
  for (index_type j = 0; j < count; ++j) T[j] = detail::gravity_flow(O, K[j], D[j], sum);
}
AGGLO_WIDE_VECTORS void flows_over_each(const double* sum, double O, const double* K, const double* D, index_type count,
                                        double* T) {
#pragma omp simd
  for (index_type j = 0; j < count; ++j) T[j] = detail::gravity_flow(O, K[j], D[j], sum[j]);
}
#undef AGGLO_WIDE_VECTORS

}  // namespace

ras_outcome gravity_flows(context<cpu>& ctx, gravity_constraint constraint, matrix_view<const double, cpu> K,
                          vector_view<const double, cpu> O, vector_view<const double, cpu> D,
                          matrix_view<double, cpu> T, const ras_options& options) {
  return detail::gravity(ctx, constraint, K, O, D, T, options,
                         [&](detail::reached_by by, vector_view<const double, cpu> reached) {
#pragma omp parallel for schedule(static) if (K.rows * K.cols > 65536)
                           for (index_type i = 0; i < K.rows; ++i) {
                             const double *const k = K.row(i).data, *const d = D.data;
                             double* const t = T.row(i).data;
                             if (by == detail::reached_by::destination)
                               flows_over_each(reached.data, O[i], k, d, K.cols, t);
                             else
                               flows_over(by == detail::reached_by::nobody ? 1 : reached[i], O[i], k, d, K.cols, t);
                           }
                         });
}

}  // namespace agglo
