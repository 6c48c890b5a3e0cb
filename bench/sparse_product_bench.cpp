// Spatial lags at N = 100 000 units of 10 neighbours each, and the spatial multiplier solved with them. The product is
// checked against plain loops entry by entry, the solution by its own equation. The floor of a product is what it must
// move, 12 bytes an entry and 16 a unit and column, at the speed of a plain reading of the same size in the same run.
// The rivals: the product column by column, as a library for vectors would; the same series with it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spatial/sparse_product.hpp"
#include "kernels/spatial/spatial_solve.hpp"

namespace agglo {
namespace {

constexpr index_type units = 100'000, neighbours = 10;

/// Row-normalised; neighbours lie near by number, as those of sorted places do, with one in ten anywhere.
struct weights {
  weights() {
    std::mt19937_64 engine(1);
    start.push_back(0);
    for (index_type i = 0; i < units; ++i) {
      for (index_type q = 0; q < neighbours; ++q) {
        const auto step = static_cast<index_type>(engine() % (q == 0 ? units - 1 : 200)) + 1;
        column.push_back(static_cast<int>((i + step) % units));
        weight.push_back(1.0 / neighbours);
      }
      start.push_back(static_cast<index_type>(column.size()));
    }
  }
  std::vector<index_type> start;
  std::vector<int> column;
  std::vector<double> weight;
};
const weights& W() {
  static const weights w;
  return w;
}
std::vector<double> values(index_type columns) {
  std::mt19937_64 engine(2);
  std::uniform_real_distribution<double> u(-1, 1);
  std::vector<double> x(static_cast<std::size_t>(units * columns));
  for (double& v : x) v = u(engine);
  return x;
}

template <class Work>
double seconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// y = W x, one column of both.
void plain_lag(const double* x, double* y) {
#pragma omp parallel for schedule(static)
  for (index_type i = 0; i < units; ++i) {
    double sum = 0;
    for (index_type e = W().start[i]; e < W().start[i + 1]; ++e) sum += W().weight[e] * x[W().column[e]];
    y[i] = sum;
  }
}
/// Columns one after another in memory, as a rival for vectors has them.
std::vector<double> by_columns(const std::vector<double>& x, index_type columns) {
  std::vector<double> out(x.size());
  for (index_type i = 0; i < units; ++i)
    for (index_type c = 0; c < columns; ++c) out[c * units + i] = x[i * columns + c];
  return out;
}

double reading_speed(double bytes) {
  static std::vector<double> memory(std::size_t{1} << 26, 1.0);
  const auto count = static_cast<index_type>(std::min(bytes / 8, static_cast<double>(memory.size())));
  double best = 0, all = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double took = seconds([&] {
      double sum = 0;
#pragma omp parallel for simd reduction(+ : sum)
      for (index_type k = 0; k < count; ++k) sum += memory[k];
      all += sum;
    });
    best = std::max(best, 8 * static_cast<double>(count) / took);
  }
  benchmark::DoNotOptimize(all);
  return best;
}

template <space S>
void product(benchmark::State& state) {
  const index_type columns = state.range(0);
  context<S> ctx;
  const sparse_matrix<S> held(ctx, units, W().start, W().column, W().weight);
  const std::vector<double> x = values(columns), across = by_columns(x, columns);
  const matrix<double, S> X(ctx, units, columns, x);
  matrix<double, S> Y(ctx, units, columns);
  std::vector<double> y(across.size());
  double ours = HUGE_VAL, rival = HUGE_VAL;
  for (auto _ : state) {
    ours = std::min(ours, seconds([&] {
                      sparse_product(ctx, held.view(), X.view(), Y.view());
                      ctx.synchronize();
                    }));
    rival = std::min(rival, seconds([&] {
                       for (index_type c = 0; c < columns; ++c) plain_lag(&across[c * units], &y[c * units]);
                     }));
  }
  const std::vector<double> got = Y.to_host();
  double worst = 0;
  for (index_type i = 0; i < units; ++i)
    for (index_type c = 0; c < columns; ++c) worst = std::max(worst, std::abs(got[i * columns + c] - y[c * units + i]));
  if (!(worst <= 1e-14)) return state.SkipWithError("the product differs from plain loops");
  const double bytes = 12.0 * units * neighbours + 16.0 * units * static_cast<double>(columns);
  state.counters["ours_ms"] = 1e3 * ours;
  state.counters["floor_ms"] = 1e3 * bytes / reading_speed(bytes);
  state.counters["GB/s"] = bytes / ours / 1e9;
  state.counters["times_column_by_column"] = rival / ours;
}

template <space S>
void solve(benchmark::State& state) {
  const index_type columns = state.range(0);
  const double rho = static_cast<double>(state.range(1)) / 100;
  context<S> ctx;
  const sparse_matrix<S> held(ctx, units, W().start, W().column, W().weight);
  const lag_product<S> lag = [&](matrix_view<const double, S> X, matrix_view<double, S> WX) {
    sparse_product(ctx, held.view(), X, WX);
  };
  const std::vector<double> f = values(columns);
  const matrix<double, S> F(ctx, units, columns, f);
  matrix<double, S> X(ctx, units, columns), WX(ctx, units, columns);
  spatial_solution how{};
  double ours = HUGE_VAL, rival = HUGE_VAL;
  const std::vector<double> across = by_columns(f, columns);
  for (auto _ : state) {
    ours = std::min(ours, seconds([&] { how = spatial_solve(ctx, lag, rho, F.view(), X.view()); }));
    rival = std::min(rival, seconds([&] {  // as many terms, without a proof of the end
                       std::vector<double> term(units), next(units), sum(units);
                       for (index_type c = 0; c < columns; ++c) {
                         std::copy_n(&across[c * units], units, term.begin());
                         sum = term;
                         for (index_type k = 0; k < how.sweeps; ++k) {
                           plain_lag(term.data(), next.data());
#pragma omp parallel for schedule(static)
                           for (index_type i = 0; i < units; ++i) sum[i] += term[i] = rho * next[i];
                         }
                         benchmark::DoNotOptimize(sum.data());
                       }
                     }));
  }
  lag(std::as_const(X).view(), WX.view());
  const std::vector<double> x = X.to_host(), wx = WX.to_host();
  double worst = 0, largest = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    worst = std::max(worst, std::abs(f[k] + rho * wx[k] - x[k]));
    largest = std::max(largest, std::abs(x[k]));
  }
  if (!(worst <= (how.residual + 1e-14) * largest)) return state.SkipWithError("the residual is above its bound");
  state.counters["ours_s"] = ours;
  state.counters["terms"] = static_cast<double>(how.sweeps);
  state.counters["error_bound"] = how.error;
  state.counters["times_column_by_column"] = rival / ours;
}

template <space... S>
bool register_all(space_list<S...>) {
  const auto one = []<space T>(context<T>*) {
    if (!context<T>::available()) return;
    const std::string place = T::name;
    benchmark::RegisterBenchmark(("sparse_product/" + place).c_str(), product<T>)
        ->Arg(1)
        ->Arg(8)
        ->Arg(33)
        ->ArgName("columns")
        ->Iterations(20)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("spatial_solve/" + place).c_str(), solve<T>)
        ->Args({1, 50})
        ->Args({32, 50})
        ->Args({1, 90})
        ->ArgNames({"columns", "rho_percent"})
        ->Iterations(2)
        ->Unit(benchmark::kMillisecond);
  };
  (one(static_cast<context<S>*>(nullptr)), ...);
  return true;
}
const bool registered = register_all(built_spaces{});

}  // namespace
}  // namespace agglo
