#include "host/report/spillover_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "host/analysis/firm_profiles.hpp"
#include "host/model/decay_text.hpp"
#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

std::string told(const std::string& text) { return text.empty() ? "not told" : text; }

/// Results of several years lie in a folder each.
std::string folder_of(const spillover_report& r, const spillover_year& y) {
  return r.years.size() > 1 ? y.year + "/" : "";
}
std::string year_of(const spillover_report& r, const spillover_year& y) {
  return y.year.empty() ? told(r.year) : y.year;
}

std::string senders_csv(const firm_spillovers& results) {
  std::string out = "firm,sender,amount,share_of_pool\n";
  for (const spillover_sender& s : results.senders)
    out += fmt::format("{},{},{},{}\n", csv_cell(s.firm), csv_cell(s.sender), s.amount, s.share);
  return out;
}

std::string inventory_text(const inventory_rule& rule) {
  std::string out = fmt::format(
      "stocks by perpetual inventory: K(t) = (1 - {0}) K(t-1) + R(t), before the first year R / ({1} + {0}), as if the "
      "flow had grown at {1} a year for ever; {2}",
      rule.depreciation, rule.growth,
      rule.opening ? "K(t-1) counts, the stock at the year's beginning" : "K(t) counts, the stock at the year's end");
  if (rule.bridge_gaps) out += "; a missing flow is taken from the straight line between its neighbours";
  return out;
}

/// What is said of each year: "7", or "2019 7, 2020 9" in a panel.
template <class F>
std::string listed(const spillover_report& r, const F& of) {
  std::string out;
  for (const spillover_year& y : r.years)
    out += (out.empty() ? "" : ", ") + (r.years.size() > 1 ? y.year + " " : "") + of(y);
  return out;
}
index_type firms_of_every_year(const spillover_report& r) {
  std::unordered_map<std::string, std::size_t> years;
  for (const spillover_year& y : r.years)
    for (const std::string& id : y.firms.id) ++years[id];
  return std::count_if(years.begin(), years.end(), [&](const auto& firm) { return firm.second == r.years.size(); });
}
std::string firms_text(const spillover_report& r) {
  return listed(r, [](const spillover_year& y) { return std::to_string(y.firms.size()); });
}

std::vector<std::string> assumptions(const spillover_report& r) {
  std::vector<std::string> out{"firms outside the file are not there: every share is a share within the file"};
  if (r.year.empty() && r.years.front().year.empty()) out.push_back("the stock's year is not told (--year)");
  if (r.years.size() > 1) {
    const index_type steady = firms_of_every_year(r);
    if (steady < r.years.front().firms.size() || steady < r.years.back().firms.size())
      out.push_back(
          fmt::format("every year has its own firms, {} are in all of them: what differs between two years is "
                      "also who is in the file",
                      steady));
  }
  if (r.inventory) out.push_back(inventory_text(*r.inventory));
  if (r.unit.empty() && r.inventory)
    out.push_back("the flow's unit is not told (--unit)");
  else if (r.unit.empty())
    out.push_back("the stock's unit is not told (--unit), nor whether it is a stock or a year's flow");
  if (r.weights.sites == geometry::sphere)
    out.push_back(fmt::format(
        "d is the great circle on a sphere of radius {} km; pairs of firms in one spot, at distance 0: {}",
        earth_radius_km, listed(r, [](const spillover_year& y) { return std::to_string(y.results.pairs_at_zero); })));
  if (r.weights.sites == geometry::plane) out.push_back("d is the distance of the projected coordinates, taken as km");
  if (!r.columns.minutes.empty())
    out.push_back(fmt::format("d is travel time in minutes between places ({}); a pair given one way counts both ways",
                              r.columns.minutes.filename().string()));
  if (r.columns.within_minutes > 0)
    out.push_back(
        fmt::format("{} minutes within a place that has no row from itself to itself", r.columns.within_minutes));
  if (!r.columns.stretch.empty())
    out.push_back(
        fmt::format("distances between two zones ({}) count times the factors of {}; pairs that it does not name keep "
                    "theirs; stocks are held, so that what changes is who draws on whom, and no growth",
                    r.columns.zone, r.columns.stretch.filename().string()));
  if (!r.columns.owner.empty())
    out.push_back(fmt::format("firms of one {} (and the firm it names) draw nothing from each other", r.columns.owner));
  if (!r.columns.group.empty())
    out.push_back(fmt::format("firms of one {} draw nothing from each other", r.columns.group));
  if (r.weights.precision != pair_precision::fp64)
    out.push_back("pairs are weighed in single precision: weights within about 1e-5, sums in double");
  if (r.weights.precision == pair_precision::fp16)
    out.push_back(
        "profiles of technology are rounded to half precision: a pair's technology is within 1e-3 of its firms' "
        "lengths "
        "(2u + u^2, u = 2^-11), sums over many firms usually within 2e-4; other routes than all pairs keep double "
        "precision");
  if (r.weights.precision == pair_precision::split16)
    out.push_back(
        "profiles of technology are sums of two halves: a pair's technology is within 1e-6 of its firms' lengths "
        "(3.1 u^2, u = 2^-11) and the rounding of single-precision sums");
  return out;
}

std::string title(const spillover_report& r) { return "Spillovers between the firms of " + r.file; }

std::string facts(const spillover_report& r) {
  const char* kind = r.inventory ? "stocks of flow" : "stock";
  std::string out = r.years.size() > 1 ? fmt::format("- Firms by year: {}; {} `{}`, unit {}\n", firms_text(r), kind,
                                                     r.columns.stock, told(r.unit))
                                       : fmt::format("- {} firms; {} `{}`, unit {}, year {}\n", firms_text(r), kind,
                                                     r.columns.stock, told(r.unit), year_of(r, r.years.front()));
  out += fmt::format("- Weight of a pair: {}\n", weight_text(r));
  out += fmt::format("- Route: {}, on {} ({})\n", route_name(r.years.front().results.route), r.on.space, r.on.device);
  for (const std::string& a : assumptions(r)) out += fmt::format("- Assumed: {}\n", a);
  return out;
}

/// "; +3.2 % by the factors of distance"
std::string change_text(const labelled_array& change, double received, index_type r) {
  double more = 0;
  for (index_type s = 0; s < change.axes[1].size(); ++s) more += change(r, s);
  const double before = received - more;
  return before > 0 ? fmt::format("; {:+.2f} % by the factors of distance", 100 * more / before) : "";
}
const labelled_array* change_of(const spillover_year& y, std::size_t group) {
  return y.matrix_change.empty() ? nullptr : &y.matrix_change[group];
}

/// "Hangzhou: 66 % within, 30 % from Ningbo", the largest rows first.
std::string group_lines(const spillover_group& g, const labelled_array* change) {
  constexpr std::size_t shown = 12;
  const index_type n = g.matrix.axes[0].size();
  std::vector<index_type> order;
  for (index_type r = 0; r < n; ++r) order.push_back(r);
  const auto received = [&](index_type r) { return g.position(r, 0) + g.position(r, 1); };
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return received(a) > received(b); });
  if (order.size() > shown) order.resize(shown);
  std::string out;
  for (const index_type r : order) {
    index_type from = -1;
    for (index_type s = 0; s < n; ++s)
      if (s != r && (from < 0 || g.matrix(r, s) > g.matrix(r, from))) from = s;
    out += fmt::format("- {}: receives {:.6g}, {:.1f} % of it within", g.matrix.axes[0].labels[r], received(r),
                       100 * g.row_shares(r, r));
    if (from >= 0 && g.matrix(r, from) > 0)
      out += fmt::format(", {:.1f} % from {}", 100 * g.row_shares(r, from), g.matrix.axes[0].labels[from]);
    out += fmt::format("; net (sent to others less received) {:+.6g}", g.position(r, 3));
    if (change) out += change_text(*change, received(r), r);
    out += "\n";
  }
  if (static_cast<std::size_t>(n) > shown) out += fmt::format("- and {} more groups\n", n - shown);
  return out;
}

std::string in_year(const spillover_report& r, const spillover_year& y) {
  return r.years.size() > 1 ? ", " + y.year : "";
}
std::string panel_csv(const spillover_report& r) {
  std::string out = "firm,year,stock,pool\n";
  for (const spillover_year& y : r.years)
    for (std::size_t i = 0; i < y.firms.id.size(); ++i)
      fmt::format_to(std::back_inserter(out), "{},{},{},{}\n", csv_cell(y.firms.id[i]), y.year, y.firms.stock[i],
                     y.results.pool.values[i]);
  return out;
}

void list_year(const spillover_report& r, const spillover_year& y, result_list& out) {
  const std::string weight = "f(i, j) = " + weight_text(r), unit = told(r.unit), year = year_of(r, y),
                    folder = folder_of(r, y);
  out.arrays.push_back({folder + "pools", "S(i) = sum over j != i of f(i, j) stock(j), " + weight, unit, year,
                        std::cref(y.results.pool)});
  if (!y.pool_change.axes.empty())
    out.arrays.push_back({folder + "pools_change", "S(i) with less S(i) without the factors of distance", unit, year,
                          std::cref(y.pool_change)});
  for (std::size_t k = 0; k < y.matrix_change.size(); ++k)
    out.arrays.push_back({folder + y.results.groups[k].name + "_matrix_change",
                          "the matrix with less the matrix without the factors of distance", unit, year,
                          std::cref(y.matrix_change[k])});
  for (const spillover_group& g : y.results.groups) {
    const std::string sum =
        "sum of f(i, j) stock(j) over i in the row's and j in the column's group, j != i; rows "
        "receive, columns send; " +
        weight;
    out.arrays.push_back({folder + g.name + "_matrix", sum, unit, year, std::cref(g.matrix)});
    out.arrays.push_back({folder + g.name + "_row_shares",
                          "the matrix over its row sums: from whom a group receives; a row "
                          "without anything stays 0",
                          "1", year, std::cref(g.row_shares)});
    out.arrays.push_back({folder + g.name + "_column_shares",
                          "the matrix over its column sums: to whom a group sends; a column "
                          "without anything stays 0",
                          "1", year, std::cref(g.column_shares)});
    out.arrays.push_back({folder + g.name + "_position",
                          "within the group; received from and sent to all others; net = sent - "
                          "received",
                          unit, year, std::cref(g.position)});
  }
  if (!y.results.senders.empty())
    out.texts.push_back({folder + "senders",
                         "firms that give most to the firms asked for: f(i, j) stock(j), and its share of S(i)", unit,
                         year, senders_csv(y.results)});
  if (r.inventory)
    out.arrays.push_back({folder + "stocks", inventory_text(*r.inventory), unit, year, std::cref(y.stocks)});
}

}  // namespace

std::string weight_text(const spillover_report& r) {
  std::string out;
  const auto factor = [&](const std::string& text) { out += (out.empty() ? "" : " x ") + text; };
  if (r.weights.sites != geometry::none || !r.columns.minutes.empty())
    factor("[" + decay_text(r.weights.decay, "d") + "]");
  const char* const measure = r.weights.technology == proximity::jaffe ? "Jaffe" : "Mahalanobis";
  if (!r.years.front().firms.technology.empty())
    factor(fmt::format("{} proximity over {} classes", measure, r.years.front().firms.technology.classes.size()));
  if (!r.columns.technology_table.empty())
    factor(fmt::format("{} proximity of the sectors' inputs in {}", measure,
                       r.columns.technology_table.filename().string()));
  if (!r.columns.coefficients.empty())
    factor(fmt::format("coefficient of {} (rows receive)", r.columns.coefficients.filename().string()));
  return out.empty() ? "1" : out;
}

result_list list_results(const spillover_report& r) {
  result_list out;
  for (const spillover_year& y : r.years) list_year(r, y, out);
  if (r.years.size() > 1)
    out.texts.push_back({"panel", "every firm and year: the stock that counts and S(i)", told(r.unit),
                         fmt::format("{} to {}", r.years.front().year, r.years.back().year), panel_csv(r)});
  return out;
}

std::string manifest(const spillover_report& r, const result_list& list) {
  json m;
  m["title"] = title(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows receive, columns send; firms in the file's order; matrices row-major";
  m["sources"] = {"not told"};
  json columns = {{"id", r.columns.id}, {"stock", r.columns.stock}};
  for (const auto& [key, name] : {std::pair{"lon", r.columns.lon},
                                  {"lat", r.columns.lat},
                                  {"x", r.columns.x},
                                  {"y", r.columns.y},
                                  {"place", r.columns.place},
                                  {"year", r.columns.year},
                                  {"sector", r.columns.sector},
                                  {"zone", r.columns.zone},
                                  {"left_out_group", r.columns.group},
                                  {"left_out_owner", r.columns.owner}})
    if (!name.empty()) columns[key] = name;
  if (!r.years.front().firms.technology.classes.empty())
    columns["technology"] = r.years.front().firms.technology.classes;
  m["parameters"] = {{"weight", weight_text(r)}, {"columns", columns}};
  if (const labelled_array& f = r.years.front().firms.stretch; !f.axes.empty())
    for (index_type i = 0; i < f.axes[0].size(); ++i)
      for (index_type j = 0; j < f.axes[1].size(); ++j)
        if (f(i, j) != 1)
          m["parameters"]["distance_factors"].push_back(
              {{"receives", f.axes[0].labels[i]}, {"sends", f.axes[1].labels[j]}, {"factor", f(i, j)}});
  if (r.inventory)
    m["parameters"]["perpetual_inventory"] = {{"depreciation", r.inventory->depreciation},
                                              {"growth", r.inventory->growth},
                                              {"stock_of", r.inventory->opening ? "year's beginning" : "year's end"},
                                              {"bridge_gaps", r.inventory->bridge_gaps}};
  m["input"] = {{"file", r.file}, {"encoding", r.encoding}};
  if (r.years.size() == 1) {
    m["input"]["firms"] = r.years.front().firms.size();
    m["input"]["pairs_at_distance_zero"] = r.years.front().results.pairs_at_zero;
  } else {
    for (const spillover_year& y : r.years)
      m["input"]["years"].push_back(
          {{"year", y.year}, {"firms", y.firms.size()}, {"pairs_at_distance_zero", y.results.pairs_at_zero}});
  }
  m["assumptions"] = assumptions(r);
  m["backend"] = backend_json(r.on);
  constexpr const char* precisions[] = {"float64", "float32 pairs, float64 sums",
                                        "float16 profiles, float32 pairs, float64 sums",
                                        "profiles of two float16, float32 pairs, float64 sums"};
  m["precision"] = precisions[static_cast<int>(r.weights.precision)];
  if (const technology_rows& t = r.years.front().firms.technology; !t.empty())
    m["technology"] = {
        {"classes", t.classes.size()},
        {"share_above_zero", t.density()},
        {"held", held_by_rows(t, r.weights.technology, r.weights.precision) ? "by rows without zeros" : "dense"}};
  m["route"] = route_name(r.years.front().results.route);
  std::vector<identity> checks;
  for (const spillover_year& y : r.years)
    for (identity c : y.results.checks) {
      if (r.years.size() > 1) c.name = y.year + ": " + c.name;
      checks.push_back(std::move(c));
    }
  m["checks"] = checks_json(checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

std::string summary_markdown(const spillover_report& r) {
  std::string out = fmt::format("# {}\n\n{}\n", title(r), facts(r));
  for (const spillover_year& y : r.years)
    for (std::size_t k = 0; k < y.results.groups.size(); ++k)
      out += fmt::format("## By {}{}\n\nWithin the file, what a group's firms receive:\n\n{}\n",
                         y.results.groups[k].name, in_year(r, y), group_lines(y.results.groups[k], change_of(y, k)));
  return out;
}
std::string summary_terminal(const spillover_report& r) {
  std::string out = title(r) + "\n" + facts(r);
  for (const spillover_year& y : r.years)
    for (std::size_t k = 0; k < y.results.groups.size(); ++k)
      out += fmt::format("By {}{}:\n{}", y.results.groups[k].name, in_year(r, y),
                         group_lines(y.results.groups[k], change_of(y, k)));
  return out;
}

}  // namespace agglo
