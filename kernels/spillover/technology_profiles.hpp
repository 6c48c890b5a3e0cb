#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"
#include "kernels/spatial/sparse_rows.hpp"

namespace agglo {

enum class proximity {
  jaffe,       ///< T_ij = cosine of the two firms' rows
  mahalanobis  ///< classes that firms hold together count as near: T = X~ Omega X~'
};

/// Two sides of the technology factor T_ij = <receives_i, sends_j> from what N firms do in K classes (patents, R&D,
/// sales by market):
///
///   X~        rows of X scaled to length 1; a row of zeros stays zero, its firm near to none
///   Omega_ab  cosine of columns a and b of the shares, rows of X over their sum (not of X~); 0 for an empty class
///   sends     X~                                                                             [N x K]
///   receives  jaffe: as sends; mahalanobis: X~ Omega                                          [N x K]
///
/// X is N x K, any stride, finite and not negative in any unit; receives and sends have any stride and overlap nothing;
/// with jaffe `receives` may be the very view `sends`, and then costs nothing.
/// Method  norms by row; Omega by products of 4096 rows at a time: 4 N K^2 flops for mahalanobis. Scratch 8192 K + K^2.
/// Result  1e-16 K relative, entry by entry; cpu and gpu differ by the order of summation.
/// Order   stream-ordered on gpu.
/// NaN     X is not checked: a NaN reaches its row, with mahalanobis all of `receives`.
/// @throw shape_error  receives or sends not of X's shape
/// Source  Jaffe (1986), AER 76(5); Bloom, Schankerman & Van Reenen (2013), Econometrica 81(4), section 3 and app. C.2.
void technology_profiles(context<cpu>&, matrix_view<const double, cpu> X, proximity, matrix_view<double, cpu> receives,
                         matrix_view<double, cpu> sends);
void technology_profiles(context<gpu>&, matrix_view<const double, gpu> X, proximity, matrix_view<double, gpu> receives,
                         matrix_view<double, gpu> sends);

/// Jaffe's two sides, one and the same, of rows without zeros: the entries of X over the length of their row, in the
/// same places; `scaled` holds one value an entry and may be X.weight itself. A row without length stays as it is: 0.
/// Without a form for Mahalanobis: X~ Omega has hardly a zero, whatever X has. Method  two passes over the entries, 12
/// + 8 bytes each; no scratch. Result, order and NaN as above.
/// @throw shape_error  scaled, X.column or X.weight of different lengths
void technology_profiles(context<cpu>&, sparse_rows<cpu> X, vector_view<double, cpu> scaled);
void technology_profiles(context<gpu>&, sparse_rows<gpu> X, vector_view<double, gpu> scaled);

}  // namespace agglo
