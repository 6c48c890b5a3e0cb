#include "host/model/trade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/balance/ras.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

struct margins {
  labelled_array supply, demand;  // [n x R]
  double largest_scaling = 0;     // of supply, relative
};

margins supply_and_demand(const domestic_table& d, const regional_output& o, double tolerance) {
  const axis& regions = o.g.axes[0];
  const index_type n = d.sectors.size(), R = regions.size();
  margins m{labelled_array({d.sectors, regions}), labelled_array({d.sectors, regions}), 0};
  for (index_type i = 0; i < n; ++i) {
    double supply = 0, demand = 0;
    for (index_type s = 0; s < R; ++s) {
      double D = d.Y(i) * o.g(s);
      for (index_type j = 0; j < n; ++j) D += d.Z(i, j) * o.w(s, j);
      if (D < 0)
        throw data_error(
            fmt::format("product {}: demand in {} is {:g}; a negative final demand (inventories) exceeds "
                        "all other uses. Merge the sector or mend its inventories",
                        d.sectors.labels[i], regions.labels[s], D));
      m.demand(i, s) = D;
      m.supply(i, s) = (d.x(i) - d.exports(i)) * o.w(s, i);
      demand += D;
      supply += m.supply(i, s);
    }
    const double scale = supply > 0 ? demand / supply : 1;
    const double off = std::abs(supply - demand) / std::max({supply, demand, 1e-300});
    if (off > tolerance)
      throw data_error(
          fmt::format("product {}: supply at home is {:.9g} and demand {:.9g}; they may differ by {:g} of "
                      "it. The table does not balance in this row",
                      d.sectors.labels[i], supply, demand, tolerance));
    m.largest_scaling = std::max(m.largest_scaling, off);
    for (index_type s = 0; s < R; ++s) m.supply(i, s) *= scale;
  }
  return m;
}

// What a product leaves to trade once local demand is met from local supply.
struct remainder {
  std::vector<double> supply, demand;
};
remainder fill_own_cells(labelled_array& T, const margins& m, index_type i) {
  const index_type R = m.supply.axes[1].size();
  remainder rest{std::vector<double>(R), std::vector<double>(R)};
  double supply = 0, demand = 0, total = 0;
  for (index_type r = 0; r < R; ++r) {
    T(i, r, r) = std::min(m.supply(i, r), m.demand(i, r));
    supply += rest.supply[r] = m.supply(i, r) - T(i, r, r);
    demand += rest.demand[r] = m.demand(i, r) - T(i, r, r);
    total += m.demand(i, r);
  }
  // The two rests are equal but for rounding; where only rounding is left there is nothing to trade.
  const double scale = supply > 1e-14 * total && demand > 1e-14 * total ? demand / supply : 0;
  for (index_type r = 0; r < R; ++r) {
    rest.supply[r] *= scale;
    if (scale == 0) rest.demand[r] = 0;
  }
  return rest;
}

void summarise(interregional_trade& t, double largest_scaling, double residual, const trade_options& options) {
  const axis& products = t.T.axes[0];
  const axis& regions = t.T.axes[1];
  const index_type n = products.size(), R = regions.size();
  t.self_supply = labelled_array({products, regions});
  axis with_country = regions;
  with_country.name = "region";
  with_country.labels.push_back("Country");
  t.self_supply_by_region = labelled_array({with_country});
  double columns = 0, own = 0, all = 0;
  for (index_type s = 0; s < R; ++s) {
    double own_s = 0, all_s = 0;
    for (index_type i = 0; i < n; ++i) {
      double column = 0, product = 0;
      for (index_type r = 0; r < R; ++r) column += t.T(i, r, s), product += t.demand(i, r);
      columns = std::max(columns, product > 0 ? std::abs(column - t.demand(i, s)) / product : 0);
      t.self_supply(i, s) = t.demand(i, s) > 0 ? t.T(i, s, s) / t.demand(i, s) : 0;
      own_s += t.T(i, s, s);
      all_s += t.demand(i, s);
    }
    t.self_supply_by_region(s) = all_s > 0 ? own_s / all_s : 0;
    own += own_s;
    all += all_s;
  }
  t.self_supply_by_region(R) = all > 0 ? own / all : 0;
  t.checks = {
      {"supply of each product adds up to demand before scaling (relative)", largest_scaling, options.margin_tolerance},
      {"trade delivers every region's supply (of the product's demand)", residual, options.tolerance},
      {"trade meets every region's demand (of the product's demand)", columns, 1e-12}};
}

}  // namespace

template <space S>
interregional_trade gravity_trade(context<S>& ctx, const domestic_table& d, const regional_output& o,
                                  const labelled_array& c, const trade_options& options) {
  const axis& regions = o.g.axes[0];
  const index_type n = d.sectors.size(), R = regions.size();
  margins m = supply_and_demand(d, o, options.margin_tolerance);

  interregional_trade t;
  t.T = labelled_array({{"product", d.sectors.labels}, {"from", regions.labels}, {"to", regions.labels}});
  labelled_array prior = t.T;
  std::vector<double> u, v;
  for (index_type i = 0; i < n; ++i) {
    const auto& local = options.local_products;
    const bool is_local = std::find(local.begin(), local.end(), d.sectors.labels[i]) != local.end();
    remainder rest;
    if (is_local) {
      rest = fill_own_cells(t.T, m, i);
    } else {
      for (index_type r = 0; r < R; ++r) rest.supply.push_back(m.supply(i, r)), rest.demand.push_back(m.demand(i, r));
    }
    // A local product's rest has supply or demand in a region, never both: its own cells stay zero by themselves.
    for (index_type r = 0; r < R; ++r)
      for (index_type s = 0; s < R; ++s)
        prior(i, r, s) = rest.supply[r] * rest.demand[s] * std::pow(c(r, s), -options.theta);
    u.insert(u.end(), rest.supply.begin(), rest.supply.end());
    v.insert(v.end(), rest.demand.begin(), rest.demand.end());
  }

  const matrix<double, S> prior_s(ctx, n * R, R, prior.values);
  const vector<double, S> u_s(ctx, std::span<const double>(u)), v_s(ctx, std::span<const double>(v));
  matrix<double, S> X(ctx, n * R, R);
  std::vector<ras_outcome> outcome;
  try {
    outcome = ras(ctx, n, prior_s.view(), u_s.view(), v_s.view(), X.view(), {.tolerance = options.tolerance});
  } catch (const numeric_error& e) {
    std::string names;
    for (const index_type i : e.at)
      if (i >= 0 && i < n) names += (names.empty() ? "" : ", ") + d.sectors.labels[i];
    throw numeric_error(fmt::format("trade of {} does not balance: {}", names, e.what()), e.at);
  }
  const std::vector<double> traded = X.to_host();
  double residual = 0;
  t.sweeps = labelled_array({t.T.axes[0]});
  for (index_type i = 0; i < n; ++i) {
    t.sweeps(i) = static_cast<double>(outcome[i].sweeps);
    residual = std::max(residual, outcome[i].row_residual);
  }
  for (std::size_t k = 0; k < traded.size(); ++k) t.T.values[k] += traded[k];
  t.demand = std::move(m.demand);
  t.supply = std::move(m.supply);
  summarise(t, m.largest_scaling, residual, options);
  return t;
}

#define AGGLO_INSTANTIATE(S)                                                                             \
  template interregional_trade gravity_trade(context<S>&, const domestic_table&, const regional_output&, \
                                             const labelled_array&, const trade_options&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
