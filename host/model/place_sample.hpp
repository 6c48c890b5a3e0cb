#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// Which column of a file of places is what; "" or empty: not used.
struct place_columns {
  std::string place = "city", lon, lat;  ///< lon, lat: degrees
  std::vector<std::string> amounts;      ///< what places hold: income, people; columns, or indicators of `facts`
  std::filesystem::path facts;           ///< city_facts.csv, where the amounts stand in a file of their own
  int year = 0;                          ///< of the facts
};

/// Places with what each of them holds, in the file's order.
struct place_sample {
  std::string file, encoding, unit;  ///< unit: of the facts, "" without
  std::vector<std::string> places;
  std::vector<double> lon, lat;
  std::vector<std::vector<double>> amounts;  ///< one a column asked for
  [[nodiscard]] index_type size() const { return static_cast<index_type>(places.size()); }
};

/// Reads a file with one row a place. Errors with file:line:column: a missing column (with the nearest header); an
/// empty or doubled place; an amount that is no number, negative or without end; lon and lat outside the earth; no
/// places. Of facts: as fact_table::lookup.
/// @throw data_error
place_sample read_place_sample(const std::filesystem::path& file, const place_columns& columns);

}  // namespace agglo
