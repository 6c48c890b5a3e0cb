#pragma once
#include <string>
#include <string_view>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// A label as a CSV cell: quoted where a comma, quote or line break demands it.
std::string csv_cell(std::string_view);

/// CSV with a label for every row and column: vectors as label,value; matrices with the columns' labels in the header;
/// three and more axes in long form, one value a line. Shortest digits that read back to the same double; an empty cell
/// is NaN, an undefined value.
std::string to_csv(const labelled_array&);

/// NumPy's .npy, version 1.0, little-endian float64 in C order.
std::string to_npy(const labelled_array&);

/// A GitHub-flavoured table of a matrix or vector, `digits` after the point.
std::string to_markdown(const labelled_array&, int digits);

/// A matrix in plain columns for the terminal, times `factor`, two spaces before each.
std::string to_plain(const labelled_array& matrix, int digits, double factor = 1);

/// `count` columns of a matrix from `first` on.
labelled_array columns_of(const labelled_array& matrix, index_type first, index_type count);

}  // namespace agglo
