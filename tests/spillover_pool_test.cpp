#include "kernels/spillover/spillover_pool.hpp"

#include <omp.h>

#include <limits>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

constexpr double pi = 3.14159265358979323846, degree_km = earth_radius_km * pi / 180;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct firms {
  std::vector<double> lon, lat, stock;
  std::vector<int> zone, group;
};
struct factors {
  index_type zones = 0;
  std::vector<double> values;
};

}  // namespace

template <class S>
class SpilloverPool : public OperationTest<S> {
 protected:
  std::vector<double> pool(const firms& f, exponential_decay decay, const factors& z = {}) {
    auto x = this->put(f.lon), y = this->put(f.lat), g = this->put(f.stock), k = this->put(z.zones, z.zones, z.values);
    auto zone = this->put_int(z.zones ? f.zone : std::vector<int>{});
    vector<double, S> out(this->ctx(), x.size());
    spillover_pool(this->ctx(), {x.view(), y.view(), g.view()}, decay, {zone.view(), k.view()}, out.view());
    return out.to_host();
  }
  std::vector<double> grouped(const firms& f, exponential_decay decay, index_type groups, const factors& z = {}) {
    auto x = this->put(f.lon), y = this->put(f.lat), g = this->put(f.stock), k = this->put(z.zones, z.zones, z.values);
    auto zone = this->put_int(z.zones ? f.zone : std::vector<int>{}), group = this->put_int(f.group);
    matrix<double, S> P(this->ctx(), groups, groups);
    spillover_matrix(this->ctx(), {x.view(), y.view(), g.view()}, decay, {zone.view(), k.view()}, group.view(),
                     P.view());
    return P.to_host();
  }
  static firms somewhere(std::size_t n, int zones, int groups, double west = 73, double east = 135, double south = 18,
                         double north = 54) {
    firms f{OperationTest<S>::uniform(n, west, east, 1),
            OperationTest<S>::uniform(n, south, north, 2),
            OperationTest<S>::uniform(n, 0, 1, 3),
            {},
            {}};
    for (const double u : OperationTest<S>::uniform(n, 0, zones, 4)) f.zone.push_back(static_cast<int>(u));
    for (const double u : OperationTest<S>::uniform(n, 0, groups, 5)) f.group.push_back(static_cast<int>(u));
    return f;
  }
  static double one_weight(const firms& f, std::size_t i, std::size_t j, const exponential_decay& decay,
                           const factors& z) {
    const double km = great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j]);
    return decay(z.zones ? km * z.values[static_cast<std::size_t>(f.zone[i] * z.zones + f.zone[j])] : km);
  }
  /// Both by the definition, in another order of summation.
  static std::vector<double> brute_pool(const firms& f, const exponential_decay& decay, const factors& z = {}) {
    std::vector<double> want(f.lon.size());
    for (std::size_t i = 0; i < want.size(); ++i)
      for (std::size_t j = want.size(); j-- > 0;)
        if (j != i) want[i] += one_weight(f, i, j, decay, z) * f.stock[j];
    return want;
  }
  static std::vector<double> brute_matrix(const firms& f, const exponential_decay& decay, index_type groups,
                                          const factors& z = {}) {
    std::vector<double> want(static_cast<std::size_t>(groups * groups));
    for (std::size_t i = 0; i < f.lon.size(); ++i)
      for (std::size_t j = f.lon.size(); j-- > 0;)
        if (j != i)
          want[static_cast<std::size_t>(f.group[i] * groups + f.group[j])] +=
              one_weight(f, i, j, decay, z) * f.stock[j];
    return want;
  }
};
TYPED_TEST_SUITE(SpilloverPool, Spaces, SpaceName);

TYPED_TEST(SpilloverPool, OneDegreeOnTheEquator) {
  const double w = std::exp(-degree_km / 50);
  EXPECT_TRUE(close_entries(this->pool({{0, 1}, {0, 0}, {5, 7}, {}, {}}, {50, 200}), {7 * w, 5 * w}, 1e-13));
}

TYPED_TEST(SpilloverPool, NoFirmAndALoneFirmHaveNoPool) {
  EXPECT_EQ(this->pool({}, {50}), std::vector<double>{});
  EXPECT_EQ(this->pool({{9}, {9}, {9}, {}, {}}, {50}), std::vector<double>{0});
  EXPECT_EQ(this->grouped({}, {50}, 0), std::vector<double>{});
  EXPECT_EQ(this->grouped({}, {50}, 2), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(this->grouped({{9}, {9}, {9}, {}, {1}}, {50}, 2), (std::vector<double>{0, 0, 0, 0}));
}

TYPED_TEST(SpilloverPool, FirmsInOneSpotDrawTheWholeStock) {
  EXPECT_EQ(this->pool({{120.2, 120.2}, {30.3, 30.3}, {5, 7}, {}, {}}, {1e-3}), (std::vector<double>{7, 5}));
}

TYPED_TEST(SpilloverPool, APoleIsOnePlaceWhateverItsLongitude) {
  const double quarter = std::exp(-pi / 2 * earth_radius_km / 3000);
  EXPECT_TRUE(close_entries(this->pool({{0, 77, -120}, {90, 90, 0}, {1, 10, 100}, {}, {}}, {3000}),
                            {10 + 100 * quarter, 1 + 100 * quarter, 11 * quarter}, 1e-13));
}

TYPED_TEST(SpilloverPool, TheAntimeridianIsNoBorder) {
  const double half = std::exp(-degree_km / 2 / 50), whole = std::exp(-degree_km / 50);
  EXPECT_TRUE(close_entries(this->pool({{179.5, -179.5, 180, -180}, {0, 0, 0, 0}, {1, 10, 100, 1000}, {}, {}}, {50}),
                            {10 * whole + 1100 * half, whole + 1100 * half, 11 * half + 1000, 11 * half + 100}, 1e-13));
}

TYPED_TEST(SpilloverPool, AntipodesAreHalfACircumferenceApart) {
  const double w = std::exp(-pi * earth_radius_km / 1000);
  EXPECT_TRUE(close_entries(this->pool({{120, -60}, {30, -30}, {1, 2}, {}, {}}, {1000}), {2 * w, w}, 1e-13));
  const double short_of = std::exp(-(pi * earth_radius_km - 1e-4 * degree_km) / 1000);  // 11 m short
  EXPECT_TRUE(
      close_entries(this->pool({{120, -60}, {0, 1e-4}, {1, 2}, {}, {}}, {1000}), {2 * short_of, short_of}, 1e-13));
}

TYPED_TEST(SpilloverPool, NothingBeyondTheCutoff) {
  EXPECT_EQ(this->pool({{0, 90}, {0, 0}, {1, 1}, {}, {}}, {1e9, 10}), (std::vector<double>{0, 0}));
  const double w = std::exp(-degree_km / 50);
  const firms three{{0, 1, 3}, {0, 0, 0}, {1, 1, 1}, {0, 0, 1}, {}};
  EXPECT_TRUE(close_entries(this->pool(three, {50, 1.5 * degree_km}), {w, w, 0}, 1e-13));
  // a factor of a half between the zones brings the third within the cutoff of the second: 1 degree and no more
  EXPECT_TRUE(close_entries(this->pool(three, {50, 1.25 * degree_km}, {2, {1, .5, .5, 1}}), {w, 2 * w, w}, 1e-13));
}

TYPED_TEST(SpilloverPool, ANaNReachesOnlyWhatItTouches) {
  const firms f{{0, 1, 60}, {0, 0, 0}, {nan, 1, 1}, {}, {0, 1, 1}};
  const auto stock = this->pool(f, {50, 500});
  EXPECT_EQ(stock[0], this->pool({{0, 1}, {0, 0}, {0, 1}, {}, {}}, {50})[0]);  // its own pool leaves it out
  EXPECT_TRUE(std::isnan(stock[1]));
  EXPECT_EQ(stock[2], 0);  // beyond the cutoff
  const auto P = this->grouped(f, {50, 500}, 2);
  EXPECT_EQ(P[0], 0);
  EXPECT_EQ(P[1], stock[0]);
  EXPECT_TRUE(std::isnan(P[2]));
  EXPECT_EQ(P[3], 0);
  for (const double p : this->pool({{0, nan, 60}, {0, 0, 0}, {1, 1, 1}, {}, {}}, {50, 500})) EXPECT_TRUE(std::isnan(p));
  for (const double p : this->pool({{0, 1, 60}, {0, nan, 0}, {1, 1, 1}, {}, {}}, {50})) EXPECT_TRUE(std::isnan(p));
}

// Five places, trade cost 1.1 between any two and 1 within, theta = 8, Y = 1 but 1.2 in the second: access sum_j K_ij
// Y_j with its own place is 2.959330997 and, for the second, 3.066029521; here K is a decay stretched by each pair's
// factor.
TYPED_TEST(SpilloverPool, IsMarketAccessWithoutTheOwnPlace) {
  firms f = this->somewhere(5, 1, 1);
  f.stock = {1, 1.2, 1, 1, 1};
  f.zone = {3, 0, 1, 4, 2};
  factors z{5, std::vector<double>(25)};
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j)
      if (i != j)
        z.values[static_cast<std::size_t>(f.zone[i] * 5 + f.zone[j])] =
            8 * std::log(1.1) * 50 / great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j]);
  std::vector<double> access = this->pool(f, {50}, z);
  for (std::size_t i = 0; i < 5; ++i) access[i] += f.stock[i];
  EXPECT_TRUE(close(access, {2.959330997, 3.066029521, 2.959330997, 2.959330997, 2.959330997}, 2e-10));
}

TYPED_TEST(SpilloverPool, MatchesBruteForceAroundTileSizes) {
  for (const std::size_t n : {2, 31, 32, 33, 255, 256, 257, 1000}) {
    const firms f = this->somewhere(n, 1, 1);
    EXPECT_TRUE(close_entries(this->pool(f, {120, 800}), this->brute_pool(f, {120, 800}), 1e-12)) << "n = " << n;
  }
}

TYPED_TEST(SpilloverPool, MatchesBruteForceAllOverTheEarth) {
  const firms f = this->somewhere(300, 1, 1, -180, 180, -90, 90);
  EXPECT_TRUE(close_entries(this->pool(f, {4000}), this->brute_pool(f, {4000}), 1e-12));
  EXPECT_TRUE(close_entries(this->pool(f, {100}), this->brute_pool(f, {100}), 1e-12));
}

TYPED_TEST(SpilloverPool, MatchesBruteForceWithZones) {
  const factors z{3, {1, .7, 1.4, .6, 1, 0, 2, 1.1, 1}};
  for (const std::size_t n : {1, 33, 257, 600}) {
    const firms f = this->somewhere(n, 3, 1);
    EXPECT_TRUE(close_entries(this->pool(f, {120, 800}, z), this->brute_pool(f, {120, 800}, z), 1e-12)) << "n = " << n;
  }
}

TYPED_TEST(SpilloverPool, AFactorOfOneChangesNothing) {
  firms f = this->somewhere(100, 1, 1);
  EXPECT_EQ(this->pool(f, {120}, {1, {1}}), this->pool(f, {120}));
}

// Two regions by hand: 0 holds firms a, c, 1 holds b; a and b in one spot, c a degree away. What 0 receives from 1 is
// twice b's stock in part, what 1 receives from 0 are a's and c's: no transpose of each other.
TYPED_TEST(SpilloverPool, MatrixRowsReceiveAndColumnsSend) {
  const double w = std::exp(-degree_km / 50);
  const firms f{{0, 0, 1}, {0, 0, 0}, {1, 10, 100}, {}, {0, 1, 0}};
  EXPECT_TRUE(close_entries(this->grouped(f, {50}, 2), {101 * w, 10 + 10 * w, 1 + 100 * w, 0}, 1e-13));
  const factors z{2, {1, 0, 1, 1}};  // the line shortens the way from b's zone to a's and c's alone
  firms g = f;
  g.zone = f.group;
  EXPECT_TRUE(close_entries(this->grouped(g, {50}, 2, z), {101 * w, 20, 1 + 100 * w, 0}, 1e-13));
}

TYPED_TEST(SpilloverPool, MatrixMatchesBruteForce) {
  const factors z{3, {1, .7, 1.4, .6, 1, 0, 2, 1.1, 1}};
  for (const std::size_t n : {1, 31, 255, 256, 257, 1000}) {
    const firms f = this->somewhere(n, 3, 4);
    EXPECT_TRUE(close_entries(this->grouped(f, {120, 800}, 4), this->brute_matrix(f, {120, 800}, 4), 1e-12)) << n;
    if (n > 300) continue;
    EXPECT_TRUE(close_entries(this->grouped(f, {120, 800}, 4, z), this->brute_matrix(f, {120, 800}, 4, z), 1e-12)) << n;
  }
  firms one = this->somewhere(300, 1, 1);
  EXPECT_TRUE(close(this->grouped(one, {120}, 1), this->brute_matrix(one, {120}, 1), 1e-12));
  const firms many = this->somewhere(60, 1, 50);  // groups without firms among them
  EXPECT_TRUE(close_entries(this->grouped(many, {120}, 50), this->brute_matrix(many, {120}, 50), 1e-12));
}

TYPED_TEST(SpilloverPool, MatrixRowsAddUpToTheGroupsPools) {
  const factors z{2, {1, .7, .9, 1}};
  const firms f = this->somewhere(700, 2, 5);
  const auto P = this->grouped(f, {120}, 5, z), pool = this->pool(f, {120}, z);
  std::vector<double> rows(5), groups(5);
  for (std::size_t k = 0; k < P.size(); ++k) rows[k / 5] += P[k];
  for (std::size_t i = 0; i < pool.size(); ++i) groups[static_cast<std::size_t>(f.group[i])] += pool[i];
  EXPECT_TRUE(close_entries(rows, groups, 1e-13));
}

TYPED_TEST(SpilloverPool, WritesIntoAStridedMatrixAndReadsStridedFactors) {
  const firms f = this->somewhere(40, 2, 2);
  const factors z{2, {1, .7, .9, 1}};
  auto x = this->put(f.lon), y = this->put(f.lat), g = this->put(f.stock);
  auto k = this->put(2, 3, {1, .7, -1, .9, 1, -1}), whole = this->put(3, 4, std::vector<double>(12, 8));
  auto zone = this->put_int(f.zone), group = this->put_int(f.group);
  spillover_matrix(this->ctx(), {x.view(), y.view(), g.view()}, {120}, {zone.view(), k.view().block(0, 0, 2, 2)},
                   group.view(), whole.view().block(1, 1, 2, 2));
  const auto P = this->grouped(f, {120}, 2, z);
  EXPECT_EQ(whole.to_host(), (std::vector<double>{8, 8, 8, 8, 8, P[0], P[1], 8, 8, P[2], P[3], 8}));
}

TYPED_TEST(SpilloverPool, RepeatsBitForBitWhateverTheThreads) {
  const firms f = this->somewhere(500, 3, 4);
  const auto pool = this->pool(f, {120}), P = this->grouped(f, {120}, 4);
  const int threads = omp_get_max_threads();
  for (const int t : {1, 3}) {
    omp_set_num_threads(t);
    EXPECT_EQ(this->pool(f, {120}), pool);
    EXPECT_EQ(this->grouped(f, {120}, 4), P);
  }
  omp_set_num_threads(threads);
}

TYPED_TEST(SpilloverPool, RefusesWhatDoesNotFit) {
  auto a = this->put({1, 2}), b = this->put({1});
  auto zone = this->put_int({0, 0}), one = this->put_int({0});
  auto f = this->put(1, 1, {1}), wide = this->put(1, 2, {1, 1});
  const spillover_sources<TypeParam> s{a.view(), a.view(), a.view()};
  EXPECT_THROW(spillover_pool(this->ctx(), {a.view(), a.view(), b.view()}, {50}, a.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), {a.view(), b.view(), a.view()}, {50}, a.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {50}, b.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {50}, {one.view(), f.view()}, a.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {50}, {{}, f.view()}, a.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {50}, {zone.view(), wide.view()}, a.view()), shape_error);
  EXPECT_THROW(spillover_matrix(this->ctx(), s, {50}, one.view(), f.view()), shape_error);
  EXPECT_THROW(spillover_matrix(this->ctx(), s, {50}, zone.view(), wide.view()), shape_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {0}, a.view()), data_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {50, 0}, a.view()), data_error);
  EXPECT_THROW(spillover_pool(this->ctx(), s, {nan}, a.view()), data_error);
}

TYPED_TEST(SpilloverPool, NamesTheFirmOfABadZoneOrGroup) {
  const firms f{{1, 2, 3}, {1, 2, 3}, {1, 1, 1}, {0, 1, 2}, {0, 0, -1}};
  const auto position = [](auto call) {
    try {
      call();
    } catch (const data_error& e) {
      return e.at;
    }
    return std::vector<std::ptrdiff_t>{};
  };
  EXPECT_EQ(position([&] { this->pool(f, {50}, {2, {1, 1, 1, 1}}); }), std::vector<std::ptrdiff_t>{2});
  EXPECT_EQ(position([&] { this->grouped(f, {50}, 2); }), std::vector<std::ptrdiff_t>{2});
  EXPECT_EQ(position([&] {
              this->pool(f, {50}, {3, {1, 1, 1, 1, 1, -1, 1, 1, 1}});
            }),
            (std::vector<std::ptrdiff_t>{1, 2}));
  EXPECT_EQ(position([&] {
              this->pool(f, {50}, {3, {1, 1, 1, 1, 1, 1, nan, 1, 1}});
            }),
            (std::vector<std::ptrdiff_t>{2, 0}));
}

TEST(PairsAtDistanceZero, CountsUnorderedPairs) {
  const std::vector<double> lon{1, 2, 1, 1, 2, 180, -180, 7, 8, nan, nan}, lat{1, 2, 1, 1, 3, 5, 5, 90, 90, 0, 0};
  EXPECT_EQ(pairs_at_distance_zero(lon, lat), 3 + 1 + 1);
  EXPECT_EQ(pairs_at_distance_zero({}, {}), 0);
  EXPECT_EQ(pairs_at_distance_zero(std::vector<double>(1000, 3), std::vector<double>(1000, 4)), 1000 * 999 / 2);
  EXPECT_THROW(pairs_at_distance_zero(lon, std::vector<double>{1}), shape_error);
}

}  // namespace agglo::test
