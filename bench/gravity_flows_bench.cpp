// Flows of 4000 places on 4000 by gravity, rows made to add up: a pass for the sums and one for the flows, 24 bytes an
// entry. The rival writes the formula as it reads, unconstrained flows first, their sums, then every row over its sum,
// 40 bytes an entry, with the same threads and vectors. The floor is a copy of the same memory (16 bytes an entry) in
// the same round, times 1.5.
#include <benchmark/benchmark.h>

#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/places/gravity_flows.hpp"

namespace agglo {
namespace {

using namespace bench;

AGGLO_EVERY_MACHINE void product(const double* K, const double* D, double O, index_type n, double* T) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) T[j] = O * K[j] * D[j];
}
AGGLO_EVERY_MACHINE void scale_row(double* T, double by, index_type n) {
#pragma omp simd
  for (index_type j = 0; j < n; ++j) T[j] *= by;
}

template <space S>
void production(benchmark::State& state) {
  const index_type n = state.range(0);
  context<S> ctx;
  context<cpu> host;
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> u(.01, 1);
  const auto values = [&](index_type count) {
    std::vector<double> v(static_cast<std::size_t>(count));
    for (double& x : v) x = u(engine);
    return v;
  };
  const std::vector<double> k = values(n * n), o = values(n), d = values(n);
  const matrix<double, S> K(ctx, n, n, k);
  const vector<double, S> O(ctx, o), D(ctx, d);
  matrix<double, S> T(ctx, n, n);
  std::vector<double> want(k.size()), ours, theirs, copying;
  for (auto _ : state) {
    ours.push_back(seconds(
        ctx, [&] { gravity_flows(ctx, gravity_constraint::production, K.view(), O.view(), D.view(), T.view()); }));
    state.SetIterationTime(ours.back());
    theirs.push_back(seconds(host, [&] {
#pragma omp parallel for schedule(static)
      for (index_type i = 0; i < n; ++i) product(&k[i * n], d.data(), o[i], n, &want[i * n]);
#pragma omp parallel for schedule(static)
      for (index_type i = 0; i < n; ++i) scale_row(&want[i * n], o[i] / sum_of(&want[i * n], n), n);
    }));
    if (!(difference(T.to_host(), want) <= 1e-13)) return state.SkipWithError("differs from the formula");
    copying.push_back(seconds(ctx, [&] { copy<double>(ctx, K.view(), T.view()); }));
  }
  state.counters["ours_ms"] = 1e3 * median(ours);
  state.counters["plain_over_ours"] = median(theirs) / median(ours);
  state.counters["share_of_floor"] = 1.5 * median(copying) / median(ours);
}

const bool added = in_every_space([]<space S>() {
  benchmark::RegisterBenchmark((std::string("gravity_flows/production/") + S::name).c_str(), production<S>)
      ->Arg(4000)
      ->Iterations(7)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
});

}  // namespace
}  // namespace agglo
