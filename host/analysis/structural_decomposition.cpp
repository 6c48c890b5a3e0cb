#include "host/analysis/structural_decomposition.hpp"

#include <algorithm>
#include <cmath>

#include "host/analysis/kept_sectors.hpp"
#include "host/analysis/linkage_steps.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve.hpp"

namespace agglo {
namespace {

using numbers = std::vector<double>;

// Where each of `wanted` stands in `there`; both must hold the same labels.
std::vector<index_type> join(const axis& wanted, const axis& there, const std::string& what) {
  std::string missing;
  const auto miss = [&](const std::string& label, const axis& among, const char* table) {
    missing += fmt::format("{}'{}' is not in the {} table ({})", missing.empty() ? "" : "; ", label, table,
                           suggestion(label, among.labels));
  };
  std::vector<index_type> at;
  for (const std::string& label : wanted.labels) {
    const auto found = std::find(there.labels.begin(), there.labels.end(), label);
    if (found == there.labels.end()) miss(label, there, "later");
    at.push_back(found - there.labels.begin());
  }
  for (const std::string& label : there.labels)
    if (std::find(wanted.labels.begin(), wanted.labels.end(), label) == wanted.labels.end())
      miss(label, wanted, "earlier");
  if (!missing.empty())
    throw data_error(
        fmt::format("the tables differ in their {}: {}; mend: bring both to one classification", what, missing));
  return at;
}
numbers picked(const numbers& values, const std::vector<index_type>& at) {
  numbers out;
  for (const index_type i : at) out.push_back(values[static_cast<std::size_t>(i)]);
  return out;
}
numbers demand_of(const flow_table& t) {
  numbers f;
  for (index_type i = 0; i < t.sectors.size(); ++i) f.push_back(row_sum(t.Y, i));
  return f;
}

// L f for every row of F, with the coefficients of `t`: a sector may be without output in one year.
template <space S>
numbers output_for(context<S>& ctx, const flow_table& t, const numbers& F, double& residual) {
  const index_type n = t.sectors.size(), rows = static_cast<index_type>(F.size()) / std::max<index_type>(n, 1);
  const matrix<double, S> f(ctx, rows, n, F);
  matrix<double, S> A(ctx, n, n, t.Z.values), X(ctx, rows, n);
  try {
    technical_coefficients(ctx, std::as_const(A).view(), put(ctx, t.x.values).view(), A.view());
    residual = std::max(
        residual,
        leontief_solve(ctx, leontief_equation::demand, std::as_const(A).view(), {}, f.view(), X.view()).residual);
  } catch (const data_error& e) {
    rethrow_with_names(e, t.sectors);
  } catch (const numeric_error& e) {
    rethrow_with_names(e, t.sectors);
  }
  return X.to_host();
}

struct outputs {
  numbers x0, x1, old_technology, new_technology;  // L0 f0, L1 f1, L0 f1, L1 f0
  double t0, t1;                                   // final demand in all
};

account_change effects_of(const std::string& code, const std::string& unit, const axis& sectors, const numbers& s0,
                          const numbers& s1, const outputs& o) {
  account_change out{
      code, unit,
      labelled_array(
          {sectors, {"effect", {"intensity", "technology", "composition", "level", "final_demand", "change"}}})};
  for (index_type i = 0; i < sectors.size(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const double intensity = (s1[k] - s0[k]) * (o.x0[k] + o.x1[k]) / 2;
    const double technology = (s0[k] * (o.x1[k] - o.old_technology[k]) + s1[k] * (o.new_technology[k] - o.x0[k])) / 2;
    const double level = (s0[k] * o.x0[k] * (o.t1 / o.t0 - 1) + s1[k] * o.x1[k] * (1 - o.t0 / o.t1)) / 2;
    // L0 dc t1 = L0 f1 - L0 c0 t1; L1 dc t0 = L1 c1 t0 - L1 f0
    const double composition = (s0[k] * (o.old_technology[k] - o.x0[k] * o.t1 / o.t0) +
                                s1[k] * (o.x1[k] * o.t0 / o.t1 - o.new_technology[k])) /
                               2;
    const double row[] = {intensity, technology,          composition,
                          level,     composition + level, s1[k] * o.x1[k] - s0[k] * o.x0[k]};
    for (index_type c = 0; c < 6; ++c) out.effects(i, c) = row[c];
  }
  return out;
}

numbers per_output(const account& a, const flow_table& t) {
  numbers s;
  for (std::size_t j = 0; j < a.values.size(); ++j) s.push_back(t.x.values[j] == 0 ? 0 : a.values[j] / t.x.values[j]);
  return s;
}

// 1/2 (L0 + L1) dY, a column for every category.
template <space S>
labelled_array by_category(context<S>& ctx, const flow_table& earlier, const flow_table& later, double& residual) {
  const index_type n = earlier.sectors.size(), categories = earlier.Y.axes[1].size();
  numbers change;
  for (index_type c = 0; c < categories; ++c)
    for (index_type i = 0; i < n; ++i) change.push_back((later.Y(i, c) - earlier.Y(i, c)) / 2);
  const numbers old = output_for(ctx, earlier, change, residual), young = output_for(ctx, later, change, residual);
  labelled_array out({earlier.sectors, earlier.Y.axes[1]});
  for (index_type c = 0; c < categories; ++c)
    for (index_type i = 0; i < n; ++i)
      out(i, c) = old[static_cast<std::size_t>(c * n + i)] + young[static_cast<std::size_t>(c * n + i)];
  return out;
}

std::vector<identity> check(const structural_decomposition& d, const flow_table& earlier, const flow_table& later) {
  double sum = 0, categories = 0, products = 0, scale = 0;
  for (const double x : earlier.x.values) scale = std::max(scale, x);
  for (const double x : later.x.values) scale = std::max(scale, x);
  const labelled_array& output = d.accounts.front().effects;
  for (const account_change& a : d.accounts) {
    double largest = 0, off = 0;
    for (index_type i = 0; i < a.effects.axes[0].size(); ++i) {
      off = std::max(off,
                     std::abs(a.effects(i, 0) + a.effects(i, 1) + a.effects(i, 2) + a.effects(i, 3) - a.effects(i, 5)));
      largest = std::max({largest, std::abs(a.effects(i, 5)), std::abs(a.effects(i, 4)), std::abs(a.effects(i, 1))});
    }
    if (largest > 0) sum = std::max(sum, off / largest);
  }
  for (index_type i = 0; i < earlier.sectors.size(); ++i) {
    categories = std::max(categories, std::abs(row_sum(d.by_category, i) - output(i, 4)));
    products = std::max(products, std::abs(output(i, 5) - (later.x(i) - earlier.x(i))));
  }
  if (!(scale > 0)) scale = 1;
  return {{"effects add up to the change (of the largest)", sum, 1e-9},
          {"categories add up to the effect of final demand (of the largest output)", categories / scale, 1e-9},
          {"the change is that of the tables' outputs (of the largest output)", products / scale, 1e-9}};
}

}  // namespace

flow_table in_order_of(const flow_table& earlier, const flow_table& later) {
  if (earlier.unit != later.unit)
    throw data_error(fmt::format("the earlier table is in '{}', the later one in '{}'; mend: bring both to one unit",
                                 earlier.unit, later.unit));
  if (earlier.flows != later.flows)
    throw data_error(
        fmt::format("the earlier table has {}, the later one {}; mend: the same treatment of imports in both",
                    earlier.flows, later.flows));
  const std::vector<index_type> at = join(earlier.sectors, later.sectors, "sectors"),
                                columns = join(earlier.Y.axes[1], later.Y.axes[1], "categories of final demand");
  flow_table out = later;
  const index_type n = earlier.sectors.size();
  out.sectors = earlier.sectors;
  out.names = earlier.names;
  out.x = {{out.sectors}, picked(later.x.values, at)};
  out.Z = labelled_array({out.sectors, out.sectors});
  out.Y = labelled_array({out.sectors, earlier.Y.axes[1]});
  out.V = labelled_array({later.V.axes[0], out.sectors});
  for (index_type i = 0; i < n; ++i) {
    for (index_type j = 0; j < n; ++j) out.Z(i, j) = later.Z(at[i], at[j]);
    for (index_type c = 0; c < out.Y.axes[1].size(); ++c) out.Y(i, c) = later.Y(at[i], columns[c]);
    for (index_type k = 0; k < out.V.axes[0].size(); ++k) out.V(k, i) = later.V(k, at[i]);
  }
  for (account& a : out.accounts) a.values = picked(a.values, at);
  return out;
}

template <space S>
structural_decomposition decompose_change(context<S>& ctx, const flow_table& earlier, const flow_table& unordered) {
  const flow_table later = in_order_of(earlier, unordered);
  const auto n = static_cast<std::ptrdiff_t>(earlier.sectors.size());
  const numbers f0 = demand_of(earlier), f1 = demand_of(later);
  outputs o{{}, {}, {}, {}, 0, 0};
  for (const double f : f0) o.t0 += f;
  for (const double f : f1) o.t1 += f;
  if (o.t0 == 0 || o.t1 == 0)
    throw data_error(
        fmt::format("final demand of the {} table sums to 0: it has no composition", o.t0 == 0 ? "earlier" : "later"));
  numbers both(f0);
  both.insert(both.end(), f1.begin(), f1.end());
  structural_decomposition out;
  const numbers old = output_for(ctx, earlier, both, out.residual), young = output_for(ctx, later, both, out.residual);
  o.x0.assign(old.begin(), old.begin() + n), o.old_technology.assign(old.begin() + n, old.end());
  o.new_technology.assign(young.begin(), young.begin() + n), o.x1.assign(young.begin() + n, young.end());

  const numbers ones(static_cast<std::size_t>(n), 1.0);
  out.accounts.push_back(effects_of("output", earlier.unit, earlier.sectors, ones, ones, o));
  for (const account& a : earlier.accounts) {
    const auto same = std::find_if(later.accounts.begin(), later.accounts.end(),
                                   [&](const account& b) { return b.code == a.code && b.unit == a.unit; });
    if (same == later.accounts.end())
      out.left_out.push_back(a.code);
    else
      out.accounts.push_back(
          effects_of(a.code, a.unit, earlier.sectors, per_output(a, earlier), per_output(*same, later), o));
  }
  for (const account& b : later.accounts)
    if (std::none_of(earlier.accounts.begin(), earlier.accounts.end(),
                     [&](const account& a) { return b.code == a.code && b.unit == a.unit; }))
      out.left_out.push_back(b.code);
  out.by_category = by_category(ctx, earlier, later, out.residual);
  out.checks = check(out, earlier, later);
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template structural_decomposition decompose_change(context<S>&, const flow_table&, const flow_table&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
