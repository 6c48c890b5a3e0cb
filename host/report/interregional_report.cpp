#include "host/report/interregional_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <tuple>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

constexpr index_type shown = 16;  // regions that a matrix in a summary has at most

/// A code as part of a file's name.
std::string file_word(const std::string& code) {
  std::string out;
  for (const char c : code) {
    const auto u = static_cast<unsigned char>(c);
    out += u >= 0x80 || std::isalnum(u) || c == '-' || c == '.' ? c : '_';
  }
  return out;
}

const char* const multiplier_text =
    "output in the row's region per unit of final demand for what the column's region makes; the diagonal is intra + "
    "feedback; 0 where the column's region does not make it";
const char* const buyer_text =
    "output in the row's region owed to what the column buys for final use: the regions, then by maker what is used "
    "abroad or in no region that the table tells";
const char* const maker_text =
    "output in the row's region owed to final demand (exports included) for what the column's region makes";

void list_matrices(linkages_lister& to, const region_matrices& m, const std::string& name, const std::string& what,
                   const std::string& money) {
  to.add("spillovers_" + name, m.multiplier, multiplier_text + what, ratio);
  to.add("spillovers_" + name + "_by_buyer", m.by_buyer, buyer_text + what, money);
  to.add("spillovers_" + name + "_by_buyer_shares", row_shares(m.by_buyer),
         "spillovers_" + name + "_by_buyer over its row sums: whose demand the row's output is owed to", ratio);
  to.add("spillovers_" + name + "_by_maker", m.by_maker, maker_text + what, money);
}

void list_chosen(linkages_lister& to, const interregional_analysis& a, const labelled_array& L,
                 const std::string& money) {
  if (a.chosen.empty()) return;
  for (const index_type k : a.chosen) {
    const region_matrices& m = a.industries[static_cast<std::size_t>(k)];
    list_matrices(to, m, "industry_" + file_word(m.name), "; industry " + m.name, money);
  }
  to.add("industry_block", industry_block(L, a.regions, a.chosen), "L between the regions' chosen industries", ratio);
  to.add("industry_block_money", industry_block_money(L, a.regions, a.chosen),
         "L between the regions' chosen industries times final demand (exports included) for the column's product",
         money);
}

void list_loops(linkages_lister& to, const loop_decomposition& l) {
  if (!l.M1.values.empty()) {
    to.add("M1", l.M1, "transfer factor M1 = blockdiag((I - A^rr)^-1); L = M3 M2 M1, in this order", ratio);
    to.add("M2", l.M2, "open-loop factor M2 = I + A* + ... + A*^(R-1), A* = M1 (A - blockdiag(A))", ratio);
    to.add("M3", l.M3, "closed-loop factor M3 = (I - A*^R)^-1", ratio);
  }
  if (l.additive.values.empty()) return;
  to.add("additive_effects", l.additive,
         "Stone's additive form L = I + (M1 - I) + (M2 - I) M1 + (M3 - I) M2 M1: column sums of its terms", ratio);
  to.add("additive_transfer", l.transfer, "M1 - I: within each region", ratio);
  to.add("additive_open_loop", l.open_loop, "(M2 - I) M1: from region to region", ratio);
  to.add("additive_closed_loop", l.closed_loop, "(M3 - I) M2 M1: what comes round again", ratio);
}

/// Whether any final demand has a region of the table.
bool knows_buyers(const table_regions& t) {
  for (index_type j = 0; j < t.sectors.size(); ++j)
    for (index_type s = 0; s < t.regions.size(); ++s)
      if (t.demand(j, s) != 0) return true;
  return false;
}

/// Matrix of regions, or in its place the largest entries off the diagonal.
std::string matrix_or_largest(const labelled_array& m, int digits) {
  const index_type R = m.axes[0].size();
  if (R <= shown) return to_markdown(m, digits);
  std::vector<std::tuple<double, index_type, index_type>> off;
  for (index_type r = 0; r < R; ++r)
    for (index_type s = 0; s < R; ++s)
      if (r != s) off.emplace_back(-m(r, s), r, s);
  std::partial_sort(off.begin(), off.begin() + shown, off.end());
  std::string out = fmt::format("The largest {} of {} off the diagonal:\n\n| {} | {} | |\n|---|---|---:|\n", shown,
                                off.size(), m.axes[0].name, m.axes[1].name);
  for (auto at = off.begin(); at != off.begin() + shown; ++at)
    out += fmt::format("| {} | {} | {:.{}f} |\n", m.axes[0].labels[static_cast<std::size_t>(std::get<1>(*at))],
                       m.axes[1].labels[static_cast<std::size_t>(std::get<2>(*at))], -std::get<0>(*at), digits);
  return out;
}

/// Digits after the point that leave about five in all.
int digits_for(const labelled_array& m) {
  double most = 0;
  for (const double v : m.values) most = std::max(most, std::abs(v));
  return most >= 1e4 ? 0 : most >= 100 ? 1 : 3;
}

}  // namespace

void list_between_regions(linkages_lister& to) {
  const linkages_report& r = to.report();
  const interregional_analysis& a = r.results.between;
  if (a.empty()) return;
  const std::string& money = r.table.unit;
  to.add("interregional_effects", a.between.effects,
         "intra 1'(I - A^ss)^-1, feedback, spillovers into other regions, total 1'L", ratio);
  to.add("interregional_multipliers", a.between.received,
         "output that lands in the row's region per unit of final demand for the column's product", ratio);
  list_matrices(to, a.whole, "whole", "; the whole economy, multipliers weighted by final demand", money);
  to.add("spillovers_industries", stacked(a.industries, a.regions.industries, &region_matrices::multiplier),
         std::string(multiplier_text) + "; every industry", ratio);
  to.add("spillovers_industries_by_buyer", stacked(a.industries, a.regions.industries, &region_matrices::by_buyer),
         std::string(buyer_text) + "; every industry", money);
  to.add("spillovers_industries_by_maker", stacked(a.industries, a.regions.industries, &region_matrices::by_maker),
         std::string(maker_text) + "; every industry", money);
  list_chosen(to, a, r.results.L, money);
  if (knows_buyers(a.regions))
    to.add("net_spillover", a.net_spillover,
           "output in the row's region owed to the column's purchases less the reverse", money);
  to.add("trade", a.trade,
         "what the row's region sells to the column: intermediate flows and final demand, then by maker what is used "
         "abroad or in no region that the table tells; the diagonal stays in the region",
         money);
  to.add("output_owed", a.owed, "L D: output of the row's sector owed to the column's final demand", money);
  for (const embodied_account& e : a.embodied) {
    to.add(file_word(e.code) + "_embodied", e.regions,
           e.code + " embodied, s L D by region: earned or used in the row's region for the column's final demand",
           e.unit);
    to.add(file_word(e.code) + "_embodied_shares", row_shares(e.regions), e.code + "_embodied over its row sums",
           ratio);
    to.add(file_word(e.code) + "_embodied_sectors", e.sectors,
           e.code + " embodied, s L D: earned or used in the row's sector for the column's final demand", e.unit);
  }
  list_loops(to, a.loops);
}

std::string between_regions_markdown(const linkages_report& r) {
  const interregional_analysis& a = r.results.between;
  if (a.empty()) return "";
  std::string out = fmt::format(
      "\n## Between regions\n\n{} regions, {} industries. Rows are where output lands or income is earned.\n",
      a.regions.regions.size(), a.regions.industries.size());
  for (const index_type k : a.chosen) {
    const region_matrices& m = a.industries[static_cast<std::size_t>(k)];
    out += fmt::format("\n{}: output per unit of final demand for what the column's region makes\n\n{}", m.name,
                       matrix_or_largest(m.multiplier, 3));
  }
  out +=
      "\nWhole economy: output per unit of final demand for what the column's region makes (weighted by final "
      "demand); the diagonal is intra-regional effect plus feedback, the rest spillover\n\n" +
      matrix_or_largest(a.whole.multiplier, 3);
  const index_type R = a.regions.regions.size(), from = knows_buyers(a.regions) ? 0 : R;
  const std::string whose = from == 0 ? "what the column's region buys for final use"
                                      : "the final demand for what the column's region makes (the table does not tell "
                                        "which region buys it)";
  out += fmt::format("\nOutput owed to {}, {}\n\n{}", whose, r.table.unit,
                     matrix_or_largest(columns_of(a.whole.by_buyer, from, R), digits_for(a.whole.by_buyer)));
  for (const embodied_account& e : a.embodied)
    out += fmt::format("\n{} embodied in {}, {}\n\n{}", e.code, whose, e.unit,
                       matrix_or_largest(columns_of(e.regions, from, R), digits_for(e.regions)));
  return out;
}

std::string between_regions_terminal(const linkages_report& r) {
  const interregional_analysis& a = r.results.between;
  if (a.empty()) return "";
  const index_type R = a.regions.regions.size();
  if (R > shown) return fmt::format("{} regions: who feeds whom stands in spillovers_whole.csv\n", R);
  std::string out;
  const auto add = [&](const std::string& name, const labelled_array& m) {
    out += fmt::format(
        "\nWho feeds whom, {}: output in the row's region per unit of final demand for what the column makes\n{}", name,
        to_plain(m, 3));
  };
  for (const index_type k : a.chosen)
    add(a.industries[static_cast<std::size_t>(k)].name, a.industries[static_cast<std::size_t>(k)].multiplier);
  add("the whole economy", a.whole.multiplier);
  return out;
}

}  // namespace agglo
