#pragma once
#include <string>
#include <vector>

#include "host/model/regional_bases.hpp"
#include "kernels/base/context.hpp"
#include "kernels/table/location_quotients.hpp"

namespace agglo {

struct regional_table_options {
  quotient_options quotients;
  std::vector<double> deltas;  ///< multipliers are computed with each of these too
};

/// One region's input-output relations by location quotients, n sectors.
struct regional_table {
  std::string region;
  labelled_array LQ;         ///< of every pair of sectors                                                   [n x n]
  labelled_array A;          ///< inputs from the region itself per unit of output                           [n x n]
  labelled_array Z;          ///< the same in the table's unit: a_ij^r x_j^r                                 [n x n]
  labelled_array elsewhere;  ///< inputs from the rest of the country, (a_ij - a_ij^r) x_j^r                 [n x n]
};

/// The regions of a country by location quotients.
struct regional_tables {
  axis regions, sectors;
  labelled_array SLQ;               ///< simple location quotients                                           [R x n]
  labelled_array share, lambda;     ///< of the country; log2(1 + share)^delta                               [R]
  std::vector<regional_table> all;  ///< in the order of the regions
  labelled_array multipliers;       ///< 1'L^r; 0 for a sector that the region does not have                 [R x n]
  labelled_array bought_elsewhere;  ///< share of a sector's domestic inputs from the rest of the country    [R x n]
  labelled_array bought_elsewhere_by_region;  ///< the same of all sectors together                          [R]
  labelled_array by_delta;       ///< multipliers with each delta                          [D x R x n or empty]
  labelled_array mean_by_delta;  ///< their means weighted by the region's output              [D x R or empty]
  std::vector<identity> checks;
};

/// A^r = A min(1, LQ^r) (see regional_coefficients), L^r = (I - A^r)^-1, on S. What a sector buys at home but not in
/// its region comes from the rest of the country; imports from abroad, value added and output follow the regions'
/// shares.
/// @throw data_error     as location_quotients   @throw numeric_error  a region that is not productive; by name
template <space S>
regional_tables regionalise(context<S>&, const domestic_table&, const regional_bases&, const regional_table_options&);

/// "FLQ with delta = 0.3" - as every output names it.
std::string name_of(const quotient_options&);

}  // namespace agglo
