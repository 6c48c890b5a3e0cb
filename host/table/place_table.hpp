#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// Cities and the point each stands for: places.csv with city_code, city, lon, lat (degrees).
struct place_table {
  std::string file, encoding;
  std::vector<std::string> city_code, city;
  std::vector<double> lon, lat;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(city.size()); }
  /// The city's row. @throw data_error  no such city, with the nearest one
  [[nodiscard]] index_type find(const std::string& name) const;
};
/// @throw data_error  errors with file:line:column: a missing column, no number, outside the earth, a city twice
place_table read_places(const std::filesystem::path& file);

/// One figure of a city (or of a pair of cities, if other_city is set) in a year.
struct city_fact {
  std::string city_code, city, other_city, indicator;
  int year = 0;
  double value = 0;
  std::string unit, quality;
  index_type line = 0;
};
/// city_facts.csv with city, indicator, year, value, unit; optional city_code, other_city, quality.
struct fact_table {
  std::string file, encoding;
  std::vector<city_fact> facts;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(facts.size()); }
  /// @throw data_error  naming what is missing: the indicator, the city, or the year and the years there are
  [[nodiscard]] const city_fact& lookup(const std::string& city, const std::string& indicator, int year,
                                        const std::string& other_city = "") const;
};
/// @throw data_error  errors with file:line:column: a missing column, no number, the same fact twice
fact_table read_facts(const std::filesystem::path& file);

/// Travel time between two cities by one mode.
struct travel_time {
  std::string from, to, mode;
  int year = 0;  ///< 0: none given
  double minutes = 0;
  std::string quality, note;
  index_type line = 0;
};
/// travel_minutes.csv with from, to, mode, minutes; optional year, quality, note.
struct minutes_table {
  std::string file, encoding;
  std::vector<travel_time> times;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(times.size()); }
  /// The newest entry by this mode, from one to the other or back (a pair stands in the file once).
  /// @throw data_error  none, with the modes that this pair has
  [[nodiscard]] const travel_time& lookup(const std::string& from, const std::string& to,
                                          const std::string& mode) const;
};
/// @throw data_error  errors with file:line:column: a missing column, no number, minutes that are not positive
minutes_table read_minutes(const std::filesystem::path& file);

}  // namespace agglo
