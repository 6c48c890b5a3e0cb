#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Output that the whole economy loses when sector j alone is extracted, each vector of length n, in the unit of x.
template <space S>
struct extraction_losses {
  vector_view<double, S> total;             ///< row j and column j of A zero, f(j) zero
  vector_view<double, S> kept;              ///< row j and column j of A zero, f(j) kept
  vector_view<double, S> backward;          ///< column j of A zero: j buys nothing
  vector_view<double, S> forward;           ///< row j of B zero: j sells nothing, in Ghosh's reading (v kept)
  vector_view<double, S> forward_leontief;  ///< row j of A zero: j sells nothing, in Leontief's reading (f kept)
};

/// Hypothetical extraction of every sector in turn, all n from one inverse:
///
///   total(j)            = (1'L)_j x_j / l_jj               kept(j)    = total(j) - f_j
///   backward(j)         = ((1'L)_j - 1) x_j / l_jj         forward(j) = ((G1)_j - 1) x_j / l_jj
///   forward_leontief(j) = (1'L)_j (x_j - f_j) / l_jj
///
///   L  Leontief inverse                                     [n x n, any stride]
///   x  gross output                                         [n, money]
///   f  final demand for each sector's product, x = L f      [n, the same money]
///
/// G is not needed: (G1)_j x_j = sum over k of l_jk x_k, and g_jj = l_jj. With f_j kept, j's final users are served and
/// count as output of j. A sector without output loses the economy nothing forward, whatever L holds in its row, as
/// Ghosh's row of it is zero. Results must not overlap each other or what is read. n = 0 is fine.
///
/// Method  each extraction changes one row or column of I - A, so the Sherman-Morrison formula gives its inverse from
/// L:
///         two readings of L, 4 n^2 flops, 16 n^2 bytes for all n sectors together; no scratch.
/// Result  to n * 1e-16 of total(j), relative to L's own accuracy, which is also how far the spaces may differ; a
/// backward
///         or forward loss that is tiny beside x_j keeps that absolute accuracy alone.
/// Order   stream-ordered on gpu.
/// @throw shape_error  L not square, or x, f or a result not of length n
/// Source  Dietzenbacher & Lahr (2013), Expanding extractions, Economic Systems Research 25; Miller & Blair (2009),
///         Input-Output Analysis, 2nd ed., section 12.2.6.
void extraction(context<cpu>&, matrix_view<const double, cpu> L, vector_view<const double, cpu> x,
                vector_view<const double, cpu> f, extraction_losses<cpu>);
void extraction(context<gpu>&, matrix_view<const double, gpu> L, vector_view<const double, gpu> x,
                vector_view<const double, gpu> f, extraction_losses<gpu>);

namespace detail {

template <space S>
void check_extraction(matrix_view<const double, S> L, vector_view<const double, S> x, vector_view<const double, S> f,
                      const extraction_losses<S>& m) {
  const char* const where = "extraction";
  expects_shape(L, L.rows, L.rows, "L", where);
  expects_size(x, L.rows, "x", where);
  expects_size(f, L.rows, "f", where);
  expects_size(m.total, L.rows, "total", where);
  expects_size(m.kept, L.rows, "kept", where);
  expects_size(m.backward, L.rows, "backward", where);
  expects_size(m.forward, L.rows, "forward", where);
  expects_size(m.forward_leontief, L.rows, "forward_leontief", where);
}

/// The losses of sector j. total(j) comes in as (1'L)_j, forward(j) as (L x)_j.
template <space S>
AGGLO_HD inline void finish_extraction(index_type j, double l, double x, double f, const extraction_losses<S>& m) {
  const double column = m.total[j], sold = m.forward[j];
  m.total[j] = column * x / l;
  m.kept[j] = column * x / l - f;
  m.backward[j] = (column - 1) * x / l;
  m.forward[j] = x == 0 ? 0 : (sold - x) / l;
  m.forward_leontief[j] = column * (x - f) / l;
}

}  // namespace detail

}  // namespace agglo
