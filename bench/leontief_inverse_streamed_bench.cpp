// The Leontief inverse of a table in host memory against the one whose A and L lie on the device, in one run: what the
// copies cost. Up to the largest sizes, whose residual is taken from a probe. A wrong result fails.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_inverse_streamed.hpp"

namespace agglo {
namespace {

using namespace bench;

// A productive table without a generator's cost: a_ij = a_j h(i + j), with h > 0 of mean 1 over a period of 1009.
struct economy {
  explicit economy(index_type sectors)
      : n(sectors), A(static_cast<std::size_t>(n * n)), v(static_cast<std::size_t>(n)) {
    std::vector<double> h(1009);
    for (std::size_t k = 0; k < h.size(); ++k) h[k] = 1 + .9 * std::sin(.37 * static_cast<double>(k * k % 1009));
#pragma omp parallel for schedule(static)
    for (index_type j = 0; j < n; ++j) {
      double sum = 0;
      for (index_type i = 0; i < n; ++i) sum += h[(i + j) % 1009];
      v[j] = .4 + .2 * static_cast<double>(j % 7) / 7;
      for (index_type i = 0; i < n; ++i) A[i * n + j] = h[(i + j) % 1009] * (1 - v[j]) / sum;
    }
  }
  index_type n;
  std::vector<double> A, v;
};

// Largest |L w - A L w - w| for w = 1.
double residual(const economy& e, const std::vector<double>& L) {
  std::vector<double> x(e.v.size());
  double worst = 0;
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < e.n; ++i)
    for (index_type j = 0; j < e.n; ++j) x[i] += L[i * e.n + j];
#pragma omp parallel for schedule(static) reduction(max : worst)
  for (index_type i = 0; i < e.n; ++i) {
    double sum = x[i] - 1;
    for (index_type j = 0; j < e.n; ++j) sum -= e.A[i * e.n + j] * x[j];
    worst = std::max(worst, std::abs(sum));
  }
  return worst;
}

template <space S>
void streamed(benchmark::State& state) {
  const index_type n = state.range(0);
  const auto device_bytes = static_cast<std::size_t>(state.range(1)) << 20;
  context<S> ctx;
  const economy e(n);
  std::vector<double> L(e.A.size()), times;
  const auto invert = [&] {
    leontief_inverse_streamed(ctx, {e.A.data(), n, n}, {e.v.data(), n}, matrix_view<double, cpu>{L.data(), n, n},
                              device_bytes);
  };
  invert();  // first touch, library start
  for (auto _ : state) {
    times.push_back(seconds(ctx, invert));
    state.SetIterationTime(times.back());
    if (!(residual(e, L) <= 1e-10)) return state.SkipWithError("(I - A) L is not I");
  }
  const double ours = median(times), flops = 2 * std::pow(static_cast<double>(n), 3);
  state.counters["streamed_s"] = ours;
  state.counters["GFLOP/s"] = flops / ours * 1e-9;
  if (n > 20000) return;  // both matrices on the device
  matrix<double, S> A(ctx, n, n, e.A), inverse(ctx, n, n);
  const vector<double, S> v(ctx, e.v);
  const auto on_device = [&] { leontief_inverse(ctx, A.view(), v.view(), inverse.view()); };
  on_device();
  const double there = std::min(seconds(ctx, on_device), seconds(ctx, on_device));
  state.counters["on_device_s"] = there;
  state.counters["streamed_over_on_device"] = ours / there;
}

// In one block, and through a sixteenth of what that needs.
template <space S>
void add() {
  if constexpr (std::same_as<S, gpu>) {
    for (const long n : {10000, 20000, 40000})
      for (const long share : {1, 16})
        benchmark::RegisterBenchmark("leontief_inverse_streamed/gpu", streamed<S>)
            ->Args({n, (n * n * 12 / share >> 20) + 1})
            ->Iterations(n > 20000 ? 1 : 3)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond);
  }
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo
