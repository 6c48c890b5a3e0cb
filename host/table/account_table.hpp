#pragma once
#include <string>
#include <vector>

#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// The rows of one file, joined to `sectors` by label: its columns may stand in any order. Columns with the labels of
/// `uses`, columns of final demand, hold what these use or emit themselves; those left out count 0.
/// Told cell by cell (`source.values`), it is a line for each account and sector or use.
/// @throw data_error  with file:line:column: a sector without a column, a column that is neither sector, code nor name,
///                    a wanted row that is not there, a row twice, a cell that is no number
std::vector<account> read_accounts(const account_source& source, const std::vector<std::string>& sectors,
                                   const std::vector<std::string>& uses = {});

}  // namespace agglo
