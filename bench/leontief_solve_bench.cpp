// A few right-hand sides without an inverse: output by final demand, and simple multipliers with the output multipliers
// beside them. Each result is checked by its own equation in a pass of plain loops. The yardstick is one plain reading
// of the same table: the share is that reading, times the sweeps, over the time taken, however many right-hand sides a
// sweep serves: no sweep can read less. The rival is
// the same iteration with a product of its own for every right-hand side.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/leontief_solve.hpp"
#include "kernels/linkage/multipliers.hpp"
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

// Worst residual of F + M X = X over the largest X, for one row.
double residual(const flows& e, const double* F, const double* X, bool rows) {
  std::vector<double> product(e.x.size());
  for (index_type i = 0; i < e.n; ++i)
    for (index_type j = 0; j < e.n; ++j)
      product[rows ? i : j] += e.Z[i * e.n + j] * (rows ? X[j] / e.x[j] : X[i] / e.x[j]);
  double worst = 0, largest = 0;
  for (index_type k = 0; k < e.n; ++k) {
    const double off = std::abs(F[k] + product[k] - X[k]);
    if (!(off <= worst)) worst = std::isnan(off) ? HUGE_VAL : off;
    largest = std::max(largest, std::abs(X[k]));
  }
  return worst / largest;
}

// `sides` right-hand sides and the chain.
template <space S, bool Rows>
void solve(benchmark::State& state) {
  const flows e(state.range(0));
  const index_type sides = state.range(1);
  context<S> ctx;
  std::mt19937_64 engine(2);
  std::uniform_real_distribution<double> u(.1, 1);
  std::vector<double> right(static_cast<std::size_t>(sides * e.n));
  for (double& f : right) f = u(engine);
  matrix<double, S> Z(ctx, e.n, e.n, e.Z), F(ctx, sides, e.n, right), X(ctx, sides, e.n);
  vector<double, S> x(ctx, e.x), chain(ctx, e.n), sums(ctx, e.n);
  solve_result how{};
  double ours = HUGE_VAL, reading = HUGE_VAL, rival = HUGE_VAL;
  for (auto _ : state) {
    const double took = seconds(ctx, [&] {
      how = leontief_solve(ctx, Rows ? leontief_equation::demand : leontief_equation::price, Z.view(), x.view(),
                           F.view(), X.view(), chain.view());
    });
    state.SetIterationTime(took);
    ours = std::min(ours, took);
    reading = std::min(reading, seconds(ctx, [&] { row_products(ctx, Z.view(), {}, sums.view()); }));
    rival = std::min(rival, seconds(ctx, [&] {
                       for (index_type r = 0; r <= sides; ++r)
                         if (Rows)
                           row_products(ctx, Z.view(), chain.view(), sums.view());
                         else
                           multipliers(ctx, chain.view(), Z.view(), sums.view());
                     }));
  }
  const std::vector<double> solution = X.to_host();
  for (index_type r = 0; r < sides; ++r)
    if (!(residual(e, right.data() + r * e.n, solution.data() + r * e.n, Rows) <= 1e-11))
      return state.SkipWithError("does not solve its equation");
  const auto sweeps = static_cast<double>(how.sweeps);
  state.counters["sweeps"] = sweeps;
  state.counters["error_bound"] = how.error;
  state.counters["GB/s"] = 8 * sweeps * static_cast<double>(e.n) * static_cast<double>(e.n) / ours * 1e-9;
  state.counters["share_of_reading"] = reading * sweeps / ours;
  state.counters["products_one_by_one_over_ours"] = rival * sweeps / ours;
}

template <space S>
void add() {
  const std::string tail = std::string("/") + S::name;
  for (const int n : {1000, 4000, 10000})
    for (const int sides : {1, 3, 7}) {
      benchmark::RegisterBenchmark(("demand" + tail).c_str(), solve<S, true>)
          ->Args({n, sides})
          ->Iterations(3)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
      benchmark::RegisterBenchmark(("price" + tail).c_str(), solve<S, false>)
          ->Args({n, sides})
          ->Iterations(3)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
}

const bool added = in_every_space([]<space S>() { add<S>(); });

}  // namespace
}  // namespace agglo
