#pragma once
#include <filesystem>
#include <string>

#include "host/table/row_error.hpp"

namespace agglo {

/// Writes the rows at fault as they stand, in UTF-8, below their file's header: to be mended and read again.
/// Written to a temporary name beside `to` and renamed. Errors that are not of one row write none.
/// @returns  the number of rows; 0 writes no file
/// @throw output_error  `to` cannot be written
std::size_t write_rejects(const std::filesystem::path& to, const std::string& header, const row_errors& errors);

}  // namespace agglo
