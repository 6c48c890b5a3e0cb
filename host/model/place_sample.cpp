#include "host/model/place_sample.hpp"

#include <fmt/format.h>

#include <limits>
#include <unordered_map>

#include "host/table/csv.hpp"
#include "host/table/number_cell.hpp"
#include "host/table/place_table.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

void add_facts(place_sample& out, const place_columns& columns) {
  const fact_table facts = read_facts(columns.facts);
  for (const std::string& indicator : columns.amounts) {
    out.amounts.emplace_back();
    for (const std::string& place : out.places) {
      const city_fact& fact = facts.lookup(place, indicator, columns.year);
      if (fact.value < 0)
        throw data_error(fmt::format("{}:{}: the {} of {} is {}: expected an amount of 0 or more", facts.file,
                                     fact.line, indicator, place, fact.value));
      if (!out.unit.empty() && out.unit != fact.unit)
        throw data_error(fmt::format("{}:{}: the {} of {} is in '{}', others in '{}'; mend: give them one unit",
                                     facts.file, fact.line, indicator, place, fact.unit, out.unit));
      out.unit = fact.unit;
      out.amounts.back().push_back(fact.value);
    }
  }
}

}  // namespace

place_sample read_place_sample(const std::filesystem::path& file, const place_columns& columns) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type place = csv.require(columns.place);
  const index_type lon = columns.lon.empty() ? -1 : csv.require(columns.lon);
  const index_type lat = columns.lat.empty() ? -1 : csv.require(columns.lat);
  std::vector<index_type> amount_at;
  place_sample out{
      .file = csv.file(), .encoding = csv.encoding(), .unit = {}, .places = {}, .lon = {}, .lat = {}, .amounts = {}};
  if (columns.facts.empty()) {
    for (const std::string& amount : columns.amounts) amount_at.push_back(csv.require(amount));
    out.amounts.resize(amount_at.size());
  }
  std::unordered_map<std::string, index_type> line_of;
  while (csv.next()) {
    const std::string name(csv[place]);
    if (name.empty()) errors.add(csv.at(place, "a place's name", "fill in the cell"));
    if (const auto [first, fresh] = line_of.emplace(name, csv.line()); !fresh)
      errors.add(csv.at(place, fmt::format("every place once, found it in line {} already", first->second),
                        "keep one year's rows, or name the column of their ids by --place"));
    out.places.push_back(name);
    if (lon >= 0) {
      out.lon.push_back(number_in(csv, lon, -180, 180, "a longitude from -180 to 180 degrees", errors));
      out.lat.push_back(number_in(csv, lat, -90, 90, "a latitude from -90 to 90 degrees", errors));
    }
    for (std::size_t a = 0; a < amount_at.size(); ++a)
      out.amounts[a].push_back(
          number_in(csv, amount_at[a], 0, std::numeric_limits<double>::max(), "an amount of 0 or more", errors));
  }
  errors.throw_if_any();
  if (out.places.empty()) throw data_error(fmt::format("{}: no places: expected a row a place", csv.file()));
  if (!columns.facts.empty()) add_facts(out, columns);
  return out;
}

}  // namespace agglo
