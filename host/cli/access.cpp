#include "host/cli/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "host/analysis/place_access.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/sample_command.hpp"
#include "host/model/decay_text.hpp"

namespace agglo {
namespace {

void add_access(sample_report& r, place_access a, const std::string& weight, const std::string& behind,
                const std::string& of) {
  r.checks.push_back({"fixed point: MA_i is its sum over j, largest relative error" + of, a.settled.residual, 1e-9});
  r.add("market_access" + behind, std::move(a.simple),
        "MA_i = sum over j of K_ij Y_j, the own place included, K = " + weight + of, r.unit);
  r.add("market_access_fixed_point" + behind, std::move(a.fixed_point),
        fmt::format("MA_i = sum over j of K_ij Y_j / MA_j, K = {}{}; {} passes, residual {:.1e}, last change in logs "
                    "{:.1e}",
                    weight, of, a.settled.passes, a.settled.residual, a.settled.log_change),
        "square root of the amount's");
  r.add("own_share" + behind, std::move(a.own_share), "K_ii Y_i / MA_i of simple access" + of, "1");
}

/// The places, most first by column `by` of `values`.
std::vector<index_type> largest(const labelled_array& values, index_type by) {
  std::vector<index_type> order(values.axes[0].labels.size());
  std::iota(order.begin(), order.end(), index_type{0});
  const auto at = [&](index_type i) { return values.axes.size() == 1 ? values(i) : values(i, by); };
  std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) { return at(a) > at(b); });
  return order;
}

std::string ranking(const place_access& a, std::size_t shown) {
  std::string out = "| place | simple access | fixed point | own share |\n|---|---:|---:|---:|\n";
  const std::vector<index_type> order = largest(a.fixed_point, 0);
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k)
    out += fmt::format("| {} | {:.6g} | {:.6g} | {:.1f} % |\n", a.simple.axes[0].labels[order[k]], a.simple(order[k]),
                       a.fixed_point(order[k]), 100 * a.own_share(order[k]));
  return out;
}

std::string changes(const labelled_array& change, std::size_t shown) {
  std::string out = "| place | ln change, simple | ln change, fixed point |\n|---|---:|---:|\n";
  const std::vector<index_type> order = largest(change, 1);
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k)
    out += fmt::format("| {} | {:+.4f} | {:+.4f} |\n", change.axes[0].labels[order[k]], change(order[k], 0),
                       change(order[k], 1));
  return out;
}

}  // namespace

int access(const access_command_options& o, std::ostream& terminal) {
  const distance_decay decay = cost_decay(o, "agglo access");
  writing_command command(o.out, o.quiet);
  command.step("reading " + o.places.string());
  const place_sample sample = read_place_sample(o.places, o.columns);
  const std::vector<double>& amount = sample.amounts.front();
  sample_report report;
  report.title = "Market access of the places of " + o.places.filename().string();
  report.layout = "one row a place, in the file's order";
  describe(report, o, sample, decay);
  report.parameters.emplace_back("tolerance", fmt::format("{:g}", o.tolerance));

  labelled_array cost, changed;
  if (!o.by_coordinates()) cost = costs_of(o, sample).cost;
  if (!o.changed.empty()) changed = costs_of(o, sample, true).cost;
  place_access before, after;
  run_on(o.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    const access_options options{.tolerance = o.tolerance};
    const auto told = [&](index_type done, index_type of) { command.advance("market access", done, of); };
    before = o.by_coordinates() ? access_of(ctx, axis{"place", sample.places}, sample.lon, sample.lat, o.costs.within,
                                            amount, decay, options, told)
                                : access_of(ctx, cost, amount, decay, options, told);
    if (!changed.values.empty()) after = access_of(ctx, changed, amount, decay, options, told);
  });

  std::string said = "Most access\n\n" + ranking(before, 10);
  report.findings = "## Access\n\n" + ranking(before, 40);
  const std::string weight = decay_text(decay, "c");
  if (!changed.values.empty()) {
    labelled_array change = log_change(before, after);
    report.findings += "\n## With the changed costs\n\n" + changes(change, 40);
    said += "\nMost gained by the changed costs\n\n" + changes(change, 10);
    report.add("log_change", std::move(change), "ln MA_i with the changed costs less ln MA_i, K = " + weight, "1");
    add_access(report, std::move(after), weight, "_changed", ", with the changed costs");
  }
  add_access(report, std::move(before), weight, "", "");
  report.cautions =
      "Markets outside the file are not there: access is access to the file's places. The fixed point follows from "
      "the model's own theta; its level means nothing beside other theta or units, its ratios between places do. A "
      "change holds the amounts as they are.";
  finish(command, report, said, o.out, terminal);
  return 0;
}

}  // namespace agglo
