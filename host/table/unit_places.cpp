#include "host/table/unit_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "host/table/csv.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

std::vector<unit_places> read_unit_places(const std::filesystem::path& file, const place_columns& columns) {
  row_errors errors;
  csv_reader csv(file, errors);
  const bool sphere = !columns.lon.empty();
  const index_type id = csv.require(columns.id), x = csv.require(sphere ? columns.lon : columns.x),
                   y = csv.require(sphere ? columns.lat : columns.y),
                   year = columns.year.empty() ? -1 : csv.require(columns.year);
  const auto coordinate = [&](index_type at, double most, const std::string& what) {
    const parsed_number n = parse_number(csv[at]);
    if (!n)
      errors.add(csv.at(at, fmt::format("{}, found {}", what, n.problem), "write a plain number such as 120.5"));
    else if (n.value < -most || n.value > most)
      errors.add(csv.at(at, what, "correct the figure or remove the row"));
    return n.value;
  };
  std::vector<unit_places> years;
  std::map<std::pair<std::string, std::string>, index_type> line_of;
  while (csv.next()) {
    const std::string unit(csv[id]), of_year = year < 0 ? "" : std::string(csv[year]);
    if (unit.empty()) errors.add(csv.at(id, "the unit's id", "fill in the cell"));
    if (year >= 0 && of_year.empty()) errors.add(csv.at(year, "the row's year", "fill in the cell"));
    if (const auto [first, fresh] = line_of.emplace(std::pair{of_year, unit}, csv.line()); !fresh)
      errors.add(csv.at(id, fmt::format("every unit once, found it in line {} already", first->second),
                        "keep one row, or tell years apart with --year-column COLUMN"));
    auto to = std::find_if(years.begin(), years.end(), [&](const unit_places& u) { return u.year == of_year; });
    if (to == years.end())
      to = years.insert(to, {csv.file(), of_year, sphere ? geometry::sphere : geometry::plane, {}, {}, {}});
    constexpr double any = std::numeric_limits<double>::max();
    to->id.push_back(unit);
    to->x.push_back(
        coordinate(x, sphere ? 180 : any, sphere ? "a longitude from -180 to 180 degrees" : "a coordinate in km"));
    to->y.push_back(
        coordinate(y, sphere ? 90 : any, sphere ? "a latitude from -90 to 90 degrees" : "a coordinate in km"));
  }
  errors.throw_if_any();
  if (years.empty()) throw data_error(csv.file() + ": no rows; expected one a unit");
  return years;
}

}  // namespace agglo
