#include "host/report/network_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "host/model/decay_text.hpp"
#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"
#include "host/report/spillover_report.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* inferred = "INFERRED, not observed: ";

double percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

std::string weight_text(const network_report& r) {
  std::string k = r.choices.sites != geometry::none || !r.columns.minutes.empty()
                      ? " k(d_ij), k = " + decay_text(r.choices.decay, "d")
                      : "";
  return fmt::format("w_ij = seller_i cell_s(i)s(j) buyer_j{}, w_ii = 0", k);
}

std::string missing_csv(const network_report& r) {
  std::string out = "seller,buyer,flow,reason\n";
  for (const missing_cell& m : r.results.missing)
    out += fmt::format("{},{},{},{}\n", csv_cell(m.seller), csv_cell(m.buyer), m.flow, csv_cell(m.reason));
  return out;
}

std::string sample_text(const network_report& r) {
  return fmt::format(
      "a sample of {} links from {} draws, seed {}: each cell of the table has draws in proportion to its flow, one at "
      "least, and adds up to it; the expected flow of a pair is w_ij (stratified sampling)",
      r.results.links.links.size(), r.results.links.draws, r.choices.seed);
}
std::string links_csv(const network_report& r) {
  std::string out = "seller,buyer,inferred_flow\n";
  for (const firm_link& l : r.results.links.links)
    fmt::format_to(std::back_inserter(out), "{},{},{}\n", csv_cell(r.firms.id[static_cast<std::size_t>(l.seller)]),
                   csv_cell(r.firms.id[static_cast<std::size_t>(l.buyer)]), l.flow);
  return out;
}

std::vector<std::string> assumptions(const network_report& r) {
  const firm_network& w = r.results.network;
  std::vector<std::string> out{
      "who supplies whom is nowhere observed: links follow from sectors, sizes and distance alone",
      fmt::format("the firms of a sector stand for all of it: each has its share of the sector's output by {}",
                  r.columns.stock),
      "a firm sells nothing to itself"};
  if (!r.columns.demand.empty()) out.push_back("shares of purchases are those of " + r.columns.demand);
  if (r.choices.sites == geometry::sphere)
    out.push_back(fmt::format("d is the great circle in km; pairs of firms in one spot, at distance 0: {}",
                              r.results.pairs_at_zero));
  if (r.choices.sites == geometry::plane) out.push_back("d is the distance of the projected coordinates, taken as km");
  if (!r.columns.minutes.empty())
    out.push_back(
        fmt::format("d is travel time in minutes between places ({}), from the seller to the buyer; a pair "
                    "given one way counts both ways",
                    r.columns.minutes.filename().string()));
  if (r.columns.within_minutes > 0)
    out.push_back(
        fmt::format("{} minutes within a place that has no row from itself to itself", r.columns.within_minutes));
  if (w.without_buyer + w.without_seller > 0)
    out.push_back(
        fmt::format("{} firms have no buyer and {} no supplier within reach: others of their sector carry "
                    "their flows",
                    w.without_buyer, w.without_seller));
  return out;
}

std::string margins_text(const network_report& r) {
  const firm_network& w = r.results.network;
  if (!r.choices.firm_margins)
    return fmt::format("not balanced (--without-firm-margins): sales are off by up to {:.1f} %, purchases by {:.1f} %",
                       100 * w.sales_off, 100 * w.purchases_off);
  if (w.converged)
    return fmt::format("within {:.1e} after {} rounds", std::max(w.sales_off, w.purchases_off), w.rounds);
  return fmt::format(
      "NOT within {:.0e}: after {} rounds sales are off by up to {:.2g} %, purchases by {:.2g} %; sizes, "
      "distances and the table contradict each other (inferred_firms says whose)",
      r.choices.tolerance, w.rounds, 100 * w.sales_off, 100 * w.purchases_off);
}

std::string title(const network_report& r) {
  return fmt::format("Inferred network between the firms of {}", r.firms.file);
}

std::string facts(const network_report& r) {
  const inferred_network& n = r.results;
  std::string out =
      fmt::format("- {} firms, {} of {} sectors of {} (year {}, in {})\n", r.firms.size(), n.sectors_with_firms,
                  r.table.table.sectors.size(), r.table.file, r.table.year(), r.table.table.unit);
  out += fmt::format("- Z holds {}\n", r.table.table.flows);
  out += fmt::format(
      "- Represented: {:.2f} % of the table's flows ({:.6g} of {:.6g}); sectors with firms make {:.2f} % "
      "of its output; {} cells with flow are not represented (inferred_missing_cells.csv)\n",
      percent(n.represented, n.flow), n.represented, n.flow, percent(n.output_of_firms, n.output), n.missing.size());
  out += fmt::format(
      "- Weight: {}\n- Kept exactly: every represented cell of the table\n- Firms' sales and purchases, "
      "their shares of the sector's: {}\n",
      weight_text(r), margins_text(r));
  out += fmt::format("- Output multipliers: {} sweeps, error at most {:.1e}; upstreamness: {} sweeps, {:.1e}\n",
                     n.multipliers.sweeps, n.multipliers.error, n.upstreamness.sweeps, n.upstreamness.error);
  if (r.choices.links > 0) out += fmt::format("- Links: {}\n", sample_text(r));
  out += fmt::format("- Route: {}, on {} ({})\n", route_name(n.network.route), r.on.space, r.on.device);
  for (const std::string& a : assumptions(r)) out += "- Assumed: " + a + "\n";
  return out;
}

/// The sectors that have firms, the largest first.
std::string sector_table(const network_report& r, std::size_t shown) {
  const labelled_array& s = r.results.sectors;
  std::vector<index_type> order;
  for (index_type k = 0; k < s.axes[0].size(); ++k)
    if (s(k, 0) > 0) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return s(a, 1) > s(b, 1); });
  const std::size_t all = order.size();
  order.resize(std::min(all, shown));
  std::string out =
      "| sector | firms | sales represented | output multiplier of its firms | of the table | upstreamness of its "
      "firms "
      "|\n|---|---:|---:|---:|---:|---:|\n";
  for (const index_type k : order)
    out +=
        fmt::format("| {} | {:.0f} | {:.1f} % | {:.4f} | {:.4f} | {:.4f} |\n",
                    s.axes[0].labels[static_cast<std::size_t>(k)], s(k, 0), 100 * s(k, 2), s(k, 4), s(k, 6), s(k, 5));
  if (all > shown) out += fmt::format("\nand {} more sectors\n", all - shown);
  return out;
}
std::string group_table(const network_group& g, std::size_t shown) {
  std::vector<index_type> order;
  for (index_type k = 0; k < g.flows.axes[0].size(); ++k) order.push_back(k);
  std::stable_sort(order.begin(), order.end(),
                   [&](index_type a, index_type b) { return g.measures(a, 1) > g.measures(b, 1); });
  const std::size_t all = order.size();
  order.resize(std::min(all, shown));
  std::string out =
      "| group | firms | sells to firms | within | output multiplier | upstreamness "
      "|\n|---|---:|---:|---:|---:|---:|\n";
  for (const index_type k : order) {
    double sold = 0;
    for (index_type b = 0; b < g.flows.axes[1].size(); ++b) sold += g.flows(k, b);
    out += fmt::format("| {} | {:.0f} | {:.6g} | {:.1f} % | {:.4f} | {:.4f} |\n",
                       g.flows.axes[0].labels[static_cast<std::size_t>(k)], g.measures(k, 0), sold,
                       percent(g.flows(k, k), sold), g.measures(k, 2), g.measures(k, 3));
  }
  if (all > shown) out += fmt::format("\nand {} more groups\n", all - shown);
  return out;
}

}  // namespace

result_list list_results(const network_report& r) {
  result_list out;
  const std::string unit = r.table.table.unit, year = r.table.year(), weight = weight_text(r);
  const inferred_network& n = r.results;
  out.arrays.push_back(
      {"inferred_firms",
       inferred + ("output: the firm's share of its sector's; sales_to_firms, purchases_from_firms: sums of w_ij; "
                   "other_sales: output less sales to firms; output_multiplier: 1'L of firms, which is downstreamness; "
                   "upstreamness: G1 of firms; sales_off, purchases_off: relative to the firm's share of what its "
                   "sector trades within the network; " +
                   weight),
       unit + "; multipliers, upstreamness and deviations 1", year, std::cref(n.firms)});
  out.arrays.push_back({"inferred_sectors",
                        std::string(inferred) +
                            "firms; output of the table; share of its sales and purchases that firms carry; mean "
                            "output multiplier and upstreamness of its firms by output, empty without firms; 1'L of "
                            "the table itself, to compare with",
                        unit + "; shares and multipliers 1", year, std::cref(n.sectors)});
  for (const network_group& g : n.groups) {
    out.arrays.push_back({"inferred_" + g.name + "_flows",
                          inferred + ("sum of w_ij over i in the row's and j in the column's group; rows sell, columns "
                                      "buy; " +
                                      weight),
                          unit, year, std::cref(g.flows)});
    out.arrays.push_back({"inferred_" + g.name + "_measures",
                          std::string(inferred) + "firms, their output, and the means of output multiplier and "
                                                  "upstreamness by output",
                          unit + "; means 1", year, std::cref(g.measures)});
  }
  out.texts.push_back({"inferred_missing_cells",
                       std::string(inferred) + "cells of the table with flow that no pair of firms can carry, and why",
                       unit, year, missing_csv(r)});
  if (r.choices.links > 0) out.texts.push_back({"inferred_links", inferred + sample_text(r), unit, year, links_csv(r)});
  return out;
}

std::string links_mtx(const network_report& r) {
  if (r.choices.links == 0) return "";
  std::string out = fmt::format(
      "%%MatrixMarket matrix coordinate real general\n% {}{}\n% rows sell, columns buy; firms in the order of "
      "inferred_firms.csv; {}\n{} {} {}\n",
      inferred, sample_text(r), r.table.table.unit, r.firms.size(), r.firms.size(), r.results.links.links.size());
  for (const firm_link& l : r.results.links.links)
    fmt::format_to(std::back_inserter(out), "{} {} {}\n", l.seller + 1, l.buyer + 1, l.flow);
  return out;
}

std::string manifest(const network_report& r, const result_list& list) {
  const inferred_network& n = r.results;
  json m;
  m["title"] = title(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["inferred"] = true;
  m["layout"] = "rows sell, columns buy; firms in the file's order; matrices row-major";
  m["sources"] = {r.table.descriptor.source.empty() ? "not told" : r.table.descriptor.source};
  json columns = {{"id", r.columns.id}, {"supply", r.columns.stock}, {"sector", r.columns.sector}};
  for (const auto& [key, name] : {std::pair{"demand", r.columns.demand},
                                  {"lon", r.columns.lon},
                                  {"lat", r.columns.lat},
                                  {"x", r.columns.x},
                                  {"y", r.columns.y},
                                  {"place", r.columns.place}})
    if (!name.empty()) columns[key] = name;
  m["parameters"] = {{"weight", weight_text(r)},
                     {"firm_margins", r.choices.firm_margins},
                     {"tolerance", r.choices.tolerance},
                     {"columns", columns}};
  m["input"] = {{"firms_file", r.firms.file},
                {"firms", r.firms.size()},
                {"encoding", r.firms.encoding},
                {"pairs_at_distance_zero", n.pairs_at_zero},
                {"table", r.table.file},
                {"table_title", r.table.title()},
                {"flows", r.table.table.flows},
                {"sectors", r.table.table.sectors.size()},
                {"sectors_with_firms", n.sectors_with_firms}};
  m["represented"] = {{"flow_of_table", n.flow},
                      {"flow_of_network", n.represented},
                      {"cells_missing", n.missing.size()},
                      {"output_of_table", n.output},
                      {"output_of_sectors_with_firms", n.output_of_firms}};
  m["balancing"] = {{"rounds", n.network.rounds},
                    {"converged", n.network.converged},
                    {"largest_deviation_of_sales", n.network.sales_off},
                    {"largest_deviation_of_purchases", n.network.purchases_off},
                    {"firms_without_buyer", n.network.without_buyer},
                    {"firms_without_supplier", n.network.without_seller}};
  const auto solve = [](const solve_result& s) {
    return json{{"sweeps", s.sweeps}, {"error_at_most", s.error}, {"residual_at_most", s.residual}};
  };
  m["solves"] = {{"output_multiplier", solve(n.multipliers)}, {"upstreamness", solve(n.upstreamness)}};
  m["assumptions"] = assumptions(r);
  m["backend"] = backend_json(r.on);
  m["precision"] = r.choices.precision == pair_precision::fp64 ? "float64" : "float32 pairs, float64 sums and cells";
  m["route"] = route_name(n.network.route);
  m["checks"] = checks_json(n.checks);
  m["files"] = files_json(list);
  if (r.choices.links > 0) {
    m["sample"] = {{"draws", n.links.draws},
                   {"links", n.links.links.size()},
                   {"seed", r.choices.seed},
                   {"route", route_name(n.links.route)}};
    m["files"].push_back({{"files", {"inferred_links.mtx"}},
                          {"definition", inferred + sample_text(r)},
                          {"unit", r.table.table.unit},
                          {"year", r.table.year()}});
  }
  return m.dump(2) + "\n";
}

std::string summary_markdown(const network_report& r) {
  std::string out = fmt::format("# {}\n\nEvery link, flow and multiplier here is inferred, none is observed.\n\n{}\n",
                                title(r), facts(r));
  out += "## Sectors with firms\n\n" + sector_table(r, 40);
  for (const network_group& g : r.results.groups)
    out += fmt::format("\n## By {} (inferred)\n\n{}", g.name, group_table(g, 40));
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.results.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  return out +
         "\n## What it does not say\n\nWhich firms do trade: two firms of one sector, size and place are alike here. "
         "What is not represented counts as bought from and sold to outside the network, so multipliers of firms lie "
         "below their sector's by what leaks there.\n";
}
std::string summary_terminal(const network_report& r) {
  std::string out = title(r) + "\n" + facts(r) + "\n" + sector_table(r, 10);
  for (const network_group& g : r.results.groups)
    out += fmt::format("\nBy {} (inferred):\n{}", g.name, group_table(g, 10));
  return out;
}

}  // namespace agglo
