#include "host/analysis/place_access.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

axis place_axis(const std::vector<std::string>& places) { return {"place", places}; }

access_options with_progress(access_options o, const access_progress& told) {
  constexpr index_type parts = 1000;
  told(0, parts);
  o.after_pass = [told, goal = std::log(o.tolerance), most = index_type{1}](index_type, double residual) mutable {
    const double share = residual > 0 ? std::log(std::min(residual, .999)) / goal : 1;
    most = std::max(most, static_cast<index_type>(static_cast<double>(parts - 1) * std::clamp(share, 0., 1.)));
    told(most, parts);
  };
  return o;
}

/// Simple and fixed, by two calls of market_access's family.
template <space S, class Simple, class Fixed>
place_access both(context<S>& ctx, const axis& places, const std::vector<double>& amount,
                  const std::vector<double>& own, Simple simple, Fixed fixed) {
  place_access out;
  const vector<double, S> Y(ctx, amount);
  vector<double, S> MA(ctx, Y.size());
  simple(Y.view(), MA.view());
  out.simple = {{places}, MA.to_host()};
  out.own_share = labelled_array({places});
  for (index_type i = 0; i < places.size(); ++i)
    out.own_share(i) = out.simple(i) > 0 ? own[i] * amount[i] / out.simple(i) : 0;
  try {
    out.settled = fixed(Y.view(), MA.view());
  } catch (const numeric_error& e) {
    if (e.at.empty()) throw;
    throw numeric_error(std::string(e.what()) + " ('" + places.labels[e.at.front()] + "')", e.at);
  }
  out.fixed_point = {{places}, MA.to_host()};
  return out;
}

}  // namespace

template <space S>
place_access access_of(context<S>& ctx, const labelled_array& cost, const std::vector<double>& amount,
                       const distance_decay& decay, const access_options& options, const access_progress& told) {
  const axis places = place_axis(cost.axes[0].labels);
  matrix<double, S> K(ctx, places.size(), places.size(), cost.values);
  cost_weights(ctx, K.view(), decay, K.view());
  std::vector<double> own;
  for (index_type i = 0; i < places.size(); ++i) own.push_back(decay(cost(i, i)));
  return both(
      ctx, places, amount, own, [&](auto Y, auto MA) { market_access(ctx, K.view(), Y, MA); },
      [&](auto Y, auto MA) { return market_access_fixed_point(ctx, K.view(), Y, MA, with_progress(options, told)); });
}

template <space S>
place_access access_of(context<S>& ctx, const axis& places, const std::vector<double>& lon,
                       const std::vector<double>& lat, double within, const std::vector<double>& amount,
                       const distance_decay& decay, const access_options& options, const access_progress& told) {
  const vector<double, S> x(ctx, lon), y(ctx, lat);
  const std::vector<double> own_weight(lon.size(), decay(within));
  const vector<double, S> own(ctx, own_weight);
  pair_factors<S> f;
  f.sites = {geometry::sphere, x.view(), y.view()};
  f.decay = decay;
  return both(
      ctx, places, amount, own_weight, [&](auto Y, auto MA) { market_access(ctx, f, own.view(), Y, MA); },
      [&](auto Y, auto MA) {
        return market_access_fixed_point(ctx, f, own.view(), Y, MA, with_progress(options, told));
      });
}

labelled_array log_change(const place_access& before, const place_access& after) {
  labelled_array out({before.simple.axes[0], {"form", {"simple", "fixed_point"}}});
  for (index_type i = 0; i < out.axes[0].size(); ++i) {
    out(i, 0) = std::log(after.simple(i) / before.simple(i));
    out(i, 1) = std::log(after.fixed_point(i) / before.fixed_point(i));
  }
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                                                        \
  template place_access access_of(context<S>&, const labelled_array&, const std::vector<double>&,                   \
                                  const distance_decay&, const access_options&, const access_progress&);            \
  template place_access access_of(context<S>&, const axis&, const std::vector<double>&, const std::vector<double>&, \
                                  double, const std::vector<double>&, const distance_decay&, const access_options&, \
                                  const access_progress&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
