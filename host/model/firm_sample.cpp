#include "host/model/firm_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

int position(const std::vector<std::string>& labels, const std::string& label) {
  const auto at = std::find(labels.begin(), labels.end(), label);
  return at == labels.end() ? -1 : static_cast<int>(at - labels.begin());
}

}  // namespace

firm_sample select_firms(const firm_table& t, const study& s, const region_set& regions) {
  firm_sample out;
  out.year = s.firms_year;
  out.cities.name = "city";
  for (const region_spec& r : s.regions)
    out.cities.labels.insert(out.cities.labels.end(), r.cities.begin(), r.cities.end());
  out.industries.name = "industry";
  for (const auto& [industry, sector] : s.industries) out.industries.labels.push_back(industry);

  for (std::size_t k = 0; k < static_cast<std::size_t>(t.size()); ++k) {
    if (t.year[k] != s.firms_year) continue;
    ++out.rows_of_year;
    if (!t.consolidated_in[k].empty()) {
      ++out.consolidated;
      continue;
    }
    const bool verified = t.quality[k].empty() || t.quality[k] == "seen";
    if (!verified && !s.include_unverified) {
      ++out.unverified_left_out;
      continue;
    }
    out.unverified_kept += !verified;
    const int city = position(out.cities.labels, t.city[k]), industry = position(out.industries.labels, t.industry[k]);
    if (city < 0 || industry < 0)
      throw data_error(fmt::format(
          "{}:{}: firm {} is in {} '{}', which study.toml does not name. Add it, or leave the "
          "row out",
          t.file, t.line[k], t.firm_id[k], city < 0 ? "city" : "industry", city < 0 ? t.city[k] : t.industry[k]));
    out.firm_id.push_back(t.firm_id[k]);
    out.name.push_back(t.name[k]);
    out.city.push_back(city);
    out.industry.push_back(industry);
    out.region.push_back(static_cast<int>(regions.with_city(t.city[k])));
    out.lon.push_back(t.lon[k]);
    out.lat.push_back(t.lat[k]);
    out.revenue.push_back(t.weight[k] * t.revenue[k]);
    out.rd.push_back(t.weight[k] * t.rd[k]);
    out.missing_rd += t.rd_missing[k];
  }
  if (out.size() == 0)
    throw data_error(fmt::format("{}: no firm of {}; the file has {} rows of other years. Set firms.year in study.toml",
                                 t.file, s.firms_year, t.size()));
  return out;
}

technology_rows read_classes(const firm_sample& f, const firm_table& t, const study& s) {
  listed_firms listed{t.file, f.firm_id, {}, t.firm_id};
  std::unordered_map<std::string, index_type> line;
  for (std::size_t k = 0; k < t.firm_id.size(); ++k)
    if (t.year[k] == s.firms_year) line.emplace(t.firm_id[k], t.line[k]);
  for (const std::string& id : f.firm_id) listed.line.push_back(line.at(id));
  row_errors errors;
  technology_rows rows = read_technology_rows(s.knowledge.technology_file, s.firms.columns["firm_id"], listed, errors);
  errors.throw_if_any();
  return rows;
}

}  // namespace agglo
