#pragma once
// How every kernel is measured in every space: moved there, run once and checked, then timed in rounds; what it must do
// at least (operations, bytes) stands beside the times, so that a report can set them against measured ceilings.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/kernels/energy.hpp"
#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"

namespace agglo::bench {

/// What one run does at least: each input read once, each output written once. Zero where it does not count.
struct work {
  double flops = 0, bytes = 0, pairs = 0;
  double tolerance = 1e-10;  ///< of the check below, and of gpu against cpu, relative to the largest value
};

/// Rounds of at least a hundredth of a second, so that neither the clock nor a single launch decides.
template <space S, class F>
std::vector<double> rounds(benchmark::State& state, context<S>& ctx, F&& run) {
  const int repeats = static_cast<int>(std::clamp(0.01 / std::max(seconds(ctx, run), 1e-7), 1.0, 1e4));
  std::vector<double> times;
  for (auto _ : state) {
    times.push_back(seconds(ctx,
                            [&] {
                              for (int k = 0; k < repeats; ++k) run();
                            }) /
                    repeats);
    state.SetIterationTime(times.back());
  }
  return times;
}

inline void count_times(benchmark::State& state, const std::vector<double>& times) {
  const double middle = median(times);
  std::vector<double> off;
  for (const double t : times) off.push_back(std::abs(t - middle));
  state.counters["median_s"] = middle;
  state.counters["mad_s"] = median(off);
  state.counters["min_s"] = *std::min_element(times.begin(), times.end());
  state.counters["max_s"] = *std::max_element(times.begin(), times.end());
}

/// Energy of one run on the device: runs for a second and more, since the driver's counter moves in steps.
template <space S, class F>
void count_energy(benchmark::State& state, context<S>& ctx, double one, F&& run) {
  if constexpr (std::same_as<S, gpu>) {
    const energy_meter meter;
    if (!meter.works()) return;
    const int runs = static_cast<int>(std::clamp(1.5 / std::max(one, 1e-6), 1.0, 1e6));
    ctx.synchronize();
    const double before = meter.joules();
    for (int k = 0; k < runs; ++k) run();
    ctx.synchronize();
    state.counters["joules"] = (meter.joules() - before) / runs;
  }
}

inline void refuse(benchmark::State& state, const char* what, double off) {
  char text[80];
  std::snprintf(text, sizeof text, "%s %.2e", what, off);
  state.SkipWithError(text);
}

/// One kernel in one space. No two files may name a Case alike: g++ 12 takes measure<Case> of both for one, unnamed
/// namespaces or not. Case<S> has
///   static input make(index_type n); static work of(index_type n); using input
///   Case(context<S>&, const input&)       moves the input
///   void run(context<S>&)                 the kernel; may be repeated
///   std::vector<double> result()          moves the result back
///   static double wrong(const input&, const std::vector<double>&)   how far an identity is missed, on the host
template <template <class> class Case, space S>
void measure(benchmark::State& state) {
  const index_type n = state.range(0);
  const auto input = Case<S>::make(n);
  const work floor = Case<S>::of(n);
  context<S> ctx;
  { const Case<S> first(ctx, input); }  // the pool grows here, not in what is timed
  double upload = 0, download = 0;
  ctx.synchronize();
  const auto start = std::chrono::steady_clock::now();
  Case<S> kernel(ctx, input);
  ctx.synchronize();
  upload = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  kernel.run(ctx);
  std::vector<double> got;
  download = seconds(ctx, [&] { got = kernel.result(); });
  const double off = Case<S>::wrong(input, got);
  if (!(off <= floor.tolerance)) return refuse(state, "wrong result, off by", off);
  if constexpr (std::same_as<S, gpu>) {
    context<cpu> host;
    Case<cpu> reference(host, input);
    reference.run(host);
    const double apart = difference(got, reference.result());
    if (!(apart <= floor.tolerance)) return refuse(state, "gpu and cpu differ by", apart);
    state.counters["gpu_against_cpu"] = apart;
    state.counters["upload_s"] = upload;
    state.counters["download_s"] = download;
  }
  state.counters["off"] = off;
  const auto times = rounds(state, ctx, [&] { kernel.run(ctx); });
  count_times(state, times);
  count_energy(state, ctx, median(times), [&] { kernel.run(ctx); });
  state.counters["flops"] = floor.flops;
  state.counters["bytes"] = floor.bytes;
  state.counters["pairs"] = floor.pairs;
  if (floor.flops > 0) state.counters["flop/s"] = floor.flops / median(times);
  if (floor.bytes > 0) state.counters["bytes/s"] = floor.bytes / median(times);
  if (floor.pairs > 0) state.counters["pairs/s"] = floor.pairs / median(times);
}

/// Every built space that works here: the small size everywhere, the large one, which fills a GPU, where a GPU is.
template <template <class> class Case>
bool add(const char* name, index_type small, index_type large) {
  const auto one = [&]<space S>() {
    if (!context<S>::available()) return;
    auto* b = benchmark::RegisterBenchmark((std::string(name) + '/' + S::name).c_str(), measure<Case, S>)
                  ->Iterations(9)
                  ->UseManualTime()
                  ->Unit(benchmark::kMillisecond)
                  ->Arg(small);
    if constexpr (built_spaces::has_gpu)
      if (context<gpu>::available()) b->Arg(large);
  };
  [&]<space... S>(space_list<S...>) { (one.template operator()<S>(), ...); }
  (built_spaces{});
  return true;
}

}  // namespace agglo::bench
