#pragma once
#include <string>
#include <vector>

#include "host/analysis/inverted_table.hpp"
#include "host/model/identity.hpp"

namespace agglo {

/// Households as H more sectors of a table of n sectors: one of the whole table, or one for each of its regions.
struct household_account {
  axis households{"households", {}};            ///< "households", or the regions' names
  std::string income_names, consumption_names;  ///< "COMP", "household"
  std::vector<index_type> earner;               ///< whose households each sector pays                [n, below H]
  std::vector<double> income;                   ///< what each sector pays them                       [n, money]
  std::vector<double> consumption;              ///< what they buy of each sector                     [n x H, money]
  std::vector<bool> is_income;                  ///< of each row of V
  std::vector<double> total_income;  ///< what they spend out of; the sum of their `income` unless told [H, money]
};

/// The households that `names` describes. A table of several regions whose columns of consumption all belong to one has
/// the households of every region apart: a region's sectors pay its own households, which buy what its own columns
/// hold, of any region. A name of consumption is then a column's label ("AUS:HFCE") or, for all regions, what follows
/// the region ("HFCE"). A total income that is told is spread over regions as their sectors pay it.
/// @throw data_error  no such row or column of the table, with the nearest one; a row or column named twice; nobody is
///                    named; a total income that is not positive, of a region that consumes
household_account households_of(const flow_table&, const household_rows& names);

/// Multipliers of a table closed for households, in three forms side by side.
struct type_II_results {
  household_account households;
  labelled_array
      induced;  ///< K = H_R L H_C: income that a unit of the column's income, once spent, earns again [H x H]
  labelled_array multipliers;  ///< output simple, truncated, total; of every account direct, simple, total, type I, II
  labelled_array closure;  ///< of one household: income h_R, consumption h_C, row and column of the closed L [n x 4]
  /// Of households by region: h_R, H_C, the closed L's rows, columns and corner.  [n], [n x H], [H x n], [n x H], [H x
  /// H]
  labelled_array income, consumption, closed_rows, closed_columns, closed_corner;
  std::vector<identity> checks;
};

/// Type II multipliers: A closed by households' rows H_R, their income over x, and their columns H_C, their consumption
/// over their total income:
///
///   L* = ( L + U D W   U D )     U = L H_C,  W = H_R L,  D = (I - K)^-1,  K = H_R L H_C
///        (     D W       D )
///
///   output   simple 1'L; truncated 1'L + 1'U D W (industries alone); total, that and 1'D W
///   account  direct s, simple s'L, total s'L + s'U D W; type I = simple / direct, type II = total / direct
///
/// Households use nothing of an account themselves, so truncated and total are one; of income it is 1'D W.
///
/// Method  L is used as it is, never a second inverse of n: 2 n^2 (2 H + K_accounts + 1) + 2 H^3 flops, scratch 2 n H.
/// D is
///         leontief_inverse of K with its column slack as data: saving 1 - 1'h_C and what a unit of income, spent,
///         brings other primary inputs. Both are summed, nothing is subtracted, so D keeps its digits where hardly
///         anything leaks.
/// Result  to about n * 1e-16 where saving and the other primary inputs are not negative.
/// @throw numeric_error  rho(K) >= 1, so that the closed system has rho >= 1: the columns are named
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., sections 2.5, 3.3 (regions) and 6.2; a closed system
///         with households of every region: Miyazawa (1976), Input-Output Analysis and the Structure of Income
///         Distribution, ch. 1 (D is his interrelational income multiplier).
template <space S>
type_II_results type_II_multipliers(context<S>&, const inverted_table<S>&, const household_account&);

}  // namespace agglo
