#include "host/analysis/study_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "host/model/input_structure.hpp"
#include "host/model/regions.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/spillover_pool.hpp"

namespace agglo {
namespace {

double table_value_added(const io_table& t) {
  double sum = 0;
  const std::size_t n = t.sectors.size();
  for (std::size_t v = 0; v < t.primary_names.size(); ++v)
    if (t.primary_names[v] != "discrepancy")
      sum = std::accumulate(t.V.begin() + static_cast<std::ptrdiff_t>(v * n),
                            t.V.begin() + static_cast<std::ptrdiff_t>((v + 1) * n), sum);
  return sum;
}

index_type sector_position(const io_table& t, const std::string& sector, const std::string& why) {
  const auto at = std::find(t.sectors.begin(), t.sectors.end(), sector);
  if (at == t.sectors.end())
    throw data_error(fmt::format("{}: no sector '{}', which study.toml names for {}. Known: {}", t.file, sector, why,
                                 fmt::join(t.sectors, ", ")));
  return at - t.sectors.begin();
}

std::vector<index_type> industry_sectors(const study& s, const io_table& t) {
  std::vector<index_type> out;
  for (const auto& [industry, sector] : s.industries) out.push_back(sector_position(t, sector, "industry " + industry));
  return out;
}

industry_revenue revenue_in_table_units(const study& s, const io_table& t, const firm_cells& cells) {
  industry_revenue r{cells.revenue_by_region, industry_sectors(s, t)};
  const double to_table = 1 / million_cny(s.table_unit);  // firms are in million CNY
  for (double& v : r.by_region.values) v *= to_table;
  return r;
}

trade_options options_of(const study& s) {
  return {.theta = s.theta,
          .tolerance = s.ras_tolerance,
          .margin_tolerance = s.margin_tolerance,
          .local_products = s.local_products};
}

// Distance factors as a symmetric R x R array, 1 where the scenario names no pair.
labelled_array factor_matrix(const scenario_spec& spec, const axis& regions) {
  labelled_array f({regions, {"with", regions.labels}});
  std::fill(f.values.begin(), f.values.end(), 1.0);
  const auto position = [&](const std::string& name) {
    return std::find(regions.labels.begin(), regions.labels.end(), name) - regions.labels.begin();
  };
  for (const pair_factor& p : spec.pairs)
    f(position(p.from), position(p.to)) = f(position(p.to), position(p.from)) = p.factor;
  return f;
}

// The part of the factors that firms need: among regions with cities, which come first or not.
labelled_array firm_factors(const labelled_array& factor, const region_set& regions) {
  const axis with_cities = regions.names_with_cities();
  labelled_array f({with_cities, with_cities});
  std::vector<index_type> at;
  for (index_type r = 0; r < factor.axes[0].size(); ++r)
    if (!regions.all[r].remainder) at.push_back(r);
  for (index_type i = 0; i < with_cities.size(); ++i)
    for (index_type j = 0; j < with_cities.size(); ++j) f(i, j) = factor(at[i], at[j]);
  return f;
}

// How alike what the firms' industries buy is, imports included; Omega over all of the table's sectors.
labelled_array input_nearness(const study& s, const study_results& r) {
  const labelled_array all = input_proximity(r.input.table, s.knowledge.nearness);
  const std::vector<index_type> sectors = industry_sectors(s, r.input.table);
  labelled_array out({r.input.firms.industries, r.input.firms.industries});
  for (std::size_t i = 0; i < sectors.size(); ++i)
    for (std::size_t j = 0; j < sectors.size(); ++j)
      out(static_cast<index_type>(i), static_cast<index_type>(j)) = all(sectors[i], sectors[j]);
  return out;
}

// What pairs of the firms' industries weigh, rows receive; empty where they weigh nothing.     [industries x
// industries]
labelled_array input_coefficients(const study& s, const study_results& r) {
  const bool near = s.knowledge.technology == technology_source::inputs;
  if (s.knowledge.inputs == input_weights::none) return near ? input_nearness(s, r) : labelled_array{};
  const std::vector<index_type> sectors = industry_sectors(s, r.input.table);
  labelled_array out({r.input.firms.industries, r.input.firms.industries});
  for (std::size_t i = 0; i < sectors.size(); ++i)
    for (std::size_t j = 0; j < sectors.size(); ++j) {
      const bool suppliers = s.knowledge.inputs == input_weights::suppliers;
      const index_type seller = suppliers ? sectors[j] : sectors[i], buyer = suppliers ? sectors[i] : sectors[j];
      const double x = r.domestic.x(buyer);
      out(static_cast<index_type>(i), static_cast<index_type>(j)) = x == 0 ? 0 : r.domestic.Z(seller, buyer) / x;
    }
  if (near) {
    const labelled_array nearness = input_nearness(s, r);
    for (std::size_t k = 0; k < out.values.size(); ++k) out.values[k] *= nearness.values[k];
  }
  return out;
}

template <space S>
regional_results regional_steps(context<S>& ctx, const study& s, const study_results& r, labelled_array c,
                                const labelled_array& nearer) {
  regional_results out;
  out.c = std::move(c);
  out.trade = gravity_trade(ctx, r.domestic, r.output, out.c, options_of(s));
  out.table = chenery_moses(r.domestic, r.output, out.trade);
  expect_identities(out.table.checks);
  out.linkages = analyse_linkages(ctx, out.table);
  const std::vector<index_type> sectors = industry_sectors(s, r.input.table);
  const table_regions& regions = out.linkages.regions;
  const std::vector<region_matrices> all = industry_matrices(out.linkages.between.received, regions);
  for (const index_type k : sectors) out.industries.push_back(all[k]);
  out.whole = whole_matrices(all, regions);
  out.balance = regional_balance(out.table);
  out.net_spillover = net_flows(out.whole.by_buyer);
  out.block = industry_block(out.linkages.L, regions, sectors);
  out.block_money = industry_block_money(out.linkages.L, regions, sectors);
  out.knowledge =
      learn(ctx, r.input.firms, r.input.regions.names_with_cities(), s.knowledge, input_coefficients(s, r), nearer);
  return out;
}

void append(std::vector<identity>& all, const std::string& where, const std::vector<identity>& some) {
  for (identity i : some) {
    i.name = where + i.name;
    all.push_back(std::move(i));
  }
}
void append(std::vector<identity>& all, const std::string& where, const regional_results& r) {
  append(all, where, r.trade.checks);
  append(all, where, r.table.checks);
  append(all, where, r.linkages.checks);
  append(all, where, r.knowledge.checks);
}

}  // namespace

std::vector<identity> study_results::checks() const {
  std::vector<identity> all;
  append(all, "", cells.checks);
  append(all, "", domestic.checks);
  append(all, "", output.checks);
  append(all, "", base);
  for (const knowledge_spillovers& k : knowledge_sensitivity)
    append(all, fmt::format("{:g} km: ", k.how.decay.length), k.checks);
  for (const scenario_results& sc : scenarios) append(all, sc.spec.name + ": ", sc.results);
  return all;
}

study_input load_study(const study& s) {
  study_input in;
  in.table = read_io_table(s.table_file, s.table);
  in.table.unit = s.table_unit;
  in.table_encoding = in.table.encoding;
  in.table_audit = audit(in.table);
  in.warnings = in.table_audit.warnings();
  in.rounding_closed = close_rounding(in.table);
  for (const std::string& p : s.local_products) sector_position(in.table, p, "local_products");

  const place_table places = read_places(s.places_file);
  const fact_table facts = read_facts(s.facts_file);
  in.regions = join_regions(s, places, facts, table_value_added(in.table));
  std::vector<std::string> cities, industries;
  for (const region_spec& r : s.regions) cities.insert(cities.end(), r.cities.begin(), r.cities.end());
  for (const auto& [industry, sector] : s.industries) industries.push_back(industry);
  const firm_table firms = read_firms(s.firms_file, s.firms, cities, industries);
  in.firms_encoding = firms.encoding;
  for (const row_error& w : firms.warnings.all()) in.warnings.push_back(w.message());
  in.firms = select_firms(firms, s, in.regions);
  if (s.knowledge.technology == technology_source::classes) in.firms.technology = read_classes(in.firms, firms, s);
  return in;
}

template <space S>
study_results run_study(context<S>& ctx, const study& s, const progress_function& progress) {
  study_results r;
  progress("1 load and audit");
  r.input = load_study(s);
  const axis with_cities = r.input.regions.names_with_cities();
  r.cells = describe_firms(ctx, r.input.firms, with_cities);
  r.coincident = pairs_at_distance_zero(r.input.firms.lon, r.input.firms.lat);

  progress("2 domestic flows");
  r.domestic = domestic_flows(r.input.table);
  progress("3 regional output");
  r.output = split_output(r.domestic, r.input.regions, revenue_in_table_units(s, r.input.table, r.cells));

  progress("4-8 trade, multi-regional table, linkages, spillovers");
  const labelled_array c = region_distances(r.input.regions, s.self_distance);
  r.base = regional_steps(ctx, s, r, c, {});
  for (const double km : s.knowledge.decay_sensitivity_km)
    if (km != s.knowledge.decay.length)
      r.knowledge_sensitivity.push_back(
          learn(ctx, r.input.firms, with_cities, s.knowledge.at_length(km), input_coefficients(s, r), {}));

  if (!s.theta_sensitivity.empty()) {
    axis thetas{"theta", {}};
    for (const double theta : s.theta_sensitivity) thetas.labels.push_back(fmt::format("{:g}", theta));
    r.self_supply_by_theta = labelled_array({thetas, r.base.trade.self_supply_by_region.axes[0]});
    trade_options options = options_of(s);
    for (std::size_t k = 0; k < s.theta_sensitivity.size(); ++k) {
      options.theta = s.theta_sensitivity[k];
      const labelled_array own = gravity_trade(ctx, r.domestic, r.output, c, options).self_supply_by_region;
      for (index_type q = 0; q < own.axes[0].size(); ++q)
        r.self_supply_by_theta(static_cast<index_type>(k), q) = own(q);
    }
  }

  for (const scenario_spec& spec : s.scenarios) {
    progress("9 scenario " + spec.name);
    labelled_array factor = factor_matrix(spec, r.output.g.axes[0]), nearer = c;
    for (std::size_t k = 0; k < nearer.values.size(); ++k) nearer.values[k] *= factor.values[k];
    regional_results results = regional_steps(ctx, s, r, nearer, firm_factors(factor, r.input.regions));
    r.scenarios.push_back({spec, std::move(factor), std::move(results)});
  }
  expect_identities(r.checks());
  return r;
}

#define AGGLO_INSTANTIATE(S) template study_results run_study(context<S>&, const study&, const progress_function&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
