#include "host/table/place_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::string optional_text(const csv_reader& csv, index_type column) {
  return column < 0 ? std::string() : std::string(csv[column]);
}

std::string needed_text(const csv_reader& csv, index_type column, const char* what, row_errors& errors) {
  if (csv[column].empty()) errors.add(csv.at(column, what, "fill in the cell"));
  return std::string(csv[column]);
}

double number(const csv_reader& csv, index_type column, const std::string& what, row_errors& errors) {
  const parsed_number n = parse_number(csv[column]);
  if (!n) errors.add(csv.at(column, fmt::format("{}, found {}", what, n.problem), "write a plain number such as 12.5"));
  return n.value;
}

int whole_year(const csv_reader& csv, index_type column, row_errors& errors) {
  const std::string_view cell = csv[column];
  int year = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), year);
  if (code != std::errc() || end != cell.data() + cell.size() || year < 1900 || year > 2100)
    errors.add(csv.at(column, "a year from 1900 to 2100", "write four digits"));
  return year;
}

double degrees(const csv_reader& csv, index_type column, double most, const char* what, row_errors& errors) {
  const double value = number(csv, column, "a number of degrees", errors);
  if (value < -most || value > most)
    errors.add(csv.at(column, fmt::format("a {} from {} to {} degrees", what, -most, most),
                      "write decimal degrees; look whether lon and lat are exchanged"));
  return value;
}

std::string listed(const std::set<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

index_type place_table::find(const std::string& name) const {
  const auto found = std::find(city.begin(), city.end(), name);
  if (found == city.end())
    throw data_error(
        fmt::format("{}: '{}': expected a city with a place; mend: {}", file, name, suggestion(name, city)));
  return found - city.begin();
}

place_table read_places(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type city = csv.require("city"), lon = csv.require("lon"), lat = csv.require("lat");
  const index_type city_code = csv.find("city_code");
  place_table t{.file = csv.file(), .encoding = csv.encoding(), .city_code = {}, .city = {}, .lon = {}, .lat = {}};
  std::map<std::string, index_type> seen;
  while (csv.next()) {
    t.city.push_back(needed_text(csv, city, "a city's name", errors));
    t.city_code.push_back(optional_text(csv, city_code));
    t.lon.push_back(degrees(csv, lon, 180, "longitude", errors));
    t.lat.push_back(degrees(csv, lat, 90, "latitude", errors));
    if (const auto [first, fresh] = seen.emplace(t.city.back(), csv.line()); !fresh)
      errors.add(csv.at(city, fmt::format("every city once, found it in line {} already", first->second),
                        "remove one of the two rows"));
  }
  errors.throw_if_any();
  return t;
}

const city_fact& fact_table::lookup(const std::string& city, const std::string& indicator, int year,
                                    const std::string& other_city) const {
  std::set<std::string> indicators, cities, years;
  for (const city_fact& f : facts) {
    indicators.insert(f.indicator);
    if (f.indicator != indicator) continue;
    cities.insert(f.city);
    if (f.city != city || f.other_city != other_city) continue;
    if (f.year == year) return f;
    years.insert(std::to_string(f.year));
  }
  const std::string asked =
      fmt::format("{} of {}{} in {}", indicator, city, other_city.empty() ? "" : " and " + other_city, year);
  const auto words = [](const std::set<std::string>& s) { return std::vector<std::string>(s.begin(), s.end()); };
  if (cities.empty())
    throw data_error(
        fmt::format("{}: no {}: no such indicator; {}", file, asked, suggestion(indicator, words(indicators))));
  if (years.empty())
    throw data_error(
        fmt::format("{}: no {}: no {} of this city in any year; {}", file, asked, indicator,
                    cities.contains(city) ? "there is one without this other city" : suggestion(city, words(cities))));
  throw data_error(fmt::format("{}: no {}; years there: {}", file, asked, listed(years)));
}

fact_table read_facts(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type city = csv.require("city"), indicator = csv.require("indicator"), year = csv.require("year"),
                   value = csv.require("value"), unit = csv.require("unit");
  const index_type city_code = csv.find("city_code"), other = csv.find("other_city"), quality = csv.find("quality");
  fact_table t{.file = csv.file(), .encoding = csv.encoding(), .facts = {}};
  std::map<std::tuple<std::string, std::string, std::string, int>, index_type> seen;
  while (csv.next()) {
    city_fact f;
    f.city = needed_text(csv, city, "a city's name", errors);
    f.indicator = needed_text(csv, indicator, "an indicator's name", errors);
    f.year = whole_year(csv, year, errors);
    f.value = number(csv, value, "a number", errors);
    f.unit = needed_text(csv, unit, "the figure's unit", errors);
    f.city_code = optional_text(csv, city_code);
    f.other_city = optional_text(csv, other);
    f.quality = optional_text(csv, quality);
    f.line = csv.line();
    if (const auto [first, fresh] = seen.emplace(std::tuple(f.city, f.other_city, f.indicator, f.year), f.line); !fresh)
      errors.add(csv.at(indicator,
                        fmt::format("one figure for {} of {} in {}, found one in line {} already", f.indicator, f.city,
                                    f.year, first->second),
                        "remove one of the two rows"));
    t.facts.push_back(std::move(f));
  }
  errors.throw_if_any();
  return t;
}

const travel_time& minutes_table::lookup(const std::string& from, const std::string& to,
                                         const std::string& mode) const {
  const travel_time* newest = nullptr;
  std::set<std::string> modes;
  for (const travel_time& t : times) {
    if (!((t.from == from && t.to == to) || (t.from == to && t.to == from))) continue;
    modes.insert(t.mode);
    if (t.mode == mode && (newest == nullptr || t.year > newest->year)) newest = &t;
  }
  if (newest != nullptr) return *newest;
  throw data_error(fmt::format("{}: no minutes from {} to {} by {}; {}", file, from, to, mode,
                               modes.empty() ? "this pair is not in the file" : "modes there: " + listed(modes)));
}

minutes_table read_minutes(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type from = csv.require("from"), to = csv.require("to"), mode = csv.require("mode"),
                   minutes = csv.require("minutes");
  const index_type year = csv.find("year"), quality = csv.find("quality"), note = csv.find("note");
  minutes_table t{.file = csv.file(), .encoding = csv.encoding(), .times = {}};
  while (csv.next()) {
    travel_time row;
    row.from = needed_text(csv, from, "a city's name", errors);
    row.to = needed_text(csv, to, "a city's name", errors);
    row.mode = needed_text(csv, mode, "a mode of travel", errors);
    if (year >= 0 && !csv[year].empty()) row.year = whole_year(csv, year, errors);
    row.minutes = number(csv, minutes, "a number of minutes", errors);
    if (row.minutes <= 0 && parse_number(csv[minutes]))
      errors.add(csv.at(minutes, "more than zero minutes", "check the figure in the source"));
    row.quality = optional_text(csv, quality);
    row.note = optional_text(csv, note);
    row.line = csv.line();
    t.times.push_back(std::move(row));
  }
  errors.throw_if_any();
  return t;
}

}  // namespace agglo
