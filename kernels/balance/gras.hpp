#pragma once
#include "kernels/balance/ras.hpp"
#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Balancing of a table with entries of any sign (GRAS): the table of the margins asked for that keeps every sign and
/// stays closest to the prior,
///
///   X(i, j) = r(i) a s(j) for an entry a > 0 of the prior,   a / (r(i) s(j)) for a < 0,   0 for a = 0,
///   sum over j of X(i, j) = u(i),   sum over i of X(i, j) = v(j).
///
///   prior, X  [rows x cols, any strides; any unit]      u, v  row and column margins  [rows; cols, unit of X]
///   factors   r and s [rows; cols, 1]: 1 for an empty row or column, infinite for one of negative entries with margin
///   0
///
/// X may be the prior itself, else they must not overlap. Where the prior has no negative entry this is RAS. Sums of u
/// and v that differ by 1e-9 or less of sum |v| are closed first: each u(i) takes its share, by size, of the
/// difference.
///
/// Method  rows and columns in turn, ending on columns. With p and n the sums of the positive and negative entries of a
///         row, scaled by s, its factor is the positive root of p r - n / r = u. A sweep reads the prior once: four
///         rows are summed, their factors set, and they are added to the columns' sums while they are still in the
///         cache; 8 rows cols bytes. Scratch O(rows + cols), and at most 64 (cpu) or 256 (gpu) pairs of partial sums a
///         column. row_residual is a share of sum |v|, or of sum |u| if that is larger.
/// Result  the spaces agree to the tolerance times sum |v|, or 1e-12 of it if that is more. Bitwise repeatable for any
///         number of threads.
/// Order   returns synchronised on gpu: the residual is looked at after every sweep.
///
/// @throw shape_error    u, v, X or factors of another size than the prior asks for
/// @throw data_error     before anything is computed. An entry or margin that is not finite; a positive (negative)
///                       margin over a row or column without a positive (negative) entry: `at` = {row, column}, with -1
///                       for the one that is not meant. Sums of u and v that differ by more than 1e-9 of sum |v|: `at`
///                       is empty. Also a tolerance or max_sweeps that is not positive.
/// @throw numeric_error  not balanced within max_sweeps, or the scaling left the range of doubles: most likely the
///                       signs and zeros of the prior allow no table of these margins. `at` = {row}, the one with the
///                       largest residual; X is then undefined.
///
/// Source  Junius & Oosterhaven (2003), Economic Systems Research 15; as corrected by Lenzen, Wood & Gallego (2007),
///         Economic Systems Research 19.
ras_outcome gras(context<cpu>&, matrix_view<const double, cpu> prior, vector_view<const double, cpu> u,
                 vector_view<const double, cpu> v, matrix_view<double, cpu> X, ras_options = {},
                 balance_factors<cpu> factors = {});
ras_outcome gras(context<gpu>&, matrix_view<const double, gpu> prior, vector_view<const double, gpu> u,
                 vector_view<const double, gpu> v, matrix_view<double, gpu> X, ras_options = {},
                 balance_factors<gpu> factors = {});

}  // namespace agglo
