#include "host/table/text_grid.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <numeric>

#include "host/table/encoding.hpp"
#include "host/table/file_bytes.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

const char* find_byte(const char* p, const char* end, char c) {
  const void* at = std::memchr(p, c, static_cast<std::size_t>(end - p));
  return at == nullptr ? end : static_cast<const char*>(at);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::size_t kept_errors = 100;  // of one thread; no message shows more

}  // namespace

std::vector<index_type> column_range(index_type first, index_type count) {
  std::vector<index_type> out(static_cast<std::size_t>(count));
  std::iota(out.begin(), out.end(), first);
  return out;
}

char told_separator(std::string_view line) {
  std::array<index_type, 3> times{};
  constexpr std::array<char, 3> known{'\t', ';', ','};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    for (std::size_t k = 0; k < known.size(); ++k) times[k] += !quoted && c == known[k];
  }
  const auto most = std::max_element(times.begin(), times.end());
  return *most == 0 ? ',' : known[static_cast<std::size_t>(most - times.begin())];
}

text_grid::text_grid(const std::filesystem::path& file, const grid_format& format)
    : text_grid(file.string(), bytes_of(file), format) {}

text_grid::text_grid(std::string name, std::string bytes, const grid_format& format)
    : file_(std::move(name)), format_(format) {
  decoded_text decoded = decode(std::move(bytes), format.encoding, file_);
  text_ = std::move(decoded.text);
  encoding_ = std::move(decoded.encoding);
  find_rows();
  if (rows_.empty())
    throw data_error(row_error{file_, 1, 1, "", "rows of cells, found an empty file", "export it again"}.message());
  for (const char* p = rows_[0].begin;; ++p) {
    p = next_cell(p, rows_[0].end).end;
    ++width_;
    if (p == rows_[0].end) break;
  }
}

/// The quote that opens a cell of this row and is not closed in it; nullptr without one.
const char* text_grid::open_quote(const char* begin, const char* end) const {
  if (std::count(begin, end, '"') % 2 == 0) return nullptr;
  for (const char* p = begin;; ++p) {
    if (p != end && *p == '"') {
      const char* q = p + 1;
      for (; (q = find_byte(q, end, '"')) != end && q + 1 != end && q[1] == '"'; q += 2) {
      }
      if (q == end) return p;
    }
    p = next_cell(p, end).end;
    if (p == end) return nullptr;
  }
}

/// Where rows begin and end; a row with an open quote goes on in the next line.
void text_grid::find_rows() {
  const char *p = text_.data(), *const end = p + text_.size();
  has_quotes_ = find_byte(p, end, '"') != end;
  bool lone_cr = false;
  for (const char* cr = find_byte(p, end, '\r'); cr != end && !lone_cr; cr = find_byte(cr + 1, end, '\r'))
    lone_cr = cr + 1 == end || cr[1] != '\n';
  if (format_.separator == 0)
    format_.separator = told_separator(std::string_view(text_).substr(0, text_.find_first_of("\r\n")));
  index_type line = 1;
  while (p != end) {
    row_place row{p, p, line};
    const char* quote = nullptr;
    do {
      const char* stop = find_byte(p, end, '\n');
      if (lone_cr) stop = find_byte(p, stop, '\r');
      quote = has_quotes_ ? open_quote(row.begin, stop) : nullptr;
      row.end = p = stop;
      if (p == end) break;
      if (*p == '\r') ++p;
      if (p != end && *p == '\n') ++p;
      ++line;
    } while (quote != nullptr);
    if (quote != nullptr)
      throw data_error(at_byte(row, quote, std::string(quote, std::min(quote + 61, end)),
                               "a closing quote, found the end of the file",
                               "close the quote that opens here, or double it if it is part of the text")
                           .message());
    if (row.end != row.begin && row.end[-1] == '\r') --row.end;
    if (row.end != row.begin) rows_.push_back(row);
  }
}

/// The cell that starts at p, up to its separator or the row's end. In quotes, up to the separator after the closing
/// one.
text_grid::cell_place text_grid::next_cell(const char* p, const char* end) const {
  const char* q = p;
  if (p != end && *p == '"') {
    for (q = p + 1; q != end; ++q) {
      q = find_byte(q, end, '"');
      if (q == end || q + 1 == end || q[1] != '"') break;
      ++q;
    }
  }
  return {p, find_byte(q, end, format_.separator)};
}

std::string_view text_grid::text_of(cell_place c, std::string& unescaped) const {
  std::string_view text(c.begin, static_cast<std::size_t>(c.end - c.begin));
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
    if (text.find('"') != std::string_view::npos) {
      unescaped.clear();
      for (std::size_t i = 0; i < text.size(); ++i) {
        unescaped += text[i];
        i += text[i] == '"';
      }
      text = unescaped;
    }
  }
  if (!format_.trim) return text;
  const std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, last - first + 1);
}

std::vector<std::string> text_grid::cells(index_type row, index_type count) const {
  const row_place& r = rows_[static_cast<std::size_t>(row)];
  std::vector<std::string> out;
  std::string unescaped;
  for (const char* p = r.begin; static_cast<index_type>(out.size()) < count; ++p) {
    const cell_place cell = next_cell(p, r.end);
    out.emplace_back(text_of(cell, unescaped));
    p = cell.end;
    if (p == r.end) break;
  }
  return out;
}

row_error text_grid::at_byte(const row_place& row, const char* place, std::string text, std::string expected,
                             std::string mend) const {
  const text_position where =
      position_in({row.begin, static_cast<std::size_t>(text_.data() + text_.size() - row.begin)},
                  static_cast<std::size_t>(place - row.begin), row.line);
  return {file_, where.line, where.column, std::move(text), std::move(expected), std::move(mend)};
}

row_error text_grid::at(index_type row, index_type column, std::string expected, std::string mend) const {
  const row_place& r = rows_[static_cast<std::size_t>(row)];
  cell_place cell = next_cell(r.begin, r.end);
  for (index_type c = 0; c < column && cell.end != r.end; ++c) cell = next_cell(cell.end + 1, r.end);
  std::string unescaped;
  return at_byte(r, cell.begin, std::string(text_of(cell, unescaped)), std::move(expected), std::move(mend));
}

/// Reads one row's numbers into their places; what it cannot read becomes an error of its own list.
class text_grid::row_parser {
 public:
  row_parser(const text_grid& grid, std::span<const number_block> blocks, std::string_view expected)
      : grid_(grid), expected_(expected), places_(static_cast<std::size_t>(grid.width_)) {
    for (const number_block& b : blocks)
      for (std::size_t k = 0; k < b.columns.size(); ++k)
        places_[static_cast<std::size_t>(b.columns[k])] = {b.out + k, b.columns.size()};
    plain_ = grid.format_.numbers.thousands == 0 && grid.format_.numbers.decimal == '.';
  }

  void read(const row_place& row, std::size_t i) {
    const char* p = row.begin;
    for (std::size_t c = 0;; ++c, ++p) {
      const char* cell = p;
      if (c < places_.size() && places_[c].first != nullptr)
        p = number(row, p, places_[c].first[i * places_[c].stride]);
      else
        p = skip(row, p);
      if (p == nullptr) return;
      if (p != row.end && c + 1 < places_.size()) continue;
      if (p == row.end && c + 1 == places_.size()) return;
      wrong_count(row, c + 1, p == row.end ? cell : p + 1);
      return;
    }
  }

  std::vector<row_error> errors;
  std::size_t unlisted = 0;

 private:
  struct place {
    double* first = nullptr;
    std::size_t stride = 0;
  };

  void fail(row_error e) {
    if (errors.size() < kept_errors)
      errors.push_back(std::move(e));
    else
      ++unlisted;
  }

  const char* number(const row_place& row, const char* p, double& value) {
    const char separator = grid_.format_.separator;
    // Nearly every cell is bare and plain; from_chars alone would take inf and nan.
    if (plain_ && p != row.end && (is_digit(*p) || (*p == '-' && p + 1 != row.end && is_digit(p[1])))) {
      const auto [q, code] = std::from_chars(p, row.end, value);
      if (code == std::errc() && (q == row.end || *q == separator)) return q;
    }
    value = 0;
    const cell_place cell = grid_.next_cell(p, row.end);
    if (!well_quoted(row, cell)) return nullptr;
    const std::string_view text = grid_.text_of(cell, unescaped_);
    if (text.empty() && grid_.format_.empty_is_zero) return cell.end;
    const parsed_number n = parse_number(text, grid_.format_.numbers);
    if (!n)
      fail(grid_.at_byte(row, cell.begin, std::string(text), fmt::format("{}, found {}", expected_, n.problem),
                         "write 0 for no flow"));
    value = n.value;
    return cell.end;
  }

  const char* skip(const row_place& row, const char* p) {
    const cell_place cell = grid_.next_cell(p, row.end);
    return !grid_.has_quotes_ || well_quoted(row, cell) ? cell.end : nullptr;
  }

  bool well_quoted(const row_place& row, const cell_place& cell) {
    if (!grid_.has_quotes_) return true;
    const char* quote = find_byte(cell.begin, cell.end, '"');
    if (quote == cell.end) return true;
    if (quote != cell.begin) {
      fail(grid_.at_byte(row, cell.begin, std::string(cell.begin, quote + 1), "no quote inside a bare cell",
                         "put the whole cell in quotes and double the quotes inside"));
      return false;
    }
    for (++quote; quote != cell.end; ++quote) {  // to the closing quote
      quote = find_byte(quote, cell.end, '"');
      if (quote == cell.end || quote + 1 == cell.end || quote[1] != '"') break;
      ++quote;
    }
    if (quote + 1 >= cell.end) return true;
    fail(grid_.at_byte(row, quote + 1, std::string(quote + 1, cell.end),
                       "a separator or the line's end after a closing quote",
                       "double the quotes inside a cell in quotes"));
    return false;
  }

  /// Counts the rest; `last` is the first cell too many, or the last one there is.
  void wrong_count(const row_place& row, std::size_t count, const char* last) {
    const cell_place at = grid_.next_cell(last, row.end);
    if (count == places_.size()) {
      cell_place cell = at;
      for (++count; cell.end != row.end; ++count) cell = grid_.next_cell(cell.end + 1, row.end);
    }
    fail(grid_.at_byte(row, last, std::string(grid_.text_of(at, unescaped_)),
                       fmt::format("{} cells as in the header, found {}", places_.size(), count),
                       "put a cell that holds a separator in quotes; write an empty cell for a missing value"));
  }

  const text_grid& grid_;
  std::string_view expected_;
  std::vector<place> places_;
  std::string unescaped_;
  bool plain_ = true;
};

void text_grid::numbers(std::span<const index_type> rows, std::span<const number_block> blocks,
                        std::string_view expected, row_errors& errors) const {
  for (const number_block& b : blocks)
    for (const index_type c : b.columns)
      expects(c >= 0 && c < width_, "a column of numbers lies outside the table's first row");
  const auto count = static_cast<index_type>(rows.size());
  std::vector<row_parser> parsers(static_cast<std::size_t>(omp_get_max_threads()), row_parser(*this, blocks, expected));
#pragma omp parallel
  {
    // A static schedule gives each thread one run of rows, so that the threads' lists follow the file.
    row_parser& parser = parsers[static_cast<std::size_t>(omp_get_thread_num())];
#pragma omp for schedule(static)
    for (index_type i = 0; i < count; ++i)
      parser.read(rows_[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)])], static_cast<std::size_t>(i));
  }
  for (row_parser& parser : parsers) {
    for (row_error& e : parser.errors) errors.add(std::move(e));
    errors.add_unlisted(parser.unlisted);
  }
}

}  // namespace agglo
