#include "host/analysis/spatial_effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/analysis/spatial_multiplier.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

std::vector<double> combined(double beta, const std::vector<double>& a, double theta, const std::vector<double>& b) {
  std::vector<double> out(a.size());
  for (std::size_t k = 0; k < a.size(); ++k) out[k] = beta * a[k] + theta * b[k];
  return out;
}

template <space S>
variable_effects effects_of(const spatial_variable& v, double rho, const multiplier& m, const weights_work<S>& work,
                            const spatial_rules& rules) {
  variable_effects e;
  e.variable = v;
  e.direct = combined(v.beta, m.own_M, v.theta, m.own_WM);
  e.total = combined(v.beta, m.sums_M, v.theta, m.sums_WM);
  const bool exact = work.facts().exact;
  e.all = {mean(e.direct), 0, mean(e.total), exact ? 0 : standard_error(e.direct)};
  e.all.indirect = e.all.total - e.all.direct;
  for (index_type q = 0; q <= rules.orders; ++q) {
    const auto power = static_cast<double>(q);
    const double c = v.beta * std::pow(rho, power) + (q == 0 ? 0 : v.theta * std::pow(rho, power - 1));
    const double direct = c * work.trace(q), total = c * work.sum(q);
    e.by_order.push_back({direct, total - direct, total, 0});
  }
  if (!rules.per_unit) e.total.clear();
  if (!rules.per_unit || !exact) e.direct.clear();
  return e;
}

void expect_inside(const spatial_model& m, const spatial_weights& W, const weights_facts& f) {
  if (std::abs(m.rho) * f.growth < 1) return;
  row_error e = m.rho_at;
  e.expected =
      fmt::format("|rho| below {:.6g}, one over the spectral radius of the weights {} as scaled", 1 / f.growth, W.name);
  e.mend = "give the rho that was estimated with these weights and this scaling (--normalise)";
  throw data_error(e.message());
}

bool serves(const spatial_weights& W, const spatial_model& m) {
  return (m.weights.empty() || m.weights == W.name) && (m.year.empty() || W.year.empty() || m.year == W.year);
}
std::vector<std::size_t> models_with(const spatial_weights& W, const std::vector<spatial_model>& models) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < models.size(); ++k)
    if (serves(W, models[k])) out.push_back(k);
  return out;
}

void expect_known_weights(const std::vector<spatial_weights>& all, const std::vector<spatial_model>& models) {
  std::vector<std::string> names, years;
  for (const spatial_weights& W : all) {
    if (std::find(names.begin(), names.end(), W.name) == names.end()) names.push_back(W.name);
    if (!W.year.empty()) years.push_back(W.year);
  }
  for (const spatial_model& m : models) {
    const auto refuse = [&](const std::string& found, const char* what, const std::vector<std::string>& known) {
      throw data_error(fmt::format("{}:{}: the row's {} '{}' are none of this run; {}", m.rho_at.file, m.rho_at.line,
                                   what, found, suggestion(found, known)));
    };
    if (!m.weights.empty() && std::find(names.begin(), names.end(), m.weights) == names.end())
      refuse(m.weights, "weights", names);
    if (!m.year.empty() && !years.empty() && std::find(years.begin(), years.end(), m.year) == years.end())
      refuse(m.year, "units of year", years);
    const bool served = std::any_of(all.begin(), all.end(), [&](const auto& W) { return serves(W, m); });
    if (!served)
      throw data_error(fmt::format("{}:{}: no weights '{}' of year {} in this run", m.rho_at.file, m.rho_at.line,
                                   m.weights, m.year));
  }
}

}  // namespace

template <space S>
spatial_results spatial_effects(context<S>& ctx, const std::vector<spatial_weights>& weights,
                                const std::vector<spatial_model>& models, const spatial_rules& rules,
                                const std::function<void(index_type done, index_type of)>& told) {
  expects<usage_error>(rules.probes >= 2, "a standard error needs two probes at least");
  expect_known_weights(weights, models);
  spatial_results results;
  index_type all = 0;
  for (const spatial_weights& W : weights) all += static_cast<index_type>(models_with(W, models).size());
  double worst_series = 0, worst_rows = 0;
  model_clock clock(all, told);
  for (std::size_t w = 0; w < weights.size(); ++w) {
    weights_work<S> work(ctx, weights[w], rules, clock);
    const weights_facts facts = work.facts();
    results.weights.push_back(facts);
    for (const std::size_t k : models_with(weights[w], models)) {
      const spatial_model& model = models[k];
      expect_inside(model, weights[w], facts);
      const multiplier m = work.of(model.rho);
      model_effects e{k, w, {}, m.solve, m.residual};
      for (const spatial_variable& v : model.variables) e.variables.push_back(effects_of(v, model.rho, m, work, rules));
      if (rules.scale == weight_scale::rows && facts.alone == 0)
        for (const double sum : m.sums_M) worst_rows = std::max(worst_rows, std::abs(sum * (1 - model.rho) - 1));
      worst_series = std::max(worst_series, m.residual);
      results.models.push_back(std::move(e));
      clock.end();
    }
  }
  results.checks.push_back(
      {"(I - rho W) times its dense inverse is I (0 without a dense inverse)", worst_series, 1e-9});
  results.checks.push_back(
      {"with row-normalised weights M 1 = 1 / (1 - rho) (0 with other weights, or units without neighbours)",
       worst_rows, 1e-10});
  return results;
}

#define AGGLO_SPATIAL_EFFECTS(S)                                                                       \
  template spatial_results spatial_effects<S>(context<S>&, const std::vector<spatial_weights>&,        \
                                              const std::vector<spatial_model>&, const spatial_rules&, \
                                              const std::function<void(index_type done, index_type of)>&);
AGGLO_FOR_EACH_SPACE(AGGLO_SPATIAL_EFFECTS)
#undef AGGLO_SPATIAL_EFFECTS

}  // namespace agglo
