#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/formats/number_file.hpp"
#include "host/table/text_grid.hpp"

namespace agglo {

/// Text as pandas writes a matrix with two levels of column labels: two header rows (region, sector), perhaps a row
/// that names the labels of the rows, then rows that begin with one or two labels.
class two_level_file {
 public:
  /// @throw data_error  as text_grid; no row with a number below the two header rows
  explicit two_level_file(const std::filesystem::path& file);

  [[nodiscard]] const std::vector<region_label>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<region_label>& rows() const { return rows_; }  ///< one label: region is ""
  [[nodiscard]] const text_grid& grid() const { return grid_; }
  [[nodiscard]] index_type line(std::size_t row) const { return grid_.line(first_row_ + static_cast<index_type>(row)); }
  /// The numbers of some rows, all columns. @throw data_error  a cell that is no number
  [[nodiscard]] std::vector<double> read(const std::vector<std::size_t>& rows, const std::string& unit) const;
  [[nodiscard]] std::vector<double> read(const std::string& unit) const;  ///< all of them

  /// @throw data_error  the labels of rows or columns are not `wanted`, with the first that differs
  void expect_rows(const std::vector<region_label>& wanted, const std::string& of) const;
  void expect_columns(const std::vector<region_label>& wanted, const std::string& of) const;

 private:
  text_grid grid_;
  index_type first_row_ = 0, first_column_ = 0;
  std::vector<region_label> columns_, rows_;
};

}  // namespace agglo
