#pragma once
#include "host/analysis/linkage_analysis.hpp"

namespace agglo {

/// Who feeds whom, R x R: rows are where output lands, columns whose demand it is.
struct region_matrices {
  std::string name;  ///< the sector's code, or "whole"
  labelled_array
      multiplier;  ///< output in r per unit of final demand for s's product; the diagonal is intra + feedback
  labelled_array
      by_buyer;  ///< output in r owed to what s buys at home, then a column per exporting region [R x 2R], money
  labelled_array by_maker;  ///< output in r owed to final demand (exports included) for what s makes, money
};

/// For one sector k: multiplier[r, s] = sum_i L[(r,i),(s,k)]. By buyer: sum over p of multiplier[r, p] Y[(p,k), s]. By
/// maker: multiplier[r, s] f_(s,k), f final demand plus exports.
region_matrices sector_matrices(const linkage_analysis&, const multiregional_table&, index_type k);
/// The whole economy: money summed over k, multipliers averaged with weights f_(s,k).
region_matrices whole_matrices(const linkage_analysis&, const multiregional_table&);

/// Value added in r embodied in what s buys, then a column per exporting region: v L Y by region.      [R x 2R], money
labelled_array value_added_embodied(const linkage_analysis&, const multiregional_table&);

/// L between the (region, industry) pairs of some sectors; and times final demand for the column's product.
labelled_array industry_block(const linkage_analysis&, const multiregional_table&,
                              const std::vector<index_type>& sectors);
labelled_array industry_block_money(const linkage_analysis&, const multiregional_table&,
                                    const std::vector<index_type>& sectors);

/// Per region: sold to and bought from other regions, exports and imported inputs, balance between regions.   [R x 5]
labelled_array regional_balance(const multiregional_table&);
/// m[r, s] - m[s, r] over the first R columns: what r owes to s's demand less what s owes to r's.
labelled_array net_flows(const labelled_array& by_buyer);

}  // namespace agglo
