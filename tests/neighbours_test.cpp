#include "kernels/spatial/neighbours.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class Neighbours : public OperationTest<S> {
 protected:
  struct found {
    std::vector<int> neighbour;
    std::vector<double> distance;
    std::vector<index_type> start;
  };
  found nearest(geometry kind, const std::vector<double>& x, const std::vector<double>& y, index_type k) {
    auto east = this->put(x), north = this->put(y);
    const auto n = static_cast<index_type>(x.size());
    matrix<int, S> neighbour(this->ctx(), n, k);
    matrix<double, S> distance(this->ctx(), n, k);
    nearest_neighbours(this->ctx(), {kind, east.view(), north.view()}, neighbour.view(), distance.view());
    return {neighbour.to_host(), distance.to_host(), {}};
  }
  found within(geometry kind, const std::vector<double>& x, const std::vector<double>& y, double from, double to) {
    auto east = this->put(x), north = this->put(y);
    const auto n = static_cast<index_type>(x.size());
    vector<index_type, S> count(this->ctx(), n);
    const firm_sites<S> sites{kind, east.view(), north.view()};
    count_within(this->ctx(), sites, from, to, count.view());
    std::vector<index_type> start{0};
    for (const index_type c : count.to_host()) start.push_back(start.back() + c);
    vector<index_type, S> held(this->ctx(), std::span<const index_type>(start));
    vector<int, S> neighbour(this->ctx(), start.back());
    vector<double, S> distance(this->ctx(), start.back());
    list_within(this->ctx(), sites, from, to, held.view(), neighbour.view(), distance.view());
    return {neighbour.to_host(), distance.to_host(), start};
  }
};
TYPED_TEST_SUITE(Neighbours, Spaces, SpaceName);

constexpr auto sphere = geometry::sphere;
constexpr auto plane = geometry::plane;

TYPED_TEST(Neighbours, ByHandOnALine) {
  const auto f = this->nearest(plane, {0, 1, 3, 7}, {0, 0, 0, 0}, 2);
  EXPECT_EQ(f.neighbour, (std::vector<int>{1, 2, 0, 2, 1, 0, 2, 1}));
  EXPECT_TRUE(close(f.distance, {1, 3, 1, 2, 2, 3, 4, 6}, 1e-15));
}

// Hangzhou, Ningbo, Shaoxing, Shanghai: who is near whom on the great circle.
TYPED_TEST(Neighbours, CitiesOnTheGreatCircle) {
  const std::vector<double> lon{120.155, 121.544, 120.582, 121.474}, lat{30.274, 29.868, 30.030, 31.230};
  const auto f = this->nearest(sphere, lon, lat, 3);
  EXPECT_EQ(f.neighbour, (std::vector<int>{2, 1, 3, 2, 0, 3, 0, 1, 3, 1, 2, 0}));
  for (int q = 0; q < 12; ++q)
    EXPECT_NEAR(f.distance[q], great_circle_km(lon[q / 3], lat[q / 3], lon[f.neighbour[q]], lat[f.neighbour[q]]), 1e-9);
}

// Four units around a fifth, all at distance 1: lower numbers first, and the highest is left out.
TYPED_TEST(Neighbours, TiesGoToTheLowerNumber) {
  const auto f = this->nearest(plane, {1, -1, 0, 0, 0}, {0, 0, 1, -1, 0}, 3);
  EXPECT_EQ((std::vector<int>(f.neighbour.end() - 3, f.neighbour.end())), (std::vector<int>{0, 1, 2}));
}

TYPED_TEST(Neighbours, UnitsInOneSpotAreAtDistanceZero) {
  const auto f = this->nearest(sphere, {120, 120, 120, 121}, {30, 30, 30, 30}, 2);
  EXPECT_EQ(f.neighbour, (std::vector<int>{1, 2, 0, 2, 0, 1, 0, 1}));
  EXPECT_EQ((std::vector<double>(f.distance.begin(), f.distance.begin() + 6)), (std::vector<double>(6, 0)));
}

// At the pole every longitude is one place; across it the way is short.
TYPED_TEST(Neighbours, ThePoleAndTheDateLine) {
  const auto f = this->nearest(sphere, {0, 135, 10, -170}, {90, 90, 89, 89}, 1);
  EXPECT_EQ(f.neighbour, (std::vector<int>{1, 0, 0, 0}));
  EXPECT_EQ(f.distance[0], 0);
  EXPECT_NEAR(f.distance[2], 111.19508, 1e-4);
  const auto g = this->nearest(sphere, {179.9, -179.9, 0}, {0, 0, 0}, 1);
  EXPECT_EQ(g.neighbour[0], 1);
  EXPECT_NEAR(g.distance[0], 22.239, 1e-3);
}

TYPED_TEST(Neighbours, WithinABandByHand) {
  const auto f = this->within(plane, {0, 1, 3, 7}, {0, 0, 0, 0}, 2, 4);
  EXPECT_EQ(f.start, (std::vector<index_type>{0, 1, 2, 5, 6}));
  EXPECT_EQ(f.neighbour, (std::vector<int>{2, 2, 0, 1, 3, 2}));
  EXPECT_EQ(f.distance, (std::vector<double>{3, 2, 3, 2, 4, 4}));
}
TYPED_TEST(Neighbours, ABandFromZeroTakesOneSpotAndAWholeSphereEverybody) {
  const auto f = this->within(sphere, {5, 5, 6}, {50, 50, 50}, 0, 1);
  EXPECT_EQ(f.neighbour, (std::vector<int>{1, 0}));
  EXPECT_EQ(this->within(sphere, {0, 180, 90}, {0, 0, 0}, 0, 30000).neighbour, (std::vector<int>{1, 2, 0, 2, 0, 1}));
}

TYPED_TEST(Neighbours, MatchBruteForceAroundTileSizes) {
  for (const index_type n : {2, 31, 32, 33, 127, 128, 129, 257})
    for (const geometry kind : {sphere, plane}) {
      const auto x = this->uniform(n, 115, 125, 3), y = this->uniform(n, 25, 35, 4);
      const index_type k = std::min<index_type>(5, n - 1);
      const auto got = this->nearest(kind, x, y, k);
      const auto band = this->within(kind, x, y, .5, kind == sphere ? 60 : .9);
      std::vector<int> in_band;
      for (index_type i = 0; i < n; ++i) {
        std::vector<std::pair<double, int>> others;
        for (index_type j = 0; j < n; ++j) {
          const double km =
              kind == sphere ? great_circle_km(x[i], y[i], x[j], y[j]) : std::hypot(x[i] - x[j], y[i] - y[j]);
          if (j != i) others.emplace_back(km, static_cast<int>(j));
          if (j != i && .5 <= km && km <= (kind == sphere ? 60 : .9)) in_band.push_back(static_cast<int>(j));
        }
        std::partial_sort(others.begin(), others.begin() + k, others.end());
        for (index_type q = 0; q < k; ++q) {
          ASSERT_EQ(got.neighbour[i * k + q], others[q].second) << n << " unit " << i;
          ASSERT_NEAR(got.distance[i * k + q], others[q].first, 1e-8);
        }
      }
      EXPECT_EQ(band.neighbour, in_band) << n;
    }
}

TYPED_TEST(Neighbours, NotANumberIsNearToNobody) {
  const double nan = std::nan("");
  const auto f = this->nearest(plane, {0, nan, 1}, {0, 0, 0}, 2);
  EXPECT_EQ(f.neighbour, (std::vector<int>{2, -1, -1, -1, 0, -1}));
  EXPECT_TRUE(std::isnan(f.distance[1]));
  EXPECT_EQ(this->within(plane, {0, nan, 1}, {0, 0, 0}, 0, 9).neighbour, (std::vector<int>{2, 0}));
}

TYPED_TEST(Neighbours, EmptySizesAndBlocks) {
  EXPECT_TRUE(this->nearest(plane, {}, {}, 0).neighbour.empty());
  EXPECT_TRUE(this->nearest(plane, {1}, {1}, 0).neighbour.empty());
  EXPECT_TRUE(this->within(plane, {}, {}, 0, 1).neighbour.empty());
  auto x = this->put({0, 1, 3}), y = this->put({0, 0, 0});
  matrix<int, TypeParam> neighbour(this->ctx(), 3, 2);
  auto distance = this->put(3, 3, std::vector<double>(9, 8));
  nearest_neighbours(this->ctx(), {plane, x.view(), y.view()}, neighbour.view().block(0, 1, 3, 1),
                     distance.view().block(0, 1, 3, 1));
  EXPECT_EQ(distance.to_host(), (std::vector<double>{8, 1, 8, 8, 1, 8, 8, 2, 8}));
}

TYPED_TEST(Neighbours, Refusals) {
  EXPECT_THROW(this->nearest(plane, {0, 1}, {0, 1}, 2), shape_error);
  EXPECT_THROW(this->nearest(geometry::none, {0, 1}, {0, 1}, 1), shape_error);
  EXPECT_THROW(this->nearest(plane, {0, 1}, {0}, 1), shape_error);
  EXPECT_THROW(this->within(plane, {0, 1}, {0, 1}, 2, 1), data_error);
  EXPECT_THROW(this->within(plane, {0, 1}, {0, 1}, -1, 1), data_error);
  EXPECT_THROW(this->within(plane, {0, 1}, {0, 1}, 0, std::nan("")), data_error);
}

}  // namespace agglo::test
