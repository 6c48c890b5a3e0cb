#include "kernels/balance/ras.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "kernels/balance/ras_rules.hpp"
#include "kernels/base/array.hpp"

namespace agglo {
namespace {

using namespace detail;

constexpr int together = 4;  // rows in one step: the scaling vectors are then read once for four

// The widest vectors of the machine at hand are chosen when the program starts. Neither function holds an OpenMP
// region: those are cloned without their target.
#if defined(__x86_64__)
#define AGGLO_EVERY_MACHINE __attribute__((target_clones("default", "arch=haswell", "arch=skylake-avx512")))
#else
#define AGGLO_EVERY_MACHINE
#endif

// x[k] = sum over j of a[k][j] s[j]
AGGLO_EVERY_MACHINE void weighted_row_sums(const double* const* a, const double* s, index_type cols, double* x) {
  const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
  double x0 = 0, x1 = 0, x2 = 0, x3 = 0;
#pragma omp simd reduction(+ : x0, x1, x2, x3)
  for (index_type j = 0; j < cols; ++j) {
    x0 += a0[j] * s[j];
    x1 += a1[j] * s[j];
    x2 += a2[j] * s[j];
    x3 += a3[j] * s[j];
  }
  x[0] = x0, x[1] = x1, x[2] = x2, x[3] = x3;
}
// c[j] += sum over k of r[k] a[k][j]
AGGLO_EVERY_MACHINE void add_scaled_rows(const double* const* a, const double* r, index_type cols, double* c) {
  const double *a0 = a[0], *a1 = a[1], *a2 = a[2], *a3 = a[3];
  const double r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3];
#pragma omp simd
  for (index_type j = 0; j < cols; ++j) c[j] += (r0 * a0[j] + r1 * a1[j]) + (r2 * a2[j] + r3 * a3[j]);
}

struct one_table {
  matrix_view<const double, cpu> prior;
  vector_view<const double, cpu> u, v;
  margin_sums sums;
  matrix_view<double, cpu> X;
  balance_factors<cpu> factors;
};

// One table at a time, its rows in chunks that depend on its shape alone; `parallel` shares the chunks out.
class balancer {
 public:
  balancer(const one_table& t, bool parallel)
      : t_(t), parallel_(parallel), rows_(t.prior.rows), cols_(t.prior.cols),
        chunk_rows_(std::max<index_type>(32, (rows_ + 255) / 256 * together)),
        chunks_((rows_ + chunk_rows_ - 1) / chunk_rows_), r_(rows_), next_(rows_), s_(cols_), partial_(chunks_ * cols_),
        residual_(chunks_), closing_(closing(t.sums.u, t.sums.v)) {
    for (index_type j = 0; j < cols_; ++j) s_[j] = t_.v[j] > 0 ? 1 : 0;
  }

  ras_state run(ras_options options) {
    ras_state state;
    index_type& sweeps = state.outcome.sweeps;
    for (;; ++sweeps) {
      const double worst = sweep();
      if (sweeps > 0) {  // before the first sweep there are no row factors to judge
        if (lost(worst)) break;
        state.outcome.row_residual = t_.sums.v > 0 ? worst / t_.sums.v : 0;
        state.converged = balanced(worst, options.tolerance, t_.sums.v);
        if (state.converged || sweeps == options.max_sweeps) break;
      }
      std::swap(r_, next_);
      column_step();
    }
    if (state.converged) write();
    return state;
  }

 private:
  // The prior is read once: next_ holds the factors of the row step, partial_ the column sums after it. Returns the
  // largest row residual of the factors as they were.
  double sweep() {
#pragma omp parallel for schedule(static) if (parallel_)
    for (index_type chunk = 0; chunk < chunks_; ++chunk) sweep_chunk(chunk);
    double worst = 0;
    for (const double residual : residual_) worst = worse(worst, residual);
    return worst;
  }
  void sweep_chunk(index_type chunk) {
    double* const c = partial_.data() + chunk * cols_;
    std::fill_n(c, cols_, 0.0);
    double worst = 0;
    const index_type last = std::min(rows_, (chunk + 1) * chunk_rows_);
    for (index_type i = chunk * chunk_rows_; i < last; i += together) {
      const index_type count = std::min<index_type>(together, last - i);
      const double* a[together];
      for (index_type k = 0; k < together; ++k) a[k] = t_.prior.row(i + std::min(k, count - 1)).data;
      double x[together], scale[together] = {};  // a missing row counts nothing: its factor stays zero
      weighted_row_sums(a, s_.data(), cols_, x);
      for (index_type k = 0; k < count; ++k) {
        const double u = t_.u[i + k] * closing_;
        worst = worse(worst, std::abs(r_[i + k] * x[k] - u));
        next_[i + k] = scale[k] = factor_to(u, x[k]);
      }
      add_scaled_rows(a, scale, cols_, c);
    }
    residual_[chunk] = worst;
  }
  void column_step() {
    constexpr index_type strip = 512;
#pragma omp parallel for schedule(static) if (parallel_)
    for (index_type first = 0; first < cols_; first += strip) {
      const index_type last = std::min(first + strip, cols_);
      double* const sum = partial_.data();
      for (index_type chunk = 1; chunk < chunks_; ++chunk)
        for (index_type j = first; j < last; ++j) sum[j] += partial_[chunk * cols_ + j];
      for (index_type j = first; j < last; ++j) s_[j] = factor_to(t_.v[j], sum[j]);
    }
  }
  void write() {
#pragma omp parallel for schedule(static) if (parallel_)
    for (index_type i = 0; i < rows_; ++i)
      for (index_type j = 0; j < cols_; ++j) t_.X(i, j) = r_[i] * t_.prior(i, j) * s_[j];
    for (index_type i = 0; i < t_.factors.r.size; ++i) t_.factors.r[i] = r_[i];
    for (index_type j = 0; j < t_.factors.s.size; ++j) t_.factors.s[j] = s_[j];
  }

  one_table t_;
  bool parallel_;
  index_type rows_, cols_, chunk_rows_, chunks_;
  std::vector<double> r_, next_, s_, partial_, residual_;
  double closing_;
};

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", x);
  return text;
}

}  // namespace

std::vector<ras_outcome> detail::ras_outcomes(const std::vector<ras_state>& states, ras_options options) {
  std::vector<ras_outcome> outcomes;
  for (const ras_state& s : states) {
    if (!s.converged)
      throw numeric_error("ras: table " + std::to_string(outcomes.size()) + " is not balanced after " +
                              std::to_string(s.outcome.sweeps) + " sweeps: row residual " +
                              number(s.outcome.row_residual) + " of its sum, tolerance " + number(options.tolerance) +
                              "; most likely the zeros of the prior allow no table of these margins",
                          {static_cast<std::ptrdiff_t>(outcomes.size())});
    outcomes.push_back(s.outcome);
  }
  return outcomes;
}

std::vector<ras_outcome> ras(context<cpu>& ctx, index_type tables, matrix_view<const double, cpu> prior,
                             vector_view<const double, cpu> u, vector_view<const double, cpu> v,
                             matrix_view<double, cpu> X, ras_options options, balance_factors<cpu> factors) {
  check_ras_arguments(tables, prior, X, options, factors);
  const std::vector<margin_sums> sums = margin_audit(ctx, tables, prior, u, v);
  if (tables == 0) return {};
  const index_type rows = prior.rows / tables, cols = prior.cols;
  std::vector<ras_state> states(static_cast<std::size_t>(tables));
  const bool large = rows * cols > 65536;              // worth all threads; smaller ones get a thread each
  const bool worth_a_team = prior.rows * cols > 4096;  // 27 tables of 5 x 5 take 1 ms, waking threads as much
#pragma omp parallel for schedule(dynamic) if (!large && worth_a_team)
  for (index_type t = 0; t < tables; ++t) {
    const one_table table{
        prior.block(t * rows, 0, rows, cols), u.block(t * rows, rows),          v.block(t * cols, cols),
        sums[static_cast<std::size_t>(t)],    X.block(t * rows, 0, rows, cols), factors_of(factors, t, rows, cols)};
    states[static_cast<std::size_t>(t)] = balancer(table, large).run(options);
  }
  return ras_outcomes(states, options);
}

}  // namespace agglo
