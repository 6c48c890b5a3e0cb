#include "kernels/spillover/javorcik_spillovers.hpp"

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "kernels/linkage/row_products.hpp"
#include "kernels/linkage/technical_coefficients.hpp"

namespace agglo {
namespace {

template <space S>
void clear_diagonal(context<S>& ctx, matrix<double, S>& m) {
  clear(ctx, matrix_view<double, S>(m.view().data, m.rows(), 1, m.rows() + 1));
}

template <space S>
void spill(context<S>& ctx, matrix_view<const double, S> Z, matrix_view<const double, S> H,
           matrix_view<const double, S> H_out, matrix_view<double, S> backward, matrix_view<double, S> forward) {
  constexpr const char* where = "javorcik_spillovers";
  const index_type n = Z.rows, cells = H.rows;
  expects_shape(Z, n, n, "Z", where);
  expects_shape(H, cells, n, "H", where);
  expects_shape(H_out, cells, n, "H_out", where);
  expects_shape(backward, cells, n, "backward", where);
  expects_shape(forward, cells, n, "forward", where);
  if (H.empty()) return;
  vector<double, S> sum(ctx, n);
  matrix<double, S> alpha(ctx, n, n), sigma(ctx, n, n);
  row_products(ctx, Z, {}, sum.view());
  allocation_coefficients(ctx, Z, sum.view(), alpha.view());
  multipliers(ctx, {}, Z, sum.view());
  technical_coefficients(ctx, Z, sum.view(), sigma.view());
  clear_diagonal(ctx, alpha);
  clear_diagonal(ctx, sigma);
  for (index_type c = 0; c < cells; ++c) {
    row_products(ctx, alpha.view(), H.row(c), backward.row(c));
    multipliers(ctx, H_out.row(c), sigma.view(), forward.row(c));
  }
}

}  // namespace

#define AGGLO_JAVORCIK(S)                                                                                   \
  void javorcik_spillovers(context<S>& ctx, matrix_view<const double, S> Z, matrix_view<const double, S> H, \
                           matrix_view<const double, S> H_out, matrix_view<double, S> backward,             \
                           matrix_view<double, S> forward) {                                                \
    spill(ctx, Z, H, H_out, backward, forward);                                                             \
  }
AGGLO_FOR_EACH_SPACE(AGGLO_JAVORCIK)
#undef AGGLO_JAVORCIK

}  // namespace agglo
