#include "host/report/spillover_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

std::string told(const std::string& text) { return text.empty() ? "not told" : text; }

std::string decay_text(const spillover_report& r) {
  const distance_decay& d = r.weights.decay;
  std::string k;
  switch (d.form) {
    case decay_form::exponential:
      k = fmt::format("exp(-d / {})", d.length);
      break;
    case decay_form::gaussian:
      k = fmt::format("exp(-d^2 / (2 {}^2))", d.length);
      break;
    case decay_form::power:
      k = fmt::format("max(d, {})^-{}", d.inner, d.theta);
      break;
    case decay_form::band:
      return fmt::format("1 for {} <= d <= {}, else 0", d.inner, d.cutoff);
  }
  return std::isinf(d.cutoff) ? k : fmt::format("{}, 0 beyond {}", k, d.cutoff);
}

std::string senders_csv(const spillover_report& r) {
  std::string out = "firm,sender,amount,share_of_pool\n";
  for (const spillover_sender& s : r.results.senders)
    out += fmt::format("{},{},{},{}\n", csv_cell(s.firm), csv_cell(s.sender), s.amount, s.share);
  return out;
}

std::vector<std::string> assumptions(const spillover_report& r) {
  std::vector<std::string> out{"firms outside the file are not there: every share is a share within the file"};
  if (r.year.empty()) out.push_back("the stock's year is not told (--year)");
  if (r.unit.empty())
    out.push_back("the stock's unit is not told (--unit), nor whether it is a stock or a year's flow");
  if (r.weights.sites == geometry::sphere)
    out.push_back(
        fmt::format("d is the great circle on a sphere of radius {} km; pairs of firms in one spot, at distance 0: {}",
                    earth_radius_km, r.results.pairs_at_zero));
  if (r.weights.sites == geometry::plane) out.push_back("d is the distance of the projected coordinates, taken as km");
  if (!r.columns.minutes.empty())
    out.push_back(fmt::format("d is travel time in minutes between places ({}); a pair given one way counts both ways",
                              r.columns.minutes.filename().string()));
  if (r.columns.within_minutes > 0)
    out.push_back(
        fmt::format("{} minutes within a place that has no row from itself to itself", r.columns.within_minutes));
  if (!r.columns.owner.empty())
    out.push_back(fmt::format("firms of one {} (and the firm it names) draw nothing from each other", r.columns.owner));
  if (!r.columns.group.empty())
    out.push_back(fmt::format("firms of one {} draw nothing from each other", r.columns.group));
  if (r.weights.precision == pair_precision::fp32)
    out.push_back("pairs are weighed in single precision: weights within about 1e-5, sums in double");
  return out;
}

std::string title(const spillover_report& r) { return "Spillovers between the firms of " + r.firms.file; }

std::string facts(const spillover_report& r) {
  std::string out = fmt::format("- {} firms; stock `{}`, unit {}, year {}\n", r.firms.size(), r.columns.stock,
                                told(r.unit), told(r.year));
  out += fmt::format("- Weight of a pair: {}\n", weight_text(r));
  out += fmt::format("- Route: {}, on {} ({})\n", route_name(r.results.route), r.on.space, r.on.device);
  for (const std::string& a : assumptions(r)) out += fmt::format("- Assumed: {}\n", a);
  return out;
}

/// "Hangzhou: 66 % within, 30 % from Ningbo", the largest rows first.
std::string group_lines(const spillover_group& g) {
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
    out += fmt::format("; net (sent to others less received) {:+.6g}\n", g.position(r, 3));
  }
  if (static_cast<std::size_t>(n) > shown) out += fmt::format("- and {} more groups\n", n - shown);
  return out;
}

}  // namespace

std::string weight_text(const spillover_report& r) {
  std::string out;
  const auto factor = [&](const std::string& text) { out += (out.empty() ? "" : " x ") + text; };
  if (r.weights.sites != geometry::none || !r.columns.minutes.empty()) factor("[" + decay_text(r) + "]");
  if (!r.firms.classes.empty())
    factor(fmt::format("{} proximity over {} classes",
                       r.weights.technology == proximity::jaffe ? "Jaffe" : "Mahalanobis", r.firms.classes.size()));
  if (!r.columns.coefficients.empty())
    factor(fmt::format("coefficient of {} (rows receive)", r.columns.coefficients.filename().string()));
  return out.empty() ? "1" : out;
}

result_list list_results(const spillover_report& r) {
  result_list out;
  const std::string weight = "f(i, j) = " + weight_text(r), unit = told(r.unit), year = told(r.year);
  out.arrays.push_back(
      {"pools", "S(i) = sum over j != i of f(i, j) stock(j), " + weight, unit, year, std::cref(r.results.pool)});
  for (const spillover_group& g : r.results.groups) {
    const std::string sum =
        "sum of f(i, j) stock(j) over i in the row's and j in the column's group, j != i; rows "
        "receive, columns send; " +
        weight;
    out.arrays.push_back({g.name + "_matrix", sum, unit, year, std::cref(g.matrix)});
    out.arrays.push_back({g.name + "_row_shares",
                          "the matrix over its row sums: from whom a group receives; a row "
                          "without anything stays 0",
                          "1", year, std::cref(g.row_shares)});
    out.arrays.push_back({g.name + "_column_shares",
                          "the matrix over its column sums: to whom a group sends; a column "
                          "without anything stays 0",
                          "1", year, std::cref(g.column_shares)});
    out.arrays.push_back({g.name + "_position",
                          "within the group; received from and sent to all others; net = sent - "
                          "received",
                          unit, year, std::cref(g.position)});
  }
  if (!r.results.senders.empty())
    out.texts.push_back({"senders",
                         "firms that give most to the firms asked for: f(i, j) stock(j), and its share of S(i)", unit,
                         year, senders_csv(r)});
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
                                  {"sector", r.columns.sector},
                                  {"left_out_group", r.columns.group},
                                  {"left_out_owner", r.columns.owner}})
    if (!name.empty()) columns[key] = name;
  if (!r.firms.classes.empty()) columns["technology"] = r.firms.classes;
  m["parameters"] = {{"weight", weight_text(r)}, {"columns", columns}};
  m["input"] = {{"file", r.firms.file},
                {"encoding", r.firms.encoding},
                {"firms", r.firms.size()},
                {"pairs_at_distance_zero", r.results.pairs_at_zero}};
  m["assumptions"] = assumptions(r);
  m["backend"] = backend_json(r.on);
  m["precision"] = r.weights.precision == pair_precision::fp64 ? "float64" : "float32 pairs, float64 sums";
  m["route"] = route_name(r.results.route);
  m["checks"] = checks_json(r.results.checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

std::string summary_markdown(const spillover_report& r) {
  std::string out = fmt::format("# {}\n\n{}\n", title(r), facts(r));
  for (const spillover_group& g : r.results.groups)
    out += fmt::format("## By {}\n\nWithin the file, what a group's firms receive:\n\n{}\n", g.name, group_lines(g));
  return out;
}
std::string summary_terminal(const spillover_report& r) {
  std::string out = title(r) + "\n" + facts(r);
  for (const spillover_group& g : r.results.groups) out += fmt::format("By {}:\n{}", g.name, group_lines(g));
  return out;
}

}  // namespace agglo
