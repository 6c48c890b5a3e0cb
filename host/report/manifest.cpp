#include "host/report/manifest.hpp"

#include <nlohmann/json.hpp>

#include "host/analysis/firm_profiles.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

json parameters(const study& s) {
  json p;
  p["firms_year"] = s.firms_year;
  p["table_year"] = s.table_year;
  p["gdp_year"] = s.gdp_year;
  p["include_unverified"] = s.include_unverified;
  p["missing_rd"] = s.firms.missing_rd_is_zero ? "zero" : "error";
  p["theta"] = s.theta;
  p["theta_sensitivity"] = s.theta_sensitivity;
  p["self_distance"] = s.self_distance;
  p["ras_tolerance"] = s.ras_tolerance;
  p["margin_tolerance"] = s.margin_tolerance;
  p["local_products"] = s.local_products;
  p["knowledge"] = weight_text(s.knowledge);
  if (s.knowledge.has_length()) p["decay_km"] = s.knowledge.decay.length;
  p["decay_sensitivity_km"] = s.knowledge.decay_sensitivity_km;
  for (const auto& [industry, sector] : s.industries) p["industries"][industry] = sector;
  for (const region_spec& r : s.regions)
    p["regions"].push_back(r.remainder()
                               ? json{{"name", r.name}, {"lon", r.lon}, {"lat", r.lat}, {"area_km2", r.area_km2}}
                               : json{{"name", r.name}, {"cities", r.cities}});
  for (const scenario_spec& sc : s.scenarios) {
    json pairs;
    for (const pair_factor& f : sc.pairs)
      pairs.push_back({{"between", {f.from, f.to}}, {"factor", f.factor}, {"basis", f.basis}});
    p["scenarios"][sc.name] = {{"description", sc.description}, {"assumption", sc.assumption}, {"pairs", pairs}};
  }
  return p;
}

json input_facts(const study& s, const study_results& r) {
  const firm_sample& f = r.input.firms;
  json facts = {{"firms",
                 {{"file", s.firms_file.filename().string()},
                  {"encoding", r.input.firms_encoding},
                  {"rows_of_year", f.rows_of_year},
                  {"consolidated_left_out", f.consolidated},
                  {"unverified_kept", f.unverified_kept},
                  {"unverified_left_out", f.unverified_left_out},
                  {"counted", f.size()},
                  {"without_rd", f.missing_rd},
                  {"pairs_at_one_point", r.coincident}}},
                {"table",
                 {{"file", s.table_file.filename().string()},
                  {"encoding", r.input.table_encoding},
                  {"imports", r.input.table_audit.imports},
                  {"spectral_radius", r.input.table_audit.spectral.value},
                  {"largest_row_imbalance", r.input.table_audit.row_imbalance},
                  {"largest_column_imbalance", r.input.table_audit.column_imbalance},
                  {"rounding_closed", r.input.rounding_closed}}}};
  if (!f.technology.empty())
    facts["technology"] = {
        {"file", s.knowledge.technology_file.filename().string()},
        {"classes", f.technology.classes.size()},
        {"share_above_zero", f.technology.density()},
        {"held", held_by_rows(f.technology, s.knowledge.nearness) ? "by rows without zeros" : "dense"}};
  return facts;
}

}  // namespace

std::string manifest(const study& s, const study_results& r, const result_list& list, const backend& on) {
  json m;
  m["title"] = s.title;
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; region-major; sectors in the table's order; matrices row-major";
  m["sources"] = s.sources;
  m["parameters"] = parameters(s);
  m["input"] = input_facts(s, r);
  m["backend"] = backend_json(on);
  m["precision"] = "float64";
  m["leontief_inverse"] = inverse_json(r.base.linkages.route, r.base.linkages.residual);
  m["checks"] = checks_json(r.checks());
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

}  // namespace agglo
