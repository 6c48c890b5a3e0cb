#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// Which column of a firms file is what; "": not used.
struct javorcik_columns {
  std::string id = "firm_id", sector = "industry", share, output, exports, region, year;
  bool percent = false;               ///< shares run from 0 to 100
  std::filesystem::path concordance;  ///< from, to: what the sector's column says, and the table's sector
};

/// Firms, one row a firm and year, joined to a table's sectors.
struct javorcik_firms {
  std::string file, encoding;
  std::vector<std::string> id;
  std::vector<double> share;            ///< 0 to 1
  std::vector<double> output, at_home;  ///< revenue; revenue less exports
  std::vector<int> sector, cell;        ///< of the table; region's year
  std::vector<std::string> regions,
      years;  ///< in the order of their first firms, years ascending; one, "all", if not told
  [[nodiscard]] index_type size() const { return static_cast<index_type>(id.size()); }
  [[nodiscard]] index_type cells() const { return static_cast<index_type>(regions.size() * years.size()); }
  [[nodiscard]] const std::string& region(index_type firm) const;
  [[nodiscard]] const std::string& year(index_type firm) const;
};

/// Reads a firms file against the sectors of a table. Errors with file:line:column: a missing column (with the nearest
/// header); an empty id, region or year; a firm twice in a year; a share outside 0 to 1 (or 100); an output or exports
/// that is no number or negative; exports above the output; a sector, or a label of the concordance, that the table, or
/// the concordance, does not have, with the nearest. Also no firms at all.
/// @throw data_error
javorcik_firms read_javorcik_firms(const std::filesystem::path& file, const javorcik_columns& columns,
                                   const std::vector<std::string>& sectors);

}  // namespace agglo
