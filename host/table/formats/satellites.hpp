#pragma once
#include <string>
#include <vector>

#include "host/table/io_table.hpp"

namespace agglo {

/// The rows of a publisher's satellite accounts that `wanted` names, in its order: by their names, or with a * at the
/// end every row whose name begins so. Where nothing is wanted nothing is taken, and an assumption of the table says
/// so.
/// @throw data_error  no such row in `file`, with the nearest
std::vector<std::size_t> wanted_satellites(const std::vector<std::string>& wanted,
                                           const std::vector<std::string>& names, const std::string& file, io_table&);

/// Rows of F [rows x n] and F_Y [rows x f, or empty] become accounts; names[k] and units[k] are those of row rows[k].
void add_satellites(io_table&, const std::vector<std::size_t>& rows, const std::vector<std::string>& names,
                    const std::vector<std::string>& units, const std::vector<double>& F,
                    const std::vector<double>& F_Y);

}  // namespace agglo
