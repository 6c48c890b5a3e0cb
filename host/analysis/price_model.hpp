#pragma once
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// One change of costs: a primary input that becomes dearer or cheaper.
struct cost_change {
  std::string name;        ///< "wages +10 % in S1"
  index_type account = 0;  ///< number among the table's accounts; has to be one of primary inputs
  double percent = 0;      ///< of its price; -100 at least
  index_type sector = -1;  ///< where; -1: everywhere
};

/// Prices of the n products after C changes; all were 1 before.
struct price_effects {
  labelled_array prices;     ///< price after, change in percent                                        [n x 2]
  labelled_array by_change;  ///< percent that each change adds to each price; they add up              [n x C]
  labelled_array
      index;  ///< price of each category of final demand, and of all of it, before = 1:
              ///< Laspeyres, old quantities; then the change in percent                 [(categories + 1) x 2]
  double residual = 0;  ///< bound, see leontief_solve
  std::vector<identity> checks;
};

/// The Leontief price model (cost push): p' = p'A + v', p' = v'L with v the primary inputs per unit of output, so that
/// prices are 1 in the table's own year. A change of an input's price by c percent adds dv_j = c / 100 V_kj / x_j, and
/// prices change by dv'L; several changes add up.
///
/// Quantities are fixed, every rise is passed on in full, in all rounds. Sectors without output keep price 1.
/// Method  leontief_solve on S for v and every change together, without L.
/// @throw data_error, numeric_error  as leontief_solve, with the sectors' names
/// Source  Leontief (1951), The Structure of American Economy, 2nd ed.; Miller & Blair (2009), section 2.6.
template <space S>
price_effects push_costs(context<S>&, const flow_table&, const std::vector<cost_change>&);

}  // namespace agglo
