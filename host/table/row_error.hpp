#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// One bad place in an input file. A bad row is a value: it is collected, shown with its neighbours, and only then
/// thrown.
struct row_error {
  std::string file;
  index_type line = 0;      ///< physical line of the file, from 1; 0: the file as a whole
  index_type column = 0;    ///< character (not byte) of that line where the cell starts, from 1; 0: the line as a whole
  std::string text;         ///< what stands there
  std::string expected;     ///< what should stand there
  std::string mend;         ///< how to put it right
  std::string row{};        ///< the whole row as it stands, where one row is at fault
  index_type row_line = 0;  ///< where that row starts

  /// "firms.csv:12:7: 'abc': expected a number of million CNY; mend: ...". Long texts are cut at 60 characters.
  [[nodiscard]] std::string message() const;
};

/// The bad places of one input, in the order in which they were found.
class row_errors {
 public:
  void add(row_error e) { all_.push_back(std::move(e)); }
  /// So many more of the same kind, later in the file, that nobody would read one by one.
  void add_unlisted(std::size_t count) { unlisted_ += count; }
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size() + unlisted_; }
  [[nodiscard]] const std::vector<row_error>& all() const { return all_; }
  /// The first `shown` in the order of the file, one a line, and how many there are in all; "" without any.
  [[nodiscard]] std::string message(std::size_t shown = 20) const;
  /// @throw data_error  message(), if there are any
  void throw_if_any() const;

 private:
  std::vector<row_error> all_;
  std::size_t unlisted_ = 0;
};

}  // namespace agglo
