// group_sum of 10 million rows against the machine's read bandwidth, measured in the same run; on a GPU also against a
// sort of the same keys and values, which is group_sum's largest part. A wrong sum stops the benchmark with an error.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/table/group_sum.hpp"

namespace agglo {

void sort_by_cell(context<gpu>&, vector_view<int, gpu> cell, vector_view<double, gpu> value);  // group_sum_bench.cu

namespace {

using namespace bench;

constexpr index_type rows = 10'000'000;
constexpr double bytes = 12.0 * rows;  // a cell and a value

struct table {
  explicit table(index_type cells) : sum(static_cast<std::size_t>(cells)) {
    std::mt19937_64 engine(11);
    for (index_type i = 0; i < rows; ++i) {
      cell.push_back(static_cast<int>(engine() % static_cast<unsigned long long>(cells)));
      value.push_back(static_cast<double>(engine() >> 40) * 0x1p-24);
      sum[static_cast<std::size_t>(cell.back())] += value.back();
    }
  }
  std::vector<int> cell;
  std::vector<double> value, sum;
};

/// Reading the rows' bytes on all threads and doing next to nothing with them: the ceiling.
best_of& best_read() {
  static best_of best;
  return best;
}
/// Whether the sum is right: every word is 1.
bool read_once() {
  static const std::vector<double> words(static_cast<std::size_t>(bytes) / sizeof(double), 1.0);
  const double* const w = words.data();
  double total = 0;
  best_read().time([&] {
#pragma omp parallel for simd schedule(static) reduction(+ : total)
    for (std::size_t i = 0; i < words.size(); ++i) total += w[i];
  });
  return total == static_cast<double>(words.size());
}
void read_bandwidth(benchmark::State& state) {
  for (auto _ : state)
    if (!read_once()) return state.SkipWithError("wrong sum");
  state.counters["bytes/s"] = benchmark::Counter(bytes, benchmark::Counter::kIsIterationInvariantRate);
}

/// Sorting copies of the rows, which group_sum does too: its bound on a gpu.
template <std::same_as<gpu> S>
best_of best_sort(context<S>& ctx, const table& t) {
  best_of best;
  for (int k = 0; k < 10; ++k) {
    vector<int, S> cell(ctx, t.cell);
    vector<double, S> value(ctx, t.value);
    ctx.synchronize();
    best.time([&] {
      sort_by_cell(ctx, cell.view(), value.view());
      ctx.synchronize();
    });
  }
  return best;
}

template <space S>
void sum_rows(benchmark::State& state) {
  const table t(state.range(0));
  context<S> ctx;
  const vector<int, S> cell(ctx, t.cell);
  const vector<double, S> value(ctx, t.value);
  vector<double, S> sum(ctx, state.range(0));
  const auto run = [&] {
    group_sum(ctx, cell.view(), value.view(), sum.view());
    ctx.synchronize();
  };
  run();
  const std::vector<double> got = sum.to_host();
  for (std::size_t c = 0; c < got.size(); ++c)
    if (!(std::abs(got[c] - t.sum[c]) <= 1e-10 * t.sum[c])) {
      state.SkipWithError("wrong sums");
      return;
    }
  best_of best;
  for (auto _ : state) {
    if constexpr (std::same_as<S, cpu>) {  // side by side, so that both meet the same neighbours on the machine
      state.PauseTiming();
      read_once();
      state.ResumeTiming();
    }
    best.time(run);
  }
  state.counters["bytes/s"] = benchmark::Counter(bytes, benchmark::Counter::kIsIterationInvariantRate);
  if constexpr (std::same_as<S, cpu>) {
    state.counters["share_of_read"] = best_read().clock / best.clock;
    state.counters["share_of_read_by_processors"] = best_read().processors / best.processors;
  } else {
    state.counters["times_sort"] = best.clock / best_sort(ctx, t).clock;
  }
}

void with_cells(benchmark::internal::Benchmark* b) {
  b->Arg(12)->Arg(135)->Arg(4000)->Arg(100'000)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);
}
template <space... S>
bool register_all(space_list<S...>) {
  benchmark::RegisterBenchmark("read_bandwidth", read_bandwidth)
      ->MeasureProcessCPUTime()
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  const auto one = []<space T>() {
    if (context<T>::available())
      with_cells(benchmark::RegisterBenchmark((std::string("group_sum<") + T::name + '>').c_str(), sum_rows<T>));
  };
  (one.template operator()<S>(), ...);
  return true;
}
const bool registered = register_all(built_spaces{});

}  // namespace
}  // namespace agglo
