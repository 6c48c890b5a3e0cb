#pragma once
// What leontief_inverse.cu shares with the form for tables that do not fit a device.
#include <vector>

#include "kernels/dense/emulated_products.cuh"
#include "kernels/linkage/leontief_inverse.hpp"

namespace agglo::detail {

/// The facts of choose_route for a strip of A's columns, of which the first meets the diagonal in row `diagonal`.
void note_columns(context<gpu>&, matrix_view<const double, gpu> A, index_type diagonal, vector_view<double, gpu> slack,
                  vector_view<double, gpu> lowest);

/// out = base + weights' M (weights empty: 1'M), summed in a fixed order; out may be base.
void add_column_sums(context<gpu>&, vector_view<const double, gpu> base, vector_view<const double, gpu> weights,
                     matrix_view<const double, gpu> M, vector_view<double, gpu> out);

/// H becomes (I - H)^-1 by the recursion; v, its column slack, is overwritten. n^2 / 2 doubles of scratch on the
/// device. Returns synchronised. @throw numeric_error  a closed group; `at` holds a sector, counted from `first`
void invert_in_place(context<gpu>&, matrix_view<double, gpu> H, vector_view<double, gpu> v, index_type first);

/// invert(), with emulated products where float64 is slow; then again natively if probe(), the largest of
/// |1'L (I - A) - 1'| over the largest of 1'L, shows that they lost too much.
template <class Invert, class Probe>
inverse_route invert_checked(context<gpu>& ctx, Invert&& invert, Probe&& probe) {
  if (wants_emulated_products(ctx)) {
    {
      const emulated_products in_fixed_point(ctx);
      invert();
    }
    if (probe() <= 1e-12) return inverse_route::recursion_emulated;
  }
  invert();
  return inverse_route::recursion;
}

/// What probe() of invert_checked returns, from u = 1'L and u'A.
double left_residual(const std::vector<double>& u, const std::vector<double>& uA);

}  // namespace agglo::detail
