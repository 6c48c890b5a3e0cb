#pragma once
#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/table/encoding.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

struct csv_format {
  std::string encoding = "auto";  ///< see decode()
  char separator = ',';
};

/// A table of comma-separated text (RFC 4180) that knows where each cell stands.
///
///   row_errors errors;
///   csv_reader csv("firms.csv", errors);
///   const index_type city = csv.find("city");
///   while (csv.next()) use(csv[city]);
///   errors.throw_if_any();
///
/// The first row is the header: one name a column. Cells in quotes may hold separators, line ends and doubled quotes;
/// lines end with LF, CRLF or CR; empty lines are passed over; cells are taken as they stand, blanks included.
/// A row that cannot be read (too many or few cells, a quote inside a bare cell, text after a closing quote, an
/// unclosed quote) goes to `errors` and is left out; so does the rest of a file after an unclosed quote. Memory  the
/// file's size: it is decoded at once, rows are views into it.  Speed  see bench/csv_bench.cpp.
class csv_reader {
 public:
  /// @throw data_error  the file cannot be opened, is empty, has a column name twice, or is not text in one encoding
  csv_reader(const std::filesystem::path& file, row_errors& errors, const csv_format& format = {});
  csv_reader(std::string name, std::string bytes, row_errors& errors, const csv_format& format = {});
  csv_reader(const csv_reader&) = delete;
  csv_reader& operator=(const csv_reader&) = delete;

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::string& encoding() const { return encoding_; }
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] index_type find(std::string_view name) const;  ///< its column, from 0; -1 if there is none
  /// Its column. @throw data_error  there is none, with the nearest header
  [[nodiscard]] index_type require(std::string_view name) const;

  bool next();                                                                      ///< reads a row; false at the end
  [[nodiscard]] std::span<const std::string_view> cells() const { return cells_; }  ///< valid until the next row
  [[nodiscard]] std::string_view operator[](index_type column) const {
    return cells_[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] index_type line() const { return row_line_; }  ///< where the row starts, from 1
  [[nodiscard]] index_type end_line() const { return line_; }  ///< where the next one starts
  [[nodiscard]] std::string_view raw() const { return {row_, static_cast<std::size_t>(row_end_ - row_)}; }

  /// Rows that are still to come, at most, unless lines end with CR alone: what to reserve.
  [[nodiscard]] std::size_t rows_left() const { return static_cast<std::size_t>(std::count(p_, end_, '\n')) + 1; }

  /// Where a row stands, to come back to it for an error that only the whole file shows.
  struct row_mark {
    const char* row;
    index_type line;
  };
  [[nodiscard]] row_mark mark() const { return {row_, row_line_}; }
  void revisit(row_mark mark);  ///< makes a row that next() has read the current one again

  /// The error of one cell of this row.
  [[nodiscard]] row_error at(index_type column, std::string expected, std::string mend = "") const;
  /// The error of a column's name in the header.
  [[nodiscard]] row_error at_header(index_type column, std::string expected, std::string mend = "") const;

 private:
  void open(std::string bytes, const csv_format& format);
  void read_header();
  bool scan_row();
  bool scan_quoted();
  void end_of_line();
  void skip_line();
  [[nodiscard]] row_error at_byte(const char* place, std::string text, std::string expected, std::string mend) const;

  std::string file_, encoding_, text_;
  row_errors* errors_;
  char separator_ = ',';
  std::array<bool, 256> ends_cell_{};  // separator, quote, line ends and the text's final NUL
  std::vector<std::string> header_;
  std::vector<text_position> header_at_;
  const char *p_ = nullptr, *end_ = nullptr, *row_ = nullptr, *row_end_ = nullptr;
  index_type line_ = 1, row_line_ = 1;
  std::vector<std::string_view> cells_;
  std::vector<const char*> starts_;    // of the cells, quotes included
  std::deque<std::string> unescaped_;  // cells with doubled quotes; a deque, so that views into it stay
  std::size_t unescaped_count_ = 0;
};

}  // namespace agglo
