#pragma once
#include <string>
#include <vector>

#include "host/table/io_table.hpp"

namespace agglo {

/// Adds up the sectors whose region gets the same name from `renamed` (region -> region) and whose industry is the
/// same: rows and columns of Z, rows of Y, E, M and x, columns of V. Sectors stand where the first of them stood. O(n^2
/// + n v + n f).
io_table merge_regions(io_table table, const std::vector<std::string>& renamed);

}  // namespace agglo
