#pragma once
#include <string>
#include <vector>

#include "host/table/formats/marked_grid.hpp"

namespace agglo {

/// What labels of the form REGION_REST mean in one publisher's tables. A label that is both a row and a column is a
/// sector.
struct underscored_labels {
  char separator = '_';
  std::vector<std::string> demand;   ///< categories, what follows the region: HFCE; also alone (DISC)
  std::vector<std::string> primary;  ///< rows of primary inputs: whole labels, or what follows the region
  std::vector<std::string> output_columns, output_rows;
  bool demand_first = false;  ///< uses may be CATEGORY_REGION too
};

/// A table whose first row and first column carry such labels.
/// Errors: a label that is none of these, with the nearest; what read_marked finds.
io_table read_underscored(const text_grid& grid, const underscored_labels& known, const std::string& unit);

/// The same told cell by cell.
io_table read_underscored(const long_table& table, const underscored_labels& known, const std::string& unit);

}  // namespace agglo
