#pragma once
#include <string>

#include "host/model/labelled_array.hpp"
#include "host/table/place_table.hpp"

namespace agglo {

/// What gravity trade takes as cost between regions: great circles between their places, or minutes by one mode. A
/// region's cost to itself is `own` times the least to any other, 1 for a single region.  [R x R, km or minutes]
/// @throw data_error  a region without a place, or a pair without minutes; two regions at one point
/// Source  Wei (1996), "Intra-national versus international trade", for a quarter of the nearest distance.
labelled_array region_costs(const axis& regions, const place_table&, double own);
labelled_array region_costs(const axis& regions, const minutes_table&, const std::string& mode, double own);

}  // namespace agglo
