#include "host/table/formats/two_level_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool is_number(const std::string& cell) { return bool(parse_number(cell)); }

/// The first place where two lists of labels differ; their length if one goes on.
std::size_t first_difference(const std::vector<region_label>& a, const std::vector<region_label>& b) {
  std::size_t k = 0;
  while (k < std::min(a.size(), b.size()) && a[k].region == b[k].region && a[k].rest == b[k].rest) ++k;
  return k;
}

std::string text_of(const std::vector<region_label>& labels, std::size_t k) {
  return k < labels.size() ? labels[k].region + ":" + labels[k].rest : "the end of the labels";
}

}  // namespace

two_level_file::two_level_file(const std::filesystem::path& file) : grid_(file, {.trim = true}) {
  // The last cell of a row of numbers is a number; labels end where the second row's do.
  for (index_type r = 2; r < std::min<index_type>(4, grid_.rows()) && first_row_ == 0; ++r) {
    const std::vector<std::string> cells = grid_.cells(r);
    if (!cells.empty() && is_number(cells.back())) first_row_ = r;
  }
  if (first_row_ == 0)
    throw data_error(grid_
                         .at(0, 0, "two header rows (region, sector), then rows of numbers, found no number below them",
                             "take the file as it is published")
                         .message());
  const std::vector<std::string> regions = grid_.cells(0), names = grid_.cells(1);
  // Header cells above the rows' labels hold the levels' names at most in the first column.
  first_column_ = regions.size() > 1 && regions[1].empty() ? 2 : 1;
  for (std::size_t c = static_cast<std::size_t>(first_column_); c < std::min(regions.size(), names.size()); ++c)
    columns_.push_back({regions[c], names[c]});
  for (index_type r = first_row_; r < grid_.rows(); ++r) {
    std::vector<std::string> cells = grid_.cells(r, first_column_);
    cells.resize(static_cast<std::size_t>(first_column_));
    rows_.push_back(first_column_ == 2 ? region_label{cells[0], cells[1]} : region_label{"", cells[0]});
  }
}

std::vector<double> two_level_file::read(const std::vector<std::size_t>& rows, const std::string& unit) const {
  std::vector<double> out(rows.size() * columns_.size());
  std::vector<index_type> lines;
  for (const std::size_t r : rows) lines.push_back(first_row_ + static_cast<index_type>(r));
  row_errors errors;
  const std::vector<number_block> blocks{
      {column_range(first_column_, static_cast<index_type>(columns_.size())), out.data()}};
  grid_.numbers(lines, blocks, fmt::format("a number of {}", unit), errors);
  errors.throw_if_any();
  return out;
}

std::vector<double> two_level_file::read(const std::string& unit) const {
  std::vector<std::size_t> all(rows_.size());
  std::iota(all.begin(), all.end(), 0);
  return read(all, unit);
}

void two_level_file::expect_rows(const std::vector<region_label>& wanted, const std::string& of) const {
  const std::size_t k = first_difference(rows_, wanted);
  if (k == rows_.size() && k == wanted.size()) return;
  const index_type row = std::min(first_row_ + static_cast<index_type>(k), grid_.rows() - 1);
  throw data_error(grid_
                       .at(row, 0, fmt::format("{}, as label {} of {} is", text_of(wanted, k), k + 1, of),
                           "take all files of one edition")
                       .message());
}

void two_level_file::expect_columns(const std::vector<region_label>& wanted, const std::string& of) const {
  const std::size_t k = first_difference(columns_, wanted);
  if (k == columns_.size() && k == wanted.size()) return;
  const index_type column = std::min(first_column_ + static_cast<index_type>(k), grid_.width() - 1);
  throw data_error(grid_
                       .at(1, column, fmt::format("{}, as label {} of {} is", text_of(wanted, k), k + 1, of),
                           "take all files of one edition")
                       .message());
}

}  // namespace agglo
