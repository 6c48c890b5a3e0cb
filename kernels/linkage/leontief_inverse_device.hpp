#pragma once
// What leontief_inverse.cu lends to the form for tables that do not fit a device. Everything stream-ordered on ctx.
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

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

}  // namespace agglo::detail
