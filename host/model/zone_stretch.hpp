#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "host/table/row_error.hpp"

namespace agglo {

/// What distances between zones (cities, regions) count for: factor(r, s) for what zone r receives from zone s, below 1
/// where a faster line brings the two nearer. A CSV file of `from`, `to`, `factor`; a pair given one way counts both
/// ways, a pair that is not given keeps its distances.                                        [zones x zones]
/// Errors, with file:line:column, into `errors`: a zone in which no firm stands (with the nearest); a pair and
/// direction twice; a factor that is no number or negative.
/// @throw data_error  a missing column (with the nearest header), and all that csv_reader throws
labelled_array read_stretch(const std::filesystem::path& file, const std::vector<std::string>& zones,
                            row_errors& errors);

}  // namespace agglo
