#pragma once
// For spatial_effects.cpp alone: what one W gives the models that it serves.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "host/analysis/scaled_lag.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/dense/lu_inverse.hpp"
#include "kernels/spatial/trace_probes.hpp"

namespace agglo {

inline constexpr index_type probe_block = 32;  // probes that go through the series together

inline double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return v.empty() ? 0 : sum / static_cast<double>(v.size());
}
/// Of the mean of independent draws.
inline double standard_error(const std::vector<double>& v) {
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
      for (index_type first = 0; first < rules.probes; first += probe_block) sample_powers(first);
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
    clock_.begin(rho, lag_.facts().growth, exact_ ? 1 : 1 + (rules_.probes + probe_block - 1) / probe_block);
    multiplier m;
    const matrix<double, S> ones(ctx_, n_, 1, std::vector<double>(static_cast<std::size_t>(n_), 1.0));
    matrix<double, S> sums(ctx_, n_, 1), lagged(ctx_, n_, 1);
    m.solve = spatial_solve(ctx_, lag_.product(), rho, ones.view(), sums.view());
    lag_.product()(std::as_const(sums).view(), lagged.view());
    m.sums_M = sums.to_host(), m.sums_WM = lagged.to_host();
    if (exact_)
      invert(rho, m);
    else
      for (index_type first = 0; first < rules_.probes; first += probe_block) sample(rho, first, m);
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
    matrix<double, S> Z(ctx_, n_, std::min(probe_block, rules_.probes - first));
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

}  // namespace agglo
