#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/row_error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// What firms do in each of K classes (patents, R&D, sales by market), by rows and without zeros: row i holds value[e]
/// in class column[e] for start[i] <= e < start[i + 1], the columns ascending. Memory 12 bytes an entry.
struct technology_rows {
  std::vector<std::string> classes;
  std::vector<index_type> start{0};  ///< one more than there are rows
  std::vector<int> column;
  std::vector<double> value;

  [[nodiscard]] index_type rows() const { return static_cast<index_type>(start.size()) - 1; }
  [[nodiscard]] bool empty() const { return classes.empty(); }
  void add(index_type k, double v) {
    if (v != 0) column.push_back(static_cast<int>(k)), value.push_back(v);
  }
  void end_row() { start.push_back(static_cast<index_type>(column.size())); }
  /// Share of the rows x classes that is not zero.
  [[nodiscard]] double density() const;
  [[nodiscard]] std::vector<double> dense() const;  ///< rows x classes
  [[nodiscard]] technology_rows picked(const std::vector<std::size_t>& rows) const;
};

/// The firms that a file of classes speaks of.
struct listed_firms {
  std::string file;               ///< where they stand
  std::vector<std::string> id;    ///< a row is made for each; a firm that stands here twice has its row twice
  std::vector<index_type> line;   ///< of each, in `file`
  std::vector<std::string> more;  ///< further firms of `file`: their classes are passed over
};

/// Reads a CSV file of one row a firm and class: the column `id`, `class`, `value`. Rows of one firm and class add up;
/// classes stand in the order in which they come.
/// Errors, with file:line:column, into `errors`: a firm that is not listed; no class; a value that is no number or
/// negative; a listed firm without a class above 0.
/// @throw data_error  a missing column (with the nearest header), and all that csv_reader throws
technology_rows read_technology_rows(const std::filesystem::path& file, const std::string& id,
                                     const listed_firms& firms, row_errors& errors);

}  // namespace agglo
