#include "host/analysis/place_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/places/cost_weights.hpp"
#include "kernels/places/shortest_paths.hpp"

namespace agglo {
namespace {

/// The place that a kernel's error is about, in words; "" if it names none.
std::string place_in(const std::vector<std::ptrdiff_t>& at, gravity_constraint constraint,
                     const std::vector<std::string>& places) {
  if (constraint != gravity_constraint::both)
    return at.size() == 2 ? fmt::format(" ({} '{}')", at[0] == 0 ? "origin" : "destination", places[at[1]]) : "";
  if (at.size() < 3) return "";
  const std::string origin = at[1] >= 0 ? fmt::format("origin '{}'", places[at[1]]) : "",
                    destination = at[2] >= 0 ? fmt::format("destination '{}'", places[at[2]]) : "";
  return fmt::format(" ({}{}{})", origin, !origin.empty() && !destination.empty() ? ", " : "", destination);
}

labelled_array strengths(const labelled_array& flow) {
  const axis place{"place", flow.axes[0].labels};
  labelled_array out({place, {"strength", {"out", "in", "net", "within", "degree"}}});
  for (index_type i = 0; i < place.size(); ++i) {
    for (index_type j = 0; j < place.size(); ++j)
      if (i == j)
        out(i, 3) = flow(i, i);
      else
        out(i, 0) += flow(i, j), out(i, 1) += flow(j, i);
    out(i, 2) = out(i, 0) - out(i, 1);
    out(i, 4) = out(i, 0) + out(i, 1);
  }
  return out;
}

template <space S>
void add_centralities(context<S>& ctx, const place_costs& costs, double damping, place_flows& out) {
  const index_type n = out.flow.axes[0].size();
  out.centrality =
      labelled_array({out.strength.axes[0], {"centrality", {"eigenvector", "page_rank", "closeness", "betweenness"}}});
  labelled_array others = out.flow;
  for (index_type i = 0; i < n; ++i) others(i, i) = 0;
  const matrix<double, S> W(ctx, n, n, others.values);
  vector<double, S> measure(ctx, n);
  std::vector<double> perron(static_cast<std::size_t>(n), std::numeric_limits<double>::quiet_NaN());
  try {
    out.eigenvector = eigenvector_centrality(ctx, W.view(), measure.view());
    perron = measure.to_host();
  } catch (const numeric_error&) {
    out.cyclic = false;  // flows that never come back make nobody central
  }
  page_rank(ctx, W.view(), damping, measure.view());
  const std::vector<double> rank = measure.to_host();
  const path_measures paths = shortest_paths(static_cast<index_type>(costs.nodes.size()), costs.links);
  for (index_type i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    out.centrality(i, 0) = perron[k], out.centrality(i, 1) = rank[k];
    out.centrality(i, 2) = paths.closeness[k], out.centrality(i, 3) = paths.betweenness[k];
  }
}

/// Sums of flows against the masses that they had to meet, relative to the largest.
identity sums_met(const place_flows& f, const std::vector<double>& mass, index_type side, double bound) {
  double worst = 0, largest = 0;
  for (index_type i = 0; i < f.flow.axes[0].size(); ++i) {
    const double sum = f.strength(i, side) + f.strength(i, 3);
    worst = std::max(worst, std::abs(sum - mass[static_cast<std::size_t>(i)]));
    largest = std::max(largest, mass[static_cast<std::size_t>(i)]);
  }
  return {side == 0 ? "flows out of a place add up to its origin mass"
                    : "flows into a place add up to its destination mass",
          largest > 0 ? worst / largest : 0, bound};
}

}  // namespace

template <space S>
place_flows flows_between(context<S>& ctx, const place_costs& costs, const flow_question& q) {
  const std::vector<std::string>& places = costs.cost.axes[0].labels;
  const auto n = static_cast<index_type>(places.size());
  matrix<double, S> K(ctx, n, n, costs.cost.values);
  cost_weights(ctx, K.view(), q.decay, K.view(), q.own ? own_place::kept : own_place::left_out);
  const vector<double, S> O(ctx, q.origin), D(ctx, q.destination);
  matrix<double, S> T(ctx, n, n);
  place_flows out;
  try {
    out.balanced = gravity_flows(ctx, q.constraint, K.view(), O.view(), D.view(), T.view());
  } catch (const data_error& e) {
    throw data_error(e.what() + place_in(e.at, q.constraint, places), e.at);
  } catch (const numeric_error& e) {
    const bool both = q.constraint == gravity_constraint::both;
    throw numeric_error(
        e.what() + place_in(e.at, q.constraint, places) +
            (both && !q.own ? "; without flows within places (--own) none can send more than the others draw" : ""),
        e.at);
  }
  out.flow = {{{"from", places}, {"to", places}}, T.to_host()};
  out.strength = strengths(out.flow);
  if (q.constraint == gravity_constraint::production || q.constraint == gravity_constraint::both)
    out.checks.push_back(sums_met(out, q.origin, 0, 1e-9));
  if (q.constraint == gravity_constraint::attraction || q.constraint == gravity_constraint::both)
    out.checks.push_back(sums_met(out, q.destination, 1, 1e-9));
  add_centralities(ctx, costs, q.damping, out);
  return out;
}

#define AGGLO_INSTANTIATE(S) template place_flows flows_between(context<S>&, const place_costs&, const flow_question&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
