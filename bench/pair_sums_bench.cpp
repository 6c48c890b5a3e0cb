// pair_sums against the same sums by whole-array steps, 500 firms at a time, as NumPy would take them: temporaries of
// 500 x N for every step, one thread for the elementwise functions, the BLAS's threads for the products. Same run,
// same result: fp64 must agree to 1e-12, fp32 and split16 to 1e-5, fp16 to 1e-3 of each sum, or the benchmark stops
// with an error. On a GPU a million firms too, of which some are checked in double precision by the definition.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/spillover/pair_sums.hpp"

namespace agglo {
namespace {

using namespace bench;

constexpr index_type firms = 10'000;
constexpr double pairs = static_cast<double>(firms) * (firms - 1);
constexpr distance_decay decay = distance_decay::exponential(50);

/// Largest error of a sum that a precision may have.
double limit_of(pair_precision p) {
  return p == pair_precision::fp64 ? 1e-12 : p == pair_precision::fp16 ? 1e-3 : 1e-5;
}

struct sample {
  explicit sample(index_type classes, index_type count = firms) : K(classes) {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> east(118, 123), north(27, 31.5), share(0, 1);
    for (index_type i = 0; i < count; ++i)
      lon.push_back(east(engine)), lat.push_back(north(engine)), stock.push_back(share(engine));
    for (index_type i = 0; i < count; ++i) {
      double length2 = 0;
      for (index_type k = 0; k < K; ++k) profile.push_back(share(engine)), length2 += profile.back() * profile.back();
      for (index_type k = 0; k < K; ++k) profile[i * K + k] /= std::sqrt(length2);
    }
  }
  index_type K;
  std::vector<double> lon, lat, stock, profile;
};

/// The rival: every step writes a chunk x N array.
struct whole_arrays {
  explicit whole_arrays(index_type classes) : f(classes) { run(); }
  void run() {
    best.time([&] {
      constexpr index_type chunk = 500;
      constexpr double radian = 0.017453292519943295;
      std::vector<double> a(chunk * firms), b(chunk * firms), w(chunk * firms), cosine(firms);
      const auto each = [](std::vector<double>& to, auto value) {
        for (index_type r = 0; r < chunk; ++r)
          for (index_type j = 0; j < firms; ++j) to[r * firms + j] = value(r, j);
      };
      for (index_type j = 0; j < firms; ++j) cosine[j] = std::cos(f.lat[j] * radian);
      std::vector<double> transposed;
      for (index_type k = 0; k < f.K; ++k)
        for (index_type j = 0; j < firms; ++j) transposed.push_back(f.profile[j * f.K + k]);
      for (index_type i = 0; i < firms; i += chunk) {
        each(a, [&](index_type r, index_type j) { return (f.lat[j] - f.lat[i + r]) * (radian / 2); });
        each(a, [&](index_type r, index_type j) { return std::sin(a[r * firms + j]); });
        each(a, [&](index_type r, index_type j) { return a[r * firms + j] * a[r * firms + j]; });
        each(b, [&](index_type r, index_type j) { return (f.lon[j] - f.lon[i + r]) * (radian / 2); });
        each(b, [&](index_type r, index_type j) { return std::sin(b[r * firms + j]); });
        each(b, [&](index_type r, index_type j) { return b[r * firms + j] * b[r * firms + j]; });
        each(b, [&](index_type r, index_type j) { return b[r * firms + j] * cosine[i + r] * cosine[j]; });
        each(a, [&](index_type r, index_type j) { return std::sqrt(a[r * firms + j] + b[r * firms + j]); });
        each(a, [&](index_type r, index_type j) { return 2 * earth_radius_km * std::asin(a[r * firms + j]); });
        each(w, [&](index_type r, index_type j) { return std::exp(-a[r * firms + j] / decay.length); });
        for (index_type r = 0; r < chunk; ++r) w[r * firms + i + r] = 0;
        context<cpu> ctx;
        if (f.K > 0) {
          gemm(ctx, 1, {f.profile.data() + i * f.K, chunk, f.K}, {transposed.data(), f.K, firms}, 0,
               {a.data(), chunk, firms});
          each(w, [&](index_type r, index_type j) { return w[r * firms + j] * a[r * firms + j]; });
        }
        gemm(ctx, 1, {w.data(), chunk, firms}, {f.stock.data(), firms, 1}, 0, {pool.data() + i, chunk, 1});
      }
    });
  }
  sample f;
  std::vector<double> pool = std::vector<double>(firms);
  best_of best;
};
whole_arrays& rival(index_type classes) {
  static std::map<index_type, whole_arrays> of;
  return of.try_emplace(classes, classes).first->second;
}

void by_whole_arrays(benchmark::State& state) {
  for (auto _ : state) rival(state.range(0)).run();
  state.counters["pairs/s"] = benchmark::Counter(pairs, benchmark::Counter::kIsIterationInvariantRate);
}

template <space S>
void engine(benchmark::State& state, pair_precision precision) {
  whole_arrays& other = rival(state.range(0));
  const sample& f = other.f;
  context<S> ctx;
  const vector<double, S> lon(ctx, f.lon), lat(ctx, f.lat);
  const matrix<double, S> stock(ctx, firms, 1, f.stock), profile(ctx, f.K > 0 ? firms : 0, f.K, f.profile);
  matrix<double, S> out(ctx, firms, 1);
  pair_factors<S> factors;
  factors.sites = {geometry::sphere, lon.view(), lat.view()};
  factors.decay = decay;
  factors.technology = {profile.view(), profile.view()};
  const auto run = [&] {
    pair_sums(ctx, factors, stock.view(), out.view(), {.precision = precision});
    ctx.synchronize();
  };
  run();
  const std::vector<double> got = out.to_host();
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i)
    worst = std::max(worst, std::abs(got[i] - other.pool[i]) / other.pool[i]);
  if (!(worst <= limit_of(precision))) {
    state.SkipWithError("differs from the whole-array form");
    return;
  }
  best_of best;
  for (auto _ : state) best.time(run);
  state.counters["pairs/s"] = benchmark::Counter(pairs, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["best_pairs/s"] = pairs / best.clock;
  state.counters["worst_error"] = worst;
  state.counters["times_whole_arrays"] = other.best.clock / best.clock;
  if constexpr (std::same_as<S, cpu>) {
    state.counters["pairs/s_by_processors"] = pairs / best.processors;  // of one core
    state.counters["times_whole_arrays_by_processors"] = other.best.processors / best.processors;
  }
}

/// N = 1 000 000, K = 128, one pass; 16 firms' sums checked by the definition.
template <space S>
void million(benchmark::State& state, pair_precision precision) {
  constexpr index_type many = 1'000'000;
  constexpr double all = static_cast<double>(many) * (many - 1);
  static const sample f(128, many);
  context<S> ctx;
  const vector<double, S> lon(ctx, f.lon), lat(ctx, f.lat);
  const matrix<double, S> stock(ctx, many, 1, f.stock), profile(ctx, many, f.K, f.profile);
  matrix<double, S> out(ctx, many, 1);
  pair_factors<S> factors;
  factors.sites = {geometry::sphere, lon.view(), lat.view()};
  factors.decay = decay;
  factors.technology = {profile.view(), profile.view()};
  best_of best;
  for (auto _ : state)
    best.time([&] {
      pair_sums(ctx, factors, stock.view(), out.view(), {.precision = precision});
      ctx.synchronize();
    });
  const std::vector<double> got = out.to_host();
  double worst = 0;
  for (index_type i = 0; i < many; i += many / 16) {
    double want = 0;
    for (index_type j = 0; j < many; ++j) {
      if (j == i) continue;
      double near = 0;
      for (index_type k = 0; k < f.K; ++k) near += f.profile[i * f.K + k] * f.profile[j * f.K + k];
      want += decay(great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j])) * near * f.stock[j];
    }
    worst = std::max(worst, std::abs(got[i] - want) / want);
  }
  if (!(worst <= std::max(limit_of(precision), 1e-11))) {
    state.SkipWithError("differs from the definition");
    return;
  }
  state.counters["best_pairs/s"] = all / best.clock;
  state.counters["worst_error"] = worst;
}

template <space... S>
bool register_all(space_list<S...>) {
  const auto usual = [](benchmark::internal::Benchmark* b) {
    b->Arg(0)->Arg(32)->Arg(128)->ArgName("classes")->MeasureProcessCPUTime()->UseRealTime()->Unit(
        benchmark::kMillisecond);
  };
  const auto technology = [](benchmark::internal::Benchmark* b) {
    b->Arg(32)->Arg(128)->ArgName("classes")->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);
  };
  usual(benchmark::RegisterBenchmark("whole_arrays", by_whole_arrays)->Iterations(1));
  const auto one = [&]<space T>() {
    if (!context<T>::available()) return;
    for (const auto& [name, precision] : {std::pair{"fp64", pair_precision::fp64}, {"fp32", pair_precision::fp32}})
      usual(benchmark::RegisterBenchmark((std::string("pair_sums<") + T::name + ">/" + name).c_str(), engine<T>,
                                         precision));
    for (const auto& [name, precision] :
         {std::pair{"fp16", pair_precision::fp16}, {"split16", pair_precision::split16}}) {
      technology(benchmark::RegisterBenchmark((std::string("pair_sums<") + T::name + ">/" + name).c_str(), engine<T>,
                                              precision));
      if constexpr (std::same_as<T, gpu>)
        benchmark::RegisterBenchmark((std::string("million_firms<gpu>/") + name).c_str(), million<T>, precision)
            ->Iterations(3)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    }
  };
  (one.template operator()<S>(), ...);
  return true;
}
const bool registered = register_all(built_spaces{});

}  // namespace
}  // namespace agglo
