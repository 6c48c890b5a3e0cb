#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Weighted row sums:  y = M w,   y(i) = sum over j of M(i, j) w(j).
///
///   M(i, j)  flows, coefficients or an inverse                       [any rows x cols, any stride]
///   w(j)     weight of column j                                      [cols of M; empty means ones]
///   y(i)                                                             [rows of M, unit of M times unit of w]
///
/// With M = G and w empty these are the forward linkages G1; with M = L and w = f they are x = L f. The counterpart of
/// multipliers, which sums columns. y must overlap neither M nor w.
/// Method  every entry read once: 2 rows cols flops, 8 rows cols bytes; no scratch. Threads (cpu) or blocks (gpu) share
///         out the rows, so a wide matrix of few rows keeps few of them busy.
/// Result  summed in an order that depends on the shape alone. Spaces agree to cols * 1e-16 of |M||w|.
/// Order   stream-ordered on gpu.
/// @throw shape_error  w neither empty nor as long as M has columns; y not as long as M has rows
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., sections 2.2 and 12.2.
void row_products(context<cpu>&, matrix_view<const double, cpu> M, vector_view<const double, cpu> w,
                  vector_view<double, cpu> y);
void row_products(context<gpu>&, matrix_view<const double, gpu> M, vector_view<const double, gpu> w,
                  vector_view<double, gpu> y);

}  // namespace agglo
