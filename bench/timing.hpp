#pragma once
// What the benchmarks share: seconds of work on a context, medians, how far results are apart, a plain reading of a
// matrix as yardstick, and the spaces to register for.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <utility>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/multipliers.hpp"

// The build targets plain x86-64; rivals and yardsticks get the vectors of the machine, as the kernels do.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AGGLO_EVERY_MACHINE [[gnu::target_clones("default", "arch=haswell", "arch=skylake-avx512")]]
#else
#define AGGLO_EVERY_MACHINE
#endif

namespace agglo::bench {

/// Seconds of `work`, which ends when the context is idle again.
template <space S, class F>
double seconds(context<S>& ctx, F&& work) {
  ctx.synchronize();
  const auto start = std::chrono::steady_clock::now();
  work();
  ctx.synchronize();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> t) {
  std::nth_element(t.begin(), t.begin() + static_cast<index_type>(t.size() / 2), t.end());
  return t[t.size() / 2];
}
/// What other work on the machine disturbs least.
inline double fastest(const std::vector<double>& t) { return *std::min_element(t.begin(), t.end()); }

/// Best seconds by the clock, and of all threads together by the processors: the second stands on a busy machine too.
struct best_of {
  template <class Work>
  void time(Work work) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    work();
    clock = std::min(clock, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    processors = std::min(processors, static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
  }
  double clock = 1e300, processors = 1e300;
};

/// Largest difference relative to the largest wanted value; infinite where a NaN or a wrong length hides.
inline double difference(const std::vector<double>& got, const std::vector<double>& want) {
  double largest = 0, worst = 0;
  if (got.size() != want.size()) return HUGE_VAL;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i])) return HUGE_VAL;
    largest = std::max(largest, std::abs(want[i]));
    worst = std::max(worst, std::abs(got[i] - want[i]));
  }
  return largest > 0 ? worst / largest : worst;
}

AGGLO_EVERY_MACHINE [[maybe_unused]] static double sum_of(const double* a, index_type n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (index_type j = 0; j < n; ++j) sum += a[j];
  return sum;
}
/// Seconds of one plain reading of a matrix: on the cpu its sum, on a device its column sums.
template <space S>
double read_once(context<S>& ctx, const matrix<double, S>& M) {
  if constexpr (std::same_as<S, cpu>) {
    double sum = 0;
    const auto m = M.view();
    const double t = seconds(ctx, [&] {
#pragma omp parallel for schedule(static) reduction(+ : sum)
      for (index_type i = 0; i < m.rows; ++i) sum += sum_of(m.row(i).data, m.cols);
    });
    benchmark::DoNotOptimize(sum);
    return t;
  } else {
    vector<double, S> sums(ctx, M.cols());
    return seconds(ctx, [&] { multipliers(ctx, {}, M.view(), sums.view()); });
  }
}

/// Calls add.template operator()<S>() for every built space that works here. @returns true, for a static initialiser
template <class F>
bool in_every_space(F add) {
  const auto one = [&]<space S>() {
    if (context<S>::available()) add.template operator()<S>();
  };
  [&]<space... S>(space_list<S...>) { (one.template operator()<S>(), ...); }
  (built_spaces{});
  return true;
}

}  // namespace agglo::bench
