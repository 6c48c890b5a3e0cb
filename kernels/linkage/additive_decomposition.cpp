#include "kernels/linkage/additive_decomposition.hpp"

#include "kernels/linkage/additive_steps.hpp"

namespace agglo {

void additive_decomposition(context<cpu>& ctx, matrix_view<const double, cpu> M1, matrix_view<const double, cpu> M2,
                            matrix_view<const double, cpu> M3, std::span<const index_type> offsets,
                            additive_terms<cpu> terms) {
  const auto less = [](matrix_view<const double, cpu> M, matrix_view<double, cpu> out) {
#pragma omp parallel for schedule(static) if (M.rows * M.cols > 65536)
    for (index_type i = 0; i < M.rows; ++i)
      for (index_type j = 0; j < M.cols; ++j) out(i, j) = detail::less_identity(M(i, j), i, j);
  };
  detail::add_up<cpu>(ctx, M1, M2, M3, offsets, terms, less);
}

}  // namespace agglo
