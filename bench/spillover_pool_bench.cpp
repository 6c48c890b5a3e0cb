// spillover_pool against a plain loop over the C library's haversine and exp, on the same threads in the same run.
// A result that is off by more than 1e-12 of the plain loop's is no result: the benchmark stops with an error.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/spillover_pool.hpp"

namespace agglo {
namespace {

using namespace bench;

constexpr exponential_decay decay{.length_km = 50};
constexpr index_type compared = 10'000;
constexpr double flops_per_pair = 89;  // as spillover_pool.hpp counts them

struct firms {
  explicit firms(index_type n) {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> east(118, 123), north(27, 31.5), money(0, 1);
    for (index_type i = 0; i < n; ++i)
      lon.push_back(east(engine)), lat.push_back(north(engine)), stock.push_back(money(engine));
  }
  std::vector<double> lon, lat, stock;
};

struct plain_loop {
  plain_loop() { run(); }
  void run() {
    best.time([&] {
#pragma omp parallel for schedule(static)
      for (std::size_t i = 0; i < pool.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < pool.size(); ++j)
          if (j != i) sum += decay(great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j])) * f.stock[j];
        pool[i] = sum;
      }
    });
  }
  firms f{compared};
  std::vector<double> pool = std::vector<double>(static_cast<std::size_t>(compared));
  best_of best;
};
plain_loop& plain() {
  static plain_loop loop;
  return loop;
}

double pairs(index_type n) { return static_cast<double>(n) * static_cast<double>(n - 1); }

void libm_loop(benchmark::State& state) {
  for (auto _ : state) plain().run();
  state.counters["pairs/s"] = benchmark::Counter(pairs(compared), benchmark::Counter::kIsIterationInvariantRate);
}

template <space S>
void pool(benchmark::State& state) {
  const index_type n = state.range(0);
  const firms f(n);
  context<S> ctx;
  const vector<double, S> lon(ctx, f.lon), lat(ctx, f.lat), stock(ctx, f.stock);
  vector<double, S> out(ctx, n);
  const auto run = [&] {
    spillover_pool(ctx, {lon.view(), lat.view(), stock.view()}, decay, out.view());
    ctx.synchronize();
  };
  run();
  const std::vector<double> got = out.to_host();
  if (n != compared) {  // the plain loop at a few firms alone
    for (index_type i = 0; i < n; i += n / 20) {
      double want = 0;
      for (index_type j = 0; j < n; ++j)
        if (j != i) want += decay(great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j])) * f.stock[j];
      if (!(std::abs(got[i] - want) <= 1e-12 * want)) {
        state.SkipWithError("differs from the plain loop by more than 1e-12");
        return;
      }
    }
  } else {
    for (std::size_t i = 0; i < got.size(); ++i)
      if (!(std::abs(got[i] - plain().pool[i]) <= 1e-12 * plain().pool[i])) {
        state.SkipWithError("differs from the plain loop by more than 1e-12");
        return;
      }
  }
  best_of best;
  for (auto _ : state) best.time(run);
  state.counters["pairs/s"] = benchmark::Counter(pairs(n), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["flop/s"] =
      benchmark::Counter(flops_per_pair * pairs(n), benchmark::Counter::kIsIterationInvariantRate);
  if (n != compared) return;
  state.counters["times_libm_loop"] = plain().best.clock / best.clock;
  if constexpr (std::same_as<S, cpu>)
    state.counters["times_libm_loop_by_processors"] = plain().best.processors / best.processors;
}

template <space... S>
bool register_all(space_list<S...>) {
  benchmark::RegisterBenchmark("libm_loop/10000", libm_loop)
      ->MeasureProcessCPUTime()
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(2);
  const auto one = []<space T>() {
    if (context<T>::available())
      benchmark::RegisterBenchmark((std::string("spillover_pool<") + T::name + '>').c_str(), pool<T>)
          ->Arg(compared)
          ->Arg(50'000)
          ->MeasureProcessCPUTime()
          ->UseRealTime()
          ->Unit(benchmark::kMillisecond);
  };
  (one.template operator()<S>(), ...);
  return true;
}
const bool registered = register_all(built_spaces{});

}  // namespace
}  // namespace agglo
