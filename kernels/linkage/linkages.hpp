#pragma once
#include <cmath>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Linkages of n sectors, each vector of length n.
template <space S>
struct linkage_measures {
  vector_view<double, S> backward;     ///< 1'L: output of all sectors per unit of final demand for j
  vector_view<double, S> forward;      ///< G1: output of all sectors that a unit of primary input to i goes into
  vector_view<double, S> power;        ///< of dispersion: n backward(j) / sum of backward; mean 1
  vector_view<double, S> sensitivity;  ///< of dispersion: n forward(i) / sum of forward; mean 1
  vector_view<double, S> variation;    ///< coefficient of variation of column j of L
};

/// Total backward and forward linkages, power and sensitivity of dispersion, and how evenly a sector pulls the others:
///
///   backward(j)  = sum over i of L(i, j)          power(j)       = n backward(j) / sum over k of backward(k)
///   forward(i)   = sum over j of G(i, j)          sensitivity(i) = n forward(i) / sum over k of forward(k)
///   variation(j) = sqrt( sum over i of (L(i, j) - mean_j)^2 / (n - 1) ) / mean_j,   mean_j = backward(j) / n
///
///   L  Leontief inverse                                                           [n x n, any stride]
///   G  Ghosh inverse; a caller who passes L here gets Rasmussen's row sums of L   [n x n, any stride]
///
/// Means are over all n sectors passed: for the sectors of one region say which base was used. The variation runs down
/// the columns of L (programs that mix up the axes print that of the rows); it is 0 for n = 1, where it means nothing.
///
/// Method  two readings of L, one of G: 24 n^2 bytes, about 6 n^2 flops; O(n) scratch.
/// Result  all sums in an order that depends on n alone; the spaces agree to 1e-13 relative for L, G >= 0.
/// Order   stream-ordered on gpu.
/// @throw shape_error  L not square, G not of its shape, or a result not of length n
/// Source  Rasmussen (1957), Studies in Inter-sectoral Relations; Jones (1976), QJE 90, forward linkages from G; Miller
/// &
///         Blair (2009), Input-Output Analysis, 2nd ed., section 12.2.
void linkages(context<cpu>&, matrix_view<const double, cpu> L, matrix_view<const double, cpu> G, linkage_measures<cpu>);
void linkages(context<gpu>&, matrix_view<const double, gpu> L, matrix_view<const double, gpu> G, linkage_measures<gpu>);

/// Coefficient of variation of every row: how evenly a sector's output goes into all others.
///
///   variation(i) = sqrt( sum over j of (M(i, j) - mean_i)^2 / (n - 1) ) / mean_i,   mean_i = sum over j of M(i, j) / n
///
///   M          L or G, or any matrix of n columns      [any rows x n, any stride]
///   variation                                          [rows of M]
///
/// The counterpart of linkages' variation down the columns; 0 for n = 1, where it means nothing.
/// Method  two readings of each row, the second from cache: 5 n flops and 8 n bytes a row; no scratch.
/// Result  sums in an order that depends on n alone; the spaces agree to n * 1e-16 relative for M >= 0.
/// Order   stream-ordered on gpu.
/// @throw shape_error  variation not as long as M has rows
/// Source  Rasmussen (1957), Studies in Inter-sectoral Relations; Hazari (1970), Review of Economics and Statistics 52.
void row_variation(context<cpu>&, matrix_view<const double, cpu> M, vector_view<double, cpu> variation);
void row_variation(context<gpu>&, matrix_view<const double, gpu> M, vector_view<double, gpu> variation);

/// What a sector's two indices make of it: key when both are above 1.
enum class key_sector { weak, backward, forward, key };

/// A sector's class by its power and sensitivity of dispersion. An index of exactly 1 is not above the mean.
AGGLO_HD inline key_sector classify(double power, double sensitivity) {
  if (power > 1) return sensitivity > 1 ? key_sector::key : key_sector::backward;
  return sensitivity > 1 ? key_sector::forward : key_sector::weak;
}

namespace detail {

template <space S>
void check_linkage_shapes(matrix_view<const double, S> L, matrix_view<const double, S> G,
                          const linkage_measures<S>& m) {
  expects_shape(L, L.rows, L.rows, "L", "linkages");
  expects_shape(G, L.rows, L.rows, "G", "linkages");
  expects_size(m.backward, L.rows, "backward", "linkages");
  expects_size(m.forward, L.rows, "forward", "linkages");
  expects_size(m.power, L.rows, "power", "linkages");
  expects_size(m.sensitivity, L.rows, "sensitivity", "linkages");
  expects_size(m.variation, L.rows, "variation", "linkages");
}
/// The coefficient of variation of n values from their sum and their squared distances from the mean.
AGGLO_HD inline double variation_of(double sum, double squares, index_type n) {
  if (n < 2) return 0;
  return std::sqrt(squares / static_cast<double>(n - 1)) / (sum / static_cast<double>(n));
}

}  // namespace detail

}  // namespace agglo
