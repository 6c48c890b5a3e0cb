#include <omp.h>

#include <limits>

#include "tests/pair_world.hpp"

namespace agglo::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto sizes = {1, 31, 63, 64, 65, 255, 256, 257};

}  // namespace

template <class S>
class PairSums : public PairTest<S> {};
TYPED_TEST_SUITE(PairSums, Spaces, SpaceName);

TYPED_TEST(PairSums, NoFirmNoColumnAndNoFactor) {
  EXPECT_EQ(this->sums(this->firms(0), {}), std::vector<double>{});
  EXPECT_EQ(this->sums(this->firms(3), {}, 0), std::vector<double>{});
  EXPECT_EQ(this->sums(this->firms(3), {1, 10, 100}), (std::vector<double>{110, 101, 11}));
  EXPECT_EQ(this->sums(this->on_sphere(1, distance_decay::exponential(50)), {9}), std::vector<double>{0});
}

// A firm at 0, one 3 km east and 4 km north of it, one 10 km east of the first.
TYPED_TEST(PairSums, DecaysByHandOnAPlane) {
  pair_world w = this->firms(3);
  w.kind = geometry::plane;
  w.x = {0, 3, 10};
  w.y = {0, 4, 0};
  const double third = std::sqrt(65);
  const auto expect = [&](const distance_decay& decay, double k5, double k10, double k65) {
    w.decay = decay;
    EXPECT_TRUE(
        close_entries(this->sums(w, {1, 20, 300}), {20 * k5 + 300 * k10, k5 + 300 * k65, k10 + 20 * k65}, 1e-14));
  };
  expect(distance_decay::exponential(5), std::exp(-1), std::exp(-2), std::exp(-third / 5));
  expect(distance_decay::gaussian(5), std::exp(-.5), std::exp(-2), std::exp(-65. / 50));
  expect(distance_decay::power(2, 1), 1. / 25, 1. / 100, 1. / 65);
  expect(distance_decay::power(2, 6), 1. / 36, 1. / 100, 1. / 65);
  expect(distance_decay::power(1, 1, 9), 1. / 5, 0, 1 / third);
  expect(distance_decay::band(6, 9), 0, 0, 1);
  expect(distance_decay::band(0, 9), 1, 0, 1);
  expect(distance_decay::gaussian(5, 9), std::exp(-.5), 0, std::exp(-65. / 50));
}

TYPED_TEST(PairSums, PowerKeepsFirmsInOneSpotFinite) {
  pair_world w = this->firms(2);
  w.kind = geometry::sphere;
  w.x = {120, 120};
  w.y = {30, 30};
  w.decay = distance_decay::power(1, .5);
  EXPECT_TRUE(close_entries(this->sums(w, {3, 4}), {8, 6}, 1e-15));
  w.y = {90, 90};  // the pole
  w.x = {0, 77};
  EXPECT_TRUE(close_entries(this->sums(w, {3, 4}), {8, 6}, 1e-15));
}

TYPED_TEST(PairSums, FormsMatchTheCLibrary) {
  for (const auto& decay :
       {distance_decay::exponential(120, 800), distance_decay::gaussian(300, 1500), distance_decay::power(1.5, 1),
        distance_decay::power(8, 100, 2500), distance_decay::band(300, 900)})
    for (const bool zones : {false, true}) {
      const pair_world w = zones ? this->with_zones(this->on_sphere(130, decay)) : this->on_sphere(130, decay);
      const auto V = this->values(w.n, 3);
      EXPECT_TRUE(close_entries(this->sums(w, V), w.brute_sums(V, 1), 1e-12)) << static_cast<int>(decay.form) << zones;
    }
}

// Bloom, Schankerman & Van Reenen (2013) by hand: X = (50,50,0), (100,0,0), (0,25,75), G = 10, 20, 40; rows of X at
// length 1; Omega, the cosines of X's columns, is 1 .4 0 / .4 1 .4472 ...
TYPED_TEST(PairSums, JaffeAndMahalanobisPools) {
  pair_world w = this->firms(3);
  w.classes = 3;
  const double h = std::sqrt(.5), t = std::sqrt(10);
  w.receives = w.sends = {h, h, 0, 1, 0, 0, 0, 1 / t, 3 / t};
  EXPECT_TRUE(close_entries(this->sums(w, {10, 20, 40}), {23.086407534, 7.071067812, 2.236067977}, 1e-9));
  const double o12 = .4, o23 = std::sqrt(.2);
  w.receives = {h + h * o12, h * o12 + h, h * o23, 1, o12, 0, o12 / t, 1 / t + 3 * o23 / t, o23 / t + 3 / t};
  EXPECT_TRUE(close_entries(this->sums(w, {10, 20, 40}), {44.320970547, 14.959139193, 8.660317297}, 1e-9));
}

// Five places, trade cost 1.1 between any two and 1 within, theta = 8, Y = 1 but 1.2 in the second: access sum_j K_ij
// Y_j with its own place is 2.959330997 and, for the second, 3.066029521.
TYPED_TEST(PairSums, IsMarketAccessWithoutTheOwnPlace) {
  pair_world w = this->firms(5);
  w.decay = distance_decay::power(8, 1);
  w.places = 5;
  w.place = {3, 0, 1, 4, 2};
  w.minutes.assign(25, 1.1);
  for (int k = 0; k < 5; ++k) w.minutes[6 * k] = 1;
  const std::vector<double> Y{1, 1.2, 1, 1, 1};
  auto access = this->sums(w, Y);
  for (int i = 0; i < 5; ++i) access[i] += Y[i];
  EXPECT_TRUE(close(access, {2.959330997, 3.066029521, 2.959330997, 2.959330997, 2.959330997}, 2e-10));
}

// Sector 0 takes from sector 1 alone, a_01 = 3; firms 1 and 2 have one owner, firms 0 and 3 one group.
TYPED_TEST(PairSums, CoefficientsAndPairsLeftOutByHand) {
  pair_world w = this->firms(4);
  w.sectors = 2;
  w.sector = {0, 1, 1, 0};
  w.weight = {0, 3, 5, 7};
  EXPECT_EQ(this->sums(w, {1, 10, 100, 1000}), (std::vector<double>{330, 5 * 1001 + 700, 5 * 1001 + 70, 330}));
  w.owner = {-1, 6, 6, -1};
  EXPECT_EQ(this->sums(w, {1, 10, 100, 1000}), (std::vector<double>{330, 5005, 5005, 330}));
  w.weight = {2, 3, 5, 7};
  EXPECT_EQ(this->sums(w, {1, 10, 100, 1000}), (std::vector<double>{2330, 5005, 5005, 332}));
  w.group = {4, 0, 1, 4};
  EXPECT_EQ(this->sums(w, {1, 10, 100, 1000}), (std::vector<double>{330, 5005, 5005, 330}));
}

TYPED_TEST(PairSums, EveryFactorAtOnceMatchesBruteForce) {
  for (const index_type n : sizes) {
    const pair_world w = this->without_own(this->with_sectors(this->with_technology(
        this->with_zones(this->on_sphere(n, distance_decay::exponential(300, 2000))), n == 65 ? 33 : 5, false)));
    const auto V = this->values(n * 2, 13);
    EXPECT_TRUE(close_entries(this->sums(w, V, 2), w.brute_sums(V, 2), 1e-12)) << "n = " << n;
    EXPECT_EQ(this->route, pair_route::all_pairs);
  }
}

TYPED_TEST(PairSums, AThousandFirmsMatchBruteForce) {
  const pair_world w = this->with_technology(this->on_sphere(1000, distance_decay::exponential(120)), 3, true);
  const auto V = this->values(w.n, 13);
  EXPECT_TRUE(close_entries(this->sums(w, V), w.brute_sums(V, 1), 1e-12));
}

TYPED_TEST(PairSums, TravelTimesMatchBruteForce) {
  for (const index_type n : {1, 64, 300}) {
    const pair_world w = this->without_own(this->with_places(this->firms(n), distance_decay::exponential(60, 200)));
    const auto V = this->values(n, 13);
    EXPECT_TRUE(close_entries(this->sums(w, V), w.brute_sums(V, 1), 1e-12)) << "n = " << n;
  }
}

TYPED_TEST(PairSums, ClassesAroundTheSlice) {
  for (const index_type classes : {1, 15, 16, 17, 40}) {
    const pair_world w =
        this->with_technology(this->on_sphere(70, distance_decay::gaussian(500)), classes, classes % 2 == 0);
    const auto V = this->values(w.n, 13);
    EXPECT_TRUE(close_entries(this->sums(w, V), w.brute_sums(V, 1), 1e-12)) << classes;
  }
}

// Rows without zeros weigh as their dense form does, and as brute force; in both precisions.
TYPED_TEST(PairSums, FewClassesOfMany) {
  for (const index_type n : {1, 31, 255, 256, 257, 1000})
    for (const index_type classes : {1, 17, 1000}) {
      if (n == 1000 && classes == 1000) continue;  // brute force is N^2 K
      pair_world w = this->with_few_classes(this->on_sphere(n, distance_decay::exponential(300)), classes, 6, n == 257);
      const auto V = this->values(w.n, 13), S = this->sums(w, V), want = w.brute_sums(V, 1);
      EXPECT_EQ(this->route, pair_route::all_pairs);
      EXPECT_TRUE(close_entries(S, want, 1e-12)) << n << " x " << classes;
      EXPECT_TRUE(close_entries(this->sums(w, V, 1, {.precision = pair_precision::fp32}), want, 5e-5)) << n;
      w.sparse = false;
      EXPECT_TRUE(classes == 1000 || close_entries(S, this->sums(w, V), 1e-14)) << n << " x " << classes;
    }
}
TYPED_TEST(PairSums, FewClassesWithEveryOtherFactor) {
  for (const index_type n : {65, 600}) {
    const pair_world w = this->without_own(this->with_sectors(this->with_few_classes(
        this->with_zones(this->on_sphere(n, distance_decay::exponential(300, 2000))), 70, 5, false)));
    const auto V = this->values(n * 2, 13);
    EXPECT_TRUE(close_entries(this->sums(w, V, 2), w.brute_sums(V, 2), 1e-12)) << n;
    const auto label = this->labels(n, 0, 9, 16);
    const std::vector<double> v(V.begin(), V.begin() + n);
    EXPECT_TRUE(close(this->matrix_of(w, v, label, 9), w.brute_matrix(v, label, 9), 1e-12)) << n;
  }
}
TYPED_TEST(PairSums, RefusesSparseProfilesThatDoNotFit) {
  const pair_world w = this->with_few_classes(this->firms(3), 4, 2, false);
  const pair_world other = this->with_few_classes(this->firms(2), 4, 2, false);
  using factor = technology_factor<TypeParam>;
  const auto refuse = [&](auto change) {
    this->with(w, [&](pair_factors<TypeParam> f) {
      this->with(other, [&](const pair_factors<TypeParam>& g) {
        change(f.technology, g.technology);
        auto V = this->put(3, 1, {1, 2, 3}), S = this->put(3, 1, {0, 0, 0});
        EXPECT_THROW(pair_sums(this->ctx(), f, V.view(), S.view()), shape_error);
      });
    });
  };
  refuse([](factor& f, const factor& g) { f.sparse_sends.start = g.sparse_sends.start; });
  refuse([](factor& f, const factor&) { f.sparse_receives.columns = 3; });
  refuse([](factor& f, const factor&) { f.sparse_receives = {}; });
}

TYPED_TEST(PairSums, SeveralColumnsAtOnceAreSumsOfEach) {
  const pair_world w = this->on_sphere(100, distance_decay::exponential(300));
  for (const index_type columns : {2, 4, 5}) {
    const auto V = this->values(w.n * columns, 13);
    EXPECT_TRUE(close_entries(this->sums(w, V, columns), w.brute_sums(V, columns), 1e-12)) << columns;
  }
}

TYPED_TEST(PairSums, StridedViews) {
  const pair_world w = this->with_sectors(this->firms(3));
  const auto want = w.brute_sums({1, 10, 100}, 1);
  this->with(w, [&](pair_factors<TypeParam> f) {
    auto V = this->put(3, 2, {1, 7, 10, 7, 100, 7}), S = this->put(3, 2, std::vector<double>(6, 8));
    auto wide = this->put(6, 6, std::vector<double>(36, nan));
    copy<double>(this->ctx(), f.inputs.weight, wide.view().block(1, 1, 5, 5));
    f.inputs.weight = wide.view().block(1, 1, 5, 5);
    pair_sums(this->ctx(), f, V.view().block(0, 0, 3, 1), S.view().block(0, 1, 3, 1));
    EXPECT_TRUE(close_entries(S.to_host(), {8, want[0], 8, want[1], 8, want[2]}, 1e-15));
  });
}

TYPED_TEST(PairSums, ANaNReachesOnlyWhatWeighsIt) {
  pair_world w = this->without_own(this->firms(4));
  w.group = {1, 1, 2, 3};
  w.owner = {};
  auto S = this->sums(w, {nan, 10, 100, 1000});
  EXPECT_EQ(S[0], 1100);  // its own pool leaves it out
  EXPECT_EQ(S[1], 1100);  // and its group's
  EXPECT_TRUE(std::isnan(S[2]) && std::isnan(S[3]));
}

TYPED_TEST(PairSums, SinglePrecisionStaysWithinItsBound) {
  const pair_options fp32{.precision = pair_precision::fp32};
  for (const auto& decay : {distance_decay::exponential(120), distance_decay::gaussian(300),
                            distance_decay::power(2, 50), distance_decay::band(0, 3000)}) {
    const pair_world w = this->with_technology(this->on_sphere(150, decay), 5, true);
    const auto V = this->values(w.n, 13);
    const auto S = this->sums(w, V);
    EXPECT_TRUE(close_entries(this->sums(w, V, 1, fp32), S, 5e-5)) << static_cast<int>(decay.form);
    EXPECT_NE(this->sums(w, V, 1, fp32), S);
  }
}

TYPED_TEST(PairSums, RepeatsBitForBitWhateverTheThreads) {
  const pair_world w = this->with_technology(this->on_sphere(200, distance_decay::exponential(120)), 5, true);
  const auto V = this->values(w.n, 13);
  const auto S = this->sums(w, V);
  const int most = omp_get_max_threads();
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    EXPECT_EQ(this->sums(w, V), S);
  }
  omp_set_num_threads(most);
}

TYPED_TEST(PairSums, TellsHowFarItIsAndEndsWhereItIsTold) {
  const pair_world w = this->on_sphere(100, distance_decay::exponential(120));
  const auto V = this->values(w.n, 13);
  index_type last = 0;
  pair_options told{.after_batch = [&](index_type done, index_type of) {
    EXPECT_GT(done, last);
    EXPECT_EQ(of, 100);
    last = done;
  }};
  EXPECT_EQ(this->sums(w, V, 1, told), this->sums(w, V));
  EXPECT_EQ(last, 100);
  told.after_batch = [](index_type, index_type) { throw usage_error("enough"); };
  EXPECT_THROW(this->sums(w, V, 1, told), usage_error);
}

TYPED_TEST(PairSums, RefusesWhatDoesNotFit) {
  const auto refuse = [&](pair_world w) { EXPECT_THROW(this->sums(w, {1, 2}), shape_error); };
  const pair_world sited = this->on_sphere(2, distance_decay::exponential(50));
  pair_world w = sited;
  w.x = {1};
  refuse(w);
  refuse(this->with_places(sited, sited.decay));
  refuse(this->with_zones(this->firms(2)));
  w = this->with_sectors(sited);
  w.sector = {1};
  refuse(w);
  w = sited;
  w.owner = {1, 2, 3};
  refuse(w);
  const auto bad = [&](const distance_decay& d) {
    w = sited;
    w.decay = d;
    EXPECT_THROW(this->sums(w, {1, 2}), data_error);
  };
  bad(distance_decay::exponential(0));
  bad(distance_decay::gaussian(nan));
  bad(distance_decay::exponential(50, 0));
  bad(distance_decay::power(2, 0));
  bad(distance_decay::power(-1, 1));
  bad(distance_decay::power(8, 1e-30));
  bad(distance_decay::band(7, 5));
  this->with(sited, [&](const pair_factors<TypeParam>& f) {
    auto V = this->put(2, 1, {1, 2}), narrow = this->put(1, 1, {0});
    EXPECT_THROW(pair_sums(this->ctx(), f, V.view(), narrow.view()), shape_error);
  });
}

TYPED_TEST(PairSums, NamesTheFirmOrTheEntry) {
  const auto position = [](auto call) {
    try {
      call();
    } catch (const data_error& e) {
      return e.at;
    }
    return std::vector<std::ptrdiff_t>{};
  };
  pair_world w = this->with_sectors(this->firms(3));
  w.sector = {0, 1, 5};
  EXPECT_EQ(position([&] { this->sums(w, {1, 1, 1}); }), std::vector<std::ptrdiff_t>{2});
  w.sector = {0, 1, 2};
  w.weight[7] = nan;
  EXPECT_EQ(position([&] { this->sums(w, {1, 1, 1}); }), (std::vector<std::ptrdiff_t>{1, 2}));
  w = this->with_places(this->firms(3), distance_decay::exponential(50));
  w.place = {0, -1, 2};
  EXPECT_EQ(position([&] { this->sums(w, {1, 1, 1}); }), std::vector<std::ptrdiff_t>{1});
  w.place = {0, 1, 2};
  w.minutes[8] = -1;
  EXPECT_EQ(position([&] { this->sums(w, {1, 1, 1}); }), (std::vector<std::ptrdiff_t>{1, 1}));
}

}  // namespace agglo::test
