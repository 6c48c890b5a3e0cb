#include "host/report/regional_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

constexpr const char* ratio = "1";

std::string title_of(const regional_report_parts& p) { return p.about.title.empty() ? p.file : p.about.title; }

std::vector<std::string> facts_of(const regional_report_parts& p) {
  const axis& regions = p.tables.regions;
  std::vector<std::string> out{
      fmt::format("National table: {} ({}), {} sectors, year {}, in {}; {}", title_of(p), p.file,
                  p.tables.sectors.size(), year_text(p.about), p.national.unit, p.flows),
      fmt::format("Regions: {}, by {} of {}{}", fmt::join(regions.labels, ", "), p.employment ? "employment" : "output",
                  p.outputs_file,
                  p.bases.has_rest ? fmt::format("; {} is what they leave of the country", regions.labels.back()) : ""),
      "Regional coefficients by " + name_of(p.quotients),
      fmt::format("Computed in float64 on {} ({})", p.on.space, p.on.device)};
  out.insert(out.end(), p.reading.begin(), p.reading.end());
  if (p.missing > 0)
    out.push_back(fmt::format("Warning: {} pairs of region and sector are not in {}: they count as nothing", p.missing,
                              p.outputs_file));
  index_type above = 0;
  for (const regional_table& t : p.tables.all)
    for (const double v : t.elsewhere.values) above += v < 0;
  if (above > 0)
    out.push_back(
        fmt::format("Warning: {} regional coefficients exceed the national ones, as AFLQ has it for specialised "
                    "industries: what is bought elsewhere is negative there; --capped keeps to the national ones",
                    above));
  return out;
}

std::vector<std::string> assumptions_of(const regional_report_parts& p) {
  std::vector<std::string> out{
      "National technology: a region buys of itself at most what the national recipe asks for, the rest of a_ij from "
      "the "
      "rest of the country",
      "Exports, imports from abroad, value added and accounts follow a region's share of the sector's output, final "
      "demand its share of value added"};
  if (p.employment) out.emplace_back("Output per person is the same in all regions of a sector");
  if (!p.trade) return out;
  out.push_back(
      fmt::format("Trade: doubly constrained gravity with cost elasticity theta = {:g} on {}; modelled, not "
                  "observed, and apart from the location quotients",
                  p.theta, p.cost_text));
  if (!p.local.empty())
    out.push_back(
        fmt::format("Local products, traded only where own supply does not suffice: {}", fmt::join(p.local, ", ")));
  return out;
}

class lister {
 public:
  lister(table_report& to, const regional_report_parts& p) : to_(to), p_(p), year_(year_text(p.about)) {}

  void add(const std::string& name, const labelled_array& values, const std::string& definition,
           const std::string& unit) {
    to_.results.arrays.push_back({name, definition, unit, year_, std::cref(values)});
  }

  void add_all() {
    const regional_tables& t = p_.tables;
    const std::string by = "; " + name_of(p_.quotients);
    add("location_quotients", t.SLQ,
        fmt::format("SLQ_i = (x_i^r / x^r) / (x_i^n / x^n) by {}", p_.employment ? "employment" : "output"), ratio);
    add("share_of_country", t.share, p_.employment ? "of the country's employment" : "of the country's output", ratio);
    if (p_.quotients.method == quotient_method::flq || p_.quotients.method == quotient_method::aflq)
      add("lambda", t.lambda, fmt::format("lambda = log2(1 + share)^delta, delta = {:g}", p_.quotients.delta), ratio);
    add("output", p_.bases.output.x, "output of each region, x_i^r = w_i^r x_i", p_.national.unit);
    add("multipliers", t.multipliers, "output multipliers within the region, 1'(I - A^r)^-1" + by, ratio);
    add("bought_elsewhere", t.bought_elsewhere,
        "share of a sector's domestic inputs that comes from the rest of the country" + by, ratio);
    add("bought_elsewhere_by_region", t.bought_elsewhere_by_region, "the same, all sectors together" + by, ratio);
    if (!t.by_delta.values.empty()) {
      const std::string each = fmt::format("; {} with each delta of the first axis",
                                           p_.quotients.method == quotient_method::flq ? "FLQ" : "AFLQ");
      add("multipliers_by_delta", t.by_delta, "output multipliers within the region, 1'(I - A^r)^-1" + each, ratio);
      add("mean_multiplier_by_delta", t.mean_by_delta, "their means, weighted by the region's output" + each, ratio);
    }
    for (std::size_t r = 0; r < t.all.size(); ++r)
      if (p_.region.empty() || p_.region == t.all[r].region) add_region(static_cast<index_type>(r), by);
    if (p_.trade) add_trade();
  }

 private:
  void add_region(index_type r, const std::string& by) {
    const regional_table& t = p_.tables.all[static_cast<std::size_t>(r)];
    const std::string folder = "regions/" + folder_name(t.region) + "/", of = " of " + t.region;
    add(folder + "LQ", t.LQ, "location quotients of seller i and buyer j" + of + by, ratio);
    add(folder + "A", t.A, "regional input coefficients A^r" + of + by, ratio);
    add(folder + "Z", t.Z, "inputs from the region itself, a_ij^r x_j^r" + of + by, p_.national.unit);
    add(folder + "from_elsewhere", t.elsewhere, "inputs from the rest of the country, (a_ij - a_ij^r) x_j^r" + of + by,
        p_.national.unit);
    table_descriptor about =
        description_of(p_.about, fmt::format("{}: {} by {}", t.region, title_of(p_), name_of(p_.quotients)));
    about.flows = flow_kind::domestic, about.households.reset();
    about.value_added = {"value_added"}, about.imported_inputs = {"rest_of_country", "imported_inputs"};
    to_.tables.push_back(
        {folder + "table",
         fmt::format("{} alone by {}; other_uses is what is left of output: final demand at home and "
                     "sales to other regions, negative where the quotients let the region use more than "
                     "it makes",
                     t.region, name_of(p_.quotients)),
         io_table_of(t.Z, t.elsewhere, p_.domestic, p_.bases.output.w, r, p_.national), about});
  }

  void add_trade() {
    const std::string by = fmt::format("; gravity, theta = {:g}, {}", p_.theta, p_.cost_text);
    add("trade", p_.trade->T, "what a region delivers to another of each product" + by, p_.national.unit);
    add("self_supply", p_.trade->self_supply, "share of a region's demand for a product met by itself" + by, ratio);
    add("cost", p_.costs, "cost between regions: " + p_.cost_text, "km or minutes");
    table_descriptor about = description_of(
        p_.about, fmt::format("{}: {} regions with gravity trade", title_of(p_), p_.tables.regions.size()));
    about.flows = flow_kind::domestic, about.households.reset();
    about.value_added = {"value_added"}, about.imported_inputs = {"imported_inputs"};
    to_.tables.insert(to_.tables.begin(), {"table", "multi-regional table of " + title_of(p_) + " (Chenery-Moses)" + by,
                                           io_table_of(*p_.multiregional, p_.national, p_.bases.output.w), about});
  }

  table_report& to_;
  const regional_report_parts& p_;
  std::string year_;
};

labelled_array region_overview(const regional_report_parts& p) {
  const regional_tables& t = p.tables;
  labelled_array out({t.regions, {"", {"share of country", "mean multiplier", "inputs bought elsewhere"}}});
  for (index_type r = 0; r < t.regions.size(); ++r) {
    double output = 0, sum = 0;
    for (index_type j = 0; j < t.sectors.size(); ++j)
      output += p.bases.output.x(r, j), sum += p.bases.output.x(r, j) * t.multipliers(r, j);
    out(r, 0) = t.share(r);
    out(r, 1) = output > 0 ? sum / output : 0;
    out(r, 2) = t.bought_elsewhere_by_region(r);
  }
  return out;
}

}  // namespace

std::string folder_name(const std::string& region) {
  std::string out = region;
  for (char& c : out)
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = '_';
  if (!out.empty() && out[0] == '.') out[0] = '_';
  return out;
}

table_report report_of(const regional_report_parts& p) {
  table_report report;
  report.title = "Regional tables: " + title_of(p);
  report.sources = {p.about.source.empty() ? "not told" : p.about.source, p.outputs_file};
  report.parameters = {{"table", p.file}, {"outputs", p.outputs_file}, {"method", name_of(p.quotients)}};
  if (p.trade) {
    report.parameters.emplace_back("theta", fmt::format("{:g}", p.theta));
    report.parameters.emplace_back("cost", p.cost_text);
  }
  report.facts = facts_of(p);
  report.assumptions = assumptions_of(p);
  report.text = "## Regions\n\nBy " + name_of(p.quotients) + "; multipliers weighted by output.\n\n" +
                to_markdown(region_overview(p), 4);
  if (!p.tables.mean_by_delta.values.empty())
    report.text += "\nMean multiplier with other deltas:\n\n" + to_markdown(p.tables.mean_by_delta, 4);
  if (p.trade)
    report.text += "\nShare of regional demand met from the region itself, gravity trade:\n\n" +
                   to_markdown(p.trade->self_supply_by_region, 3);
  lister(report, p).add_all();
  for (const auto* checks : {&p.domestic.checks, &p.bases.output.checks, &p.tables.checks})
    report.checks.insert(report.checks.end(), checks->begin(), checks->end());
  if (!p.trade) return report;
  for (const auto* checks : {&p.trade->checks, &p.multiregional->checks})
    report.checks.insert(report.checks.end(), checks->begin(), checks->end());
  return report;
}

}  // namespace agglo
