#include "host/model/regions.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "host/table/number.hpp"
#include "kernels/base/error.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {

axis region_set::names() const {
  axis a{"region", {}};
  for (const region& r : all) a.labels.push_back(r.name);
  return a;
}
axis region_set::names_with_cities() const {
  axis a{"region", {}};
  for (const region& r : all)
    if (!r.remainder) a.labels.push_back(r.name);
  return a;
}
index_type region_set::with_city(const std::string& name) const {
  index_type position = 0;
  for (const region& r : all) {
    if (r.remainder) continue;
    for (const city& c : r.cities)
      if (c.name == name) return position;
    ++position;
  }
  return -1;
}

region_set join_regions(const study& s, const place_table& places, const fact_table& facts, double total_value_added) {
  region_set out;
  double taken = 0;
  for (const region_spec& spec : s.regions) {
    region r{spec.name, spec.remainder(), {}, 0};
    for (const std::string& name : spec.cities) {
      const auto p = static_cast<std::size_t>(places.find(name));
      const city_fact& produced = facts.lookup(name, s.gdp_indicator, s.gdp_year);
      const double gdp = produced.value * million_cny(produced.unit) / million_cny(s.table_unit);
      const double area = facts.lookup(name, s.area_indicator, s.area_year).value;
      r.cities.push_back({name, places.lon[p], places.lat[p], gdp, area});
      r.gdp_share += gdp / total_value_added;
    }
    if (spec.remainder()) r.cities.push_back({spec.name, spec.lon, spec.lat, 0, spec.area_km2});
    taken += r.gdp_share;
    out.all.push_back(std::move(r));
  }
  for (region& r : out.all) {
    if (r.remainder) {
      r.gdp_share = 1 - taken;
      r.cities[0].gdp = r.gdp_share * total_value_added;
    }
    if (!(r.gdp_share > 0))
      throw data_error(
          fmt::format("region {} is left without output: its share of the table's value added is {:g}. "
                      "Check {} of {} in {} and its unit",
                      r.name, r.gdp_share, s.gdp_indicator, s.gdp_year, s.facts_file.string()));
  }
  return out;
}

labelled_array region_distances(const region_set& regions, double self_distance) {
  const axis names = regions.names();
  labelled_array c({names, names});
  for (index_type r = 0; r < names.size(); ++r)
    for (index_type s = 0; s < names.size(); ++s) {
      const auto& from = regions.all[r].cities;
      const auto& to = regions.all[s].cities;
      double inverse = 0, weight = 0;
      for (const city& a : from)
        for (const city& b : to) {
          const double d = a.name == b.name ? self_distance * std::sqrt(a.area_km2 / std::numbers::pi)
                                            : great_circle_km(a.lon, a.lat, b.lon, b.lat);
          if (!(d > 0))
            throw data_error(
                fmt::format("{} and {} lie at one point: trade needs a distance between them. "
                            "Correct their places, or make them one city",
                            a.name, b.name));
          inverse += a.gdp * b.gdp / d;
          weight += a.gdp * b.gdp;
        }
      c(r, s) = weight / inverse;
    }
  return c;
}

}  // namespace agglo
