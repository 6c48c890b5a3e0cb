#include "kernels/linkage/chain_position.hpp"

namespace agglo {

solve_result upstreamness(context<cpu>& ctx, matrix_view<const double, cpu> Z,
                          vector_view<const double, cpu> denominator, vector_view<double, cpu> U) {
  expects_size(denominator, Z.rows, "denominator");
  expects_size(U, Z.rows, "the result");
  return detail::solve_chain(ctx, leontief_equation::allocation, Z, denominator, U, "denominator", "upstreamness");
}
solve_result downstreamness(context<cpu>& ctx, matrix_view<const double, cpu> Z, vector_view<const double, cpu> x,
                            vector_view<double, cpu> D) {
  expects_size(x, Z.rows, "x");
  expects_size(D, Z.rows, "the result");
  return detail::solve_chain(ctx, leontief_equation::price, Z, x, D, "x", "downstreamness");
}

}  // namespace agglo
