#pragma once
#include <vector>

#include "host/model/perpetual_inventory.hpp"
#include "host/model/spillover_firms.hpp"

namespace agglo {

/// The years of a panel, ascending; none if the file is none.
std::vector<int> years_of(const spillover_firms&);

/// The rows of one year under the labels of all of them: groupings keep their labels, in the same order in every year.
/// @throw data_error  no row of that year, with the years there are
spillover_firms firms_of(const spillover_firms& panel, int year);

/// The stocks of the rows of a panel whose `stock` holds flows (NaN: a row without one), firm by firm.
/// @throw data_error  with the file's line: a firm without a flow in a year between its first and last (unless gaps are
///                    bridged), or in its first or last year
std::vector<double> stocks_of(const spillover_firms& panel, const inventory_rule&);

}  // namespace agglo
