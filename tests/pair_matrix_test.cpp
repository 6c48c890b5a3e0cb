#include "kernels/spillover/pair_matrix.hpp"

#include <omp.h>

#include <limits>

#include "tests/pair_world.hpp"

namespace agglo::test {

template <class S>
class PairMatrix : public PairTest<S> {};
TYPED_TEST_SUITE(PairMatrix, Spaces, SpaceName);

TYPED_TEST(PairMatrix, NoFirmAndNoGroup) {
  EXPECT_EQ(this->matrix_of(this->firms(0), {}, {}, 0), std::vector<double>{});
  EXPECT_EQ(this->matrix_of(this->firms(0), {}, {}, 2), (std::vector<double>{0, 0, 0, 0}));
}

TYPED_TEST(PairMatrix, MatrixMatchesBruteForce) {
  for (const index_type n : {1, 31, 63, 64, 65, 255, 256, 257})
    for (const index_type groups : {1, 4, 90}) {
      if (groups != 4 && n > 65) continue;
      const pair_world w = this->without_own(
          this->with_technology(this->with_zones(this->on_sphere(n, distance_decay::exponential(300, 2000))), 3, true));
      const auto v = this->values(n, 13);
      const auto label = this->labels(n, 0, static_cast<int>(groups), 14);  // of 90 some have no firm
      EXPECT_TRUE(close_entries(this->matrix_of(w, v, label, groups), w.brute_matrix(v, label, groups), 1e-12))
          << "n = " << n << ", groups = " << groups;
    }
}

TYPED_TEST(PairMatrix, MatrixRowsReceive) {  // 0 takes from 1 alone
  pair_world w = this->firms(3);
  w.sectors = 2;
  w.sector = {0, 1, 1};
  w.weight = {0, 3, 0, 0};
  EXPECT_EQ(this->matrix_of(w, {1, 10, 100}, {1, 0, 0}, 2), (std::vector<double>{0, 0, 330, 0}));
}

TYPED_TEST(PairMatrix, AThousandFirmsAndTheirPools) {
  const pair_world w = this->with_technology(this->on_sphere(1000, distance_decay::exponential(120)), 3, true);
  const auto v = this->values(w.n, 13);
  const auto label = this->labels(w.n, 0, 5, 14);
  const auto P = this->matrix_of(w, v, label, 5);
  EXPECT_TRUE(close_entries(P, w.brute_matrix(v, label, 5), 1e-12));
  const auto S = this->sums(w, v);
  std::vector<double> rows(5), pools(5);
  for (std::size_t k = 0; k < P.size(); ++k) rows[k / 5] += P[k];
  for (std::size_t i = 0; i < S.size(); ++i) pools[static_cast<std::size_t>(label[i])] += S[i];
  EXPECT_TRUE(close_entries(rows, pools, 1e-13));
}

TYPED_TEST(PairMatrix, TravelTimesAndCoefficients) {
  const pair_world w = this->with_sectors(this->with_places(this->firms(150), distance_decay::gaussian(80)));
  const auto v = this->values(w.n, 13);
  const auto label = this->labels(w.n, 0, 9, 14);
  EXPECT_TRUE(close_entries(this->matrix_of(w, v, label, 9), w.brute_matrix(v, label, 9), 1e-12));
}

TYPED_TEST(PairMatrix, ANaNReachesOnlyWhatWeighsIt) {
  pair_world w = this->firms(4);
  w.group = {1, 1, 2, 3};
  const auto P = this->matrix_of(w, {std::numeric_limits<double>::quiet_NaN(), 10, 100, 1000}, {0, 0, 1, 1}, 2);
  EXPECT_EQ(P[0], 0);
  EXPECT_EQ(P[1], 2200);
  EXPECT_TRUE(std::isnan(P[2]));
  EXPECT_EQ(P[3], 1100);
}

TYPED_TEST(PairMatrix, SinglePrecisionStaysWithinItsBound) {
  const pair_world w = this->with_zones(this->on_sphere(100, distance_decay::exponential(120)));
  const auto v = this->values(w.n, 13);
  const auto label = this->labels(w.n, 0, 3, 14);
  EXPECT_TRUE(close_entries(this->matrix_of(w, v, label, 3, {.precision = pair_precision::fp32}),
                            w.brute_matrix(v, label, 3), 5e-5));
}

TYPED_TEST(PairMatrix, RepeatsBitForBitWhateverTheThreads) {
  const pair_world w = this->with_technology(this->on_sphere(200, distance_decay::exponential(120)), 5, true);
  const auto v = this->values(w.n, 13);
  const auto label = this->labels(w.n, 0, 3, 14);
  const auto P = this->matrix_of(w, v, label, 3);
  const int most = omp_get_max_threads();
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    EXPECT_EQ(this->matrix_of(w, v, label, 3), P);
  }
  omp_set_num_threads(most);
}

TYPED_TEST(PairMatrix, TellsHowFarItIs) {
  const pair_world w = this->on_sphere(100, distance_decay::exponential(120));
  index_type last = 0;
  this->matrix_of(w, this->values(w.n, 13), this->labels(w.n, 0, 3, 14), 3,
                  {.after_batch = [&](index_type done, index_type) { last = done; }});
  EXPECT_EQ(last, 100);
}

// Few groups make long batches, and whoever waits for many firms wants to hear of them.
TEST(PairMatrixOnCpu, TellsOftenWithFewGroups) {
  context<cpu> ctx;
  constexpr index_type n = 40'000;
  const std::vector<int> place(n), label(n);
  const std::vector<double> v(n, 1.0), minutes{0};
  pair_factors<cpu> f;
  f.travel = {{place.data(), n}, {minutes.data(), 1, 1}};
  double P = 0;
  index_type calls = 0, last = 0;
  const auto told = [&](index_type done, index_type of) {
    EXPECT_GT(done, last);
    EXPECT_EQ(of, n);
    last = done;
    if (++calls == 3) throw usage_error("enough");
  };
  EXPECT_THROW(pair_matrix(ctx, f, {v.data(), n}, {label.data(), n}, {&P, 1, 1}, {.after_batch = told}), usage_error);
  EXPECT_EQ(calls, 3);
}

TYPED_TEST(PairMatrix, RefusesWhatDoesNotFit) {
  EXPECT_THROW(this->matrix_of(this->firms(2), {1, 2}, {0}, 1), shape_error);
  try {
    this->matrix_of(this->firms(3), {1, 1, 1}, {0, 2, 1}, 2);
    FAIL() << "label 2 of 2 labels went through";
  } catch (const data_error& e) {
    EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{1});
  }
}

}  // namespace agglo::test
