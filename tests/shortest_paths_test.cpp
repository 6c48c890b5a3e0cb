#include "kernels/places/shortest_paths.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <utility>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

constexpr double none = std::numeric_limits<double>::infinity();

std::vector<double> network(index_type n, const std::vector<std::pair<int, int>>& links, double cost = 1) {
  std::vector<double> link(static_cast<std::size_t>(n * n), none);
  for (const auto& [a, b] : links) link[a * n + b] = link[b * n + a] = cost;
  return link;
}

/// Distances by Floyd and Warshall; betweenness from them by counting routes pair by pair in exact small integers.
path_measures brute(index_type n, const std::vector<double>& link) {
  path_measures m;
  m.distance = link;
  auto& d = m.distance;
  for (index_type i = 0; i < n; ++i) d[i * n + i] = 0;
  for (index_type k = 0; k < n; ++k)
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) d[i * n + j] = std::min(d[i * n + j], d[i * n + k] + d[k * n + j]);
  // routes(s, t): over the last link of each cheapest route, places by distance from s
  std::vector<double> routes(d.size());
  for (index_type s = 0; s < n; ++s) {
    std::vector<index_type> order;
    for (index_type v = 0; v < n; ++v) order.push_back(v);
    std::sort(order.begin(), order.end(), [&](index_type a, index_type b) { return d[s * n + a] < d[s * n + b]; });
    routes[s * n + s] = 1;
    for (const index_type t : order)
      for (index_type u = 0; u < n; ++u)
        if (u != t && t != s && d[s * n + t] < none && d[s * n + u] + link[u * n + t] == d[s * n + t])
          routes[s * n + t] += routes[s * n + u];
  }
  m.betweenness.assign(static_cast<std::size_t>(n), 0);
  for (index_type v = 0; v < n; ++v)
    for (index_type s = 0; s < n; ++s)
      for (index_type t = 0; t < n; ++t)
        if (s != v && t != v && s != t && d[s * n + t] < none && d[s * n + v] + d[v * n + t] == d[s * n + t])
          m.betweenness[v] +=
              routes[s * n + v] * routes[v * n + t] / routes[s * n + t] / static_cast<double>((n - 1) * (n - 2));
  return m;
}

// Krackhardt (1990), the kite of ten: printed betweenness and closeness to three digits.
TEST(ShortestPaths, KrackhardtsKite) {
  const auto kite = network(10, {{0, 1},
                                 {0, 2},
                                 {0, 3},
                                 {0, 5},
                                 {1, 3},
                                 {1, 4},
                                 {1, 6},
                                 {2, 3},
                                 {2, 5},
                                 {3, 4},
                                 {3, 5},
                                 {3, 6},
                                 {4, 6},
                                 {5, 6},
                                 {5, 7},
                                 {6, 7},
                                 {7, 8},
                                 {8, 9}});
  const path_measures m = shortest_paths(10, kite);
  const std::vector<double> between{.023, .023, 0, .102, 0, .231, .231, .389, .222, 0},
      close_by{.529, .529, .5, .6, .5, .643, .643, .6, .429, .310};
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(m.betweenness[i], between[i], .0005) << i;
    EXPECT_NEAR(m.closeness[i], close_by[i], .0005) << i;
  }
}

TEST(ShortestPaths, ByHand) {
  const path_measures star = shortest_paths(4, network(4, {{0, 1}, {0, 2}, {0, 3}}, 2));
  EXPECT_EQ(star.betweenness, (std::vector<double>{1, 0, 0, 0}));
  EXPECT_DOUBLE_EQ(star.closeness[0], .5);       // 3 / (2 + 2 + 2)
  EXPECT_DOUBLE_EQ(star.closeness[1], 3. / 10);  // 2, 4, 4
  // a detour by place 1 beats the own link from 0 to 2, one way alone
  const path_measures way = shortest_paths(3, std::vector<double>{0, 1, 5, 1, 0, 1, 2, 1, 0});
  EXPECT_EQ(way.distance, (std::vector<double>{0, 1, 2, 1, 0, 1, 2, 1, 0}));
  EXPECT_DOUBLE_EQ(way.betweenness[1], .75);  // the only route from 0 to 2, one of two back
  // a square: two cheapest routes between opposite corners
  const path_measures square = shortest_paths(4, network(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}}));
  for (const double b : square.betweenness) EXPECT_DOUBLE_EQ(b, 1. / 6);
}

// Three links of .1 are not .3 in binary: still two routes that are equally cheap.
TEST(ShortestPaths, RoundingDoesNotBreakTies) {
  auto link = network(4, {{0, 1}, {1, 2}, {2, 3}}, .1);
  link[0 * 4 + 3] = .3;
  EXPECT_DOUBLE_EQ(shortest_paths(4, link).betweenness[1], (.5 + 1 + 1 + 1) / 6);
}

TEST(ShortestPaths, NetworksInParts) {
  const path_measures m = shortest_paths(5, network(5, {{0, 1}, {1, 2}}));
  EXPECT_EQ(m.distance[0 * 5 + 3], none);
  EXPECT_EQ(m.closeness[3], 0);
  EXPECT_DOUBLE_EQ(m.closeness[1], 2. / 4 * (2. / 2));
  EXPECT_DOUBLE_EQ(m.betweenness[1], 2. / 12);
}

TEST(ShortestPaths, MatchesBruteForce) {
  for (const index_type n : {1, 2, 3, 31, 64, 65}) {
    std::mt19937 engine(static_cast<unsigned>(n));
    std::vector<double> link(static_cast<std::size_t>(n * n), none);
    for (double& l : link)
      if (engine() % 8 == 0) l = static_cast<double>(1 + engine() % 6);  // whole numbers: ties are exact
    const path_measures got = shortest_paths(n, link), want = brute(n, link);
    EXPECT_EQ(got.distance, want.distance) << n;
    EXPECT_TRUE(close(got.betweenness, want.betweenness, 1e-12)) << n;
  }
}

TEST(ShortestPaths, EmptyAndWrongInput) {
  EXPECT_TRUE(shortest_paths(0, {}).closeness.empty());
  EXPECT_THROW(shortest_paths(2, std::vector<double>{1, 2, 3}), shape_error);
  for (const double bad : {0., -1., std::numeric_limits<double>::quiet_NaN()}) try {
      shortest_paths(2, std::vector<double>{0, 1, bad, 0});
      FAIL();
    } catch (const data_error& e) {
      EXPECT_EQ(e.at, (std::vector<std::ptrdiff_t>{1, 0}));
    }
}

}  // namespace
}  // namespace agglo::test
