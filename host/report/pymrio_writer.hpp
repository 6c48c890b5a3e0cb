#pragma once
#include <string>
#include <utility>
#include <vector>

#include "host/table/io_table.hpp"

namespace agglo {

/// Files that pymrio.load_all() reads as an IOSystem, by name within their folder; pymrio's save_all() writes the like:
///
///   file_parameters.json, metadata.json
///   Z.txt, Y.txt, x.txt, unit.txt              tab-separated, rows and columns labelled by region and sector
///   primary_inputs/  F.txt, unit.txt           V as an extension; and the file_parameters.json of each
///   accounts_1/ ...  F.txt, F_Y.txt, unit.txt  the accounts, an extension for each name that they have
///
/// A table of one region has the region "all". Exports, and imports as less_imports, are final demand of the region
/// that sells them; final demand of a region that is not told stands under "not_told". Numbers are the shortest that
/// read back to the same double. What A, L, S or M would add, pymrio's calc_all() computes from these. Source  pymrio
/// 0.7, its saved folders; Stadler (2021), Journal of Open Research Software 9(1), 8.
std::vector<std::pair<std::string, std::string>> pymrio_files(const io_table&, const std::string& title);

}  // namespace agglo
