#pragma once
#include <filesystem>

#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// A folder that pymrio saved with save_all() or save() as text: it holds file_parameters.json of an IOSystem.
bool is_pymrio_folder(const std::filesystem::path& folder);

/// Reads Z, Y, x and unit, and F and F_Y of every extension as accounts. Files and their numbers of label columns and
/// rows are those of file_parameters.json; A, L, S, M and the D accounts are not read: they follow from these.
///
///   sectors        labels of Z's rows, region:sector, the levels kept as regions and industries
///   final demand   the columns of Y, region:category
///   x              Z 1 + Y 1 where it was not saved
///   V              one row primary_inputs = x - 1'Z, which is told as an assumption: pymrio keeps no primary inputs
///   apart from extensions accounts       rows of F, code joined by ':', named after their extension; where two
///   extensions have one code, it
///                  is extension:code. F_Y (F_hh) is what final demand uses or emits itself.
/// @throw data_error  with file:line:column: file_parameters.json damaged or without Z and Y; a file that is missing or
///                    no text (parquet, pickle); labels of Y, x, unit, F or F_Y against Z's; units that differ between
///                    sectors
/// Title and source come from metadata.json, the unit from unit.txt, where the descriptor leaves them out.
io_table read_pymrio(const std::filesystem::path& folder, table_descriptor& d);

}  // namespace agglo
