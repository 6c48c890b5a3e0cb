#pragma once
#include <string>
#include <vector>

#include "host/model/synthetic_firms.hpp"
#include "host/table/firm_table.hpp"

namespace agglo {

/// A synthetic population as a firms file: the columns of the study under the study's own headers and in its units, so
/// that what reads the study's firms reads these. Besides: region; owner, where some are owned; t1 ... tK. `quality`
/// says `synthetic` in every row. Coordinates have six decimals (0.1 m), shares four, money all its digits.
class synthetic_text {
 public:
  /// @throw data_error  the study gives two columns one header
  synthetic_text(const synthetic_population&, const firm_format&);

  [[nodiscard]] std::string header() const;
  /// Rows of one block, and what they add up to in million CNY.
  struct rows {
    std::string text;
    double revenue = 0, rd = 0;
  };
  [[nodiscard]] rows write(const synthetic_block&) const;
  /// A column's header and what it holds, with its unit.
  struct column {
    std::string header, definition, unit;
  };
  [[nodiscard]] const std::vector<column>& columns() const { return columns_; }

 private:
  void append_id(std::string& out, index_type i) const;

  const synthetic_population* firms_;
  std::vector<column> columns_;
  std::vector<std::string> cell_text_;  // ",region,city,industry," of each cell
  std::string year_, behind_;           // what every row has behind its place, and behind its figures
  bool name_, owner_, rd_;
  double revenue_unit_, rd_unit_;  // million CNY each
  std::size_t digits_;
};

}  // namespace agglo
