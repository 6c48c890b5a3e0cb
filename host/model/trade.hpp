#pragma once
#include "host/model/domestic_table.hpp"
#include "host/model/regional_output.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Trade of every product between regions, in the table's unit.
struct interregional_trade {
  labelled_array T;            ///< what region r delivers to region s of product i      [n x R x R: product, from, to]
  labelled_array demand;       ///< D_i^s                                                [n x R]
  labelled_array supply;       ///< S_i^r, at home                                       [n x R]
  labelled_array self_supply;  ///< T_i^ss / D_i^s, 0 without demand                     [n x R]
  labelled_array self_supply_by_region;  ///< sum_i T_i^ss / sum_i D_i^s, the country last  [R + 1]
  labelled_array sweeps;                 ///< balancing sweeps of each product                      [n]
  std::vector<identity> checks;
};

struct trade_options {
  double theta = 1;
  double tolerance = 1e-12;        ///< row residual over the product's demand
  double margin_tolerance = 1e-6;  ///< relative difference of a product's supply and demand that is scaled away
  std::vector<std::string> local_products;
};

/// Doubly constrained gravity, a table a product:
///
///   D_i^s = sum_j Zd_ij w_j^s + Yd_i g^s,   S_i^r = (x_i - E_i) w_i^r
///   T_i^rs = a_r b_s S_i^r D_i^s c_rs^-theta with sum_s T_i^rs = S_i^r and sum_r T_i^rs = D_i^s
///
/// balanced by RAS, ending on columns. Local products fill T_i^ss = min(S_i^s, D_i^s) first, and only the rest is
/// traded, without own cells. All products are balanced in one batch on S.
/// @throw data_error     supply and demand of a product differ by more than margin_tolerance; a negative demand
/// @throw numeric_error  a product that does not balance
/// Source  Wilson (1971) for the doubly constrained form.
template <space S>
interregional_trade gravity_trade(context<S>&, const domestic_table&, const regional_output&, const labelled_array& c,
                                  const trade_options&);

}  // namespace agglo
