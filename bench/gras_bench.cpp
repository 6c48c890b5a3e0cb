// One large table with negative entries balanced in fused sweeps against the plain form of GRAS: the positive and the
// negative part of the prior as two tables, each read once for the rows and once for the columns, four readings a
// sweep. Every round times ours, the rival with as many sweeps, and a plain reading of the same memory; the counters
// are medians over the rounds, so that whatever else the machine does falls on all three. A result that differs from
// the rival's fails the benchmark.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/balancing.hpp"
#include "kernels/balance/gras.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/multipliers.hpp"

namespace agglo {
namespace {

using namespace bench;

struct problem {
  std::vector<double> prior, positive, negative, u, v;  // prior = positive - negative
};
// Margins of one random table, for another of the same signs whose entries fall with the distance from the diagonal. A
// tenth of the entries is negative.
problem random_problem(index_type n) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> entry(.01, 1);
  problem p;
  const auto size = static_cast<std::size_t>(n * n);
  p.prior.resize(size), p.positive.resize(size), p.negative.resize(size);
  p.u.resize(static_cast<std::size_t>(n)), p.v.resize(static_cast<std::size_t>(n));
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) {
      const double sign = (i + 3 * j) % 10 == 0 ? -.1 : 1, goal = sign * entry(engine);
      p.u[i] += goal;
      p.v[j] += goal;
      const double distance = 6 * std::abs(static_cast<double>(i - j)) / static_cast<double>(n);
      const double a = sign * entry(engine) / (1 + distance * distance);
      p.prior[i * n + j] = a;
      (a > 0 ? p.positive : p.negative)[i * n + j] = std::abs(a);
    }
  return p;
}

AGGLO_EVERY_MACHINE double product(const double* a, const double* x, index_type n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (index_type j = 0; j < n; ++j) sum += a[j] * x[j];
  return sum;
}
AGGLO_EVERY_MACHINE void add_scaled(const double* a, double by, index_type n, double* sum) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) sum[j] += by * a[j];
}

void times_rows(const std::vector<double>& M, const std::vector<double>& x, std::vector<double>& y) {
  const index_type n = static_cast<index_type>(x.size());
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < n; ++i) y[i] = product(M.data() + i * n, x.data(), n);
}
void times_columns(const std::vector<double>& M, const std::vector<double>& x, std::vector<double>& y) {
  const index_type n = static_cast<index_type>(x.size());
  std::fill(y.begin(), y.end(), 0.0);
#pragma omp parallel
  {
    std::vector<double> own(x.size());
#pragma omp for schedule(static)
    for (index_type i = 0; i < n; ++i) add_scaled(M.data() + i * n, x[i], n, own.data());
#pragma omp critical
    add_scaled(own.data(), 1, n, y.data());
  }
}
double factor(double margin, double p, double n) { return (margin + std::sqrt(margin * margin + 4 * p * n)) / (2 * p); }

// The rival: P s, N / s, P'r, N' / r; the same threads and the same vectors as ours.
void four_readings(std::vector<double>& X, index_type n, const problem& t, index_type sweeps) {
  const auto size = static_cast<std::size_t>(n);
  std::vector<double> r(size, 1), s(size, 1), inverse(size, 1), p(size), q(size);
  for (index_type sweep = 0; sweep < sweeps; ++sweep) {
    times_rows(t.positive, s, p);
    times_rows(t.negative, inverse, q);
    for (index_type i = 0; i < n; ++i) r[i] = factor(t.u[i], p[i], q[i]), inverse[i] = 1 / r[i];
    times_columns(t.positive, r, p);
    times_columns(t.negative, inverse, q);
    for (index_type j = 0; j < n; ++j) s[j] = factor(t.v[j], p[j], q[j]), inverse[j] = 1 / s[j];
  }
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j)
      X[i * n + j] = r[i] * t.positive[i * n + j] * s[j] - t.negative[i * n + j] / (r[i] * s[j]);
}

template <space S>
void large_table(benchmark::State& state) {
  const index_type n = state.range(0);
  context<S> ctx;
  const problem p = random_problem(n);
  matrix<double, S> prior(ctx, n, n, p.prior), X(ctx, n, n);
  vector<double, S> u(ctx, p.u), v(ctx, p.v);
  const auto sweeps_to = [&](double tolerance) {
    return gras(ctx, prior.view(), u.view(), v.view(), X.view(), {.tolerance = tolerance}).sweeps;
  };
  time_sweeps(state, ctx, prior, X, sweeps_to,
              [&](std::vector<double>& table, index_type sweeps) { four_readings(table, n, p, sweeps); });
}

template <space S>
void add() {
  benchmark::RegisterBenchmark((std::string("gras/large/") + S::name).c_str(), large_table<S>)
      ->Arg(4000)
      ->Iterations(5)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo
