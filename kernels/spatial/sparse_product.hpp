#pragma once
#include "kernels/spatial/sparse_rows.hpp"

namespace agglo {

/// Spatial lag of several variables at once:  Y = W X, Y(i, c) = sum over the neighbours j of i of w_ij X(j, c).
///
///   W  n x m by rows                                                                 [entries w_ij, any sign]
///   X  one variable a column                                                         [m x columns, any stride]
///   Y  overwritten, not overlapping X; 0 in a row without entries                    [n x columns, any stride]
///
/// Method  one pass over W for every eight columns on cpu, one thread an element of Y on gpu. 2 flops an entry and
///         column; at least 12 bytes an entry and 8 (m + n) bytes a column from memory. No scratch.
/// Result  a row's entries are added in their order, whatever the threads: bitwise repeatable; the spaces differ by the
///         rounding of fused products, row length * 1e-16 of sum |w_ij X(j, c)|.
/// Order   stream-ordered on gpu.
/// @throw shape_error  X not of W's columns, Y not of W's rows and X's columns, column and weight of two lengths
/// Source  LeSage & Pace (2009), Introduction to Spatial Econometrics, section 1.3; Anselin (1988), Spatial
///         Econometrics, section 3.1.
void sparse_product(context<cpu>&, sparse_rows<cpu> W, matrix_view<const double, cpu> X, matrix_view<double, cpu> Y);
void sparse_product(context<gpu>&, sparse_rows<gpu> W, matrix_view<const double, gpu> X, matrix_view<double, gpu> Y);

}  // namespace agglo
