#pragma once
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// What reaches an industry through its customers and its suppliers, in each of C cells (a region's year, say):
///
///   backward(c, j) = sum over k != j of alpha(j, k) H(c, k),    alpha(j, k) = Z(j, k) / sum over k of Z(j, k)
///   forward(c, j) = sum over m != j of sigma(m, j) H_out(c, m), sigma(m, j) = Z(m, j) / sum over m of Z(m, j)
///
///   Z                  intermediate flows, rows sell; finite, 0 or more                  [n x n, money, any stride]
///   H                  the industries' shares: of output held by firms with the attribute      [C x n, any stride]
///   H_out              the same of output sold at home, output less exports                    [C x n, any stride]
///   backward, forward  0 of an industry that sells, or buys, no intermediates                  [C x n, any stride]
///
/// The sums under the fractions run over all industries, the own one too; its own share is left out above: it is the
/// horizontal spillover. The results must overlap nothing else.
/// Method  Z scaled by its row and its column sums, diagonals cleared, then one product a cell: 4 C n^2 flops. Scratch
///         2 n^2 doubles.
/// Result  to 2 n * 1e-16, terms being 0 or more; the spaces differ by that. Order: stream-ordered on gpu, but the host
///         waits for the check of the scaled Z.
/// @throw shape_error  Z not square, a cell's row not n long, or results of another number of cells
/// @throw data_error   a NaN or negative flow that takes a row's or column's sum to 0: `at` holds the industries
/// Source  Javorcik (2004), American Economic Review 94(3), 605-627: Horizontal, Backward and Forward.
void javorcik_spillovers(context<cpu>&, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> H,
                         matrix_view<const double, cpu> H_out, matrix_view<double, cpu> backward,
                         matrix_view<double, cpu> forward);
void javorcik_spillovers(context<gpu>&, matrix_view<const double, gpu> Z, matrix_view<const double, gpu> H,
                         matrix_view<const double, gpu> H_out, matrix_view<double, gpu> backward,
                         matrix_view<double, gpu> forward);

}  // namespace agglo
