#include "host/analysis/price_model.hpp"

#include <algorithm>
#include <cmath>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve.hpp"

namespace agglo {
namespace {

// One row for all primary inputs, then one for every change, per unit of output.
std::vector<double> cost_rows(const flow_table& t, const std::vector<cost_change>& changes) {
  const index_type n = t.sectors.size();
  std::vector<double> rows;
  const auto per_unit = [&](double value, index_type j) { return t.x(j) == 0 ? 0 : value / t.x(j); };
  for (index_type j = 0; j < n; ++j) {
    double all = 0;
    for (index_type k = 0; k < t.V.axes[0].size(); ++k) all += t.V(k, j);
    rows.push_back(per_unit(all, j));
  }
  for (const cost_change& c : changes)
    for (index_type j = 0; j < n; ++j) {
      const double value = t.accounts[static_cast<std::size_t>(c.account)].values[static_cast<std::size_t>(j)];
      rows.push_back(c.sector < 0 || c.sector == j ? per_unit(c.percent / 100 * value, j) : 0);
    }
  return rows;
}

labelled_array demand_index(const flow_table& t, const labelled_array& prices) {
  const index_type n = t.sectors.size(), categories = t.Y.axes[1].size();
  axis rows = t.Y.axes[1];
  rows.labels.emplace_back("all_final_demand");
  labelled_array out({rows, {"measure", {"price", "change_percent"}}});
  double all = 0, change_of_all = 0;
  for (index_type c = 0; c <= categories; ++c) {
    double before = 0, change = 0;
    for (index_type i = 0; i < n && c < categories; ++i) {
      before += t.Y(i, c);
      change += prices(i, 1) / 100 * t.Y(i, c);
    }
    if (c == categories) before = all, change = change_of_all;
    all += before, change_of_all += change;
    out(c, 0) = before == 0 ? 1 : 1 + change / before;
    out(c, 1) = before == 0 ? 0 : 100 * change / before;
  }
  return out;
}

}  // namespace

template <space S>
price_effects push_costs(context<S>& ctx, const flow_table& t, const std::vector<cost_change>& changes) {
  const index_type n = t.sectors.size(), C = static_cast<index_type>(changes.size());
  const matrix<double, S> Z(ctx, n, n, t.Z.values), costs(ctx, C + 1, n, cost_rows(t, changes));
  matrix<double, S> p(ctx, C + 1, n);
  price_effects out;
  try {
    out.residual =
        leontief_solve(ctx, leontief_equation::price, Z.view(), put(ctx, t.x.values).view(), costs.view(), p.view())
            .residual;
  } catch (const data_error& e) {
    rethrow_with_names(e, t.sectors);
  } catch (const numeric_error& e) {
    rethrow_with_names(e, t.sectors);
  }
  const std::vector<double> solved = p.to_host();
  axis named{"change", {}};
  for (const cost_change& c : changes) named.labels.push_back(c.name);
  out.prices = labelled_array({t.sectors, {"measure", {"price", "change_percent"}}});
  out.by_change = labelled_array({t.sectors, named});
  double off = 0;
  for (index_type j = 0; j < n; ++j) {
    double rise = 0;
    for (index_type c = 0; c < C; ++c) {
      const double part = solved[static_cast<std::size_t>((c + 1) * n + j)];
      out.by_change(j, c) = 100 * part;
      rise += part;
    }
    out.prices(j, 0) = 1 + rise;
    out.prices(j, 1) = 100 * rise;
    if (t.x(j) != 0) off = std::max(off, std::abs(solved[static_cast<std::size_t>(j)] - 1));
  }
  out.index = demand_index(t, out.prices);
  out.checks = {{"prices are 1 before any change (v'L = 1)", off, 1e-9}};
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template price_effects push_costs(context<S>&, const flow_table&, const std::vector<cost_change>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
