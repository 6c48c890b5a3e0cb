#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// A cell that keeps its value while the others are balanced.
struct fixed_cell {
  index_type row = 0, column = 0;
  double value = 0;
  std::string where;  ///< "fixed.csv:3"
};

/// One table to be balanced, and what is asked of it, joined by label.
struct balance_problem {
  std::string key;  ///< of one of many tables; "" for the only one
  axis rows, columns;
  std::vector<double> prior;  ///< [rows x columns], any unit; fixed cells hold their value
  std::vector<double> u, v;   ///< row and column totals, in the prior's unit
  std::vector<fixed_cell> fixed;
};

/// The files of a balancing. Totals: a column `label` (else the first one) and a column `total` (else the only other
/// one). Fixed cells: `row`, `column` and, if the table's own number is not to be kept, `value`; an empty value keeps
/// it.
struct balance_files {
  std::filesystem::path table, rows, columns;
  std::filesystem::path fixed;  ///< "": none
  std::string by;               ///< the column that tells many tables apart, in all files; "": one matrix
};

/// The tables to balance. Without `by`, the table is a matrix: row labels in its first column, column labels in its
/// first line. With `by`, it is in long form, BY,row,column,value; the totals are BY,label,total and give each table
/// its rows and columns; a cell that is not there is zero.
/// @throw data_error  with file:line:column: a label without a total, a total without a label (the nearest is
///                    suggested), anything twice, a cell that is no number, a fixed cell that the table does not have
std::vector<balance_problem> read_balance_problems(const balance_files&);

}  // namespace agglo
