#pragma once
#include <string>
#include <vector>

#include "host/table/io_table.hpp"
#include "host/table/spectral_radius.hpp"

namespace agglo {

/// What is found in a table before anything is computed from it. Imbalances are relative to the larger of output and
/// what the cells add up to; sectors are given by code.
struct io_audit {
  struct imbalance {
    index_type sector = 0;
    std::string code;
    double relative = 0;    ///< > 0
    double difference = 0;  ///< cells less output, in the table's unit
  };
  struct entry {
    std::string row, column;
    double value = 0;
  };
  double row_imbalance = 0;     ///< largest, of Z 1 + Y 1 + E - M against output
  double column_imbalance = 0;  ///< largest, of 1'Z + 1'V against output
  double totals_imbalance = 0;  ///< largest, of the row of column totals against output
  std::vector<imbalance> worst_rows, worst_columns, worst_totals;  ///< up to 5 each, worst first; without exact ones
  spectral_radius_result spectral;                                 ///< of A = Z diag(x)^-1, imports included
  std::vector<imbalance> most_inputs;    ///< the 5 largest column sums of A (relative); difference: 1'Z - x
  std::vector<imbalance> heavy_columns;  ///< column sum of A >= 1 (relative); difference: 1'Z - x
  std::vector<std::string> zero_output;
  std::vector<entry> negative;  ///< entries below 0 of Z, V and exports, imports; stocks may fall: Y is not listed
  std::vector<std::string> total_rows;  ///< sector rows that are the sum of the others: totals left in
  std::string imports;                  ///< "competitive, one import column" or "none"
  std::string unit;
  index_type sectors = 0;

  [[nodiscard]] std::vector<std::string> warnings() const;  ///< a line each, empty for a clean table
  [[nodiscard]] std::string text() const;                   ///< the whole audit as lines to read
};

/// Measures; throws for nothing in the data. O(n^2) but for the spectral radius, see there.
io_audit inspect(const io_table& table);

/// @throw data_error     an imbalance above 1e-3 (NaN included) or a total row left in, with the worst sectors; `at`
/// holds their numbers
/// @throw numeric_error  rho(A) >= 1, with the columns of the largest sums; `at` holds their numbers
void expects_sound(const io_table& table, const io_audit& found);

/// inspect() and expects_sound(). Imbalances above 1e-6 and column sums >= 1 are warnings only.
io_audit audit(const io_table& table);

}  // namespace agglo
