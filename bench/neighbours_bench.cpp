// The 10 nearest of 100 000 units on the sphere, every pair looked at. The rival does for a sample of the units what
// one writes first: all distances of a unit, then the smallest by std::nth_element, the units shared by the same
// threads; its time is taken for all units from the sample. Both must find the same neighbours.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "bench/timing.hpp"
#include "kernels/spatial/neighbours.hpp"

namespace agglo {
namespace {

using namespace bench;

constexpr index_type units = 100'000, nearest = 10, sample = 400;

struct units_of_china {
  units_of_china() {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> east(100, 122), north(22, 42);
    for (index_type i = 0; i < units; ++i) lon.push_back(east(engine)), lat.push_back(north(engine));
  }
  std::vector<double> lon, lat;
};

// Haversines of half the angle: they fall and rise with the distance.
void plain_nearest(const units_of_china& u, index_type i, std::vector<double>& h, std::vector<int>& order) {
  constexpr double radian = 3.14159265358979323846 / 180;
  const double lat = u.lat[i] * radian, cosine = std::cos(lat);
  for (index_type j = 0; j < units; ++j) {
    const double s = std::sin((u.lat[j] * radian - lat) / 2), t = std::sin((u.lon[j] - u.lon[i]) * radian / 2);
    h[j] = j == i ? HUGE_VAL : s * s + cosine * std::cos(u.lat[j] * radian) * t * t;
  }
  std::iota(order.begin(), order.end(), 0);
  const auto nearer = [&](int a, int b) { return h[a] < h[b]; };
  std::nth_element(order.begin(), order.begin() + nearest, order.end(), nearer);
  std::sort(order.begin(), order.begin() + nearest, nearer);
}

template <space S>
void k_nearest(benchmark::State& state) {
  static const units_of_china u;
  context<S> ctx;
  context<cpu> host;
  const vector<double, S> lon(ctx, u.lon), lat(ctx, u.lat);
  matrix<int, S> neighbour(ctx, units, nearest);
  matrix<double, S> distance(ctx, units, nearest);
  std::vector<int> want(static_cast<std::size_t>(sample * nearest));
  std::vector<double> ours, theirs;
  for (auto _ : state) {
    ours.push_back(seconds(ctx, [&] {
      nearest_neighbours(ctx, {geometry::sphere, lon.view(), lat.view()}, neighbour.view(), distance.view());
    }));
    state.SetIterationTime(ours.back());
    theirs.push_back(seconds(host, [&] {
#pragma omp parallel
      {
        std::vector<double> h(static_cast<std::size_t>(units));
        std::vector<int> order(static_cast<std::size_t>(units));
#pragma omp for schedule(static)
        for (index_type q = 0; q < sample; ++q) {
          plain_nearest(u, q * (units / sample), h, order);
          std::copy_n(order.begin(), nearest, want.begin() + q * nearest);
        }
      }
    }));
  }
  const std::vector<int> got = neighbour.to_host();
  for (index_type q = 0; q < sample; ++q)
    if (!std::equal(want.begin() + q * nearest, want.begin() + (q + 1) * nearest,
                    got.begin() + q * (units / sample) * nearest))
      return state.SkipWithError("other neighbours than by plain distances");
  state.counters["ours_s"] = median(ours);
  state.counters["pairs/s"] = static_cast<double>(units) * units / median(ours);
  state.counters["plain_over_ours"] = median(theirs) * (units / sample) / median(ours);
}

const bool added = in_every_space([]<space S>() {
  benchmark::RegisterBenchmark((std::string("nearest_neighbours/") + S::name).c_str(), k_nearest<S>)
      ->Iterations(3)
      ->UseManualTime()
      ->Unit(benchmark::kSecond);
});

}  // namespace
}  // namespace agglo
