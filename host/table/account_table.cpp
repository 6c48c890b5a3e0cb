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
                                   const std::vector<std::string>& sectors, const std::vector<std::string>& uses,
                                   row_errors& errors) {
  std::vector<std::string> strangers;
  for (std::size_t c = 0; c < csv.header().size(); ++c) {
    const std::string& name = csv.header()[c];
    if (name == source.labels || among(source.names, name) || among(sectors, name) || among(uses, name)) continue;
    strangers.push_back(name);
    errors.add(csv.at_header(static_cast<index_type>(c), "a sector or a final demand of the table",
                             suggestion(name, sectors)));
  }
  std::vector<index_type> columns;
  for (const std::string& sector : sectors) {
    columns.push_back(csv.find(sector));
    if (columns.back() < 0)
      errors.add({csv.file(), 1, 1, sector, "a column of this sector, found none", suggestion(sector, strangers)});
  }
  return columns;
}

/// A zero for every use if any has a column, else nothing.
std::vector<double> zeros_if_told(const std::vector<index_type>& columns) {
  const bool told = std::any_of(columns.begin(), columns.end(), [](index_type c) { return c >= 0; });
  return std::vector<double>(told ? columns.size() : 0);
}

/// Told cell by cell: a line for each account and sector.
std::vector<account> read_long_accounts(const account_source& source, const std::vector<std::string>& sectors,
                                        const std::vector<std::string>& uses) {
  row_errors errors;
  const text_grid grid(source.file);
  const long_table table(grid, {{source.labels}, {source.sectors}, source.values}, errors);
  errors.throw_if_any();
  std::vector<index_type> columns(sectors.size(), -1), use_columns(uses.size(), -1);
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    const std::string& code = table.columns()[c];
    const auto at = std::find(sectors.begin(), sectors.end(), code);
    if (at != sectors.end())
      columns[static_cast<std::size_t>(at - sectors.begin())] = static_cast<index_type>(c);
    else if (among(source.left_out, code))
      continue;
    else if (const auto use = std::find(uses.begin(), uses.end(), code); use != uses.end())
      use_columns[static_cast<std::size_t>(use - uses.begin())] = static_cast<index_type>(c);
    else
      errors.add(grid.at(table.first_line_of_column(c), table.column_column(),
                         "a sector or a final demand of the table",
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
    account a{code, code, source.unit, std::vector<double>(sectors.size()), zeros_if_told(use_columns)};
    const auto read = [&](index_type column, double& to) {
      table.numbers(std::vector<index_type>{static_cast<index_type>(r)}, std::vector<number_block>{{{column}, &to}},
                    fmt::format("a number of {}", source.unit), errors);
    };
    for (std::size_t j = 0; j < sectors.size(); ++j) read(columns[j], a.values[j]);
    for (std::size_t c = 0; c < uses.size(); ++c)
      if (use_columns[c] >= 0) read(use_columns[c], a.final_demand[c]);
    out.push_back(std::move(a));
  }
  errors.throw_if_any();
  return out;
}

}  // namespace

std::vector<account> read_accounts(const account_source& source, const std::vector<std::string>& sectors,
                                   const std::vector<std::string>& uses) {
  if (!source.values.empty()) return read_long_accounts(source, sectors, uses);
  row_errors errors;
  csv_reader csv(source.file, errors);
  const index_type code = csv.require(source.labels);
  const std::vector<index_type> columns = columns_of(csv, source, sectors, uses, errors);
  std::vector<index_type> use_columns;
  for (const std::string& use : uses) use_columns.push_back(among(sectors, use) ? -1 : csv.find(use));
  errors.throw_if_any();
  index_type name = code;
  for (const std::string& n : source.names)
    if (name == code && csv.find(n) >= 0) name = csv.find(n);

  std::vector<account> out;
  std::set<std::string> seen;
  while (csv.next()) {
    account a{std::string(csv[code]), std::string(csv[name]), source.unit, {}, zeros_if_told(use_columns)};
    if (!seen.insert(a.code).second) errors.add(csv.at(code, "every row label once", "remove or rename one"));
    if (!source.rows.empty() && !among(source.rows, a.code)) continue;
    const auto number = [&](index_type c) {
      const parsed_number n = parse_number(csv[c]);
      if (!n)
        errors.add(csv.at(c, fmt::format("a number of {}, found {}", source.unit, n.problem), "write 0 for nothing"));
      return n.value;
    };
    for (const index_type c : columns) a.values.push_back(number(c));
    for (std::size_t u = 0; u < uses.size(); ++u)
      if (use_columns[u] >= 0) a.final_demand[u] = number(use_columns[u]);
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
