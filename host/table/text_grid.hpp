#pragma once
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/table/number.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// How a large table of numbers is written.
struct grid_format {
  std::string encoding = "auto";  ///< see decode()
  char separator = 0;             ///< 0: told by the first line (told_separator)
  number_format numbers{};
  bool trim = false;           ///< blanks around a cell are no part of it
  bool empty_is_zero = false;  ///< an empty cell among the numbers counts 0
};

/// Numbers wanted of every row: their columns, ascending, and where they go, row after row without gaps.
struct number_block {
  std::vector<index_type> columns;
  double* out = nullptr;  ///< [rows x columns]
};

/// Columns first, first + 1, ... : `count` of them.
std::vector<index_type> column_range(index_type first, index_type count);

/// A large rectangular table of text: any row on demand, numbers in parallel.
///
///   const text_grid grid("table.csv");
///   const std::vector<std::string> header = grid.cells(0);                     // labels first
///   grid.numbers(rows, {{column_range(2, n), Z.data()}}, "a number of million EUR", errors);
///   errors.throw_if_any();
///
/// Rows are the lines that are not empty, counted from 0; they end with LF, CRLF or CR. Cells may stand in quotes and
/// then hold separators, line ends and doubled quotes. The whole file stays in memory, decoded.
/// Speed  see bench/table_read_bench.cpp: line starts by memchr on one core, numbers on all.
class text_grid {
 public:
  /// @throw data_error  the file cannot be opened, is empty, is not text in one encoding, a quote is never closed
  explicit text_grid(const std::filesystem::path& file, const grid_format& format = {});
  text_grid(std::string name, std::string bytes, const grid_format& format = {});

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::string& encoding() const { return encoding_; }
  [[nodiscard]] char separator() const { return format_.separator; }
  [[nodiscard]] index_type rows() const { return static_cast<index_type>(rows_.size()); }
  [[nodiscard]] index_type line(index_type row) const { return rows_[static_cast<std::size_t>(row)].line; }  ///< from 1
  [[nodiscard]] index_type width() const { return width_; }  ///< cells of the first row
  /// The cells of a row, without their quotes; at most the first `count`.
  [[nodiscard]] std::vector<std::string> cells(index_type row,
                                               index_type count = std::numeric_limits<index_type>::max()) const;
  /// The error of one cell; a cell that is not there stands at the row's end.
  [[nodiscard]] row_error at(index_type row, index_type column, std::string expected, std::string mend = "") const;

  /// The numbers of `rows`: block b's number (i, k) is cell (rows[i], columns[k]). Rows are read in parallel; errors
  /// come in the order of the file. `expected` says what a number is, "a number of million EUR".
  ///
  /// Errors: a row with more or fewer cells than the first one, a quote inside a bare cell, text after a closing quote,
  /// a cell that is no number (parse_number, mend "write 0 for no flow"). What out holds of such a row is not said.
  void numbers(std::span<const index_type> rows, std::span<const number_block> blocks, std::string_view expected,
               row_errors& errors) const;

 private:
  struct row_place {
    const char *begin, *end;
    index_type line;
  };
  struct cell_place {
    const char *begin, *end;  // quotes included
  };
  class row_parser;
  void find_rows();
  [[nodiscard]] const char* open_quote(const char* begin, const char* end) const;
  [[nodiscard]] cell_place next_cell(const char* p, const char* end) const;
  [[nodiscard]] std::string_view text_of(cell_place cell, std::string& unescaped) const;
  [[nodiscard]] row_error at_byte(const row_place& row, const char* place, std::string text, std::string expected,
                                  std::string mend) const;

  std::string file_, encoding_, text_;
  grid_format format_;
  bool has_quotes_ = false;
  std::vector<row_place> rows_;
  index_type width_ = 0;
};

/// The separator of a line: the one of tab, ';' and ',' that stands most often outside quotes; ',' without any.
char told_separator(std::string_view line);

}  // namespace agglo
