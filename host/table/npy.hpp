#pragma once
#include <filesystem>
#include <string>

#include "host/table/labelled_matrix.hpp"

namespace agglo {

/// Reads NumPy's .npy, formats 1.0, 2.0 and 3.0: float32 or float64, little-endian, one or two axes, C or Fortran
/// order. A vector of n becomes a matrix of n x 1. The file has no labels.
/// @throw data_error  with the file and the byte: another magic string, version, type or number of axes, a damaged
///                    header, fewer or more bytes than the shape needs, an entry that is not finite (with its place)
labelled_matrix read_npy(const std::filesystem::path& file);
/// The same from bytes; `name` stands in errors.
labelled_matrix npy_from(const std::string& bytes, const std::string& name);

}  // namespace agglo
