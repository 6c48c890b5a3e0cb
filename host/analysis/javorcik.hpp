#pragma once
#include <vector>

#include "host/model/flow_table.hpp"
#include "host/model/identity.hpp"
#include "host/model/javorcik_firms.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Spillovers of firms with an attribute (foreign ownership in the paper) to those beside them, and to their suppliers
/// and customers. Years x regions x sectors; NaN where a sector has no firms' output there.
struct javorcik_results {
  labelled_array firms;                           ///< how many
  labelled_array output;                          ///< of the firms of a sector
  labelled_array horizontal, horizontal_at_home;  ///< shares of output; of output less exports
  labelled_array backward, forward;               ///< a sector without firms counts as 0 in the others' sums
  std::vector<double> own_left_out;               ///< horizontal of each firm without itself; NaN: alone       [firms]
  std::vector<identity> checks;
};

/// @throw data_error  the table has a negative flow, by name
template <space S>
javorcik_results javorcik_of(context<S>&, const flow_table&, const javorcik_firms&);

}  // namespace agglo
