#include "kernels/balance/gras.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "kernels/balance/gras_rules.hpp"
#include "kernels/balance/ras_rules.hpp"

namespace agglo {
namespace {

using namespace detail;

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", x);
  return text;
}

class cpu_steps {
 public:
  cpu_steps(matrix_view<const double, cpu> prior, std::vector<double> u, vector_view<const double, cpu> v)
      : prior_(prior), u_(std::move(u)), v_(v), r_(u_.size(), 1), next_(u_.size()), residual_(u_.size()),
        s_(static_cast<std::size_t>(v.size), 1) {}

  double rows() {
#pragma omp parallel for schedule(static) if (large())
    for (index_type i = 0; i < prior_.rows; ++i) {
      double p = 0, n = 0;
      for (index_type j = 0; j < prior_.cols; ++j) gras_add(prior_(i, j), s_[j], p, n);
      residual_[i] = std::abs(gras_sum(r_[i], p, n) - u_[i]);
      next_[i] = gras_factor(u_[i], p, n);
    }
    return gras_worst(residual_);
  }
  void accept() { std::swap(r_, next_); }
  // Threads share out strips of columns; within one rows are read in order, so the sums are the same for any team.
  void columns() {
    constexpr index_type strip = 128;
#pragma omp parallel for schedule(static) if (large())
    for (index_type first = 0; first < prior_.cols; first += strip) {
      const index_type last = std::min(first + strip, prior_.cols);
      double p[strip] = {}, n[strip] = {};
      for (index_type i = 0; i < prior_.rows; ++i)
        for (index_type j = first; j < last; ++j) gras_add(prior_(i, j), r_[i], p[j - first], n[j - first]);
      for (index_type j = first; j < last; ++j) s_[j] = gras_factor(v_[j], p[j - first], n[j - first]);
    }
  }
  void write(matrix_view<double, cpu> X) const {
#pragma omp parallel for schedule(static) if (large())
    for (index_type i = 0; i < X.rows; ++i)
      for (index_type j = 0; j < X.cols; ++j) X(i, j) = gras_entry(prior_(i, j), r_[i], s_[j]);
  }

 private:
  [[nodiscard]] bool large() const { return prior_.rows * prior_.cols > 65536; }

  matrix_view<const double, cpu> prior_;
  std::vector<double> u_;
  vector_view<const double, cpu> v_;
  std::vector<double> r_, next_, residual_, s_;
};

}  // namespace

std::vector<double> detail::judge_gras(std::span<const int> in_rows, std::span<const int> in_columns,
                                       std::vector<double> u, std::span<const double> v) {
  const auto first = [](std::size_t size, auto bad) {
    for (std::size_t i = 0; i < size; ++i)
      if (bad(i)) return static_cast<std::ptrdiff_t>(i);
    return std::ptrdiff_t{-1};
  };
  const auto refuse = [](const std::string& what, std::ptrdiff_t row, std::ptrdiff_t column) {
    const std::string where = row >= 0 && column >= 0
                                  ? "row " + std::to_string(row) + ", column " + std::to_string(column)
                              : row >= 0 ? "row " + std::to_string(row)
                                         : "column " + std::to_string(column);
    throw data_error("gras: " + where + ": " + what, {row, column});
  };
  const auto nonsense = [&](std::span<const int> in) {
    return first(in.size(), [&](std::size_t i) { return (in[i] & has_nonsense) != 0; });
  };
  if (const auto row = nonsense(in_rows); row >= 0)
    refuse("the first row and column with an entry that is not finite", row, nonsense(in_columns));
  if (const auto i = first(u.size(), [&](std::size_t k) { return !std::isfinite(u[k]); }); i >= 0)
    refuse("the margin is not finite", i, -1);
  if (const auto j = first(v.size(), [&](std::size_t k) { return !std::isfinite(v[k]); }); j >= 0)
    refuse("the margin is not finite", -1, j);
  double sum_u = 0, sum_v = 0, size_u = 0, size_v = 0;
  for (const double x : u) sum_u += x, size_u += std::abs(x);
  for (const double x : v) sum_v += x, size_v += std::abs(x);
  if (!(std::abs(sum_u - sum_v) <= 1e-9 * std::max(size_u, size_v)))
    throw data_error("gras: the row margins sum to " + number(sum_u) + ", the column margins to " + number(sum_v));
  const auto stranded = [](double margin, int in) {
    return (margin > 0 && !(in & has_positive)) || (margin < 0 && !(in & has_negative));
  };
  const char* const out_of_reach = "the margin is out of reach: the prior has no entry of its sign there";
  if (const auto i = first(u.size(), [&](std::size_t k) { return stranded(u[k], in_rows[k]); }); i >= 0)
    refuse(out_of_reach, i, -1);
  if (const auto j = first(v.size(), [&](std::size_t k) { return stranded(v[k], in_columns[k]); }); j >= 0)
    refuse(out_of_reach, -1, j);
  if (size_u > 0)
    for (double& x : u) x += std::abs(x) * ((sum_v - sum_u) / size_u);
  return u;
}
double detail::gras_scale(std::span<const double> u, std::span<const double> v) {
  double size_u = 0, size_v = 0;
  for (const double x : u) size_u += std::abs(x);
  for (const double x : v) size_v += std::abs(x);
  return std::max(size_u, size_v);
}
double detail::gras_worst(std::span<const double> residual) {
  double all = 0;
  for (const double x : residual) all = worse(all, x);
  return all;
}
void detail::gras_failed(ras_outcome outcome, ras_options options) {
  throw numeric_error("gras: not balanced after " + std::to_string(outcome.sweeps) + " sweeps: row residual " +
                      number(outcome.row_residual) + " of the margins' size, tolerance " + number(options.tolerance) +
                      "; most likely the signs and zeros of the prior allow no table of these margins");
}

ras_outcome gras(context<cpu>&, matrix_view<const double, cpu> prior, vector_view<const double, cpu> u,
                 vector_view<const double, cpu> v, matrix_view<double, cpu> X, ras_options options) {
  check_gras_arguments(prior, u, v, X, options);
  std::vector<int> in_rows(static_cast<std::size_t>(prior.rows)), in_columns(static_cast<std::size_t>(prior.cols));
  for (index_type i = 0; i < prior.rows; ++i)
    for (index_type j = 0; j < prior.cols; ++j) {
      const int look = gras_look(prior(i, j));
      in_rows[static_cast<std::size_t>(i)] |= look;
      in_columns[static_cast<std::size_t>(j)] |= look;
    }
  const std::span<const double> columns(v.data, static_cast<std::size_t>(v.size));
  std::vector<double> rows = judge_gras(in_rows, in_columns, std::vector<double>(u.data, u.data + u.size), columns);
  const double scale = gras_scale(rows, columns);
  cpu_steps steps(prior, std::move(rows), v);
  const ras_outcome outcome = gras_sweeps(steps, scale, options);
  steps.write(X);
  return outcome;
}

}  // namespace agglo
