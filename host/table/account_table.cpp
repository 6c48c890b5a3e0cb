#include "host/table/account_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/table/csv.hpp"
#include "host/table/formats/long_table.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"

namespace agglo {
namespace {

bool among(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<index_type> columns_of(const csv_reader& csv, const account_source& source,
                                   const std::vector<std::string>& sectors, row_errors& errors) {
  std::vector<std::string> strangers;
  for (std::size_t c = 0; c < csv.header().size(); ++c) {
    const std::string& name = csv.header()[c];
    if (name == source.labels || among(source.names, name) || among(sectors, name)) continue;
    strangers.push_back(name);
    errors.add(csv.at_header(static_cast<index_type>(c), "a sector of the table", suggestion(name, sectors)));
  }
  std::vector<index_type> columns;
  for (const std::string& sector : sectors) {
    columns.push_back(csv.find(sector));
    if (columns.back() < 0)
      errors.add({csv.file(), 1, 1, sector, "a column of this sector, found none", suggestion(sector, strangers)});
  }
  return columns;
}

/// Told cell by cell: a line for each account and sector.
std::vector<account> read_long_accounts(const account_source& source, const std::vector<std::string>& sectors) {
  row_errors errors;
  const text_grid grid(source.file);
  const long_table table(grid, {{source.labels}, {source.sectors}, source.values}, errors);
  errors.throw_if_any();
  std::vector<index_type> columns(sectors.size(), -1);
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const std::string& code = table.columns()[c];
    const auto at = std::find(sectors.begin(), sectors.end(), code);
    if (at != sectors.end())
      columns[static_cast<std::size_t>(at - sectors.begin())] = static_cast<index_type>(c);
    else if (!among(source.left_out, code))
      errors.add(grid.at(table.first_line_of_column(c), table.column_column(), "a sector of the table",
                         suggestion(code, sectors) + ", or name it in left_out"));
  }
  for (std::size_t j = 0; j < sectors.size(); ++j)
    if (columns[j] < 0)
      errors.add({grid.file(), 1, 1, sectors[j], "a line of this sector, found none",
                  suggestion(sectors[j], table.columns())});
  for (const std::string& row : source.rows)
    if (!among(table.rows(), row))
      errors.add({grid.file(), 1, 1, row, "a row of this code, found none", suggestion(row, table.rows())});
  errors.throw_if_any();
  std::vector<account> out;
  for (std::size_t r = 0; r < table.rows().size(); ++r) {
    const std::string& code = table.rows()[r];
    if (!source.rows.empty() && !among(source.rows, code)) continue;
    account a{code, code, source.unit, std::vector<double>(sectors.size())};
    for (std::size_t j = 0; j < sectors.size(); ++j)
      table.numbers(std::vector<index_type>{static_cast<index_type>(r)},
                    std::vector<number_block>{{{columns[j]}, &a.values[j]}}, fmt::format("a number of {}", source.unit),
                    errors);
    out.push_back(std::move(a));
  }
  errors.throw_if_any();
  return out;
}

}  // namespace

std::vector<account> read_accounts(const account_source& source, const std::vector<std::string>& sectors) {
  if (!source.values.empty()) return read_long_accounts(source, sectors);
  row_errors errors;
  csv_reader csv(source.file, errors);
  const index_type code = csv.require(source.labels);
  const std::vector<index_type> columns = columns_of(csv, source, sectors, errors);
  errors.throw_if_any();
  index_type name = code;
  for (const std::string& n : source.names)
    if (name == code && csv.find(n) >= 0) name = csv.find(n);

  std::vector<account> out;
  std::set<std::string> seen;
  while (csv.next()) {
    account a{std::string(csv[code]), std::string(csv[name]), source.unit, {}};
    if (!seen.insert(a.code).second) errors.add(csv.at(code, "every row label once", "remove or rename one"));
    if (!source.rows.empty() && !among(source.rows, a.code)) continue;
    for (const index_type c : columns) {
      const parsed_number n = parse_number(csv[c]);
      if (!n)
        errors.add(csv.at(c, fmt::format("a number of {}, found {}", source.unit, n.problem), "write 0 for nothing"));
      a.values.push_back(n.value);
    }
    out.push_back(std::move(a));
  }
  const std::vector<std::string> found(seen.begin(), seen.end());
  for (const std::string& row : source.rows)
    if (!seen.contains(row))
      errors.add({csv.file(), 1, 1, row, "a row of this code, found none", suggestion(row, found)});
  errors.throw_if_any();
  return out;
}

}  // namespace agglo
