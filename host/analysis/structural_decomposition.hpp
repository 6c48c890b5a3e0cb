#pragma once
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Why one account changed between two years, by the sector it arises in.
struct account_change {
  std::string code, unit;
  labelled_array effects;  ///< intensity, technology, composition, level, final_demand, change            [n x 6]
};

struct structural_decomposition {
  std::vector<account_change> accounts;  ///< output first, then the accounts that both tables have in one unit
  labelled_array by_category;  ///< output owed to the change of each category of final demand      [n x categories]
  std::vector<std::string> left_out;  ///< accounts that are in one table alone, or in another unit
  double residual = 0;                ///< bound, see leontief_solve: the worst of all solutions
  std::vector<identity> checks;
};

/// `later` with its sectors and categories of final demand in the order of `earlier`, joined by label.
/// @throw data_error  a sector or category that one of them lacks: all are named; another unit of money; flows that
///                    are treated otherwise
flow_table in_order_of(const flow_table& earlier, const flow_table& later);

/// Structural decomposition between two years, additive, the average of both polar forms. An account is s_i x_i with
/// x = L f, f = c t: s per unit of output, c the composition and t the sum of final demand. Each factor changes in
/// turn, once with those before it at their later and those behind it at their earlier values, once the other way
/// round:
///
///   intensity    1/2 ds (x0 + x1)                        (0 for output, whose s is 1)
///   technology   1/2 [s0 dL f1 + s1 dL f0]
///   composition  1/2 [s0 L0 dc t1 + s1 L1 dc t0]
///   level        1/2 [s0 L0 c0 dt + s1 L1 c1 dt]         final_demand = composition + level = 1/2 [s0 L0 df + s1 L1
///   df]
///
/// For output this is the two-factor form: 1/2 dL (f0 + f1) and 1/2 (L0 + L1) df. The effects add up to the change.
/// Both tables should be in the prices of one year, else technology and intensity hold price changes too.
/// Method  A of both tables, then two systems for each (x = L f needs no inverse): leontief_solve on S.
/// @throw data_error     as in_order_of and leontief_solve, with the sectors' names; final demand that sums to 0
/// @throw numeric_error  a table is not productive
/// Source  Dietzenbacher & Los (1998), Structural decomposition techniques: sense and sensitivity, Economic Systems
///         Research 10(4); Miller & Blair (2009), section 13.1.
template <space S>
structural_decomposition decompose_change(context<S>&, const flow_table& earlier, const flow_table& later);

}  // namespace agglo
