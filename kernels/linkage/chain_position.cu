// No kernels of its own: leontief_solve has them.
#include "kernels/linkage/chain_position.hpp"

namespace agglo {

solve_result upstreamness(context<gpu>& ctx, matrix_view<const double, gpu> Z,
                          vector_view<const double, gpu> denominator, vector_view<double, gpu> U) {
  expects_size(denominator, Z.rows, "denominator");
  expects_size(U, Z.rows, "the result");
  return detail::solve_chain(ctx, leontief_equation::allocation, Z, denominator, U, "denominator", "upstreamness");
}
solve_result downstreamness(context<gpu>& ctx, matrix_view<const double, gpu> Z, vector_view<const double, gpu> x,
                            vector_view<double, gpu> D) {
  expects_size(x, Z.rows, "x");
  expects_size(D, Z.rows, "the result");
  return detail::solve_chain(ctx, leontief_equation::price, Z, x, D, "x", "downstreamness");
}

}  // namespace agglo
