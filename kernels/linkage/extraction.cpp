#include "kernels/linkage/extraction.hpp"

#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {

void extraction(context<cpu>& ctx, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                vector_view<const double, cpu> f, extraction_losses<cpu> m) {
  detail::check_extraction(L, x, f, m);
  multipliers(ctx, {}, L, m.total);
  row_products(ctx, L, x, m.forward);
  for (index_type j = 0; j < L.rows; ++j) detail::finish_extraction(j, L(j, j), x[j], f[j], m);
}

}  // namespace agglo
