#pragma once
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"

namespace agglo {

/// The sectors of a table that have output: the others are dropped, the rest is computed, and zeros are put back.
struct kept_sectors {
  axis all, rows;                    ///< of the table; of what is computed
  std::vector<index_type> at;        ///< of each row: its number in the table
  std::vector<std::string> dropped;  ///< sectors without output

  explicit kept_sectors(const flow_table&);
  [[nodiscard]] bool complete() const { return dropped.empty(); }
  /// The rows' part of what is given for every sector.
  [[nodiscard]] std::vector<double> pick(const std::vector<double>& of_all) const;
  [[nodiscard]] std::vector<double> pick_square(const labelled_array& of_all) const;
  /// Results of the rows under the labels of the table; zeros elsewhere. [rows x rows], [rows x c], [c x rows]
  [[nodiscard]] labelled_array put_back_square(std::vector<double> values) const;
  [[nodiscard]] labelled_array put_back_rows(const labelled_array& part) const;
  [[nodiscard]] labelled_array put_back_columns(const labelled_array& part) const;
};

/// The sum of row i, as of final demand.
double row_sum(const labelled_array& m, index_type i);

}  // namespace agglo
