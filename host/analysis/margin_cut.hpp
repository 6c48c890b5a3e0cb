#pragma once
#include <span>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// Why no table has these margins: rows and columns that contradict each other. Positive entries of `rows` stand only
/// in `columns`, negative entries of `columns` only in `rows`, so the rows' totals may not exceed the columns'.
struct margin_cut {
  std::vector<index_type> rows, columns;
  double excess = 0;  ///< sum of u over `rows` less sum of v over `columns`; 0: a table of these margins exists
};

/// Whether a table X exists with the signs of the prior (zeros stay zeros, entries may become zero) and
///
///   sum over j of X(i, j) = u(i),   sum over i of X(i, j) = v(j),
///
/// and if not, the contradiction. prior [rows x cols, row-major], u [rows], v [cols], one unit.
///
/// Method  a transport problem: positive entries carry from rows to columns, negative ones back. Largest flow along
///         shortest paths (Dinic), then the cut that limits it; a reading of the prior a phase, few phases. For the
///         case that balancing stalls, not for every table. 8 rows cols bytes of scratch.
/// Result  excess is 0 unless it is above 1e-9 of sum |u|.
/// Source  Gale (1957), "A theorem on flows in networks"; Dinic (1970); Bacharach (1970), Biproportional Matrices and
///         Input-Output Change, chapter 4.
margin_cut find_margin_cut(std::span<const double> prior, std::span<const double> u, std::span<const double> v);

}  // namespace agglo
