#pragma once
#include <span>
#include <vector>

#include "host/model/multiregional_table.hpp"
#include "host/model/table_regions.hpp"

namespace agglo {

/// Who feeds whom, R x R: rows are where output lands, columns whose demand it is.
struct region_matrices {
  std::string name;  ///< the industry's code, or "whole"
  /// Output in r per unit of final demand for s's product; the diagonal is intra + feedback; 0 where s does not make
  /// it.
  labelled_array multiplier;
  /// Output in r owed to what each buyer of table_regions uses: s at home, then exports by maker [R x B], money.
  labelled_array by_buyer;
  labelled_array by_maker;  ///< output in r owed to final demand (exports included) for what s makes, money
};

/// Of every industry k in turn: multiplier[r, s] = sum_i L[(r,i),(s,k)]. By buyer: sum over makers p of
/// multiplier[r, p] D[(p,k), b]. By maker: multiplier[r, s] f_(s,k), f final demand plus exports. An industry that a
/// region has twice counts by the sum of the two: its multiplier is their mean weighted by f.
/// @param received  output that lands in r per unit of final demand for sector j                      [R x n]
std::vector<region_matrices> industry_matrices(const labelled_array& received, const table_regions&);
/// The whole economy: money summed over k, multipliers averaged with weights f_(s,k); 0 where s sells no final demand.
region_matrices whole_matrices(std::span<const region_matrices> industries, const table_regions&);

/// L between the sectors of some industries, region by region in the order asked for; and times final demand for the
/// column's product.                                                          [(R k) x (R k), less where regions lack
/// one]
labelled_array industry_block(const labelled_array& L, const table_regions&, const std::vector<index_type>& industries);
labelled_array industry_block_money(const labelled_array& L, const table_regions&,
                                    const std::vector<index_type>& industries);

/// One array of all industries' matrices: the one of `part` under its industry.                            [K x R x c]
labelled_array stacked(std::span<const region_matrices> industries, const axis& names,
                       labelled_array region_matrices::*part);

/// Per region: sold to and bought from other regions, exports and imported inputs, balance between regions.   [R x 5]
labelled_array regional_balance(const multiregional_table&);
/// m[r, s] - m[s, r] over the first R columns: what r owes to s's demand less what s owes to r's.
labelled_array net_flows(const labelled_array& by_buyer);

}  // namespace agglo
