#include "host/report/result_list.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

constexpr const char* ratio = "1";
constexpr const char* rd_unit = "million CNY a year, distance-weighted";

class lister {
 public:
  lister(result_list& out, std::string prefix, const study& s)
      : out_(out), prefix_(std::move(prefix)), money_(s.table_unit), firms_year_(std::to_string(s.firms_year)),
        table_year_(std::to_string(s.table_year)) {}

  void add(const std::string& name, const labelled_array& values, std::string definition, std::string unit) {
    out_.arrays.push_back({prefix_ + name, std::move(definition), std::move(unit), year_of(name), std::cref(values)});
  }
  void add(const std::string& name, labelled_array&& values, std::string definition, std::string unit) {
    out_.arrays.push_back({prefix_ + name, std::move(definition), std::move(unit), year_of(name), std::move(values)});
  }
  template <class Array>
  void add_money(const std::string& name, Array&& values, std::string definition) {
    add(name, std::forward<Array>(values), std::move(definition), money_);
  }
  void add_text(const std::string& name, std::string csv, std::string definition, std::string unit) {
    out_.texts.push_back({prefix_ + name, std::move(definition), std::move(unit), year_of(name), std::move(csv)});
  }

 private:
  // What comes from firms alone has their year; the rest the table's, split by the firms' revenue.
  [[nodiscard]] std::string year_of(const std::string& name) const {
    for (const char* from_firms : {"firm", "location_quotient", "herfindahl", "top_firm", "knowledge"})
      if (name.starts_with(from_firms)) return firms_year_;
    return table_year_;
  }
  result_list& out_;
  std::string prefix_, money_, firms_year_, table_year_;
};

void list_firms(lister& to, const study_results& r) {
  const firm_cells& c = r.cells;
  const auto& f = r.input.firms;
  std::string csv =
      "city,industry,firms,revenue_million_cny,rd_million_cny,share_of_industry,lq_revenue,lq_count,herfindahl,top_"
      "firm,"
      "top_firm_share\n";
  const auto number = [](double v) { return std::isnan(v) ? std::string() : fmt::format("{}", v); };
  for (index_type i = 0; i < f.cities.size(); ++i)
    for (index_type j = 0; j < f.industries.size(); ++j)
      csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(f.cities.labels[i]),
                         csv_cell(f.industries.labels[j]), c.count(i, j), c.revenue(i, j), c.rd(i, j), c.share(i, j),
                         number(c.lq_revenue(i, j)), number(c.lq_count(i, j)), number(c.herfindahl(i, j)),
                         csv_cell(c.top_firm[i * f.industries.size() + j]), number(c.top_share(i, j)));
  to.add_text(
      "firm_cells", csv,
      "the sample by city and industry: counts, weighted sums, location quotients (base: the sample), Herfindahl "
      "over the cell's firms, its largest firm",
      "as in the header");
  to.add("firm_count", c.count, "firms by city and industry", "firms");
  to.add("firm_revenue", c.revenue, "weighted revenue by city and industry", "million CNY");
  to.add("firm_rd", c.rd, "weighted R&D expense by city and industry", "million CNY");
  to.add("firm_share", c.share, "cell's revenue over its industry's in the sample", ratio);
  to.add("location_quotient_revenue", c.lq_revenue, "(cell / city) / (industry / sample), by revenue", ratio);
  to.add("location_quotient_count", c.lq_count, "(cell / city) / (industry / sample), by number of firms", ratio);
  to.add("herfindahl", c.herfindahl, "sum over the cell's firms of squared revenue shares", ratio);
  to.add("top_firm_share", c.top_share, "largest firm's share of the cell's revenue", ratio);
}

void list_national(lister& to, const study_results& r) {
  to.add("import_share", r.domestic.import_share, "m_i = M_i / (x_i - E_i + M_i)", ratio);
  to.add_money("Z_domestic", r.domestic.Z, "national domestic flows (1 - m_i) Z_ij; rows sell, columns buy");
  to.add("gdp_share", r.output.g, "g, region's GDP over the country's value added", ratio);
  to.add("output_share", r.output.w, "w_i^r, region's share of the sector's national output", ratio);
  to.add("listed_coverage", r.output.listed_coverage,
         "listed firms' weighted revenue over the regional output that it splits", ratio);
}

void list_regional(lister& to, const study& s, const regional_results& r) {
  to.add("distance", r.c, "c_rs, GDP-weighted harmonic mean over the regions' cities", "km");
  to.add_money("trade", r.trade.T, "T_i^rs, product i delivered by region r to region s");
  to.add("self_supply", r.trade.self_supply, "T_i^ss / D_i^s, by product and region", ratio);
  to.add("self_supply_region", r.trade.self_supply_by_region, "sum_i T_i^ss / sum_i D_i^s, by region and all regions",
         ratio);
  to.add_money("Z", r.table.Z, "multi-regional flows Z_ij^rs; rows sell, columns buy; region-major");
  to.add_money("Y", r.table.Y, "final demand Y_i^rs; rows sell, columns are the buying regions");
  to.add_money("exports", r.table.exports, "exports abroad");
  to.add_money("x", r.table.x, "gross output");
  to.add_money("imported_inputs", r.table.imported_inputs, "inputs bought abroad, by the sector that uses them");
  to.add_money("value_added", r.table.value_added, "value added, the table's rounding discrepancy included");
  to.add("A", r.linkages.A, "technical coefficients A = Z x^-1, domestic", ratio);
  to.add("L", r.linkages.L, "Leontief inverse L = (I - A)^-1", ratio);
  to.add("multipliers", r.linkages.multipliers,
         "per unit of final demand: output 1'L, value added v'L, imports m'L (import leakage)", ratio);
  to.add(
      "linkages", r.linkages.linkages,
      "backward 1'A and 1'L; forward B1 and G1 (Ghosh); power of dispersion of L's columns and sensitivity of G's rows "
      "over all sectors of all regions, mean 1; coefficient of variation of L's columns",
      ratio);
  to.add(
      "industry_multipliers", r.linkages.industry,
      "what one national technology makes equal in every region: totals per unit of final demand, backward linkages, "
      "power of dispersion",
      ratio);
  std::string key = "region:sector,class\n";
  for (std::size_t j = 0; j < r.linkages.key_class.size(); ++j)
    key += csv_cell(r.table.rows.labels[j]) + "," + r.linkages.key_class[j] + "\n";
  to.add_text("key_sectors", key, "key: power and sensitivity above 1; backward or forward: one of them; weak: neither",
              "class");
  to.add("interregional_effects", r.linkages.between.effects,
         "intra 1'(I - A^ss)^-1, feedback, spillovers into other regions, total 1'L", ratio);
  to.add("interregional_multipliers", r.linkages.between.received,
         "output that lands in the row's region per unit of final demand for the column's product", ratio);
  auto list_matrices = [&](const region_matrices& m) {
    to.add(
        "spillovers_" + m.name, m.multiplier,
        "output in the row's region per unit of final demand for what the column's region makes; the diagonal is intra "
        "+ feedback" +
            std::string(m.name == "whole" ? "; mean over products weighted by final demand plus exports" : ""),
        ratio);
    to.add_money(
        "spillovers_" + m.name + "_by_buyer", m.by_buyer,
        "output in the row's region owed to what the column's region buys at home, then to each region's exports");
    to.add("spillovers_" + m.name + "_by_buyer_shares", row_shares(m.by_buyer),
           "spillovers_" + m.name + "_by_buyer over its row sums: whose demand the row's output is owed to", ratio);
    to.add_money(
        "spillovers_" + m.name + "_by_maker", m.by_maker,
        "output in the row's region owed to final demand (exports included) for what the column's region makes");
  };
  for (const region_matrices& m : r.industries) list_matrices(m);
  list_matrices(r.whole);
  to.add_money("net_spillover", r.net_spillover,
               "output in the row's region owed to the column's purchases less the reverse");
  to.add_money("value_added_embodied", r.linkages.value_added_embodied,
               "v L Y by region: value added earned in the row's region from the column's demand");
  to.add("city_industry_block", r.block, "L between the regions' key industries", ratio);
  to.add_money("city_industry_block_money", r.block_money,
               "L between the regions' key industries times final demand (exports included) for the column's product");
  to.add_money("regional_balance", r.balance, "trade between regions, exports abroad and imported inputs, by region");
  const std::string decay = weight_text(s.knowledge);
  to.add("knowledge_pool", r.knowledge.pool, "sum over other firms of " + decay + " times their R&D, by firm", rd_unit);
  to.add("knowledge_spillovers_region", r.knowledge.region, "pools summed; rows receive, columns send; " + decay,
         rd_unit);
  to.add("knowledge_shares_region", row_shares(r.knowledge.region),
         "knowledge_spillovers_region over its row sums; within the sample", ratio);
  to.add("knowledge_spillovers_region_industry", r.knowledge.region_industry,
         "pools summed by region and industry; rows receive, columns send; " + decay, rd_unit);
  to.add("knowledge_shares_region_industry", row_shares(r.knowledge.region_industry),
         "knowledge_spillovers_region_industry over its row sums; within the sample", ratio);
}

void list_sensitivity(lister& to, const study_results& r) {
  if (!r.self_supply_by_theta.values.empty())
    to.add("self_supply_theta", r.self_supply_by_theta, "self_supply_region under other distance elasticities", ratio);
  for (const knowledge_spillovers& k : r.knowledge_sensitivity) {
    const std::string at = fmt::format("_{:g}km", k.how.decay.length);
    to.add("knowledge_spillovers_region" + at, k.region, "pools summed; rows receive, columns send", rd_unit);
    to.add("knowledge_shares_region" + at, row_shares(k.region), "over row sums; within the sample", ratio);
    to.add("knowledge_spillovers_region_industry" + at, k.region_industry, "pools summed; rows receive, columns send",
           rd_unit);
  }
}

void list_changes(lister& to, const regional_results& before, const regional_results& after) {
  const std::string what = "scenario less base: ";
  to.add_money("trade_change", difference(after.trade.T, before.trade.T), what + "trade");
  to.add("self_supply_region_change", difference(after.trade.self_supply_by_region, before.trade.self_supply_by_region),
         what + "self_supply_region", ratio);
  auto change = [&](const region_matrices& a, const region_matrices& b) {
    to.add("spillovers_" + a.name + "_change", difference(a.multiplier, b.multiplier), what + "spillovers_" + a.name,
           ratio);
    to.add_money("spillovers_" + a.name + "_by_buyer_change", difference(a.by_buyer, b.by_buyer),
                 what + "spillovers_" + a.name + "_by_buyer");
  };
  for (std::size_t k = 0; k < after.industries.size(); ++k) change(after.industries[k], before.industries[k]);
  change(after.whole, before.whole);
  to.add("knowledge_spillovers_region_change", difference(after.knowledge.region, before.knowledge.region),
         what + "knowledge_spillovers_region", rd_unit);
  to.add("knowledge_spillovers_region_industry_change",
         difference(after.knowledge.region_industry, before.knowledge.region_industry),
         what + "knowledge_spillovers_region_industry", rd_unit);
}

}  // namespace

result_list list_results(const study& s, const study_results& r) {
  result_list out;
  lister base(out, "", s);
  list_firms(base, r);
  list_national(base, r);
  list_regional(base, s, r.base);
  list_sensitivity(base, r);
  for (const scenario_results& sc : r.scenarios) {
    lister to(out, "scenario_" + sc.spec.name + "/", s);
    to.add("distance_factor", sc.factor, "multiplies c_rs and the distances of all firm pairs across it", ratio);
    list_regional(to, s, sc.results);
    list_changes(to, r.base, sc.results);
  }
  return out;
}

}  // namespace agglo
