#pragma once
#include <vector>

#include "host/model/labelled_array.hpp"
#include "host/model/study.hpp"
#include "host/table/place_table.hpp"

namespace agglo {

struct city {
  std::string name;
  double lon = 0, lat = 0;  ///< degrees
  double gdp = 0;           ///< in the table's unit
  double area_km2 = 0;
};

/// A region with its cities; the remainder has one, itself.
struct region {
  std::string name;
  bool remainder = false;
  std::vector<city> cities;
  double gdp_share = 0;  ///< g, of the country's value added
};

/// The study's regions, in its order.
struct region_set {
  std::vector<region> all;
  [[nodiscard]] axis names() const;              ///< "region"
  [[nodiscard]] axis names_with_cities() const;  ///< "region", without the remainder
  /// The position among the regions with cities of the one that holds this city; -1 for a city in none.
  [[nodiscard]] index_type with_city(const std::string& name) const;
};

/// Joins regions to places and facts by the cities' names; the remainder's GDP is what the others leave of
/// `total_value_added` (the table's unit).
/// @throw data_error  a city without place, GDP or area; GDP above the country's value added; a region without output
region_set join_regions(const study&, const place_table&, const fact_table&, double total_value_added);

/// Distance between two regions as trade sees it: the GDP-weighted harmonic mean over their cities,
///
///   1 / c_rs = sum over a in r, b in s of (g_a / g_r) (g_b / g_s) / d_ab      [R x R, km]
///
/// d_ab is the great circle (radius 6371.0088 km); a city's distance to itself is self_distance * sqrt(area / pi), 0.67
/// of the radius of a disc of its size. Source  Head & Mayer (2002), "Illusory border effects", for both.
labelled_array region_distances(const region_set&, double self_distance);

}  // namespace agglo
