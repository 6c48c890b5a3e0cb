#pragma once
#include "host/model/trade.hpp"

namespace agglo {

/// An input-output table of R regions x n sectors, region-major, in the national table's unit.
struct multiregional_table {
  axis regions, sectors, rows;     ///< rows: the R n (region, sector) pairs
  labelled_array Z;                ///< intermediate flows                                      [Rn x Rn]
  labelled_array Y;                ///< final demand at home, by the region that buys           [Rn x R]
  labelled_array exports;          ///< abroad                                                  [Rn]
  labelled_array x;                ///< gross output                                            [Rn]
  labelled_array imported_inputs;  ///< from abroad                                             [Rn]
  labelled_array value_added;      ///< with the table's rounding discrepancy, so that columns balance   [Rn]
  std::vector<identity> checks;
};

/// Chenery-Moses: every buyer in region s takes product i from region r in the share T_i^rs / D_i^s,
///
///   Z_ij^rs = (T_i^rs / D_i^s) Zd_ij w_j^s,   Y_i^rs = (T_i^rs / D_i^s) Yd_i g^s
///
/// Exports, imported inputs and value added follow w. Checks: it adds up to the national domestic table (1e-9 of its
/// largest entry), rows balance (1e-9 of the largest output), columns balance (1e-7 relative).
/// Source  Chenery (1953), Moses (1955); Miller & Blair (2009), section 3.4.
multiregional_table chenery_moses(const domestic_table&, const regional_output&, const interregional_trade&);

}  // namespace agglo
