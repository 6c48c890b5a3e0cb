#pragma once
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "host/table/place_table.hpp"

namespace agglo {

/// A pair that no link joins.
inline constexpr double no_link = std::numeric_limits<double>::infinity();

/// Where costs between places come from: one of the two files.
struct cost_source {
  std::filesystem::path matrix;   ///< labels in its first column and its header; rows from, columns to
  std::filesystem::path minutes;  ///< travel_minutes.csv: from, to, mode, minutes
  std::string mode;               ///< of the minutes; "": any
  bool links = false;             ///< what the file lists are links of a network: others are reached along them
  double within = 0;              ///< cost within a place that has none of its own in the file; 0: an error
};

struct place_costs {
  labelled_array cost;             ///< places x places, the diagonal within a place
  std::vector<std::string> nodes;  ///< of the network: the places, then what else the links name
  std::vector<double> links;       ///< nodes x nodes, no_link where none
};

/// Costs between these places, joined by label. Minutes count both ways where one is given, the newest year's row of a
/// pair. With links the cost of a pair is that of its cheapest route.
/// Errors: a cell of the matrix that is no number, negative, or empty without --links; a column given twice; a place
/// without a row or a column (with the nearest); two places without a cost or a route between them; a place without a
/// cost within; a mode that the file does not have; costs of 0 between two places.
/// @throw data_error
place_costs read_place_costs(const cost_source& source, const std::vector<std::string>& places);

/// Great-circle distances, km, `within` on the diagonal. @throw data_error  two places in one spot, by name
place_costs great_circle_costs(const std::vector<std::string>& places, const std::vector<double>& lon,
                               const std::vector<double>& lat, double within);

/// Minutes between all of these places, both ways where one is given; the newest year's row of a pair, a row of its own
/// direction before the other's. `mode` "": any. A pair without any is no_link; within: as `within`, or no_link at 0.
labelled_array minutes_between(const minutes_table& table, const std::vector<std::string>& places, double within,
                               const std::string& mode = "");
/// @throw data_error  the first pair that is no_link, and how to mend it
void expect_minutes(const std::string& file, const labelled_array& minutes);

}  // namespace agglo
