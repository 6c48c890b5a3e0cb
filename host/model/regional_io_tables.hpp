#pragma once
#include <string>
#include <vector>

#include "host/model/domestic_table.hpp"
#include "host/model/multiregional_table.hpp"
#include "host/table/io_table.hpp"

namespace agglo {

/// What every table made from a national one takes over from it.
struct national_labels {
  std::string unit;
  std::vector<std::string> names;  ///< of the sectors
  std::vector<account> accounts;   ///< laid over the regions as output is
};

/// A multi-regional table as it is written: sectors "region:industry", final demand "region:final_demand" by the region
/// that buys, exports, imported_inputs, value_added. `w` are the regions' shares of each sector. [R x n]
io_table io_table_of(const multiregional_table&, const national_labels&, const labelled_array& w);

/// Region r alone, from its own inputs Z and those from the rest of the country, both [n x n]: exports abroad follow
/// output; other_uses is what is left of output, final demand at home and sales to other regions less nothing that the
/// quotients know of: negative where they let the region use more of a product than it makes. Primary inputs
/// rest_of_country, imported_inputs, value_added.
io_table io_table_of(const labelled_array& Z, const labelled_array& elsewhere, const domestic_table& national,
                     const labelled_array& w, index_type r, const national_labels&);

}  // namespace agglo
