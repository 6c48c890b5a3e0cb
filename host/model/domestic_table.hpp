#pragma once
#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/table/io_table.hpp"

namespace agglo {

/// A national table without imports, all in the table's unit. Rows sell, columns buy; n sectors.
struct domestic_table {
  axis sectors;
  labelled_array import_share;     ///< m_i = M_i / (x_i - E_i + M_i)                                   [n]
  labelled_array Z;                ///< domestic intermediate flows (1 - m_i) Z_ij                       [n x n]
  labelled_array Y;                ///< domestic final demand at home (1 - m_i) sum_f Y_if               [n]
  labelled_array exports;          ///< E, untouched                                                     [n]
  labelled_array imported_inputs;  ///< sum_i m_i Z_ij, a primary-input row                              [n]
  labelled_array value_added;      ///< sum of the table's primary inputs, without the discrepancy       [n]
  labelled_array discrepancy;      ///< what rounding left of the column                                 [n]
  labelled_array x;                ///< gross output                                                     [n]
  std::vector<identity> checks;
};

/// Domestic flows of a competitive table: every buyer of product i takes the same share m_i from abroad, and exports
/// carry no imports. Y sums the table's final demand categories.
///
/// Balance: x_i = sum_j Z_ij + Y_i + E_i, and x_j = sum_i Z_ij + imported inputs + value added + discrepancy.
/// @throw data_error  a product whose domestic supply x_i - E_i is negative, or whose total supply x_i - E_i + M_i is
///                    zero while something is imported
/// Source  Miller & Blair (2009), section 4.4 (competitive imports); Chenery & Clark (1959).
domestic_table domestic_flows(const io_table&);

}  // namespace agglo
