#include "kernels/linkage/propagation_lengths.hpp"

#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class PropagationLengths : public OperationTest<S> {
 protected:
  std::vector<double> of(const std::vector<double>& l, index_type n) {
    auto L = this->put(n, n, l);
    matrix<double, S> V(this->ctx(), n, n);
    propagation_lengths(this->ctx(), L.view(), V.view());
    return V.to_host();
  }
};
TYPED_TEST_SUITE(PropagationLengths, Spaces, SpaceName);

namespace {

// The definition: rounds k weighted by A^k, until nothing is left of the series.
std::vector<double> by_series(const std::vector<double>& A, index_type n) {
  std::vector<double> power(A), weighted(n * n), all(n * n), next(n * n);
  for (int k = 1; k <= 400; ++k) {
    for (index_type m = 0; m < n * n; ++m) weighted[m] += k * power[m], all[m] += power[m];
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) {
        double sum = 0;
        for (index_type m = 0; m < n; ++m) sum += power[i * n + m] * A[m * n + j];
        next[i * n + j] = sum;
      }
    power = next;
  }
  for (index_type m = 0; m < n * n; ++m) weighted[m] = all[m] == 0 ? 0 : weighted[m] / all[m];
  return weighted;
}

}  // namespace

// A chain by hand: 1 sells half a unit to 2, 2 half a unit to 3. One step between neighbours, two from end to end, none
// back and none from a sector to itself.
TYPED_TEST(PropagationLengths, ChainByHand) {
  EXPECT_EQ(this->of({1, .5, .25, 0, 1, .5, 0, 0, 1}, 3), (std::vector<double>{0, 1, 2, 0, 0, 1, 0, 0, 0}));
}

// One sector that buys half its output from itself: 1/2 + 2/4 + 3/8 + ... over 1/2 + 1/4 + ... = 2.
TYPED_TEST(PropagationLengths, OneSectorByHand) { EXPECT_EQ(this->of({2}, 1), (std::vector<double>{2})); }

// Miller & Blair (2009), chapter 2, from the printed L: l_12 (l_11 - 1) + ... written out.
TYPED_TEST(PropagationLengths, MillerBlairTwoSectors) {
  const double a = 1.25412541, b = .33003300, c = .26402640, d = 1.12211221;
  EXPECT_TRUE(close_entries(this->of({a, b, c, d}, 2), {a + b * c / (a - 1), a + d - 1, a + d - 1, d + b * c / (d - 1)},
                            1e-13));
}

TYPED_TEST(PropagationLengths, PublishedTablesBySeries) {
  EXPECT_TRUE(close_entries(this->of(plain_leontief(two_regions::A(), 5), 5), by_series(two_regions::A(), 5), 1e-11));
  EXPECT_TRUE(close_entries(this->of(plain_leontief(two_by_two::A(), 4), 4), by_series(two_by_two::A(), 4), 1e-11));
  EXPECT_TRUE(close_entries(this->of(plain_leontief(germany_1995::A(), 6), 6), by_series(germany_1995::A(), 6), 1e-11));
}

TYPED_TEST(PropagationLengths, MatchesTheSeriesAroundBlockSizes) {
  for (const index_type n : {1, 7, 8, 9, 31, 32, 33}) {
    const economy e = economy::random(n, 4, n > 8 ? 5 : -1);
    EXPECT_TRUE(close_entries(this->of(e.L, n), by_series(e.A, n), 1e-9)) << n;
  }
}

// Against the formula, at sizes around the blocks' own.
TYPED_TEST(PropagationLengths, MatchesTheFormulaAroundBlockSizes) {
  for (const index_type n : {63, 64, 65, 100}) {
    auto l = this->uniform(n * n, .5, 1.5, 3);
    for (index_type i = 0; i < n; ++i) l[i * n + i] += 1;
    std::vector<double> want(n * n);
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) {
        double sum = 0;
        for (index_type k = 0; k < n; ++k) sum += l[i * n + k] * (l[k * n + j] - (k == j));
        want[i * n + j] = sum / (l[i * n + j] - (i == j));
      }
    EXPECT_TRUE(close_entries(this->of(l, n), want, 1e-12)) << n;
  }
}

// Rounding of L is no path: a diagonal one ulp off 1 has length 0, not 1.
TYPED_TEST(PropagationLengths, RoundingIsNoPath) {
  const double above = std::nextafter(1.0, 2), below = std::nextafter(1.0, 0);
  EXPECT_EQ(this->of({above, 0, 0, below}, 2), (std::vector<double>{0, 0, 0, 0}));
}

TYPED_TEST(PropagationLengths, ReadsAndWritesBlocks) {
  auto L = this->put(2, 3, {9, 1, .5, 9, 0, 1}), V = this->put(3, 3, {9, 9, 9, 9, 9, 9, 9, 9, 9});
  propagation_lengths(this->ctx(), L.view().block(0, 1, 2, 2), V.view().block(1, 0, 2, 2));
  EXPECT_EQ(V.to_host(), (std::vector<double>{9, 9, 9, 0, 1, 9, 0, 0, 9}));
}

TYPED_TEST(PropagationLengths, EmptyTable) { EXPECT_TRUE(this->of({}, 0).empty()); }

TYPED_TEST(PropagationLengths, RefusesOtherShapes) {
  auto square = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {1, 0});
  EXPECT_THROW(propagation_lengths(this->ctx(), wide.view(), square.view()), shape_error);
  EXPECT_THROW(propagation_lengths(this->ctx(), square.view(), wide.view()), shape_error);
}

}  // namespace agglo::test
