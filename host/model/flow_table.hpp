#pragma once
#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/table/account_table.hpp"
#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// What to do with a competitive table: its domestic flows (where it is one), or its flows as they stand.
enum class import_treatment { automatic, domestic, total };

/// A table as it is analysed: balanced to the last digit, its treatment of imports said. n sectors, all in `unit`.
struct flow_table {
  axis sectors;
  std::vector<std::string> names;
  std::vector<std::string> regions, industries;  ///< of each sector, in a table of several regions; else empty
  std::string unit;
  std::string flows;  ///< what Z holds, as a sentence for every output
  labelled_array Z;   ///< intermediate flows                                             [n x n]
  labelled_array Y;   ///< final demand, exports, less imports where Z is total           [n x categories]
  std::vector<std::string> final_demand_regions;  ///< where each column of Y is used, "" of exports; empty as `regions`
  labelled_array x;             ///< gross output                                                   [n]
  labelled_array V;             ///< primary inputs; imported_inputs and discrepancy where any      [v x n]
  labelled_array import_share;  ///< m_i, where domestic flows were taken out of a competitive table [n or empty]
  labelled_array total_flows;   ///< Z with imports, of a table with a column of imports            [n x n or empty]
  /// E and M by product, as the table has them: [n]; M is empty of a table without a column of imports.
  std::vector<double> exports, imports;
  std::vector<account> accounts;  ///< what multipliers are wanted of: value_added, imports, every row of V, extensions
  double rounding_closed = 0;     ///< the largest relative change that made it balance
  std::vector<identity> checks;
};

/// Closes the rounding of a table (x is the row total, the columns' residual a primary input `discrepancy`) and takes
/// out imports as asked: automatic means domestic flows where there is a column of imports.
///
/// The sectors of one region come to stand together (sort_by_region).
/// A sector without output sells nothing made here: what others buy of it counts as imported inputs.
/// Accounts `value_added` and `imports` are the sums of the rows that the descriptor names, value_added of all primary
/// inputs but imports where it names none; the others are the rows of V and the descriptor's accounts.
/// @throw usage_error  domestic flows of a table without a column of imports; total flows of one that holds domestic
/// @throw data_error   as domestic_flows and read_accounts; a descriptor against the table; a sector without output
///                     that buys; an account of a sector without output
/// Source  see domestic_flows.
flow_table flows_of(io_table table, const table_descriptor& descriptor, import_treatment imports);

}  // namespace agglo
