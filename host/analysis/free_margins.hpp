#pragma once
#include <vector>

#include "host/analysis/balancing.hpp"

namespace agglo {

/// What is left to balance of a table once its fixed cells are taken out.
struct free_table {
  std::vector<double> prior;  ///< zero where a cell is fixed
  std::vector<double> u, v;   ///< totals less the fixed cells
  bool by_ras = true;         ///< as the method asks, or as the signs tell
};

/// @throw data_error  by name, all rows and columns at once: totals that sum to different amounts; what is left of a
///                    total that no free entry can meet; for RAS, a negative entry or total
free_table free_of_fixed(const balance_problem&, balance_method);

/// Why the table cannot be balanced, by name and amount; "" if a table of these signs and totals exists.
std::string contradiction(const balance_problem&, const free_table&);

/// "table 'IC': " or nothing: what every message about a table begins with.
std::string said_of(const balance_problem&);

}  // namespace agglo
