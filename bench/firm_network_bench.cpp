// An inferred network of 10 000 firms, five rounds of balancing and the output multipliers of all firms, against the
// same steps with every distance weight stored: N x N numbers, 0.8 GB here and 80 GB for 100 000 firms. Same run, same
// result: sales and multipliers must agree to 1e-9, or the benchmark stops with an error.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/network/firm_network_solve.hpp"

namespace agglo {
namespace {

using namespace bench;
using values = std::vector<double>;

constexpr index_type firms = 10'000, sectors = 27, rounds = 5;
constexpr double pairs = static_cast<double>(firms) * (firms - 1), tolerance = 1e-10;
constexpr distance_decay decay = distance_decay::exponential(50);

struct sample {
  sample() {
    std::mt19937_64 engine(7);
    std::uniform_real_distribution<double> east(118, 123), north(27, 31.5), share(0, 1);
    std::vector<double> total(sectors), size(sectors);
    for (index_type e = 0; e < sectors * sectors; ++e) {
      Z.push_back(share(engine) + .01);
      total[e / sectors] += Z.back(), total[e % sectors] += Z.back();
    }
    for (index_type i = 0; i < firms; ++i) {
      lon.push_back(east(engine)), lat.push_back(north(engine)), supply.push_back(1 / (share(engine) + .01));
      sector.push_back(static_cast<int>(i % sectors));
      size[i % sectors] += supply.back();
    }
    for (index_type i = 0; i < firms; ++i) x.push_back(supply[i] / size[i % sectors] * total[i % sectors]);
  }
  [[nodiscard]] network_firms view() const {
    network_firms f;
    f.sites = {geometry::sphere, {lon.data(), firms}, {lat.data(), firms}};
    f.decay = decay;
    f.sector = {sector.data(), firms};
    f.supply = f.demand = {supply.data(), firms};
    f.Z = {Z.data(), sectors, sectors};
    return f;
  }
  values lon, lat, supply, Z, x;
  std::vector<int> sector;
};

struct outcome {
  values sales, multipliers;
  index_type passes = 0;
};

/// The rival: k is weighed once and kept, every pass reads it.
struct stored {
  stored() {
    best.time([&] { run(); });
  }
  void run() {
    const auto N = static_cast<std::size_t>(firms);
    values k(N * N);
#pragma omp parallel for schedule(static)
    for (index_type i = 0; i < firms; ++i)
      for (index_type j = 0; j < firms; ++j)
        k[i * firms + j] = i == j ? 0 : std::exp(-great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j]) / 50);
    values r(f.supply), c(f.supply), g(sectors * sectors), sold(sectors), bought(sectors), size(sectors);
    for (index_type e = 0; e < sectors * sectors; ++e) sold[e / sectors] += f.Z[e], bought[e % sectors] += f.Z[e];
    for (index_type i = 0; i < firms; ++i) size[f.sector[i]] += f.supply[i];
    // k is symmetric, so what a firm buys is a row too
    const auto draw = [&](bool rows, const values& v) {
      ++out.passes;
      values sum(N);
#pragma omp parallel for schedule(static)
      for (index_type i = 0; i < firms; ++i) {
        double by_sector[sectors] = {};
        for (index_type j = 0; j < firms; ++j) by_sector[j % sectors] += k[i * firms + j] * v[j];
        for (index_type q = 0; q < sectors; ++q)
          sum[i] += by_sector[q] * (rows ? g[f.sector[i] * sectors + q] : g[q * sectors + f.sector[i]]);
      }
      return sum;
    };
    const auto set_cells = [&] {
      ++out.passes;
      values P(sectors * sectors);
#pragma omp parallel
      {
        values mine(P.size());
#pragma omp for schedule(static)
        for (index_type i = 0; i < firms; ++i)
          for (index_type j = 0; j < firms; ++j)
            mine[f.sector[i] * sectors + j % sectors] += r[i] * k[i * firms + j] * c[j];
#pragma omp critical
        for (std::size_t e = 0; e < P.size(); ++e) P[e] += mine[e];
      }
      for (std::size_t e = 0; e < P.size(); ++e) g[e] = f.Z[e] / P[e];
    };
    const auto adjust = [&](bool rows, values& factor, const values& other, const values& wanted) {
      const values sum = draw(rows, other);
      for (index_type i = 0; i < firms; ++i) factor[i] = f.supply[i] / size[f.sector[i]] * wanted[f.sector[i]] / sum[i];
    };
    set_cells();
    for (index_type round = 0; round < rounds; ++round) {
      adjust(true, r, c, sold);
      adjust(false, c, r, bought);
      set_cells();
    }
    out.sales = draw(true, c);
    for (index_type i = 0; i < firms; ++i) out.sales[i] *= r[i];
    values term(N, 1.0);
    out.multipliers = term;
    for (double largest = 1; largest > tolerance;) {
      values v(r);
      for (index_type i = 0; i < firms; ++i) v[i] *= term[i];
      term = draw(false, v);
      largest = 0;
      for (index_type i = 0; i < firms; ++i) {
        term[i] *= c[i] / f.x[i];
        out.multipliers[i] += term[i];
        largest = std::max(largest, term[i]);
      }
    }
  }
  sample f;
  outcome out;
  best_of best;
};
stored& rival() {
  static stored once;
  return once;
}

template <space S>
void engine(benchmark::State& state, pair_precision precision) {
  stored& other = rival();
  const sample& f = other.f;
  const network_firms view = f.view();
  context<S> ctx;
  outcome got;
  network_options options{.tolerance = 1e-300, .most_rounds = rounds, .precision = precision};
  options.told = [&](const network_progress& p) { got.passes += p.done == 0; };
  best_of best;
  for (auto _ : state)
    best.time([&] {
      got.passes = 0;
      const firm_network w = infer_network(ctx, view, options);
      got.sales = w.sales;
      got.multipliers.resize(static_cast<std::size_t>(firms));
      network_solve(ctx, leontief_equation::price, view, w, {f.x.data(), firms}, {}, {},
                    {got.multipliers.data(), firms}, tolerance, options);
    });
  const double apart =
      std::max(difference(got.sales, other.out.sales), difference(got.multipliers, other.out.multipliers));
  if (!(apart <= (precision == pair_precision::fp64 ? 1e-9 : 1e-4))) {
    state.SkipWithError("differs from the stored form");
    return;
  }
  const double done = pairs * static_cast<double>(got.passes);
  state.counters["passes"] = static_cast<double>(got.passes);
  state.counters["pairs/s"] = done / best.clock;
  state.counters["seconds_a_pass_of_100000"] = 100 * best.clock / static_cast<double>(got.passes);
  state.counters["difference"] = apart;
  state.counters["stored_passes"] = static_cast<double>(other.out.passes);
  state.counters["times_stored"] = other.best.clock / best.clock;
  if constexpr (std::same_as<S, cpu>) {
    state.counters["pairs/s_by_processors"] = done / best.processors;  // of one core
    state.counters["times_stored_by_processors"] = other.best.processors / best.processors;
  }
}

const bool registered = in_every_space([]<space S>() {
  for (const auto& [name, precision] : {std::pair{"fp64", pair_precision::fp64}, {"fp32", pair_precision::fp32}})
    benchmark::RegisterBenchmark((std::string("firm_network<") + S::name + ">/" + name).c_str(), engine<S>, precision)
        ->MeasureProcessCPUTime()
        ->UseRealTime()
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
});

}  // namespace
}  // namespace agglo
