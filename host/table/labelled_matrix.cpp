#include "host/table/labelled_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// A row of labels alone: it names the levels of the rows' labels.
bool names_levels(const std::vector<std::string>& cells, index_type labels) {
  const auto beside = cells.begin() + std::min(static_cast<std::ptrdiff_t>(cells.size()), labels);
  return std::all_of(beside, cells.end(), [](const std::string& c) { return c.empty(); });
}

labelled_matrix read(const text_grid& grid, label_counts labels, const std::string& unit) {
  labelled_matrix m;
  m.file = grid.file(), m.encoding = grid.encoding();
  if (grid.rows() <= labels.rows || grid.width() <= labels.columns)
    throw data_error(grid.at(0, 0,
                             fmt::format("{} rows and {} columns of labels and numbers beside them, found {} rows "
                                         "and {} columns",
                                         labels.rows, labels.columns, grid.rows(), grid.width()),
                             "export it again with its labels")
                         .message());
  m.columns = grid.width() - labels.columns;
  m.column_labels.resize(static_cast<std::size_t>(labels.rows > 0 ? m.columns : 0));
  for (index_type r = 0; r < labels.rows; ++r) {
    std::vector<std::string> cells = grid.cells(r);
    cells.resize(static_cast<std::size_t>(grid.width()));
    for (index_type c = 0; c < m.columns; ++c)
      m.column_labels[static_cast<std::size_t>(c)].push_back(cells[static_cast<std::size_t>(labels.columns + c)]);
  }
  m.row_level_names.resize(static_cast<std::size_t>(labels.columns));
  index_type first = labels.rows;
  if (first > 0 && first < grid.rows()) {
    const std::vector<std::string> cells = grid.cells(first);
    const auto beside = cells.begin() + std::min(static_cast<std::ptrdiff_t>(cells.size()), labels.columns);
    if (names_levels(cells, labels.columns)) {
      m.row_level_names.assign(cells.begin(), beside);
      ++first;
    } else if (labels.rows == 1) {
      m.row_level_names = grid.cells(0, labels.columns);
    }
  }
  const std::vector<index_type> rows = column_range(first, grid.rows() - first);
  m.rows = static_cast<index_type>(rows.size());
  for (const index_type r : rows) {
    m.lines.push_back(grid.line(r));
    if (labels.columns == 0) continue;
    m.row_labels.push_back(grid.cells(r, labels.columns));
    m.row_labels.back().resize(static_cast<std::size_t>(labels.columns));
  }
  m.values.resize(static_cast<std::size_t>(m.rows * m.columns));
  row_errors errors;
  const std::vector<number_block> all{{column_range(labels.columns, m.columns), m.values.data()}};
  grid.numbers(rows, all, "a number of " + unit, errors);
  errors.throw_if_any();
  return m;
}

bool same(const labelled_matrix::label& a, const labelled_matrix::label& b) { return joined(a) == joined(b); }

}  // namespace

std::string joined(const labelled_matrix::label& levels) {
  std::string out;
  for (std::size_t i = 0; i < levels.size(); ++i) out += (i == 0 ? "" : ":") + levels[i];
  return out;
}

labelled_matrix read_text_matrix(const std::filesystem::path& file, label_counts labels, const std::string& unit,
                                 const grid_format& format) {
  return read(text_grid(file, format), labels, unit);
}

label_counts told_labels(const text_grid& grid, const number_format& numbers) {
  const auto is_number = [&](const std::string& cell) { return bool(parse_number(cell, numbers)); };
  label_counts out;
  const std::vector<std::string> last = grid.cells(grid.rows() - 1);
  while (out.columns < static_cast<index_type>(last.size()) && !is_number(last[static_cast<std::size_t>(out.columns)]))
    ++out.columns;
  for (; out.rows < grid.rows(); ++out.rows) {
    const std::vector<std::string> cells = grid.cells(out.rows);
    const auto beside = cells.begin() + std::min(static_cast<std::ptrdiff_t>(cells.size()), out.columns);
    if (std::any_of(beside, cells.end(), is_number) || (out.rows > 0 && names_levels(cells, out.columns))) break;
  }
  if (!is_number(grid.cells(0, 1)[0])) {
    out.columns = std::max<index_type>(out.columns, 1);
    out.rows = std::max<index_type>(out.rows, 1);
  }
  return out;
}

labelled_matrix read_text_matrix(const std::filesystem::path& file, const std::string& unit,
                                 const grid_format& format) {
  const text_grid grid(file, format);
  return read(grid, told_labels(grid, format.numbers), unit);
}

void expect_labels(const std::string& file, std::span<const labelled_matrix::label> found, const std::string& what,
                   std::span<const labelled_matrix::label> wanted, const std::string& of) {
  if (found.size() != wanted.size())
    throw data_error(
        fmt::format("{}: {}: expected {}, as many as {}, found {}", file, what, wanted.size(), of, found.size()));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (same(found[i], wanted[i])) continue;
    std::vector<std::string> known;
    for (const auto& w : wanted) known.push_back(joined(w));
    throw data_error(fmt::format(
        "{}: {}: '{}': expected '{}', number {} of {}; mend: {}", file, what, joined(found[i]), known[i], i + 1, of,
        std::find(known.begin(), known.end(), joined(found[i])) != known.end() ? "bring both into one order"
                                                                               : suggestion(joined(found[i]), known)));
  }
}

}  // namespace agglo
