#pragma once
#include <span>
#include <vector>

#include "host/model/flow_table.hpp"
#include "host/model/labelled_array.hpp"
#include "host/model/multiregional_table.hpp"

namespace agglo {

/// Which region and industry every sector of a table belongs to, and whose final demand meets what it makes. Regions
/// may have different industries.
struct table_regions {
  axis sectors;                              ///< n, region-major
  axis regions, industries;                  ///< R, K: in the order in which they come first
  std::vector<index_type> region, industry;  ///< of each sector
  std::vector<index_type> offsets;           ///< R + 1: region r owns sectors offsets[r] .. offsets[r + 1] - 1
  /// B: the R regions that buy at home; then, for exports and for final demand whose place is not told, a column for
  /// each region that makes it: "exports of Hangzhou".
  axis buyers;
  labelled_array demand;  ///< final demand for each sector's product by buyer                     [n x B], money
  std::vector<double> f;  ///< the same by all buyers                                              [n]

  /// The sectors of one region or industry, in the table's order.
  [[nodiscard]] std::vector<index_type> of_region(index_type r) const;
  [[nodiscard]] std::vector<index_type> of_industry(index_type k) const;
};

/// Final demand outside the regions stands in "exports of R"; what else has no region of the table in "NAME of R", NAME
/// being its column, or "other final demand" where there are several.
/// @throw data_error  the table has no regions, or a region's sectors do not stand together: which
table_regions regions_of(const flow_table&);
table_regions regions_of(const multiregional_table&);

/// What each region sells to each buyer: intermediate flows to the regions and final demand.        [R x B], money
labelled_array regional_trade(const labelled_array& Z, const table_regions&);

/// The offsets of the regions when only the sectors `kept`, in rising order, are there.
std::vector<index_type> offsets_among(const table_regions&, std::span<const index_type> kept);

/// Rows that belong to sectors, added up by region.                                 [n x c] -> [R x c], first axis
/// named
labelled_array sums_by_region(const labelled_array& of_sectors, const table_regions&, const std::string& axis_name);

}  // namespace agglo
