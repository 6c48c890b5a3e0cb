#include "host/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

class writer {
 public:
  template <class... T>
  void line(fmt::format_string<T...> text, T&&... values) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<T>(values)...);
    out_ += '\n';
  }
  void blank() { out_ += '\n'; }
  void raw(const std::string& text) { out_ += text; }
  std::string text() && { return std::move(out_); }

 private:
  std::string out_;
};

labelled_array scaled(labelled_array a, double factor) {
  for (double& v : a.values) v *= factor;
  return a;
}
// The largest outside sender of each receiver: "66 % of Shaoxing's pool comes from Hangzhou".
struct outside_sender {
  std::string receiver, sender;
  double share;
};
std::vector<outside_sender> outside_senders(const labelled_array& shares) {
  std::vector<outside_sender> out;
  for (index_type r = 0; r < shares.axes[0].size(); ++r) {
    index_type best = r == 0 ? 1 : 0;
    for (index_type s = 0; s < shares.axes[1].size(); ++s)
      if (s != r && shares(r, s) > shares(r, best)) best = s;
    if (shares.axes[1].size() > 1)
      out.push_back({shares.axes[0].labels[r], shares.axes[1].labels[best], shares(r, best)});
  }
  return out;
}

struct extreme {
  std::string label;
  double value;
};
std::vector<extreme> largest(const labelled_array& a, index_type column, std::size_t count) {
  std::vector<extreme> all;
  for (index_type i = 0; i < a.axes[0].size(); ++i) all.push_back({a.axes[0].labels[i], a(i, column)});
  std::stable_sort(all.begin(), all.end(), [](const extreme& x, const extreme& y) { return x.value > y.value; });
  all.resize(std::min(count, all.size()));
  return all;
}

void write_input(writer& w, const study& s, const study_results& r) {
  const firm_sample& f = r.input.firms;
  w.line("## What it is made from\n");
  w.line(
      "- {} firms of {}: {} rows of that year less {} consolidated in another row{}. {} report no R&D{}; {} rows are "
      "unverified{}. {} pairs of firms share one point.",
      f.size(), s.firms_year, f.rows_of_year, f.consolidated,
      f.unverified_left_out ? fmt::format(" and {} unverified", f.unverified_left_out) : "", f.missing_rd,
      s.firms.missing_rd_is_zero ? " and count as zero, as study.toml says" : "", f.unverified_kept,
      f.unverified_kept ? " (run with --verified-only to leave them out)" : "", r.coincident);
  w.line(
      "- The national table: {} sectors, {}, {}; spectral radius of A {:.4f}; rounding closed by at most {:.1e} of "
      "output. Sectors without output: {}.",
      r.domestic.sectors.size(), s.table_unit, r.input.table_audit.imports, r.input.table_audit.spectral.value,
      r.input.rounding_closed,
      r.input.table_audit.zero_output.empty() ? "none"
                                              : fmt::format("{}", fmt::join(r.input.table_audit.zero_output, ", ")));
  for (const std::string& warning : r.input.warnings) w.line("- Warning: {}", warning);
  for (const std::string& source : s.sources) w.line("- {}", source);
  w.blank();
  w.line("Weighted revenue of the sample, million CNY:\n");
  w.raw(to_markdown(r.cells.revenue, 0));
  w.line(
      "\nLocation quotients by revenue (base: this sample) stand in location_quotient_revenue.csv, concentration in "
      "herfindahl.csv and firm_cells.csv.\n");
}

void write_regions(writer& w, const study& s, const study_results& r) {
  w.line("## How output is laid over the regions\n");
  w.line(
      "A region's share of every sector is its share of GDP ({}). For {} the regions with cities keep their joint GDP "
      "share and the firms' revenue splits it. Listed revenue over that output:",
      s.gdp_year, fmt::join(r.output.listed_coverage.axes[0].labels, ", "));
  for (index_type k = 0; k < r.output.listed_coverage.axes[0].size(); ++k)
    w.raw(fmt::format("{} {} {:.2f}", k ? "," : "", r.output.listed_coverage.axes[0].labels[k],
                      r.output.listed_coverage(k)));
  w.line(
      ". Where it is low, the split rests on few firms; near 1, revenue booked at the seat is likely made elsewhere "
      "too.\n");
  w.line("Share of regional demand met from the region itself (all products):\n");
  w.raw(to_markdown(r.base.trade.self_supply_by_region, 3));
  double local = 0, local_demand = 0, other = 0, other_demand = 0, plain = 0;
  const labelled_array& self = r.base.trade.self_supply;
  const labelled_array& demand = r.base.trade.demand;
  for (index_type i = 0; i < self.axes[0].size(); ++i) {
    const bool is_local =
        std::find(s.local_products.begin(), s.local_products.end(), self.axes[0].labels[i]) != s.local_products.end();
    for (index_type q = 0; q < self.axes[1].size(); ++q) {
      plain += self(i, q) / static_cast<double>(self.values.size());
      if (r.input.regions.all[q].remainder) continue;
      (is_local ? local : other) += self(i, q) * demand(i, q);
      (is_local ? local_demand : other_demand) += demand(i, q);
    }
  }
  w.line(
      "\nThe plain mean over products and regions is {:.3f}. The figure has two humps: in the regions with cities "
      "{:.0f} "
      "% of local products ({}) and {:.0f} % of all others are self-supplied, so it hangs on that list and on theta.",
      plain, 100 * local / local_demand, fmt::join(s.local_products, ", "), 100 * other / other_demand);
  if (!r.self_supply_by_theta.values.empty()) {
    w.line("Under other distance elasticities:\n");
    w.raw(to_markdown(r.self_supply_by_theta, 3));
  }
  w.blank();
}

void write_linkages(writer& w, const study_results& r) {
  const linkage_analysis& a = r.base.linkages;
  w.line("## Linkages\n");
  w.line(
      "One national technology serves all regions, so backward totals per industry are the same everywhere (they "
      "differ "
      "by {:.0e}) and are given once. Regions differ in where the effect lands and in forward linkages "
      "(linkages.csv).\n",
      a.regional_difference);
  w.line("Per unit of final demand, the strongest output multipliers:\n");
  w.line("| industry | output | value added | imports | power of dispersion |\n|---|---:|---:|---:|---:|");
  for (const extreme& e : largest(a.industry, 0, 8)) {
    const auto& labels = a.industry.axes[0].labels;
    const index_type i = std::find(labels.begin(), labels.end(), e.label) - labels.begin();
    w.line("| {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} |", e.label, a.industry(i, 0), a.industry(i, 1), a.industry(i, 2),
           a.industry(i, 5));
  }
  w.blank();
}

void write_matrices(writer& w, const study& s, const study_results& r) {
  w.line("## Who feeds whom\n");
  w.line(
      "Output that lands in the row's region per unit of final demand for what the column's region makes; the diagonal "
      "is intra-regional effect plus feedback, the rest spillover.\n");
  for (const region_matrices& m : r.base.industries) {
    w.line("{}:\n", m.name);
    w.raw(to_markdown(m.multiplier, 3));
    w.blank();
  }
  w.line("Whole economy (weighted by final demand plus exports):\n");
  w.raw(to_markdown(r.base.whole.multiplier, 3));
  w.line("\nOutput in the row's region owed to what the column's region buys at home, {}:\n", s.table_unit);
  w.raw(to_markdown(columns_of(r.base.whole.by_buyer, 0, r.base.whole.multiplier.axes[0].size()), 0));
  w.line("\nTrade between regions, {}:\n", s.table_unit);
  w.raw(to_markdown(r.base.balance, 0));
  w.blank();
}

void write_knowledge(writer& w, const study_results& r) {
  const labelled_array shares = row_shares(r.base.knowledge.region);
  w.line("## Who learns from whom\n");
  w.line(
      "Each firm draws on the other firms' R&D, discounted by {}. Rows receive, columns send; percent of "
      "the receiver's pool within this sample:\n",
      weight_text(r.base.knowledge.how));
  w.raw(to_markdown(scaled(shares, 100), 1));
  w.blank();
  for (const outside_sender& o : outside_senders(shares))
    w.line("- {:.0f} % of {}'s pool within this sample comes from {}.", 100 * o.share, o.receiver, o.sender);
  for (const knowledge_spillovers& k : r.knowledge_sensitivity) {
    std::string text;
    for (const outside_sender& o : outside_senders(row_shares(k.region)))
      text += fmt::format("{}{} from {} {:.0f} %", text.empty() ? "" : ", ", o.receiver, o.sender, 100 * o.share);
    w.line("- At {:g} km: {}.", k.how.decay.length, text);
  }
  w.blank();
}

void write_scenario(writer& w, const study& s, const study_results& r, const scenario_results& sc) {
  w.line("## Scenario: {}\n", sc.spec.name);
  w.line("{}. {}\n", sc.spec.description, sc.spec.assumption);
  for (const pair_factor& p : sc.spec.pairs)
    w.line("- {} - {}: distance times {:.3g} ({})", p.from, p.to, p.factor, p.basis);
  w.line(
      "\nWhat changes is who buys from whom and who learns from whom. Output, final demand and R&D are held, so this "
      "is no growth effect.\n");
  const index_type R = r.base.whole.multiplier.axes[0].size();
  w.line("Change of output in the row's region owed to the column's purchases, {}:\n", s.table_unit);
  w.raw(to_markdown(columns_of(difference(sc.results.whole.by_buyer, r.base.whole.by_buyer), 0, R), 1));
  w.line("\nChange of the row's knowledge pool by sender, percent of its pool before:\n");
  labelled_array change = difference(sc.results.knowledge.region, r.base.knowledge.region);
  for (index_type i = 0; i < change.axes[0].size(); ++i) {
    double pool = 0;
    for (index_type j = 0; j < change.axes[1].size(); ++j) pool += r.base.knowledge.region(i, j);
    for (index_type j = 0; j < change.axes[1].size(); ++j) change(i, j) *= pool > 0 ? 100 / pool : 0;
  }
  w.raw(to_markdown(change, 1));
  w.blank();
}

void write_cautions(writer& w, const study_results& r, const backend& on) {
  w.line("## What it does not say\n");
  w.line(
      "- Trade between regions is modelled (gravity on distance), not observed; so are all flows of the regional "
      "table.");
  w.line(
      "- A firm's revenue is its group's worldwide revenue at its seat, not the city's output. It serves only to split "
      "the output of its industry among the regions with cities.");
  w.line("- Knowledge shares are shares within the sample: firms, universities and regions outside it are not there.");
  w.line("- Multipliers assume fixed coefficients and no limits of capacity.\n");
  w.line("## Checks\n");
  w.line("| identity | error | bound |\n|---|---:|---:|");
  for (const identity& i : r.checks()) w.line("| {} | {:.1e} | {:.0e} |", i.name, i.error, i.bound);
  w.line("\nComputed in float64 on {} ({}); L by {}, residual {:.1e}.", on.space, on.device,
         r.base.linkages.route == inverse_route::recursion ? "block recursion without subtraction" : "pivoted LU",
         r.base.linkages.residual);
}

}  // namespace

std::string summary_markdown(const study& s, const study_results& r, const backend& on) {
  writer w;
  w.line("# {}\n", s.title);
  write_input(w, s, r);
  write_regions(w, s, r);
  write_linkages(w, r);
  write_matrices(w, s, r);
  write_knowledge(w, r);
  for (const scenario_results& sc : r.scenarios) write_scenario(w, s, r, sc);
  write_cautions(w, r, on);
  return std::move(w).text();
}

std::string summary_terminal(const study& s, const study_results& r, const backend& on) {
  writer w;
  w.line("{}\n", s.title);
  w.line("{} firms of {}, {} sectors, {} regions; {} on {} ({}).", r.input.firms.size(), s.firms_year,
         r.domestic.sectors.size(), r.output.g.axes[0].size(), s.table_unit, on.space, on.device);
  w.line("Listed revenue over the output it splits:{}", [&] {
    std::string text;
    for (index_type k = 0; k < r.output.listed_coverage.axes[0].size(); ++k)
      text += fmt::format(" {} {:.2f}", r.output.listed_coverage.axes[0].labels[k], r.output.listed_coverage(k));
    return text;
  }());
  for (const region_matrices& m : r.base.industries) {
    w.line("\nWho feeds whom, {}: output in the row's region per unit of final demand for what the column makes",
           m.name);
    w.raw(to_plain(m.multiplier, 3));
  }
  w.line("\nWho learns from whom: percent of the row's knowledge pool (within this sample, {})",
         weight_text(r.base.knowledge.how));
  const labelled_array shares = row_shares(r.base.knowledge.region);
  w.raw(to_plain(shares, 1, 100));
  w.blank();
  for (const outside_sender& o : outside_senders(shares))
    w.line("{:.0f} % of {}'s pool within this sample comes from {}.", 100 * o.share, o.receiver, o.sender);
  for (const scenario_results& sc : r.scenarios) {
    w.line("\nScenario {}: change of output in the row's region owed to the column's purchases, {}", sc.spec.name,
           s.table_unit);
    w.raw(to_plain(columns_of(difference(sc.results.whole.by_buyer, r.base.whole.by_buyer), 0,
                              r.base.whole.multiplier.axes[0].size()),
                   1));
  }
  w.line("\n{} identities hold (summary.md lists them with their errors).", r.checks().size());
  return std::move(w).text();
}

}  // namespace agglo
