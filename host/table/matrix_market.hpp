#pragma once
#include <filesystem>
#include <string>

#include "host/table/labelled_matrix.hpp"

namespace agglo {

/// Reads a MatrixMarket file: coordinate or array; real, double or integer; general or symmetric. The file has no
/// labels; what a coordinate file leaves out is 0.
/// @throw data_error  with file:line:column: another banner or kind, a size or entry that is no number or outside the
///                    matrix, an entry twice or above the diagonal of a symmetric matrix, too few or too many entries
/// Source  Boisvert, Pozo & Remington (1996), The Matrix Market exchange formats, NISTIR 5935.
labelled_matrix read_matrix_market(const std::filesystem::path& file);
/// The same from text; `name` stands in errors.
labelled_matrix matrix_market_from(const std::string& text, const std::string& name);

}  // namespace agglo
