#include "host/table/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/table/file_bytes.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

csv_reader::csv_reader(const std::filesystem::path& file, row_errors& errors, const csv_format& format)
    : file_(file.string()), errors_(&errors) {
  open(bytes_of(file), format);
}

csv_reader::csv_reader(std::string name, std::string bytes, row_errors& errors, const csv_format& format)
    : file_(std::move(name)), errors_(&errors) {
  open(std::move(bytes), format);
}

void csv_reader::open(std::string bytes, const csv_format& format) {
  decoded_text decoded = decode(std::move(bytes), format.encoding, file_);
  text_ = std::move(decoded.text);
  encoding_ = std::move(decoded.encoding);
  separator_ = format.separator;
  for (const char c : {separator_, '"', '\r', '\n', '\0'}) ends_cell_[static_cast<unsigned char>(c)] = true;
  p_ = text_.c_str();
  end_ = p_ + text_.size();
  read_header();
}

void csv_reader::read_header() {
  const std::size_t before = errors_->size();
  if (!next()) {
    if (errors_->size() == before)
      errors_->add({file_, 1, 1, "", "a header with the names of the columns, found an empty file", "export it again"});
    errors_->throw_if_any();
  }
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    header_at_.push_back(position_in(raw(), static_cast<std::size_t>(starts_[c] - row_), row_line_));
    if (const auto [first, fresh] = seen.emplace(cells_[c], c); !fresh)
      errors_->add({file_, header_at_[c].line, header_at_[c].column, std::string(cells_[c]),
                    fmt::format("every column once, found its name in columns {} and {}", first->second + 1, c + 1),
                    "remove or rename one of the two"});
  }
  header_.assign(cells_.begin(), cells_.end());
  if (errors_->size() > before) errors_->throw_if_any();
}

index_type csv_reader::find(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  return found == header_.end() ? -1 : found - header_.begin();
}

index_type csv_reader::require(std::string_view name) const {
  const index_type column = find(name);
  if (column >= 0) return column;
  throw data_error(row_error{file_, header_at_.empty() ? 1 : header_at_[0].line, 1, std::string(name),
                             "a column of this name, found none", suggestion(name, header_)}
                       .message());
}

row_error csv_reader::at_byte(const char* place, std::string text, std::string expected, std::string mend) const {
  const text_position where =
      position_in({row_, static_cast<std::size_t>(end_ - row_)}, static_cast<std::size_t>(place - row_), row_line_);
  return {file_,           where.line,         where.column, std::move(text), std::move(expected),
          std::move(mend), std::string(raw()), row_line_};
}

row_error csv_reader::at(index_type column, std::string expected, std::string mend) const {
  return at_byte(starts_[static_cast<std::size_t>(column)], std::string((*this)[column]), std::move(expected),
                 std::move(mend));
}

row_error csv_reader::at_header(index_type column, std::string expected, std::string mend) const {
  const auto c = static_cast<std::size_t>(column);
  return {file_, header_at_[c].line, header_at_[c].column, header_[c], std::move(expected), std::move(mend)};
}

bool csv_reader::next() {
  while (p_ != end_) {
    row_ = p_;
    row_line_ = line_;
    if (*p_ == '\n' || *p_ == '\r') {
      end_of_line();
      continue;
    }
    if (!scan_row()) continue;
    if (header_.empty() || cells_.size() == header_.size()) return true;
    // The first cell too many, or the last one there is.
    const std::size_t c = std::min(cells_.size() - 1, header_.size());
    errors_->add(at(static_cast<index_type>(c),
                    fmt::format("{} cells as in the header, found {}", header_.size(), cells_.size()),
                    "put a cell that holds a separator in quotes; write an empty cell for a missing value"));
  }
  return false;
}

void csv_reader::revisit(row_mark mark) {
  p_ = row_ = mark.row;
  line_ = row_line_ = mark.line;
  scan_row();
}

void csv_reader::end_of_line() {
  row_end_ = p_;
  if (p_ == end_) return;
  if (*p_ == '\r' && p_[1] == '\n') ++p_;
  ++p_;
  ++line_;
}

void csv_reader::skip_line() {
  while (p_ != end_ && *p_ != '\n' && *p_ != '\r') ++p_;
  end_of_line();
}

/// Fills cells_ and starts_ and passes the line's end; false, with the error noted, if the row cannot be read.
bool csv_reader::scan_row() {
  cells_.clear();
  starts_.clear();
  unescaped_count_ = 0;
  for (;;) {
    starts_.push_back(p_);
    if (*p_ == '"') {
      if (!scan_quoted()) return false;
    } else {
      const char* const begin = p_;
      while (!ends_cell_[static_cast<unsigned char>(*p_)]) ++p_;
      cells_.emplace_back(begin, static_cast<std::size_t>(p_ - begin));
      if (*p_ == '"') {
        std::string text(begin, p_ + 1);
        skip_line();
        errors_->add(at_byte(begin, std::move(text), "no quote inside a bare cell",
                             "put the whole cell in quotes and double the quotes inside"));
        return false;
      }
    }
    if (*p_ != separator_ || p_ == end_) break;
    ++p_;
  }
  end_of_line();
  return true;
}

/// One cell in quotes; leaves p_ after it.
bool csv_reader::scan_quoted() {
  const char* const opening = p_;
  const char* const begin = ++p_;
  std::size_t doubled = 0;
  for (;; ++p_) {
    if (*p_ == '"') {
      if (p_[1] != '"') break;
      ++doubled;
      ++p_;
    } else if (*p_ == '\n' || (*p_ == '\r' && p_[1] != '\n')) {
      ++line_;
    } else if (p_ == end_) {
      row_end_ = p_;
      errors_->add(at_byte(opening, std::string(opening, std::min(opening + 61, end_)),
                           "a closing quote, found the end of the file",
                           "close the quote that opens here, or double it if it is part of the text"));
      return false;
    }
  }
  const std::string_view inside(begin, static_cast<std::size_t>(p_ - begin));
  ++p_;
  if (!ends_cell_[static_cast<unsigned char>(*p_)]) {
    const char* const stray = p_;
    while (!ends_cell_[static_cast<unsigned char>(*p_)]) ++p_;
    std::string text(stray, p_);
    skip_line();
    errors_->add(at_byte(stray, std::move(text), "a separator or the line's end after a closing quote",
                         "double the quotes inside a cell in quotes"));
    return false;
  }
  if (doubled == 0) {
    cells_.push_back(inside);
    return true;
  }
  if (unescaped_count_ == unescaped_.size()) unescaped_.emplace_back();
  std::string& cell = unescaped_[unescaped_count_++];
  cell.clear();
  for (std::size_t i = 0; i < inside.size(); ++i) {
    cell += inside[i];
    i += inside[i] == '"';
  }
  cells_.emplace_back(cell);
  return true;
}

}  // namespace agglo
