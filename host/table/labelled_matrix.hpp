#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "host/table/text_grid.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// A matrix from a file of its own. A label may have several levels ("N", "food"); a file without labels has none.
struct labelled_matrix {
  using label = std::vector<std::string>;
  std::string file, encoding;
  index_type rows = 0, columns = 0;
  std::vector<double> values;  ///< row-major
  std::vector<label> row_labels, column_labels;
  std::vector<std::string> row_level_names;  ///< what the file calls the levels of its rows, "" where it does not
  std::vector<index_type> lines;             ///< of each row; empty for formats that are not text
};

/// How many of a text's first columns and rows are labels.
struct label_counts {
  index_type columns = 0, rows = 0;
};

/// A matrix of text: its first columns and rows are labels, a row below them whose other cells are all empty names
/// their levels (as pandas writes), the rest are numbers of `unit`.
/// @throw data_error  with file:line:column: what text_grid finds; no numbers beside the labels
labelled_matrix read_text_matrix(const std::filesystem::path& file, label_counts labels, const std::string& unit,
                                 const grid_format& format = {});

/// The label columns and rows that the text itself tells: the first cells of the last row that are no numbers, and the
/// first rows without a number beside them; at least one of both where the very first cell is no number, so that labels
/// may be numbers too.
label_counts told_labels(const text_grid& grid, const number_format& numbers);
labelled_matrix read_text_matrix(const std::filesystem::path& file, const std::string& unit,
                                 const grid_format& format = {});

/// A label's levels in one word, ':' between them.
std::string joined(const labelled_matrix::label& levels);

/// Refuses `found` unless it is `wanted` label by label. `what` names found's labels, "rows of Y.csv"; `of` the others.
/// @throw data_error  a different number of labels; the first label that differs, with the nearest of the others
void expect_labels(const std::string& file, std::span<const labelled_matrix::label> found, const std::string& what,
                   std::span<const labelled_matrix::label> wanted, const std::string& of);

}  // namespace agglo
