#pragma once
#include <cmath>
#include <limits>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Field of influence of every coefficient, first order, as its Frobenius norm:
///
///   F(i, j) = | L[:, i] L[j, :] | = |L[:, i]| |L[j, :]|
///
///   L  Leontief inverse                                                                  [n x n, any stride]
///   F  how far a change of one in a_ij moves all of L together, first order; F may be L   [n x n, any stride]
///
/// The field itself, column i of L times row j of L, is how L(k, l) moves with a_ij; its norm ranks coefficients by
/// their weight in the whole system. Norms are euclidean, without scaling: entries of L must stay below 1e150.
/// Method  2 n norms, then their outer product: two readings of L, one writing, 5 n^2 flops, 24 n^2 bytes; scratch 2 n.
/// Result  sums in an order that depends on n alone; entries to n * 1e-16 relative, which is how far the spaces differ.
/// Order   stream-ordered on gpu.
/// @throw shape_error  L not square, or F not of its shape
/// Source  Sonis & Hewings (1992), Coefficient change in input-output models, Economic Systems Research 4; Hewings,
///         Sonis & Jensen (1988), Fields of influence of technological change, Papers in Regional Science 64.
void field_of_influence(context<cpu>&, matrix_view<const double, cpu> L, matrix_view<double, cpu> F);
void field_of_influence(context<gpu>&, matrix_view<const double, gpu> L, matrix_view<double, gpu> F);

/// Tolerable limits: by how many percent a_ij may rise before the output of i, which sells it, changes by p percent.
///
///   R(i, j) = 100 p / ( a_ij (p l_ji + 100 l_ii x_j / x_i) )   percent of a_ij
///
///   A  technical coefficients                        [n x n, any stride]
///   L  (I - A)^-1                                    [n x n, any stride]
///   x  gross output                                  [n, money]
///   p  change of output that is still tolerated      [percent, > 0]
///   R  small where a coefficient is inverse-important; infinite where a_ij = 0 or i has no output   [n x n, any
///   stride]
///
/// i is the sector whose output moves most, relative to its own, when final demand stays: with all other coefficients
/// fixed, the limit is exact, not first order. R may be A, else results must not overlap what is read.
/// Method  elementwise, L read transposed: 6 n^2 flops, 24 n^2 bytes; no scratch.
/// Result  each entry to a few 1e-16 relative where A, L, x >= 0; the spaces agree so far.
/// Order   stream-ordered on gpu.
/// @throw shape_error  A not square, L or R not of its shape, x not as long
/// @throw data_error   p not positive or not finite
/// Source  Schintke & Staeglin (1988), Important input coefficients in market transactions tables and production flow
///         tables, in Ciaschini (ed.), Input-Output Analysis; Jilek (1971), The selection of most important input
///         coefficients, Economic Bulletin for Europe 23.
void tolerable_limits(context<cpu>&, matrix_view<const double, cpu> A, matrix_view<const double, cpu> L,
                      vector_view<const double, cpu> x, double p, matrix_view<double, cpu> R);
void tolerable_limits(context<gpu>&, matrix_view<const double, gpu> A, matrix_view<const double, gpu> L,
                      vector_view<const double, gpu> x, double p, matrix_view<double, gpu> R);

namespace detail {

template <space S>
void check_field(matrix_view<const double, S> L, matrix_view<double, S> F) {
  expects_shape(L, L.rows, L.rows, "L", "field_of_influence");
  expects_shape(F, L.rows, L.rows, "F", "field_of_influence");
}
template <space S>
void check_limits(matrix_view<const double, S> A, matrix_view<const double, S> L, vector_view<const double, S> x,
                  double p, matrix_view<double, S> R) {
  const char* const where = "tolerable_limits";
  expects_shape(A, A.rows, A.rows, "A", where);
  expects_shape(L, A.rows, A.rows, "L", where);
  expects_size(x, A.rows, "x", where);
  expects_shape(R, A.rows, A.rows, "R", where);
  expects<data_error>(p > 0 && p <= std::numeric_limits<double>::max(), "p must be a positive percentage", where);
}

/// One tolerable limit: a = a_ij, l = l_ji, own = l_ii.
AGGLO_HD inline double tolerable_limit(double a, double l, double own, double x_i, double x_j, double p) {
  if (a == 0 || x_i == 0) return std::numeric_limits<double>::infinity();
  return 100 * p / (a * (p * l + 100 * own * x_j / x_i));
}

}  // namespace detail

}  // namespace agglo
