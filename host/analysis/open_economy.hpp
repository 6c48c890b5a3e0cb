#pragma once
#include "host/analysis/linkage_steps.hpp"
#include "host/model/flow_table.hpp"
#include "host/model/identity.hpp"

namespace agglo {

/// Upstreamness in an open economy, on the total flows of a table with a column of imports:
///
///   U = (I - B)^-1 1,   b_ij = z_ij / (x_i - E_i + M_i)
///
/// What is used at home of product i, made here or imported, stands below; exports leave in the proportions in which
/// industries and final users at home take the product. 0 for a product that nobody uses at home.
struct open_economy_results {
  labelled_array upstreamness;  ///< [n], of every sector, those without output but imported among them
  std::vector<identity> checks;
};

/// @throw usage_error    the table has no column of imports
/// @throw data_error     a negative use at home, or a flow without one: the sectors are named
/// @throw numeric_error  all that is used at home is used by industries: the sectors are named
/// Source  Antras, Chor, Fally & Hillberry (2012), Measuring the upstreamness of production and trade flows, American
///         Economic Review 102(3), equation 5 and its open-economy adjustment.
template <space S>
open_economy_results open_economy_upstreamness(context<S>&, const flow_table&);

}  // namespace agglo
