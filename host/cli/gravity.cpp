#include "host/cli/gravity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/analysis/place_flows.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/sample_command.hpp"

namespace agglo {
namespace {

constexpr index_type most_places = 5'000;  // centralities take minutes there, and the flows 200 MB

/// The options with the masses' columns in place, origin first.
gravity_options with_masses(gravity_options o) {
  const bool two = !o.origin.empty() || !o.destination.empty();
  expects<usage_error>(o.mass.empty() == two && (!two || (!o.origin.empty() && !o.destination.empty())),
                       "masses come from --mass COLUMN, or from --origin COLUMN and --destination COLUMN",
                       "agglo gravity");
  if (two)
    o.columns.amounts = {o.origin, o.destination};
  else
    o.columns.amounts = {o.mass};
  return o;
}

std::string formula(const gravity_options& o) {
  switch (o.constraint) {
    case gravity_constraint::none:
      return "T_ij = O_i K_ij D_j";
    case gravity_constraint::production:
      return "T_ij = O_i K_ij D_j / sum over k of K_ik D_k";
    case gravity_constraint::attraction:
      return "T_ij = O_i K_ij D_j / sum over k of O_k K_kj";
    case gravity_constraint::both:
      break;
  }
  return "T_ij = r_i K_ij s_j with row sums O and column sums D";
}

void scale_to_origins(flow_question& q, sample_report& r, const gravity_options& o) {
  if (o.constraint != gravity_constraint::both) return;
  const double out = std::accumulate(q.origin.begin(), q.origin.end(), 0.0),
               in = std::accumulate(q.destination.begin(), q.destination.end(), 0.0);
  if (std::abs(out - in) <= 1e-9 * std::max(out, in)) return;
  if (!o.scale_destinations || in == 0)
    throw data_error(
        fmt::format("{}: {} adds up to {:.10g}, {} to {:.10g}: flows cannot meet both; mend: give columns of "
                    "one total, or --scale-destinations",
                    o.places.string(), o.origin, out, o.destination, in));
  for (double& d : q.destination) d *= out / in;
  r.assumptions.push_back(fmt::format("{} is scaled by {:.6g} to the total of {}", o.destination, out / in, o.origin));
}

void add_flows(sample_report& r, place_flows f, const gravity_options& o, const std::string& behind,
               const std::string& of) {
  const std::string unit = o.constraint == gravity_constraint::none ? "product of the masses' units" : r.unit,
                    definition = formula(o) + (o.own ? "" : ", j != i") + of;
  for (identity& check : f.checks) r.checks.push_back({check.name + of, check.error, check.bound});
  r.add("flows" + behind, std::move(f.flow), definition, unit);
  r.add("strength" + behind, std::move(f.strength),
        "out: sent to others; in: received from others; net = out - in; within: own flow; degree = out + in" + of,
        unit);
  r.add("centrality" + behind, std::move(f.centrality),
        fmt::format("eigenvector: v_j = sum of T_ij v_i over rho, adding to 1 (residual {:.1e}; empty where no flow "
                    "comes back); page_rank: damping {}, adding to 1; both of flows between places; closeness: places "
                    "reached over the cost of reaching them; betweenness: share of the cheapest routes of others that "
                    "pass the place{}",
                    f.eigenvector.residual, o.damping, of),
        "1; closeness 1 / cost");
}

std::string ranking(const place_flows& f, std::size_t shown) {
  std::string out = "| place | sends | receives | net | PageRank | betweenness |\n|---|---:|---:|---:|---:|---:|\n";
  std::vector<index_type> order(f.flow.axes[0].labels.size());
  std::iota(order.begin(), order.end(), index_type{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](index_type a, index_type b) { return f.strength(a, 4) > f.strength(b, 4); });
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k) {
    const index_type i = order[k];
    out += fmt::format("| {} | {:.6g} | {:.6g} | {:+.6g} | {:.4f} | {:.4f} |\n", f.flow.axes[0].labels[i],
                       f.strength(i, 0), f.strength(i, 1), f.strength(i, 2), f.centrality(i, 1), f.centrality(i, 3));
  }
  return out;
}

}  // namespace

int gravity(const gravity_options& asked, std::ostream& terminal) {
  const gravity_options o = with_masses(asked);
  const distance_decay decay = cost_decay(o, "agglo gravity", o.own);
  writing_command command(o.out, o.quiet);
  command.step("reading " + o.places.string());
  const place_sample sample = read_place_sample(o.places, o.columns);
  if (sample.size() < 2) throw data_error(fmt::format("{}: flows need two places", sample.file));
  if (sample.size() > most_places)
    throw data_error(fmt::format("{}: {} places: their flows would take {:.1f} GB, and {} places are the most",
                                 sample.file, sample.size(), 8e-9 * static_cast<double>(sample.size() * sample.size()),
                                 most_places));
  sample_report report;
  report.title = "Flows between the places of " + o.places.filename().string();
  report.layout = "rows send, columns receive; places in the file's order";
  describe(report, o, sample, decay);
  report.parameters.emplace_back("flows", formula(o) + (o.own ? "" : ", j != i"));
  report.parameters.emplace_back("damping", fmt::format("{:g}", o.damping));
  flow_question q{sample.amounts.front(), sample.amounts.back(), decay, o.constraint, o.own, o.damping};
  scale_to_origins(q, report, o);

  const place_costs costs = costs_of(o, sample, false, o.own);
  place_costs changed;
  if (!o.changed.empty()) changed = costs_of(o, sample, true, o.own);
  command.step("flows and centralities");
  place_flows before, after;
  run_on(o.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    before = flows_between(ctx, costs, q);
    command.step("flows and centralities");
    if (!changed.nodes.empty()) after = flows_between(ctx, changed, q);
  });
  report.findings = "## Most connected\n\n" + ranking(before, 40);
  std::string said = ranking(before, 10);
  if (!changed.nodes.empty()) {
    report.findings += "\n## With the changed costs\n\n" + ranking(after, 40);
    said += "\nWith the changed costs\n" + ranking(after, 10);
    report.add("flow_change", difference(after.flow, before.flow),
               "flows with the changed costs less flows: " + formula(o),
               o.constraint == gravity_constraint::none ? "product of the masses' units" : report.unit);
    add_flows(report, std::move(after), o, "_changed", ", with the changed costs");
  }
  if (!before.cyclic) report.assumptions.push_back("no flow comes back: there is no eigenvector centrality");
  add_flows(report, std::move(before), o, "", "");
  report.cautions =
      "The flows are modelled, not observed: they repeat what masses, costs and the weight of costs say. Places "
      "outside the file send and receive nothing. Where every pair is nearest by its own cost, as with distances, no "
      "place lies between others and betweenness is 0: list links (--links).";
  finish(command, report, said, o.out, terminal);
  return 0;
}

}  // namespace agglo
