#pragma once
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

struct ras_options {
  double tolerance = 1e-12;         ///< largest row residual to stop at, as a share of the table's sum
  index_type max_sweeps = 100'000;  ///< a table not balanced by then is an error
};

/// How one table was balanced.
struct ras_outcome {
  index_type sweeps = 0;    ///< steps over rows and then columns
  double row_residual = 0;  ///< max over i of |sum of row i - u(i)| / sum(v), after the last column step
};

/// Where the row and column factors of balanced tables go, so that X can be told from the prior: r one a row, s one a
/// column of every table. An empty view is not written.
template <space S>
struct balance_factors {
  vector_view<double, S> r, s;
};

/// Biproportional balancing (RAS) of a batch of tables: the table of the margins asked for that keeps the prior's
/// structure,
///
///   X(i, j) = r(i) prior(i, j) s(j),   sum over j of X(i, j) = u(i),   sum over i of X(i, j) = v(j).
///
///   prior, X  `tables` tables of rows x cols, one below the other   [(tables * rows) x cols, any strides; any unit]
///   u         row margins                                          [tables * rows, unit of X]
///   v         column margins                                       [tables * cols, unit of X]
///   factors   r and s; up to a number that multiplies one and divides the other   [tables * rows; tables * cols, 1]
///
/// X may be the prior itself, else they must not overlap. Zero margins are fine: their row or column becomes zero. A
/// zero of the prior stays zero. Sums of u and v that differ by 1e-9 or less of their size are closed first: u is
/// scaled to the sum of v.
///
/// Method  rows and columns are scaled in turn, ending on columns, so column sums are exact to rounding and the rows
///         carry the residual. Only r and s change: one sweep reads the prior once, scales rows and sums the columns of
///         the scaled rows; X is written once, at the end. 8 rows cols bytes and 4 rows cols flops a sweep. Scratch per
///         table: O(rows + cols), and at most 64 (cpu) or 256 (gpu) partial sums per column for a large one.
///         A table that fits a GPU block's cache (at most 16384 entries) is balanced by one block, a batch of them at
///         once; a larger one by the whole device, 16 sweeps between looks at its residual. On cpu a table
///         gets one thread, a large one (over 65536 entries) all of them.
/// Result  the unique table of that form. Spaces agree to the tolerance times the table's sum, entry by entry, or to
///         1e-13 of it if that is more. The order of every sum depends on the shape alone: bitwise repeatable for any
///         number of threads.
/// Order   returns synchronised on gpu.
///
/// @throw shape_error    prior.rows not a multiple of `tables`; u, v, X or factors of another size than the prior asks
///                       for
/// @throw data_error     before anything is computed. An entry or margin that is not a finite number >= 0:
///                       `at` = {table, row, column}, with -1 for the one a margin does not have. Sums of u and v that
///                       differ by more than 1e-9 of the larger: `at` = {table}. A positive margin that nothing in the
///                       prior can meet, since its row (column) is zero wherever the column (row) margin is positive:
///                       `at` = {table, row, -1} or {table, -1, column}. Also a tolerance or max_sweeps that is not
///                       positive.
/// @throw numeric_error  not balanced within max_sweeps, or the scaling left the range of doubles: most likely the
///                       zeros of the prior allow no table of these margins. `at` = {table}, the first such one; X is
///                       then undefined.
///
/// Source  Stone (1961), Input-Output and National Accounts; Bacharach (1970), Biproportional Matrices and
///         Input-Output Change; Miller & Blair (2009), Input-Output Analysis, 2nd ed., section 7.4.
std::vector<ras_outcome> ras(context<cpu>&, index_type tables, matrix_view<const double, cpu> prior,
                             vector_view<const double, cpu> u, vector_view<const double, cpu> v,
                             matrix_view<double, cpu> X, ras_options = {}, balance_factors<cpu> factors = {});
std::vector<ras_outcome> ras(context<gpu>&, index_type tables, matrix_view<const double, gpu> prior,
                             vector_view<const double, gpu> u, vector_view<const double, gpu> v,
                             matrix_view<double, gpu> X, ras_options = {}, balance_factors<gpu> factors = {});

}  // namespace agglo
