#pragma once
#include <string>
#include <vector>

#include "host/report/output_folder.hpp"
#include "host/table/account_table.hpp"
#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// A table as CSV: code, name, sectors, final demand, exports and imports where it has them, output; then the rows of
/// primary inputs and of column totals. Numbers are the shortest that read back to the same double, so that with
/// table_toml beside it read_io_table gives the same table bit for bit. What final demand buys of primary inputs is not
/// in an io_table: those cells are empty.
std::string table_csv(const io_table&);

/// The descriptor of table_csv: `about` gives title, source, prices, year, flows, households and the rows that make up
/// value added and imported inputs (its layout and file are not used); `accounts` stand in `accounts_file` beside it.
/// The sectors of several regions are told apart where one text stands between region and industry in all their labels.
std::string table_toml(const io_table&, const table_descriptor& about, const std::string& accounts_file = "",
                       const std::vector<account>& accounts = {});

/// Accounts by sector as table_toml describes them: code, name, sectors.
std::string accounts_csv(const std::vector<std::string>& sectors, const std::vector<std::string>& uses,
                         const std::vector<account>&);

/// Writes NAME.csv, NAME.toml and, where there are accounts (the table's own, then these), NAME_accounts.csv, which
/// agglo reads back.
/// @throw output_error
void write_table(output_folder&, const std::string& name, const io_table&, const table_descriptor& about,
                 const std::vector<account>& accounts = {});

}  // namespace agglo
