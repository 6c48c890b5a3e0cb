// Market access of 4000 places as a fixed point: a pass is one product with K, so its floor is one reading of K. The
// rival is the same iteration with plain loops in the same run, to as many passes. The result is checked by its own
// equation.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/places/market_access.hpp"

namespace agglo {
namespace {

using namespace bench;

AGGLO_EVERY_MACHINE double plain_row(const double* K, const double* q, index_type n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (index_type j = 0; j < n; ++j) sum += K[j] * q[j];
  return sum;
}
std::vector<double> plain_product(const std::vector<double>& K, const std::vector<double>& q) {
  const auto n = static_cast<index_type>(q.size());
  std::vector<double> out(q.size());
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < n; ++i) out[i] = plain_row(&K[i * n], q.data(), n);
  return out;
}

template <space S>
void fixed_point(benchmark::State& state) {
  const index_type n = state.range(0);
  context<S> ctx;
  context<cpu> host;
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> at(0, 1000), size(1, 100);
  std::vector<double> x, y, Y, k(static_cast<std::size_t>(n * n));
  for (index_type i = 0; i < n; ++i) x.push_back(at(engine)), y.push_back(at(engine)), Y.push_back(size(engine));
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) k[i * n + j] = 1 / (20 + std::hypot(x[i] - x[j], y[i] - y[j]));
  const matrix<double, S> K(ctx, n, n, k);
  const vector<double, S> held(ctx, Y);
  vector<double, S> MA(ctx, n);
  std::vector<double> ours, theirs, reading, plain;
  access_outcome outcome;
  for (auto _ : state) {
    ours.push_back(seconds(ctx, [&] { outcome = market_access_fixed_point(ctx, K.view(), held.view(), MA.view()); }));
    state.SetIterationTime(ours.back());
    theirs.push_back(seconds(host, [&] {
      plain = plain_product(k, Y);
      for (double& m : plain) m = std::sqrt(m);
      for (index_type pass = 1; pass < outcome.passes; ++pass) {
        std::vector<double> q = Y;
        for (index_type j = 0; j < n; ++j) q[j] /= plain[j];
        const std::vector<double> next = plain_product(k, q);
        for (index_type i = 0; i < n; ++i) plain[i] = std::sqrt(plain[i] * next[i]);
      }
    }));
    reading.push_back(read_once(ctx, K));
  }
  const std::vector<double> got = MA.to_host();
  std::vector<double> q = Y;
  for (index_type j = 0; j < n; ++j) q[j] /= got[j];
  if (!(difference(got, plain_product(k, q)) <= 1e-11)) return state.SkipWithError("is not the fixed point");
  if (!(difference(got, plain) <= 1e-10)) return state.SkipWithError("differs from plain loops");
  state.counters["passes"] = static_cast<double>(outcome.passes);
  state.counters["pass_ms"] = 1e3 * median(ours) / static_cast<double>(outcome.passes);
  state.counters["plain_over_ours"] = median(theirs) / median(ours);
  state.counters["share_of_reading"] = median(reading) * static_cast<double>(outcome.passes) / median(ours);
}

const bool added = in_every_space([]<space S>() {
  benchmark::RegisterBenchmark((std::string("market_access/fixed_point/") + S::name).c_str(), fixed_point<S>)
      ->Arg(4000)
      ->Iterations(5)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
});

}  // namespace
}  // namespace agglo
