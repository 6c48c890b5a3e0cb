#pragma once
#include "host/table/io_table.hpp"

namespace agglo {

/// Brings the sectors of one region together, regions and their sectors in the order in which they come first: rows and
/// columns of Z, and all that is told by sector. Nothing is done where they stand so, or the table has no regions.
/// @returns whether anything moved
bool sort_by_region(io_table& table);

}  // namespace agglo
