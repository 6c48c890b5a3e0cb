#pragma once
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/table/text_grid.hpp"

namespace agglo {

/// Which columns of a file say where a cell belongs. Labels of two columns are joined by ':', "AT" and "A01" to AT:A01.
struct long_layout {
  std::vector<std::string> row, column;  ///< one or two each
  std::string value;
};

/// A table told cell by cell, a line each, as statistical offices publish databases: the lines put into a matrix whose
/// rows and columns stand in the order of their first line.
class long_table {
 public:
  /// Errors with file:line:column: a column of `layout` that is not there, a cell told twice, a line of another width.
  long_table(const text_grid& grid, const long_layout& layout, row_errors& errors);

  [[nodiscard]] const std::vector<std::string>& rows() const { return rows_.labels; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_.labels; }
  /// The grid's row and column where a label of a row or column stands first.
  [[nodiscard]] index_type first_line_of_row(std::size_t row) const { return rows_.first[row]; }
  [[nodiscard]] index_type first_line_of_column(std::size_t column) const { return columns_.first[column]; }
  [[nodiscard]] index_type row_column() const { return row_columns_[0]; }
  [[nodiscard]] index_type column_column() const { return column_columns_[0]; }

  // As text_grid's, in rows and columns of the matrix; a cell that has no line is an error.
  [[nodiscard]] const std::string& file() const { return grid_.file(); }
  [[nodiscard]] const std::string& encoding() const { return grid_.encoding(); }
  [[nodiscard]] index_type line(index_type row) const { return grid_.line(first_line_of_row(index_of(row))); }
  [[nodiscard]] row_error at(index_type row, index_type column, std::string expected, std::string mend = "") const;
  void numbers(std::span<const index_type> rows, std::span<const number_block> blocks, std::string_view expected,
               row_errors& errors) const;
  [[nodiscard]] const text_grid& grid() const { return grid_; }

 private:
  struct labels_in_order {
    std::vector<std::string> labels;
    std::vector<index_type> first;
    std::unordered_map<std::string, std::size_t> number;
    std::size_t of(const std::string& label, index_type line);
  };
  struct cell {
    double value = 0;
    index_type line = -1;  // of the grid; -1: none
    bool is_number = false;
  };
  static std::size_t index_of(index_type i) { return static_cast<std::size_t>(i); }

  const text_grid& grid_;
  labels_in_order rows_, columns_;
  std::vector<index_type> row_columns_, column_columns_;
  index_type value_column_ = -1;
  std::vector<cell> cells_;
};

}  // namespace agglo
