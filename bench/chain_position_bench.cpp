// Upstreamness and downstreamness without an inverse. The result is checked by its own equation, 1 + B U = U, in a pass
// of plain loops. The yardstick is one plain reading of the same table: the share is that reading, times the passes
// taken, over the time taken.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/chain_position.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

using namespace bench;

struct flows {
  explicit flows(index_type sectors) : n(sectors), Z(static_cast<std::size_t>(n * n)), x(static_cast<std::size_t>(n)) {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> u(0, 1);
    std::vector<double> bought(x.size()), sold(x.size());
    for (double& z : Z) {
      const double draw = u(engine);
      z = draw * draw * draw * draw;
    }
    for (index_type k = 0; k < n * n; ++k) bought[k % n] += Z[k], sold[k / n] += Z[k];
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = std::max(bought[j], sold[j]) / (.4 + .3 * u(engine));
  }
  index_type n;
  std::vector<double> Z, x;
};

// Worst relative residual of 1 + B U = U, or of 1 + D A = D.
double residual(const flows& e, const std::vector<double>& position, bool up) {
  std::vector<double> product(position.size());
  for (index_type i = 0; i < e.n; ++i)
    for (index_type j = 0; j < e.n; ++j) product[up ? i : j] += e.Z[i * e.n + j] * position[up ? j : i];
  double worst = 0;
  for (std::size_t k = 0; k < position.size(); ++k) {
    const double off = std::abs(1 + product[k] / e.x[k] - position[k]) / position[k];
    if (!(off <= worst)) worst = std::isnan(off) ? HUGE_VAL : off;
  }
  return worst;
}

template <space S, bool Up>
void position(benchmark::State& state) {
  const flows e(state.range(0));
  context<S> ctx;
  matrix<double, S> Z(ctx, e.n, e.n, e.Z);
  vector<double, S> x(ctx, e.x), result(ctx, e.n), sums(ctx, e.n);
  solve_result how{};
  double ours = HUGE_VAL, reading = HUGE_VAL;
  for (auto _ : state) {
    const double took = seconds(ctx, [&] {
      how = Up ? upstreamness(ctx, Z.view(), x.view(), result.view())
               : downstreamness(ctx, Z.view(), x.view(), result.view());
    });
    state.SetIterationTime(took);
    ours = std::min(ours, took);
    reading = std::min(reading, seconds(ctx, [&] { row_products(ctx, Z.view(), {}, sums.view()); }));
  }
  if (!(residual(e, result.to_host(), Up) <= 1e-11)) return state.SkipWithError("does not solve its equation");
  const double passes = static_cast<double>(how.sweeps);
  state.counters["passes"] = passes;
  state.counters["error_bound"] = how.error;
  state.counters["GB/s"] = 8 * passes * static_cast<double>(e.n) * static_cast<double>(e.n) / ours * 1e-9;
  state.counters["share_of_reading"] = reading * passes / ours;
}

template <space S>
void add() {
  const std::string tail = std::string("/") + S::name;
  for (const int n : {1000, 4000, 10000}) {
    benchmark::RegisterBenchmark(("upstreamness" + tail).c_str(), position<S, true>)
        ->Arg(n)
        ->Iterations(3)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("downstreamness" + tail).c_str(), position<S, false>)
        ->Arg(n)
        ->Iterations(3)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo
