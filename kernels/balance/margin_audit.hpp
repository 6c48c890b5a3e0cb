#pragma once
#include <limits>
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// The sums of one table's margins.
struct margin_sums {
  double u, v;
};

/// Whether `tables` tables of one shape can be balanced to their margins at all, before anything is computed: what RAS
/// asks of its input, found in one reading. Returns the sums of u and of v, one pair a table.
///
///   prior  `tables` tables of rows x cols, one below the other   [(tables * rows) x cols, any stride]
///   u, v   row and column margins                                [tables * rows; tables * cols]
///
/// These conditions are necessary, not sufficient: the zeros of the prior may still allow no table of these margins.
/// Method  8 rows cols bytes a table; O(tables * (rows + cols)) scratch.
/// Result  positions are the same in both spaces; sums agree to rounding.
/// Order   returns synchronised on gpu.
///
/// @throw shape_error  prior.rows not a multiple of `tables`; u or v of another size than the prior asks for
/// @throw data_error   in this order, the first position of the first kind found. An entry, row margin or column margin
///                     that is not a finite number >= 0: `at` = {table, row, column}, with -1 for what a margin does
///                     not have. Sums of u and v that differ by more than 1e-9 of the larger: `at` = {table}. A
///                     positive margin that nothing in the prior can meet, since its row (column) is zero wherever the
///                     column (row) margin is positive: `at` = {table, row, -1} or {table, -1, column}.
///
/// Source  Bacharach (1970), Biproportional Matrices and Input-Output Change, chapter 4.
std::vector<margin_sums> margin_audit(context<cpu>&, index_type tables, matrix_view<const double, cpu> prior,
                                      vector_view<const double, cpu> u, vector_view<const double, cpu> v);
std::vector<margin_sums> margin_audit(context<gpu>&, index_type tables, matrix_view<const double, gpu> prior,
                                      vector_view<const double, gpu> u, vector_view<const double, gpu> v);

namespace detail {

/// A number that can be an entry or a margin: finite and not negative.
AGGLO_HD inline bool balanceable(double x) { return x >= 0 && x <= std::numeric_limits<double>::max(); }

/// The first offender of each kind as a position in the stacked arrays; -1 where there is none.
struct margin_findings {
  index_type entry = -1, row_margin = -1, column_margin = -1;  ///< not finite or negative
  index_type stranded_row = -1, stranded_column = -1;          ///< a positive margin out of the prior's reach
};
void check_margin_shapes(index_type tables, index_type prior_rows, index_type cols, index_type u, index_type v);
/// Throws the data_error that the findings call for, if any.
void judge_margins(const margin_findings&, const std::vector<margin_sums>&, index_type rows, index_type cols);

}  // namespace detail

}  // namespace agglo
