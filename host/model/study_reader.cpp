#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "host/model/study.hpp"
#include "host/table/number.hpp"
#include "host/table/toml_section.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

char one_character(toml_section& s, std::string_view key) {
  const std::string text = s.text(key, "");
  if (text.size() > 1) s.fail(key, "one character or nothing", "write \",\" or \"\"");
  return text.empty() ? '\0' : text[0];
}

std::string money_unit(toml_section& s, std::string_view key) {
  std::string unit = s.text(key);
  try {
    million_cny(unit);
  } catch (const data_error& e) {
    s.fail(key, "a unit of money", e.what());
  }
  return unit;
}

void read_firms_section(toml_section s, study& out, const std::filesystem::path& folder) {
  out.firms_file = folder / s.text("file");
  out.firms_year = s.integer("year");
  out.firms.revenue_unit = money_unit(s, "revenue_unit");
  out.firms.rd_unit = money_unit(s, "rd_unit");
  out.firms.encoding = s.text("encoding", "auto");
  out.firms.thousands = one_character(s, "thousands_separator");
  const std::string missing = s.text("missing_rd", "error");
  out.firms.missing_rd_is_zero = s.expect_one_of("missing_rd", missing, {"zero", "error"}) == "zero";
  out.include_unverified = s.flag("include_unverified", true);
  if (s.has("columns")) {
    toml_section columns = s.section("columns");
    for (const std::string& field : firm_columns::fields())
      if (columns.has(field)) out.firms.columns.set(field, columns.text(field));
    columns.finish();
  }
  s.finish();
}

void read_table_section(toml_section s, study& out, const std::filesystem::path& folder) {
  out.table_file = folder / s.text("file");
  out.table_year = s.integer("year");
  out.table_unit = out.table.unit = money_unit(s, "unit");
  out.local_products = s.texts("local_products", std::vector<std::string>{});
  io_layout& layout = out.table;
  layout.encoding = s.text("encoding", layout.encoding);
  layout.code = s.text("code_column", layout.code);
  layout.names = s.texts("name_columns", layout.names);
  layout.final_demand = s.texts("final_demand_columns", layout.final_demand);
  layout.exports = s.text("export_column", layout.exports);
  layout.imports = s.text("import_column", layout.imports);
  layout.output = s.text("output_column", layout.output);
  layout.output_row = s.text("output_row", layout.output_row);
  layout.ignored_columns = s.texts("ignored_columns", layout.ignored_columns);
  layout.ignored_rows = s.texts("ignored_rows", layout.ignored_rows);
  s.finish();
}

void read_regions(toml_section& root, study& out) {
  std::set<std::string> names, cities;
  bool remainder = false;
  for (toml_section& s : root.sections("region")) {
    region_spec r;
    r.name = s.text("name");
    if (r.name.empty() || r.name.find(':') != std::string::npos)
      s.fail("name", "a name without ':'", "labels are written region:sector; rename it");
    if (!names.insert(r.name).second) s.fail("name", "a region that is not named twice", "rename one of the two");
    r.cities = s.texts("cities", std::vector<std::string>{});
    for (const std::string& c : r.cities)
      if (!cities.insert(c).second) s.fail("cities", fmt::format("'{}' in one region only", c), "take it out of one");
    if (r.remainder()) {
      if (remainder) s.fail("name", "one region without cities at most", "list the cities of this one");
      remainder = true;
      r.lon = s.number("lon");
      r.lat = s.number("lat");
      if (std::abs(r.lon) > 180) s.fail("lon", "degrees east between -180 and 180", "correct it");
      if (std::abs(r.lat) > 90)
        s.fail("lat", "degrees north between -90 and 90", "correct it; are lon and lat swapped?");
      r.area_km2 = s.positive("area_km2");
    }
    s.finish();
    out.regions.push_back(std::move(r));
  }
  if (!remainder || out.regions.size() < 2)
    root.fail("region", "at least one region with cities and one without, for the rest of the country",
              "add [[region]] with lon, lat and area_km2 instead of cities");
}

scenario_spec read_scenario(toml_section s, const std::string& name, const std::vector<region_spec>& regions) {
  std::vector<std::string> known;
  for (const region_spec& r : regions) known.push_back(r.name);
  scenario_spec out{name, s.text("description", ""), s.text("assumption"), {}};
  for (toml_section& p : s.sections("pair")) {
    const std::vector<std::string> between = p.texts("between");
    if (between.size() != 2) p.fail("between", "two regions", "write between = [\"A\", \"B\"]");
    for (const std::string& r : between) p.expect_one_of("between", r, known);
    pair_factor f{between[0], between[1], 1, ""};
    if (p.has("factor")) {
      if (p.has("minutes_before") || p.has("minutes_after"))
        p.fail("factor", "either a factor or minutes before and after", "drop one of the two");
      f.factor = p.positive("factor");
      f.basis = p.text("basis", "given factor");
    } else {
      const double before = p.positive("minutes_before"), after = p.positive("minutes_after");
      f.factor = after / before;
      f.basis = fmt::format("{}, {:g} -> {:g} minutes", p.text("mode"), before, after);
    }
    p.finish();
    const auto twice = [&](const pair_factor& o) {
      return (o.from == f.from && o.to == f.to) || (o.from == f.to && o.to == f.from);
    };
    if (std::any_of(out.pairs.begin(), out.pairs.end(), twice))
      p.fail("between", "each pair of regions once", "it holds in both directions; drop the second");
    out.pairs.push_back(std::move(f));
  }
  if (out.pairs.empty()) s.fail("pair", "at least one [[scenario.NAME.pair]]", "add the pairs that change");
  s.finish();
  return out;
}

}  // namespace

study read_study(const std::filesystem::path& file) {
  const toml::table document = parse_toml(file);
  const std::filesystem::path folder = file.parent_path();
  toml_section root(document, file.string(), "");
  study out;
  out.file = file;
  out.title = root.text("title");
  out.sources = root.texts("sources", std::vector<std::string>{});

  read_firms_section(root.section("firms"), out, folder);
  read_table_section(root.section("table"), out, folder);

  toml_section places = root.section("places");
  out.places_file = folder / places.text("file");
  out.facts_file = folder / places.text("facts_file");
  out.gdp_indicator = places.text("gdp_indicator", "GDP");
  out.gdp_year = places.integer("gdp_year");
  out.area_indicator = places.text("area_indicator", "area");
  out.area_year = places.integer("area_year");
  places.finish();

  toml_section industries = root.section("industries");
  for (const std::string& k : industries.keys()) out.industries.emplace_back(k, industries.text(k));
  if (out.industries.empty()) root.fail("industries", "at least one industry = \"SECTOR\"", "add it");
  industries.finish();

  read_regions(root, out);

  toml_section trade = root.section("trade");
  out.theta = trade.number("theta");
  if (out.theta < 0) trade.fail("theta", "0 or more", "trade falls with distance^-theta");
  out.theta_sensitivity = trade.positives("theta_sensitivity", std::vector<double>{});
  out.self_distance = trade.positive("self_distance", out.self_distance);
  out.ras_tolerance = trade.positive("tolerance", out.ras_tolerance);
  out.margin_tolerance = trade.positive("margin_tolerance", out.margin_tolerance);
  trade.finish();

  out.knowledge = read_knowledge(root.section("knowledge"), folder);

  if (root.has("scenario")) {
    toml_section scenarios = root.section("scenario");
    for (const std::string& name : scenarios.keys())
      out.scenarios.push_back(read_scenario(scenarios.section(name), name, out.regions));
    scenarios.finish();
  }
  root.finish();
  return out;
}

}  // namespace agglo
