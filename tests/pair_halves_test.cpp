// Profiles as halves: pair_sums and pair_matrix in fp16 and split16 against the definition in double precision.
#include <omp.h>

#include <cstdio>
#include <limits>

#include "tests/pair_world.hpp"

namespace agglo::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
pair_options with_precision(pair_precision p) { return {.precision = p, .route = pair_route::all_pairs}; }
constexpr auto both = {pair_precision::fp16, pair_precision::split16};
const char* name_of(pair_precision p) { return p == pair_precision::fp16 ? "fp16" : "split16"; }

/// What the contract allows one product of profiles, as a share of |receives||sends|.
double product_bound(pair_precision p, index_type classes) {
  const double u = std::ldexp(1, -11), rounding = p == pair_precision::fp16 ? 2 * u + u * u : 3.1 * u * u;
  return rounding + static_cast<double>(classes + 2) * std::ldexp(1, -21);
}

}  // namespace

template <class S>
class PairHalves : public PairTest<S> {
 protected:
  /// Profiles of either sign, rows of very different lengths.
  static pair_world with_signed_technology(pair_world w, index_type classes, bool one_side = false) {
    w.classes = classes;
    for (const unsigned seed : {21U, 22U}) {
      auto& rows = seed == 21 ? w.receives : w.sends;
      rows = OperationTest<S>::uniform(static_cast<std::size_t>(w.n * classes), -.3, 1, seed);
      for (std::size_t k = 0; k < rows.size(); ++k) rows[k] *= std::pow(10, static_cast<double>(k / classes % 7) - 3);
    }
    if (one_side) w.sends = w.receives;
    return w;
  }
  static double length(const std::vector<double>& rows, index_type classes, index_type i) {
    double squares = 0;
    for (index_type k = 0; k < classes; ++k) squares += rows[i * classes + k] * rows[i * classes + k];
    return std::sqrt(squares);
  }
  /// Fails where a sum is further from the exact one than its terms' bounds add up to; the worst error of a sum.
  double expect_within_bound(const pair_world& w, pair_precision p, index_type columns, const std::string& what) {
    const auto V = this->values(w.n * columns, 13);
    const auto got = this->sums(w, V, columns, with_precision(p)), want = w.brute_sums(V, columns);
    pair_world apart = w;
    apart.classes = 0;
    double worst = 0;
    for (index_type i = 0; i < w.n; ++i)
      for (index_type c = 0; c < columns; ++c) {
        double allowed = 0;
        for (index_type j = 0; j < w.n; ++j) {
          const double lengths = length(w.receives, w.classes, i) * length(w.sends, w.classes, j);
          allowed += std::abs(apart.f(i, j) * V[j * columns + c]) * lengths * (product_bound(p, w.classes) + 2e-5);
        }
        const double error = std::abs(got[i * columns + c] - want[i * columns + c]);
        EXPECT_LE(error, allowed) << what << ", n = " << w.n << ", K = " << w.classes << ", firm " << i;
        if (want[i * columns + c] != 0) worst = std::max(worst, error / std::abs(want[i * columns + c]));
      }
    return worst;
  }
};
TYPED_TEST_SUITE(PairHalves, Spaces, SpaceName);

TYPED_TEST(PairHalves, SumsOfEverySizeStayWithinTheBound) {
  for (const pair_precision p : both)
    for (const index_type n : {1, 31, 255, 256, 257, 1000}) {
      const pair_world w =
          this->with_technology(this->on_sphere(n, distance_decay::exponential(300)), n < 1000 ? 33 : 5, true);
      const double worst = this->expect_within_bound(w, p, 1, "exponential");
      EXPECT_LE(worst, p == pair_precision::fp16 ? 5e-4 : 5e-6);
      if (n == 257)
        std::printf("  %s on %s, n = 257, K = 33: worst error of a sum %.1e\n", name_of(p), TypeParam::name, worst);
    }
}

// More than 16 tiles of 64: a GPU's block meets several, one after the other.
TYPED_TEST(PairHalves, ManyTilesAfterEachOther) {
  this->expect_within_bound(this->with_technology(this->on_sphere(2112, distance_decay::exponential(300)), 3, true),
                            pair_precision::fp16, 1, "three tiles");
  this->expect_within_bound(
      this->without_own(this->with_technology(this->on_sphere(1100, distance_decay::exponential(300)), 40, false)),
      pair_precision::split16, 1, "two tiles of two slices");
}

TYPED_TEST(PairHalves, ClassesAroundTheSteps) {
  for (const pair_precision p : both)
    for (const index_type classes : {1, 15, 16, 17, 63, 64, 65, 128, 200, 1000}) {
      const pair_world w = this->with_signed_technology(this->on_sphere(70, distance_decay::exponential(300)), classes,
                                                        classes % 2 == 0);
      this->expect_within_bound(w, p, 1, "classes");
    }
}

TYPED_TEST(PairHalves, EveryFormAndGeometryStaysWithinTheBound) {
  for (const pair_precision p : both)
    for (const auto& decay :
         {distance_decay::exponential(300), distance_decay::exponential(300, 700), distance_decay::gaussian(400),
          distance_decay::gaussian(400, 900), distance_decay::power(2, 50), distance_decay::power(1, 50, 900),
          distance_decay::band(0, 3000)})
      for (const bool plane : {false, true}) {
        pair_world w = this->with_signed_technology(this->on_sphere(90, decay), 17);
        if (plane) {
          w.kind = geometry::plane;
          for (double& x : w.x) x *= 50;
          for (double& y : w.y) y *= 50;
        }
        this->expect_within_bound(w, p, 1, plane ? "plane" : "sphere");
      }
}

TYPED_TEST(PairHalves, FirmsAllOverTheGlobe) {
  for (const pair_precision p : both) {
    pair_world w = this->with_technology(this->on_sphere(150, distance_decay::power(1, 100)), 5, true);
    for (double& x : w.x) x = (x - 104) * 5.8;
    for (double& y : w.y) y = (y - 36) * 4.9;
    this->expect_within_bound(w, p, 1, "globe");
  }
}

TYPED_TEST(PairHalves, EveryFactorAtOnce) {
  for (const pair_precision p : both)
    for (const index_type n : {65, 257}) {
      const pair_world w = this->without_own(this->with_sectors(this->with_signed_technology(
          this->with_zones(this->on_sphere(n, distance_decay::exponential(300, 2000))), n == 65 ? 200 : 5)));
      this->expect_within_bound(w, p, 2, "every factor");
    }
}

TYPED_TEST(PairHalves, PairsLeftOutAndSeveralColumns) {
  for (const pair_precision p : both)
    for (const index_type columns : {1, 2, 5}) {
      const pair_world w =
          this->without_own(this->with_technology(this->on_sphere(140, distance_decay::gaussian(500)), 20, false));
      this->expect_within_bound(w, p, columns, "left out");
    }
}

TYPED_TEST(PairHalves, TravelTimesInPlaceOfCoordinates) {
  const pair_world w =
      this->with_technology(this->with_places(this->firms(100), distance_decay::exponential(60, 200)), 7, false);
  for (const pair_precision p : both) this->expect_within_bound(w, p, 1, "travel times");
}

// Jaffe's case of pair_sums by hand: shares of 1 / sqrt(2) and 1 / sqrt(10) are no halves.
TYPED_TEST(PairHalves, JaffeByHand) {
  pair_world w = this->firms(3);
  w.classes = 3;
  const double h = std::sqrt(.5), t = std::sqrt(10);
  w.receives = w.sends = {h, h, 0, 1, 0, 0, 0, 1 / t, 3 / t};
  const std::vector<double> want{23.086407534, 7.071067812, 2.236067977};
  EXPECT_TRUE(close_entries(this->sums(w, {10, 20, 40}, 1, with_precision(pair_precision::fp16)), want, 1e-3));
  EXPECT_TRUE(close_entries(this->sums(w, {10, 20, 40}, 1, with_precision(pair_precision::split16)), want, 1e-6));
}

// Eighths are halves: nothing is lost. A third is none, and one half of it is 2^-12 off.
TYPED_TEST(PairHalves, WhatAHalfHoldsIsExact) {
  pair_world w = this->firms(40);
  w.classes = 16;
  for (const double u : this->values(40 * 16, 3)) w.receives.push_back(std::floor(16 * u) / 8);
  w.sends = w.receives;
  std::vector<double> V(40);
  for (std::size_t i = 0; i < V.size(); ++i) V[i] = static_cast<double>(i);
  for (const pair_precision p : both) EXPECT_EQ(this->sums(w, V, 1, with_precision(p)), w.brute_sums(V, 1));
  for (double& r : w.receives) r = w.sends[0] = 1. / 3;
  w.sends = w.receives;
  const double third = w.brute_sums(V, 1)[0];
  EXPECT_NEAR(this->sums(w, V, 1, with_precision(pair_precision::fp16))[0] / third, std::pow(.333251953125 * 3, 2),
              1e-6);
  EXPECT_NEAR(this->sums(w, V, 1, with_precision(pair_precision::split16))[0] / third, 1, 1e-6);
}

// The scale of a row is a power of two, undone exactly: none overflows, none vanishes, no digit depends on it.
TYPED_TEST(PairHalves, PowersOfTwoComeThrough) {
  const pair_world w = this->with_technology(this->on_sphere(70, distance_decay::exponential(300)), 20, false);
  const auto V = this->values(w.n, 13);
  for (const pair_precision p : both) {
    const auto S = this->sums(w, V, 1, with_precision(p));
    for (const int e : {-60, 40, 60}) {
      pair_world scaled = w;
      for (index_type i = 0; i < w.n; ++i)
        for (index_type k = 0; k < 20; ++k) {
          scaled.receives[i * 20 + k] = std::ldexp(w.receives[i * 20 + k], i % 2 == 0 ? e : 0);
          scaled.sends[i * 20 + k] = std::ldexp(w.sends[i * 20 + k], -e / 4);
        }
      auto want = S;
      for (index_type i = 0; i < w.n; ++i) want[i] = std::ldexp(S[i], (i % 2 == 0 ? e : 0) - e / 4);
      EXPECT_EQ(this->sums(scaled, V, 1, with_precision(p)), want) << name_of(p) << e;
    }
  }
}

TYPED_TEST(PairHalves, WithoutTechnologyItIsSinglePrecision) {
  const pair_world w = this->without_own(this->on_sphere(100, distance_decay::exponential(300)));
  const auto V = this->values(w.n, 13);
  for (const pair_precision p : both)
    EXPECT_EQ(this->sums(w, V, 1, with_precision(p)), this->sums(w, V, 1, with_precision(pair_precision::fp32)));
}

// Rows without zeros have no halves: single precision, as the contract says.
TYPED_TEST(PairHalves, RowsWithoutZerosAreSinglePrecision) {
  const pair_world w = this->with_few_classes(this->on_sphere(100, distance_decay::exponential(300)), 40, 6, true);
  const auto V = this->values(w.n, 13);
  for (const pair_precision p : both)
    EXPECT_EQ(this->sums(w, V, 1, with_precision(p)), this->sums(w, V, 1, with_precision(pair_precision::fp32)));
}

TYPED_TEST(PairHalves, OtherRoutesAreExact) {
  const pair_world w =
      this->with_technology(this->with_places(this->firms(60), distance_decay::exponential(60)), 4, true);
  const auto V = this->values(w.n, 13);
  for (const pair_precision p : both) {
    EXPECT_TRUE(close_entries(this->sums(w, V, 1, {.precision = p}), w.brute_sums(V, 1), 1e-12));
    EXPECT_EQ(this->route, pair_route::low_rank);
  }
}

TYPED_TEST(PairHalves, ANaNReachesOnlyWhatWeighsIt) {
  pair_world w = this->with_technology(this->on_sphere(4, distance_decay::exponential(9000)), 3, true);
  w.group = {1, 1, 2, 3};
  for (const pair_precision p : both) {
    const auto S = this->sums(w, {nan, 10, 100, 1000}, 1, with_precision(p));
    EXPECT_TRUE(std::isfinite(S[0]) && std::isfinite(S[1]) && std::isnan(S[2]) && std::isnan(S[3]));
    pair_world lost = w;
    lost.x[3] = nan;
    for (const double s : this->sums(lost, {1, 10, 100, 1000}, 1, with_precision(p))) EXPECT_TRUE(std::isnan(s));
  }
}

TYPED_TEST(PairHalves, RepeatsBitForBitWhateverTheThreads) {
  const pair_world w = this->with_technology(this->on_sphere(200, distance_decay::exponential(120)), 20, true);
  const auto V = this->values(w.n, 13);
  const int most = omp_get_max_threads();
  for (const pair_precision p : both) {
    const auto S = this->sums(w, V, 1, with_precision(p));
    for (const int threads : {1, 3}) {
      omp_set_num_threads(threads);
      EXPECT_EQ(this->sums(w, V, 1, with_precision(p)), S);
    }
  }
  omp_set_num_threads(most);
}

TYPED_TEST(PairHalves, TellsHowFarItIs) {
  const pair_world w = this->with_technology(this->on_sphere(300, distance_decay::exponential(120)), 3, true);
  index_type last = 0;
  pair_options told = with_precision(pair_precision::fp16);
  told.after_batch = [&](index_type done, index_type of) {
    EXPECT_GT(done, last);
    EXPECT_EQ(of, 300);
    last = done;
  };
  this->sums(w, this->values(w.n, 13), 1, told);
  EXPECT_EQ(last, 300);
}

TYPED_TEST(PairHalves, MatricesBetweenGroups) {
  for (const pair_precision p : both)
    for (const index_type n : {1, 65, 257}) {
      const pair_world w = this->without_own(
          this->with_technology(this->with_zones(this->on_sphere(n, distance_decay::exponential(300))), 17, false));
      const auto v = this->values(n, 13);
      const auto label = this->labels(n, 0, 3, 14);
      const auto P = this->matrix_of(w, v, label, 3, {.precision = p});
      const double tolerance = p == pair_precision::fp16 ? 1e-3 : 2e-5;  // profiles are positive
      EXPECT_TRUE(close_entries(P, w.brute_matrix(v, label, 3), tolerance)) << name_of(p) << n;
    }
}

}  // namespace agglo::test
