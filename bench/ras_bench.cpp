// One large table balanced in fused sweeps against the plain form, which rewrites the table four times a sweep, and a
// batch of 27 small tables. Every round times ours, the rival with as many sweeps, and a plain reading of the same
// memory; the counters are medians over the rounds, so that whatever else the machine does falls on all three. A result
// that differs from the rival's fails the benchmark.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/balancing.hpp"
#include "kernels/balance/ras.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/multipliers.hpp"

namespace agglo {
namespace {

using namespace bench;

struct problem {
  std::vector<double> prior, u, v;
};
// Margins of one random table, for another whose entries fall with the distance from the diagonal, as trade does: such
// a table takes some twenty sweeps.
problem random_problem(index_type tables, index_type n) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> entry(.01, 1);
  problem p;
  p.prior.resize(static_cast<std::size_t>(tables * n * n));
  p.u.resize(static_cast<std::size_t>(tables * n));
  p.v.resize(static_cast<std::size_t>(tables * n));
  for (index_type i = 0; i < tables * n; ++i)
    for (index_type j = 0; j < n; ++j) {
      const double goal = entry(engine);
      p.u[i] += goal;
      p.v[i / n * n + j] += goal;
      const double distance = 6 * std::abs(static_cast<double>(i % n - j)) / static_cast<double>(n);
      p.prior[i * n + j] = entry(engine) / (1 + distance * distance);
    }
  return p;
}

AGGLO_EVERY_MACHINE void scale(double* a, index_type n, double by) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) a[j] *= by;
}
AGGLO_EVERY_MACHINE void add_to(const double* a, index_type n, double* sum) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) sum[j] += a[j];
}
AGGLO_EVERY_MACHINE void scale_each(double* a, index_type n, const double* by) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) a[j] *= by[j];
}

// The rival: row sums, rows, column sums, columns; the same threads and the same vectors as ours.
void four_sweeps(std::vector<double>& X, index_type n, const problem& p, index_type sweeps) {
  std::vector<double> factor(static_cast<std::size_t>(n));
  double* const x = X.data();
  for (index_type sweep = 0; sweep < sweeps; ++sweep) {
#pragma omp parallel for schedule(static)
    for (index_type i = 0; i < n; ++i) factor[i] = p.u[i] / sum_of(x + i * n, n);
#pragma omp parallel for schedule(static)
    for (index_type i = 0; i < n; ++i) scale(x + i * n, n, factor[i]);
    std::fill(factor.begin(), factor.end(), 0.0);
#pragma omp parallel
    {
      std::vector<double> own(static_cast<std::size_t>(n));
#pragma omp for schedule(static)
      for (index_type i = 0; i < n; ++i) add_to(x + i * n, n, own.data());
#pragma omp critical
      add_to(own.data(), n, factor.data());
    }
    for (index_type j = 0; j < n; ++j) factor[j] = p.v[j] / factor[j];
#pragma omp parallel for schedule(static)
    for (index_type i = 0; i < n; ++i) scale_each(x + i * n, n, factor.data());
  }
}

template <space S>
void large_table(benchmark::State& state) {
  const index_type n = state.range(0);
  context<S> ctx;
  const problem p = random_problem(1, n);
  matrix<double, S> prior(ctx, n, n, p.prior), X(ctx, n, n);
  vector<double, S> u(ctx, p.u), v(ctx, p.v);
  const auto sweeps_to = [&](double tolerance) {
    return ras(ctx, 1, prior.view(), u.view(), v.view(), X.view(), {.tolerance = tolerance})[0].sweeps;
  };
  time_sweeps(state, ctx, prior, X, sweeps_to,
              [&](std::vector<double>& table, index_type sweeps) { four_sweeps(table, n, p, sweeps); });
}

// The trade of 27 products among five regions.
template <space S>
void small_tables(benchmark::State& state) {
  const index_type tables = state.range(0), n = 5;
  context<S> ctx;
  context<cpu> host;
  const problem p = random_problem(tables, n);
  matrix<double, S> prior(ctx, tables * n, n, p.prior), X(ctx, tables * n, n);
  vector<double, S> u(ctx, p.u), v(ctx, p.v);
  matrix<double, cpu> host_prior(host, tables * n, n, p.prior), want(host, tables * n, n);
  vector<double, cpu> host_u(host, p.u), host_v(host, p.v);
  for (index_type t = 0; t < tables; ++t)  // one by one
    ras(host, 1, std::as_const(host_prior).view().block(t * n, 0, n, n), std::as_const(host_u).view().block(t * n, n),
        std::as_const(host_v).view().block(t * n, n), want.view().block(t * n, 0, n, n));
  for (auto _ : state) ras(ctx, tables, prior.view(), u.view(), v.view(), X.view());
  if (!(difference(X.to_host(), want.to_host()) <= 1e-9))
    return state.SkipWithError("differs from tables balanced one by one");
}

template <space S>
void add() {
  benchmark::RegisterBenchmark((std::string("ras/large/") + S::name).c_str(), large_table<S>)
      ->Arg(4000)
      ->Iterations(5)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark((std::string("ras/batch/") + S::name).c_str(), small_tables<S>)
      ->Arg(27)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo
