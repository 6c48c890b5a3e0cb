#pragma once
#include <filesystem>
#include <string>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// What each region makes of each sector, as a file gives it.
struct regional_figures {
  std::string file;
  bool employment = false;  ///< persons; else output in the table's unit
  labelled_array values;    ///< region x sector, regions in the order of the file    [R x n]
  index_type missing = 0;   ///< pairs that the file does not have: they count 0
};

/// Reads columns region, sector and output or employment, one row a pair in any order, joined to `sectors` by label.
/// @throw data_error  with file:line:column: a missing column; both output and employment; an unknown sector, with the
///                    nearest; a pair twice; an empty region; no number, or a negative one
regional_figures read_regional_figures(const std::filesystem::path& file, const axis& sectors);

}  // namespace agglo
