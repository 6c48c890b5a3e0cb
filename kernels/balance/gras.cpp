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

constexpr int together = 4;  // rows in one step: the column factors are then read once for four

// The widest vectors of the machine at hand are chosen when the program starts. Neither function holds an OpenMP
// region: those are cloned without their target.
#if defined(__x86_64__)
#define AGGLO_EVERY_MACHINE __attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#else
#define AGGLO_EVERY_MACHINE
#endif

// p[k], n[k]: the sums of the positive and (turned positive) negative entries of row a[k], scaled by s
AGGLO_EVERY_MACHINE void signed_row_sums(const double* const* a, const double* s, const double* inverse,
                                         index_type cols, double* p, double* n) {
  const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
  double p0 = 0, p1 = 0, p2 = 0, p3 = 0, n0 = 0, n1 = 0, n2 = 0, n3 = 0;
#pragma omp simd reduction(+ : p0, p1, p2, p3, n0, n1, n2, n3)
  for (index_type j = 0; j < cols; ++j) {
    gras_add(a0[j], s[j], inverse[j], p0, n0);
    gras_add(a1[j], s[j], inverse[j], p1, n1);
    gras_add(a2[j], s[j], inverse[j], p2, n2);
    gras_add(a3[j], s[j], inverse[j], p3, n3);
  }
  p[0] = p0, p[1] = p1, p[2] = p2, p[3] = p3;
  n[0] = n0, n[1] = n1, n[2] = n2, n[3] = n3;
}
// Adds the four rows, scaled by r, to the columns' sums p and n.
AGGLO_EVERY_MACHINE void add_signed_rows(const double* const* a, const double* r, const double* inverse,
                                         index_type cols, double* p, double* n) {
  const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
  const double r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3];
  const double i0 = inverse[0], i1 = inverse[1], i2 = inverse[2], i3 = inverse[3];
#pragma omp simd
  for (index_type j = 0; j < cols; ++j) {
    double up = 0, down = 0;
    gras_add(a0[j], r0, i0, up, down);
    gras_add(a1[j], r1, i1, up, down);
    gras_add(a2[j], r2, i2, up, down);
    gras_add(a3[j], r3, i3, up, down);
    p[j] += up;
    n[j] += down;
  }
}

class cpu_steps {
 public:
  cpu_steps(matrix_view<const double, cpu> prior, std::vector<double> u, vector_view<const double, cpu> v)
      : prior_(prior), u_(std::move(u)), v_(v), rows_(prior.rows), cols_(prior.cols),
        chunk_rows_(std::max<index_type>(32, (rows_ + 255) / 256 * together)),
        chunks_((rows_ + chunk_rows_ - 1) / chunk_rows_), r_(u_.size(), 1), next_(u_.size()), residual_(u_.size()),
        s_(static_cast<std::size_t>(cols_), 1), inverse_(s_), positive_(static_cast<std::size_t>(chunks_ * cols_)),
        negative_(positive_.size()) {}

  const std::vector<double>& rows() {
#pragma omp parallel for schedule(static) if (large())
    for (index_type chunk = 0; chunk < chunks_; ++chunk) sweep_chunk(chunk);
    return residual_;
  }
  void accept() { std::swap(r_, next_); }
  // Chunks are added in their order, so the sums are the same for any team.
  void columns() {
    constexpr index_type strip = 512;
#pragma omp parallel for schedule(static) if (large())
    for (index_type first = 0; first < cols_; first += strip)
      for (index_type j = first; j < std::min(first + strip, cols_); ++j) {
        double p = 0, n = 0;
        for (index_type chunk = 0; chunk < chunks_; ++chunk)
          p += positive_[chunk * cols_ + j], n += negative_[chunk * cols_ + j];
        s_[j] = gras_factor(v_[j], p, n);
        inverse_[j] = 1 / s_[j];
      }
  }
  void write(matrix_view<double, cpu> X, balance_factors<cpu> factors) const {
#pragma omp parallel for schedule(static) if (large())
    for (index_type i = 0; i < X.rows; ++i)
      for (index_type j = 0; j < X.cols; ++j) X(i, j) = gras_entry(prior_(i, j), r_[i], s_[j]);
    for (index_type i = 0; i < factors.r.size; ++i) factors.r[i] = r_[i];
    for (index_type j = 0; j < factors.s.size; ++j) factors.s[j] = s_[j];
  }

 private:
  [[nodiscard]] bool large() const { return rows_ * cols_ > 65536; }
  void sweep_chunk(index_type chunk) {
    double *const p = positive_.data() + chunk * cols_, *const n = negative_.data() + chunk * cols_;
    std::fill_n(p, cols_, 0.0);
    std::fill_n(n, cols_, 0.0);
    const index_type last = std::min(rows_, (chunk + 1) * chunk_rows_);
    for (index_type i = chunk * chunk_rows_; i < last; i += together) {
      const index_type count = std::min<index_type>(together, last - i);
      const double* a[together];
      for (index_type k = 0; k < together; ++k) a[k] = prior_.row(i + std::min(k, count - 1)).data;
      double up[together], down[together], scale[together] = {},
                                           inverse[together] = {};  // a missing row counts nothing
      signed_row_sums(a, s_.data(), inverse_.data(), cols_, up, down);
      for (index_type k = 0; k < count; ++k) {
        residual_[i + k] = std::abs(gras_sum(r_[i + k], up[k], down[k]) - u_[i + k]);
        next_[i + k] = scale[k] = gras_factor(u_[i + k], up[k], down[k]);
        inverse[k] = 1 / scale[k];
      }
      add_signed_rows(a, scale, inverse, cols_, p, n);
    }
  }

  matrix_view<const double, cpu> prior_;
  std::vector<double> u_;
  vector_view<const double, cpu> v_;
  index_type rows_, cols_, chunk_rows_, chunks_;
  std::vector<double> r_, next_, residual_, s_, inverse_, positive_, negative_;
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
std::ptrdiff_t detail::gras_worst(std::span<const double> residual) {
  std::ptrdiff_t at = residual.empty() ? -1 : 0;
  for (std::size_t i = 0; i < residual.size(); ++i) {
    if (residual[i] != residual[i]) return static_cast<std::ptrdiff_t>(i);
    if (residual[i] > residual[static_cast<std::size_t>(at)]) at = static_cast<std::ptrdiff_t>(i);
  }
  return at;
}
void detail::gras_failed(ras_outcome outcome, ras_options options, std::ptrdiff_t worst_row) {
  throw numeric_error("gras: not balanced after " + std::to_string(outcome.sweeps) + " sweeps: row residual " +
                          number(outcome.row_residual) + " of the margins' size, tolerance " +
                          number(options.tolerance) + ", the largest in row " + std::to_string(worst_row) +
                          "; most likely the signs and zeros of the prior allow no table of these margins",
                      {worst_row});
}

ras_outcome gras(context<cpu>&, matrix_view<const double, cpu> prior, vector_view<const double, cpu> u,
                 vector_view<const double, cpu> v, matrix_view<double, cpu> X, ras_options options,
                 balance_factors<cpu> factors) {
  check_gras_arguments(prior, u, v, X, options, factors);
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
  steps.write(X, factors);
  return outcome;
}

}  // namespace agglo
