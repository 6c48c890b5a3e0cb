#include "host/analysis/spatial_effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "host/analysis/scaled_lag.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/spatial/trace_probes.hpp"

namespace agglo {
namespace {

constexpr index_type block = 32;  // probes that go through the series together

double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return v.empty() ? 0 : sum / static_cast<double>(v.size());
}
/// Of the mean of independent draws.
double standard_error(const std::vector<double>& v) {
  const double m = mean(v), n = static_cast<double>(v.size());
  double squares = 0;
  for (const double x : v) squares += (x - m) * (x - m);
  return v.size() < 2 ? 0 : std::sqrt(squares / (n - 1) / n);
}

/// What one W gives a model of any beta and theta. M = (I - rho W)^-1; "own" are draws of a trace over n, exact ones a
/// single draw, or each unit's diagonal entry.
struct multiplier {
  std::vector<double> own_M, own_WM;    // draws (or diagonals) of tr M / n and tr W M / n
  std::vector<double> sums_M, sums_WM;  // M 1 and W M 1, a unit each
  spatial_solution solve{};
  double residual = 0;
};

/// How far the models are, told in thousandths of a model after every product.
class model_clock {
 public:
  model_clock(index_type models, const std::function<void(index_type, index_type)>& told)
      : of_(1000 * models), told_(told) {
    told_(0, of_);
  }
  /// The products that a model will take, about: terms of its series, for every block of right-hand sides.
  void begin(double rho, double growth, index_type blocks) {
    const double s = std::min(std::abs(rho) * growth, .999999);
    expected_ = (s > 0 ? std::log(1e-12 * (1 - s)) / std::log(s) : 1) * static_cast<double>(blocks) + 1;
    products_ = 0;
  }
  void alive(bool product_done) {
    products_ += product_done ? 1 : 0;
    told_(std::min(done_ + 1 + static_cast<index_type>(998 * std::min(1.0, static_cast<double>(products_) / expected_)),
                   of_),
          of_);
  }
  void end() { told_(done_ += 1000, of_); }

 private:
  index_type of_, done_ = 0, products_ = 0;
  double expected_ = 1000;
  const std::function<void(index_type, index_type)>& told_;
};

/// The work on one W.
template <space S>
class weights_work {
 public:
  weights_work(context<S>& ctx, const spatial_weights& W, const spatial_rules& rules, model_clock& clock)
      : ctx_(ctx), rules_(rules), clock_(clock),
        lag_(ctx, W, rules.scale, [&clock](bool product_done) { clock.alive(product_done); }), n_(lag_.size()),
        exact_(n_ <= rules.exact_up_to), dense_(ctx, exact_ ? n_ : 0, exact_ ? n_ : 0) {
    powers_.assign(static_cast<std::size_t>(std::max<index_type>(rules.orders, 2) + 1), {});
    add_up_powers();
    if (exact_) take_exact_powers();
    if (!exact_)
      for (index_type first = 0; first < rules.probes; first += block) sample_powers(first);
  }

  [[nodiscard]] weights_facts facts() const {
    weights_facts f = lag_.facts();
    f.exact = exact_;
    return f;
  }
  /// tr W^q / n and 1'W^q 1 / n.
  [[nodiscard]] double trace(index_type q) const {
    const auto k = static_cast<std::size_t>(q);
    if (!exact_ && k < lag_.known_traces().size()) return lag_.known_traces()[k] / static_cast<double>(n_);
    return mean(powers_[k]);
  }
  [[nodiscard]] double sum(index_type q) const { return power_sums_[static_cast<std::size_t>(q)]; }

  multiplier of(double rho) {
    clock_.begin(rho, lag_.facts().growth, exact_ ? 1 : 1 + (rules_.probes + block - 1) / block);
    multiplier m;
    const matrix<double, S> ones(ctx_, n_, 1, std::vector<double>(static_cast<std::size_t>(n_), 1.0));
    matrix<double, S> sums(ctx_, n_, 1), lagged(ctx_, n_, 1);
    m.solve = spatial_solve(ctx_, lag_.product(), rho, ones.view(), sums.view());
    lag_.product()(std::as_const(sums).view(), lagged.view());
    m.sums_M = sums.to_host(), m.sums_WM = lagged.to_host();
    if (exact_)
      invert(rho, m);
    else
      for (index_type first = 0; first < rules_.probes; first += block) sample(rho, first, m);
    return m;
  }

 private:
  using view = matrix_view<double, S>;
  /// The diagonal as a column: row-major, its stride is one more than a row's.
  std::vector<double> diagonal(matrix<double, S>& M) {
    matrix<double, S> column(ctx_, n_, 1);
    copy(ctx_, matrix_view<const double, S>(M.view().data, n_, 1, n_ + 1), column.view());
    return column.to_host();
  }
  matrix<double, S> identity() {
    std::vector<double> one(static_cast<std::size_t>(n_ * n_));
    for (index_type i = 0; i < n_; ++i) one[static_cast<std::size_t>(i * (n_ + 1))] = 1;
    return {ctx_, n_, n_, one};
  }

  void add_up_powers() {
    matrix<double, S> power(ctx_, n_, 1, std::vector<double>(static_cast<std::size_t>(n_), 1.0)), next(ctx_, n_, 1);
    power_sums_.push_back(1);
    for (std::size_t q = 1; q < powers_.size(); ++q) {
      lag_.product()(std::as_const(power).view(), next.view());
      std::swap(power, next);
      power_sums_.push_back(mean(power.to_host()));
    }
  }
  void take_exact_powers() {
    matrix<double, S> power = identity(), next(ctx_, n_, n_);
    powers_[0] = {1};
    for (std::size_t q = 1; q < powers_.size(); ++q) {
      lag_.product()(std::as_const(power).view(), next.view());
      std::swap(power, next);
      powers_[q] = {mean(diagonal(power))};
      if (q == 1) copy(ctx_, std::as_const(power).view(), dense_.view());
    }
  }
  void invert(double rho, multiplier& m) {
    matrix<double, S> system(ctx_, n_, n_), inverse(ctx_, n_, n_);
    copy(ctx_, std::as_const(dense_).view(), system.view());
    scale_rows(ctx_, -rho, {}, system.view());
    const matrix<double, S> ones(ctx_, n_, 1, std::vector<double>(static_cast<std::size_t>(n_), 1.0)),
        one(ctx_, 1, 1, std::vector<double>{1});
    if (n_ > 0) gemm(ctx_, 1, ones.view(), one.view(), 1, view(system.view().data, n_, 1, n_ + 1));  // + I
    lu_inverse(ctx_, system.view(), inverse.view());
    lag_.product()(std::as_const(inverse).view(), system.view());
    m.own_M = diagonal(inverse), m.own_WM = diagonal(system);
    const std::vector<double> M = inverse.to_host(), WM = system.to_host();
    for (std::size_t k = 0; k < M.size(); ++k) {
      const double unit = k % (static_cast<std::size_t>(n_) + 1) == 0 ? 1 : 0;
      m.residual = std::max(m.residual, std::abs(M[k] - rho * WM[k] - unit));
    }
  }

  [[nodiscard]] matrix<double, S> probes(index_type first) {
    matrix<double, S> Z(ctx_, n_, std::min(block, rules_.probes - first));
    random_signs(ctx_, rules_.seed, first, Z.view());
    return Z;
  }
  std::vector<double> draws(const matrix<double, S>& Z, const matrix<double, S>& Y) {
    vector<double, S> p(ctx_, Z.cols());
    column_products(ctx_, Z.view(), Y.view(), p.view());
    std::vector<double> out = p.to_host();
    for (double& x : out) x /= static_cast<double>(n_);
    return out;
  }
  void sample_powers(index_type first) {
    const matrix<double, S> Z = probes(first);
    matrix<double, S> power(ctx_, n_, Z.cols()), next(ctx_, n_, Z.cols());
    copy(ctx_, Z.view(), power.view());
    for (std::size_t q = 0; q < powers_.size(); ++q) {
      if (q > 0) {
        lag_.product()(std::as_const(power).view(), next.view());
        std::swap(power, next);
      }
      const std::vector<double> z = draws(Z, power);
      powers_[q].insert(powers_[q].end(), z.begin(), z.end());
    }
  }
  /// z'M z and z'W M z with the terms whose traces are known taken out and put back exactly: what is left to chance
  /// begins with the first power that is not known.
  void sample(double rho, index_type first, multiplier& m) {
    const matrix<double, S> Z = probes(first);
    matrix<double, S> X(ctx_, n_, Z.cols()), WX(ctx_, n_, Z.cols());
    const spatial_solution solve = spatial_solve(ctx_, lag_.product(), rho, Z.view(), X.view());
    lag_.product()(std::as_const(X).view(), WX.view());
    std::vector<double> M = draws(Z, X), WM = draws(Z, WX);
    for (std::size_t q = 0; q < lag_.known_traces().size(); ++q)
      for (std::size_t c = 0; c < M.size(); ++c) {
        const double off = powers_[q][static_cast<std::size_t>(first) + c] - trace(static_cast<index_type>(q));
        M[c] -= std::pow(rho, static_cast<double>(q)) * off;
        if (q > 0) WM[c] -= std::pow(rho, static_cast<double>(q) - 1) * off;
      }
    m.own_M.insert(m.own_M.end(), M.begin(), M.end());
    m.own_WM.insert(m.own_WM.end(), WM.begin(), WM.end());
    m.solve.sweeps = std::max(m.solve.sweeps, solve.sweeps);
    m.solve.residual = std::max(m.solve.residual, solve.residual);
    m.solve.error = std::max(m.solve.error, solve.error);
  }

  context<S>& ctx_;
  const spatial_rules& rules_;
  model_clock& clock_;
  scaled_lag<S> lag_;
  index_type n_;
  bool exact_;
  matrix<double, S> dense_;
  std::vector<std::vector<double>> powers_;  // draws of tr W^q / n
  std::vector<double> power_sums_;           // 1'W^q 1 / n
};

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
