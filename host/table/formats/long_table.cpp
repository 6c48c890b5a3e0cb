#include "host/table/formats/long_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

index_type column_of(const text_grid& grid, const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end())
    throw data_error(
        row_error{grid.file(), grid.line(0), 1, name, "a column of this name, found none", suggestion(name, header)}
            .message());
  return found - header.begin();
}

}  // namespace

std::size_t long_table::labels_in_order::of(const std::string& label, index_type line) {
  const auto [at, fresh] = number.emplace(label, labels.size());
  if (fresh) labels.push_back(label), first.push_back(line);
  return at->second;
}

long_table::long_table(const text_grid& grid, const long_layout& layout, row_errors& errors) : grid_(grid) {
  const std::vector<std::string> header = grid.cells(0);
  for (const std::string& name : layout.row) row_columns_.push_back(column_of(grid, header, name));
  for (const std::string& name : layout.column) column_columns_.push_back(column_of(grid, header, name));
  value_column_ = column_of(grid, header, layout.value);
  const auto joined = [](const std::vector<std::string>& cells, const std::vector<index_type>& columns) {
    std::string out = cells[index_of(columns[0])];
    for (std::size_t k = 1; k < columns.size(); ++k) out += ":" + cells[index_of(columns[k])];
    return out;
  };
  struct told {
    std::size_t row, column;
    cell what;
  };
  std::vector<told> all;
  all.reserve(index_of(grid.rows()));
  for (index_type line = 1; line < grid.rows(); ++line) {
    const std::vector<std::string> cells = grid.cells(line);
    if (cells.size() != header.size()) {
      errors.add(grid.at(line, 0, fmt::format("{} cells as in the header, found {}", header.size(), cells.size()),
                         "put a cell that holds a separator in quotes; write an empty cell for a missing value"));
      continue;
    }
    const parsed_number n = parse_number(cells[index_of(value_column_)]);
    all.push_back({rows_.of(joined(cells, row_columns_), line),
                   columns_.of(joined(cells, column_columns_), line),
                   {n.value, line, bool(n)}});
  }
  cells_.resize(rows_.labels.size() * columns_.labels.size());
  for (const told& t : all) {
    cell& c = cells_[t.row * columns_.labels.size() + t.column];
    if (c.line >= 0)
      errors.add(grid.at(t.what.line, row_columns_[0],
                         fmt::format("one line for {} and {}, found one in line {} already", rows_.labels[t.row],
                                     columns_.labels[t.column], grid.line(c.line)),
                         "keep one year, one unit and one country in the file"));
    c = t.what;
  }
}

row_error long_table::at(index_type row, index_type column, std::string expected, std::string mend) const {
  const cell& c = cells_[index_of(row) * columns_.labels.size() + index_of(column)];
  return c.line < 0 ? grid_.at(rows_.first[index_of(row)], row_columns_[0], std::move(expected), std::move(mend))
                    : grid_.at(c.line, value_column_, std::move(expected), std::move(mend));
}

void long_table::numbers(std::span<const index_type> rows, std::span<const number_block> blocks,
                         std::string_view expected, row_errors& errors) const {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const number_block& b : blocks)
      for (std::size_t k = 0; k < b.columns.size(); ++k) {
        const cell& c = cells_[index_of(rows[i]) * columns_.labels.size() + index_of(b.columns[k])];
        b.out[i * b.columns.size() + k] = c.value;
        if (c.line >= 0 && c.is_number) continue;
        const std::string& column = columns_.labels[index_of(b.columns[k])];
        errors.add(c.line >= 0 ? at(rows[i], b.columns[k], std::string(expected), "write 0 for no flow")
                               : at(rows[i], b.columns[k], fmt::format("a line with column {} too, found none", column),
                                    "write a line with 0 for no flow"));
      }
}

}  // namespace agglo
