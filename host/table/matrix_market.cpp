#include "host/table/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/table/file_bytes.hpp"
#include "host/table/memory_need.hpp"
#include "host/table/number.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// The words of the lines that hold any, comments left out.
class word_reader {
 public:
  word_reader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  /// The next line with words; false at the end.
  bool next_line() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      row_ = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++line_;
      at_ = 0;
      if (row_.ends_with('\r')) row_.remove_suffix(1);
      if (row_.find_first_not_of(" \t") != std::string_view::npos && (line_ == 1 || row_[0] != '%')) return true;
    }
    row_ = {}, at_ = 0, ++line_;
    return false;
  }
  /// The next word of the line; "" at its end.
  std::string_view word() {
    at_ = std::min(row_.find_first_not_of(" \t", at_), row_.size());
    const std::size_t begin = at_;
    at_ = std::min(row_.find_first_of(" \t", at_), row_.size());
    last_ = begin;
    return row_.substr(begin, at_ - begin);
  }
  [[noreturn]] void fail(std::string_view found, const std::string& expected, const std::string& mend) const {
    throw data_error(
        row_error{name_, line_, static_cast<index_type>(last_) + 1, std::string(found), expected, mend}.message());
  }
  /// A whole number from `least` to `most`.
  index_type whole(index_type least, index_type most, const char* what) {
    const std::string_view text = word();
    index_type value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || value < least || value > most)
      fail(text, fmt::format("{}, a whole number from {} to {}", what, least, most), "write the file again");
    return value;
  }
  double number() {
    const std::string_view text = word();
    const parsed_number n = parse_number(text.starts_with('+') ? text.substr(1) : text);
    if (!n) fail(text, fmt::format("a number, found {}", n.problem), "write 0 for no flow");
    return n.value;
  }
  void expect_end_of_line() {
    if (const std::string_view more = word(); !more.empty()) fail(more, "the end of the line", "write the file again");
  }

 private:
  std::string_view text_, row_;
  const std::string& name_;
  std::size_t at_ = 0, last_ = 0;
  index_type line_ = 0;
};

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

constexpr index_type most_rows = index_type{1} << 31;

}  // namespace

labelled_matrix read_matrix_market(const std::filesystem::path& file) {
  return matrix_market_from(bytes_of(file), file.string());
}

labelled_matrix matrix_market_from(const std::string& text, const std::string& name) {
  word_reader in(text, name);
  in.next_line();
  const auto one_of = [&](std::initializer_list<const char*> known, const char* mend) {
    const std::string_view found = in.word();
    const std::string word = lower(found);
    std::string list;
    for (const char* k : known) {
      if (word == k) return word;
      list += (list.empty() ? "" : " or ") + std::string(k);
    }
    in.fail(found, list, mend);
  };
  one_of({"%%matrixmarket"}, "this is no MatrixMarket file: write it with scipy.io.mmwrite");
  one_of({"matrix"}, "write a matrix");
  const bool sparse = one_of({"coordinate", "array"}, "write it with scipy.io.mmwrite") == "coordinate";
  one_of({"real", "double", "integer"}, "write real numbers");
  const bool symmetric = one_of({"general", "symmetric"}, "write the whole matrix as general") == "symmetric";
  if (!in.next_line()) in.fail("", "the number of rows and columns, found the end of the file", "copy the whole file");

  labelled_matrix m;
  m.file = name, m.encoding = "MatrixMarket";
  m.rows = in.whole(0, most_rows, "the number of rows");
  m.columns = in.whole(symmetric ? m.rows : 0, symmetric ? m.rows : most_rows, "the number of columns");
  index_type count = symmetric ? m.rows * (m.rows + 1) / 2 : m.rows * m.columns;
  if (sparse) count = in.whole(0, count, "the number of entries");
  in.expect_end_of_line();
  expects_memory(name, {matrix_part("the matrix", m.rows, m.columns)}, available_memory(),
                 "correct its size, or aggregate the table");
  m.values.assign(static_cast<std::size_t>(m.rows * m.columns), 0.0);
  std::vector<bool> seen(sparse ? m.values.size() : 0);
  index_type i = 0, j = 0;  // of the next entry of an array, which goes down the columns
  for (index_type k = 0; k < count; ++k) {
    if (!in.next_line())
      in.fail("", fmt::format("{} entries, found {} and the end of the file", count, k), "copy the whole file");
    if (sparse) {
      i = in.whole(1, m.rows, "the row of an entry") - 1;
      j = in.whole(1, symmetric ? i + 1 : m.columns, "the column of an entry") - 1;
      const auto at = static_cast<std::size_t>(i * m.columns + j);
      if (seen[at]) in.fail(fmt::format("{} {}", i + 1, j + 1), "every entry once", "add up what belongs together");
      seen[at] = true;
    }
    const double value = in.number();
    in.expect_end_of_line();
    m.values[static_cast<std::size_t>(i * m.columns + j)] = value;
    if (symmetric) m.values[static_cast<std::size_t>(j * m.columns + i)] = value;
    if (!sparse && ++i == m.rows) ++j, i = symmetric ? j : 0;
  }
  if (in.next_line())
    in.fail(in.word(), fmt::format("the end of the file after {} entries", count), "correct their number");
  return m;
}

}  // namespace agglo
