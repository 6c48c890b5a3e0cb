#pragma once
#include "host/model/domestic_table.hpp"
#include "host/model/regions.hpp"

namespace agglo {

/// How the country's output is laid over the regions.
struct regional_output {
  labelled_array g;                ///< share of the country's value added, by region                      [R]
  labelled_array w;                ///< share of each sector's national output, region x sector           [R x n]
  labelled_array x;                ///< output x_i^r = w_i^r x_i                                           [R x n]
  labelled_array listed_coverage;  ///< listed firms' revenue over the output it splits, by industry      [K]
  std::vector<identity> checks;
};

/// Listed firms' weighted revenue by region with cities and industry, in the table's unit. [regions with cities x K]
struct industry_revenue {
  labelled_array by_region;
  std::vector<index_type> sector;  ///< of each industry, in the table's order of sectors
};

/// w_i^r = g_r, the region's share of GDP; for the sectors of the firms' industries the regions with cities keep
/// together their share of GDP, and the firms' revenue only splits it among them.
///
/// Assumes that a region's firms have the province's mix of listed and unlisted output; `listed_coverage` says how much
/// of the output the revenue is. Exports and value added follow w, final demand follows g.
/// @throw data_error  an industry without revenue in any region
regional_output split_output(const domestic_table&, const region_set&, const industry_revenue&);

}  // namespace agglo
