#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/spillover/pair_weight.hpp"

namespace agglo {

/// Which columns of a file of places are what; lon and lat, or x and y; year may be "".
struct place_columns {
  std::string id = "id", lon, lat, x, y, year;
};
/// Units of one year (or of none) with their coordinates.
struct unit_places {
  std::string file, year;
  geometry kind = geometry::none;
  std::vector<std::string> id;
  std::vector<double> x, y;  ///< degrees east and north; or projected km
};

/// Reads units with coordinates, by year in the order in which years come.
/// @throw data_error  with file:line:column: a missing column (with the nearest), an empty id or year, a unit twice in
///                    one year, a coordinate that is no number or off the globe, no rows
std::vector<unit_places> read_unit_places(const std::filesystem::path& file, const place_columns& columns);

}  // namespace agglo
