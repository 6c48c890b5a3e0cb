#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Simple multipliers:  m = s' L,   m(j) = sum over i of s(i) L(i, j).
///
///   s(i)     primary input, employment or emission of sector i per unit of its output   [rows of L; empty means ones]
///   L(i, j)  gross output of i needed per unit of final demand for j                    [any rows x cols, any stride]
///   m(j)     the same per unit of final demand for j                                    [cols of L, unit of s]
///
/// With s empty these are the output multipliers 1'L. A block of rows of L gives the part that lands in one region; any
/// other row-major matrix in place of L gives its weighted column sums.
/// Method  every entry read once: 2 rows cols flops, 8 rows cols bytes; at most 64 cols doubles of scratch on cpu.
/// Result  summed in an order that depends on the shape alone. Spaces agree to rows * 1e-16 of |s|'|L|.
/// Order   stream-ordered on gpu.
/// @throw shape_error  s neither empty nor as long as L has rows; m not as long as L has columns
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 6.2.
void multipliers(context<cpu>&, vector_view<const double, cpu> s, matrix_view<const double, cpu> L,
                 vector_view<double, cpu> m);
void multipliers(context<gpu>&, vector_view<const double, gpu> s, matrix_view<const double, gpu> L,
                 vector_view<double, gpu> m);

}  // namespace agglo
