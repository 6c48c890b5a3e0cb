#include "host/analysis/synthetic_totals.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/analysis/firm_cells.hpp"
#include "host/analysis/study_run.hpp"
#include "host/model/domestic_table.hpp"
#include "host/model/regional_output.hpp"
#include "host/table/number.hpp"

namespace agglo {
namespace {

synthetic_city centre(const region& r, const city& c) {
  return {r.name, c.name, c.lon, c.lat, std::sqrt(c.area_km2 / std::numbers::pi)};
}

/// The sample's cities stand in the order of the regions that have some.
synthetic_totals firms_totals(const study& s, const study_input& in, const firm_cells& cells) {
  synthetic_totals out{{},
                       in.firms.industries,
                       cells.revenue,
                       cells.rd,
                       cells.count,
                       s.firms_year,
                       "weighted revenue and R&D of the study's firms"};
  for (const region& r : in.regions.all)
    if (!r.remainder)
      for (const city& c : r.cities) out.cities.push_back(centre(r, c));
  return out;
}

synthetic_totals output_totals(const study& s, const study_input& in, const firm_cells& cells) {
  const domestic_table domestic = domestic_flows(in.table);
  const double to_table = 1 / million_cny(s.table_unit);
  industry_revenue revenue{cells.revenue_by_region, {}};
  for (double& v : revenue.by_region.values) v *= to_table;
  for (const auto& [industry, sector] : s.industries)
    revenue.sector.push_back(std::find(in.table.sectors.begin(), in.table.sectors.end(), sector) -
                             in.table.sectors.begin());
  const regional_output output = split_output(domestic, in.regions, revenue);
  synthetic_totals out{{},
                       {"industry", domestic.sectors.labels},
                       {},
                       {},
                       {},
                       s.table_year,
                       "output of every sector of the table, laid over the regions as the study does and over a "
                       "region's cities by GDP"};
  axis names{"city", {}};
  std::vector<double> x;
  for (std::size_t r = 0; r < in.regions.all.size(); ++r) {
    const region& here = in.regions.all[r];
    double gdp = 0;
    for (const city& c : here.cities) gdp += c.gdp;
    for (const city& c : here.cities) {
      out.cities.push_back(centre(here, c));
      names.labels.push_back(c.name);
      for (index_type i = 0; i < domestic.sectors.size(); ++i)
        x.push_back(output.x(static_cast<index_type>(r), i) * (c.gdp / gdp) / to_table);
    }
  }
  out.revenue = {{names, out.industries}, std::move(x)};
  out.rd = labelled_array({names, out.industries});
  out.weight = out.revenue;
  return out;
}

}  // namespace

synthetic_totals totals_of(const study& s, totals_basis basis) {
  const study_input in = load_study(s);
  context<cpu> ctx;
  const firm_cells cells = describe_firms(ctx, in.firms, in.regions.names_with_cities());
  return basis == totals_basis::firms ? firms_totals(s, in, cells) : output_totals(s, in, cells);
}

}  // namespace agglo
