#pragma once
#include <string>
#include <vector>

#include "host/analysis/inverted_table.hpp"
#include "host/model/identity.hpp"

namespace agglo {

/// Households as one more sector of a table of n sectors: all of it stands in the table.
struct household_account {
  std::string income_names, consumption_names;  ///< "COMP", "household"
  std::vector<double> income;                   ///< what each sector pays them                     [n, money]
  std::vector<double> consumption;              ///< what they buy of each sector                   [n, money]
  std::vector<bool> is_income;                  ///< of each row of V
  double total_income = 0;                      ///< what they spend out of; the sum of `income` unless told
};

/// @throw data_error  no such row or column of the table, with the nearest one; a row or column named twice; nobody is
///                    named; a total income that is not positive
household_account households_of(const flow_table&, const household_rows&);

/// Multipliers of a table closed for households, in three forms side by side.
struct type_II_results {
  household_account households;
  double induced = 0;          ///< income that a unit of income, once spent, earns again: h_R L h_C, below 1
  labelled_array multipliers;  ///< output simple, truncated, total; of every account direct, simple, total, type I, II
  labelled_array closure;      ///< income h_R, consumption h_C, row and column of the closed L            [n x 4]
  std::vector<identity> checks;
};

/// Type II multipliers: A closed by households' row h_R, their income over x, and their column h_C, their consumption
/// over their total income:
///
///   L* = ( L + u w' / d   u / d )     u = L h_C,  w' = h_R L,  d = 1 - h_R L h_C
///        (     w' / d      1 / d )
///
///   output   simple 1'L; truncated 1'L + (1'u) w' / d (industries alone); total, that and w' / d
///   account  direct s, simple s'L, total s'L + (s'u) w' / d; type I = simple / direct, type II = total / direct
///
/// Households use nothing of an account themselves, so truncated and total are one; of income it is the row w' / d.
///
/// Method  two products of L with a vector and one an account from L as it is, never a second inverse: 2 (K + 3) n^2
///         flops. d is summed from what does not come back, without subtraction: saving 1 - 1'h_C and the other primary
///         inputs per unit of final demand, so that it keeps its digits near 0.
/// Result  to about n * 1e-16 where saving and the other primary inputs are not negative.
/// @throw numeric_error  d <= 0, so that the closed system has rho >= 1: the columns are named
/// Source  Miller & Blair (2009), Input-Output Analysis, 2nd ed., sections 2.5 and 6.2.
template <space S>
type_II_results type_II_multipliers(context<S>&, const inverted_table<S>&, const household_account&);

}  // namespace agglo
