#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/io_table.hpp"
#include "host/table/text_grid.hpp"

namespace agglo {

/// Labels of tables whose numbers stand in files without any.
struct region_label {
  std::string region, rest;  ///< rest: the industry of a sector, the category of a use
};

/// A file of numbers alone.
class number_file {
 public:
  /// `what` says what it holds, for messages: "flows T".
  /// @throw data_error  as text_grid; another number of rows or columns than wanted, saying which labels were counted
  number_file(const std::filesystem::path& file, const std::string& what, index_type rows, index_type columns);

  /// The numbers of some rows and columns, row-major. @throw data_error  a cell that is no number
  [[nodiscard]] std::vector<double> read(const std::vector<index_type>& rows, const std::vector<index_type>& columns,
                                         const std::string& unit) const;
  [[nodiscard]] const text_grid& grid() const { return grid_; }

 private:
  text_grid grid_;
};

/// Sectors "region:industry" and uses "region:category" of a table; `lines[i]` is the line of sector i's row.
void take_labels(io_table&, const std::vector<region_label>& sectors, const std::vector<region_label>& uses,
                 const std::vector<index_type>& lines);

/// x = Z 1 + Y 1 + E - M, which becomes total_input too.
void sum_output(io_table&);

/// Tables that their publishers balance only roughly: what a column lacks of output becomes the last primary input
/// `discrepancy`, and an assumption says how large it is and where. Nothing is added where it is below 1e-9 of output.
void close_columns(io_table&);

}  // namespace agglo
