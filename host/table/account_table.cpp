#include "host/table/account_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/table/csv.hpp"
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

}  // namespace

std::vector<account> read_accounts(const account_source& source, const std::vector<std::string>& sectors) {
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
