#pragma once
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/table/balance_input.hpp"
#include "kernels/balance/ras.hpp"

namespace agglo {

enum class balance_method {
  automatic,  ///< ras where no free entry and no total left for them is negative, else gras
  ras,
  gras
};
const char* name_of(balance_method);

struct balance_options {
  balance_method method = balance_method::automatic;
  ras_options limits{.tolerance = 1e-12, .max_sweeps = 100'000};
};

/// A table balanced to its totals.
struct balanced_table {
  std::string key;
  labelled_array X;         ///< [rows x columns]
  labelled_array r, s;      ///< factors of the free entries: X = r a s, for a < 0 X = a / (r s)
  balance_method method{};  ///< ras or gras
  index_type sweeps = 0;
  double row_residual = 0;                         ///< max |row sum of X - u| over sum |u|
  double column_residual = 0;                      ///< max |column sum of X - v| over sum |v|
  double largest_change = 0;                       ///< max |X - prior|, in the table's unit
  index_type changed_row = 0, changed_column = 0;  ///< where
  index_type fixed = 0;                            ///< cells that kept their value
  bool signs_kept = true;  ///< no entry changed its sign, no zero became an entry; fixed cells apart
};

/// Balances every table to its totals. Fixed cells are taken out of the totals, the rest is balanced, and they are put
/// back. Tables of one shape without negative entries go to the kernel as one batch.
///
/// A table that is not balanced after 1000 sweeps is looked at: if no table of its signs has these totals, the rows and
/// columns that contradict each other are named (find_margin_cut); otherwise the sweeps go on to the limit.
/// @throw data_error     by name: totals that sum to different amounts, what is left of a total beside its fixed cells
///                       that no free entry can meet, totals that contradict each other
/// @throw numeric_error  not balanced within the limit, with the row that is furthest off
/// Source  Stone (1961); Junius & Oosterhaven (2003); Lenzen, Wood & Gallego (2007); see kernels/balance.
template <space S>
std::vector<balanced_table> balance_tables(context<S>&, const std::vector<balance_problem>&, const balance_options&);

/// Totals met to the tolerance, and signs kept: the worst over all tables.
std::vector<identity> check_balance(const std::vector<balanced_table>&, const balance_options&);

}  // namespace agglo
