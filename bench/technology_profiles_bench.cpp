// Pools with few of many classes a firm: profiles by rows without zeros against the same profiles dense, in the same
// run and to the same sums (1e-12 of each). K = 1000 classes, great circles and an exponential decay; then without
// coordinates (low rank), checked against plain loops, where dense profiles would take 1.6 GB.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/dense/gemm.hpp"
#include "kernels/spatial/sparse_rows.hpp"
#include "kernels/spillover/pair_sums.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {
namespace {

using namespace bench;

constexpr index_type classes = 1000;

struct few_of_many {
  few_of_many(index_type firms, index_type held) : n(firms) {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> east(118, 123), north(27, 31.5), share(0.1, 1);
    start.push_back(0);
    for (index_type i = 0; i < n; ++i) {
      lon.push_back(east(engine)), lat.push_back(north(engine)), stock.push_back(share(engine));
      std::vector<int> own;
      while (static_cast<index_type>(own.size()) < held) {
        const int k = static_cast<int>(engine() % classes);
        if (std::find(own.begin(), own.end(), k) == own.end()) own.push_back(k);
      }
      std::sort(own.begin(), own.end());
      for (const int k : own) column.push_back(k), value.push_back(share(engine));
      start.push_back(static_cast<index_type>(column.size()));
    }
  }
  [[nodiscard]] std::vector<double> dense() const {
    std::vector<double> X(static_cast<std::size_t>(n * classes));
    for (index_type i = 0; i < n; ++i)
      for (index_type e = start[i]; e < start[i + 1]; ++e) X[i * classes + column[e]] = value[e];
    return X;
  }
  index_type n;
  std::vector<double> lon, lat, stock, value;
  std::vector<index_type> start;
  std::vector<int> column;
};

/// The profiles of a sample both ways, in the space's memory.
template <space S>
struct both_ways {
  both_ways(context<S>& ctx, const few_of_many& f, bool with_dense)
      : rows(ctx, classes, f.start, f.column, f.value), scaled(ctx, rows.view().entries()),
        X(ctx, with_dense ? f.n : 0, with_dense ? classes : 0, with_dense ? f.dense() : std::vector<double>{}) {
    technology_profiles(ctx, rows.view(), scaled.view());
    technology_profiles(ctx, matrix_view<const double, S>(X.view()), proximity::jaffe, X.view(), X.view());
  }
  [[nodiscard]] technology_factor<S> sparse() const {
    sparse_rows<S> r = rows.view();
    r.weight = scaled.view();
    return {{}, {}, r, r};
  }
  sparse_matrix<S> rows;
  vector<double, S> scaled;
  matrix<double, S> X;
};

double worst_of(const std::vector<double>& got, const std::vector<double>& want) {
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(got[i] - want[i]) / want[i]);
  return worst;
}

template <space S>
void all_pairs(benchmark::State& state) {
  const few_of_many f(4'000, state.range(0));
  context<S> ctx;
  const both_ways<S> profiles(ctx, f, true);
  const vector<double, S> lon(ctx, f.lon), lat(ctx, f.lat);
  const matrix<double, S> stock(ctx, f.n, 1, f.stock);
  matrix<double, S> out(ctx, f.n, 1);
  pair_factors<S> factors;
  factors.sites = {geometry::sphere, lon.view(), lat.view()};
  factors.decay = distance_decay::exponential(50);
  best_of few, dense, alone;
  const auto timed = [&](best_of& best, const technology_factor<S>& t) {
    factors.technology = t;
    best.time([&] {
      pair_sums(ctx, factors, stock.view(), out.view());
      ctx.synchronize();
    });
    return out.to_host();
  };
  const technology_factor<S> by_class{profiles.X.view(), profiles.X.view()};
  for (auto _ : state) {
    const std::vector<double> want = timed(dense, by_class);
    if (!(worst_of(timed(few, profiles.sparse()), want) <= 1e-12)) return state.SkipWithError("differs from dense");
    timed(alone, {});
  }
  const double pairs = static_cast<double>(f.n) * static_cast<double>(f.n - 1);
  state.counters["pairs/s"] = pairs / few.clock;
  state.counters["dense_pairs/s"] = pairs / dense.clock;
  state.counters["distance_alone_pairs/s"] = pairs / alone.clock;
  state.counters["times_dense"] = dense.clock / few.clock;
  if constexpr (std::same_as<S, cpu>) state.counters["times_dense_by_processors"] = dense.processors / few.processors;
}

template <space S>
void low_rank(benchmark::State& state) {
  const few_of_many f(200'000, 10);
  context<S> ctx;
  const both_ways<S> profiles(ctx, f, false);
  const matrix<double, S> stock(ctx, f.n, 1, f.stock);
  matrix<double, S> out(ctx, f.n, 1);
  pair_factors<S> factors;
  factors.technology = profiles.sparse();
  std::vector<double> unit(f.value.size()), sum(classes), want(f.stock.size());  // by plain loops
  for (index_type i = 0; i < f.n; ++i) {
    double square = 0;
    for (index_type e = f.start[i]; e < f.start[i + 1]; ++e) square += f.value[e] * f.value[e];
    for (index_type e = f.start[i]; e < f.start[i + 1]; ++e) {
      unit[e] = f.value[e] / std::sqrt(square);
      sum[f.column[e]] += unit[e] * f.stock[i];
    }
  }
  for (index_type i = 0; i < f.n; ++i)
    for (index_type e = f.start[i]; e < f.start[i + 1]; ++e)
      want[i] += unit[e] * (sum[f.column[e]] - unit[e] * f.stock[i]);
  best_of best;
  for (auto _ : state)
    best.time([&] {
      pair_sums(ctx, factors, stock.view(), out.view());
      ctx.synchronize();
    });
  if (!(worst_of(out.to_host(), want) <= 1e-11)) return state.SkipWithError("differs from plain loops");
  state.counters["seconds"] = best.clock;
  state.counters["dense_GB"] = 8e-9 * static_cast<double>(f.n * classes);
  state.counters["sparse_GB"] = 20e-9 * static_cast<double>(f.value.size());
}

const bool registered = in_every_space([]<space S>() {
  const std::string in = std::string("<") + S::name + ">";
  benchmark::RegisterBenchmark(("few_of_1000_classes" + in).c_str(), all_pairs<S>)
      ->Arg(10)
      ->Arg(50)
      ->Arg(125)
      ->Arg(250)
      ->ArgName("held")
      ->Iterations(2)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark(("few_of_1000_classes_low_rank" + in).c_str(), low_rank<S>)
      ->Iterations(3)
      ->Unit(benchmark::kMillisecond);
});

}  // namespace
}  // namespace agglo
