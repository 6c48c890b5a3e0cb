#include "kernels/linkage/field_of_influence.hpp"

#include <limits>

#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class FieldOfInfluence : public OperationTest<S> {
 protected:
  std::vector<double> of(matrix_view<const double, S> L) {
    matrix<double, S> F(this->ctx(), L.rows, L.rows);
    field_of_influence(this->ctx(), L, F.view());
    return F.to_host();
  }
  std::vector<double> limits(const std::vector<double>& a, const std::vector<double>& l,
                             const std::vector<double>& output, double p) {
    const auto n = static_cast<index_type>(output.size());
    auto A = this->put(n, n, a), L = this->put(n, n, l);
    auto x = this->put(output);
    matrix<double, S> R(this->ctx(), n, n);
    tolerable_limits(this->ctx(), A.view(), L.view(), x.view(), p, R.view());
    return R.to_host();
  }
};
TYPED_TEST_SUITE(FieldOfInfluence, Spaces, SpaceName);

constexpr double infinite = std::numeric_limits<double>::infinity();

// By hand: columns (3, 4) and (0, 2) have norms 5 and 2, rows (3, 0) and (4, 2) 3 and sqrt 20.
TYPED_TEST(FieldOfInfluence, TwoSectorsByHand) {
  const auto L = this->put(2, 2, {3, 0, 4, 2});
  EXPECT_TRUE(close_entries(this->of(L.view()), {15, 5 * std::sqrt(20), 6, 2 * std::sqrt(20)}, 1e-15));
}

// The norm of the outer product, written out.
TYPED_TEST(FieldOfInfluence, IsTheNormOfTheOuterProduct) {
  std::vector<economy> all;
  for (const index_type n : {1, 7, 8, 9, 31, 32, 33}) all.push_back(economy::random(n));
  all.push_back(economy::random(9, 2, 3));
  for (const economy& e : all) {
    const index_type n = e.n;
    std::vector<double> want(n * n);
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) {
        double squares = 0;
        for (index_type k = 0; k < n; ++k)
          for (index_type l = 0; l < n; ++l) squares += std::pow(e.L[k * n + i] * e.L[j * n + l], 2);
        want[i * n + j] = std::sqrt(squares);
      }
    const auto L = this->put(n, n, e.L);
    EXPECT_TRUE(close_entries(this->of(L.view()), want, 1e-13)) << n;
  }
}

// What it is for: L moves by the field when one coefficient does. Miller & Blair (2009), chapter 3.
TYPED_TEST(FieldOfInfluence, IsHowFarTheInverseMoves) {
  const index_type n = 5;
  const auto A = two_regions::A();
  const auto l = plain_leontief(A, n);
  const auto L = this->put(n, n, l);
  const auto F = this->of(L.view());
  for (index_type k = 0; k < n * n; ++k) {
    auto moved = A;
    moved[k] += 1e-6;
    const auto after = plain_leontief(moved, n);
    double squares = 0;
    for (index_type m = 0; m < n * n; ++m) squares += std::pow((after[m] - l[m]) / 1e-6, 2);
    EXPECT_NEAR(F[k], std::sqrt(squares), 1e-5 * F[k]) << k;
  }
}

TYPED_TEST(FieldOfInfluence, MatchesPlainNormsAroundBlockSizes) {
  for (const index_type n : {255, 256, 257, 300}) {
    const auto l = this->uniform(n * n, 0, 1, 9);
    std::vector<double> rows(n), columns(n), want(n * n);
    for (index_type k = 0; k < n * n; ++k) rows[k / n] += l[k] * l[k], columns[k % n] += l[k] * l[k];
    for (index_type k = 0; k < n * n; ++k) want[k] = std::sqrt(columns[k / n]) * std::sqrt(rows[k % n]);
    const auto L = this->put(n, n, l);
    EXPECT_TRUE(close_entries(this->of(L.view()), want, 1e-13)) << n;
  }
}

TYPED_TEST(FieldOfInfluence, WorksInPlaceOnABlock) {
  auto M = this->put(3, 4, {9, 9, 9, 9, 9, 3, 0, 9, 9, 4, 12, 9});
  const auto block = M.view().block(1, 1, 2, 2);
  field_of_influence(this->ctx(), block, block);
  const double long_row = std::sqrt(160);
  EXPECT_TRUE(close_entries(M.to_host(), {9, 9, 9, 9, 9, 15, 5 * long_row, 9, 9, 36, 12 * long_row, 9}, 1e-15));
}

// The limit is exact: a_ij raised by so many percent moves the seller's output by p percent, no more and no less.
TYPED_TEST(FieldOfInfluence, LimitsMoveTheSellersOutputByJustP) {
  std::vector<economy> all{economy({.15, .25, .20, .05}, {350, 1700})};
  for (const index_type n : {1, 3, 7, 8}) all.push_back(economy::random(n));
  for (const economy& e : all)
    for (const double p : {.01, 1.0, 5.0}) {
      const auto R = this->limits(e.A, e.L, e.x, p);
      for (index_type k = 0; k < e.n * e.n; ++k) {
        auto raised = e.A;
        raised[k] *= 1 + R[k] / 100;
        const auto x = plain_product(plain_leontief(raised, e.n), e.f);
        EXPECT_NEAR(100 * (x[k / e.n] / e.x[k / e.n] - 1), p, 1e-9) << "n = " << e.n << ", entry " << k;
      }
    }
}

// Miller & Blair (2009), chapter 2, a_12 = .25: 100 / (.25 (l_21 + 100 l_11 x_2 / x_1)) for one percent.
TYPED_TEST(FieldOfInfluence, LimitsOfMillerBlairTwoSectors) {
  const auto R = this->limits({.15, .25, .20, .05}, {1.25412541, .33003300, .26402640, 1.12211221}, {1000, 2000}, 1);
  EXPECT_NEAR(R[1], 100 / (.25 * (.26402640 + 250.825082)), 1e-12);
  EXPECT_NEAR(R[2], 100 / (.20 * (.33003300 + 56.1056105)), 1e-12);
}

TYPED_TEST(FieldOfInfluence, LimitsMatchTheFormulaAroundTileSizes) {
  for (const index_type n : {1, 31, 32, 33, 63, 64, 65, 100}) {
    const auto l = this->uniform(n * n, 0, 2, 3);
    auto a = this->uniform(n * n, 0, 1, 4), x = this->uniform(n, 1, 9, 5);
    for (index_type k = 0; k < n * n; k += 11) a[k] = 0;
    if (n > 40) x[35] = 0;
    std::vector<double> want(n * n);
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) {
        const double by = a[i * n + j] * (2 * l[j * n + i] + 100 * l[i * n + i] * x[j] / x[i]);
        want[i * n + j] = by == 0 || x[i] == 0 ? infinite : 200 / by;
      }
    const auto got = this->limits(a, l, x, 2);
    for (index_type k = 0; k < n * n; ++k)
      ASSERT_TRUE(got[k] == want[k] || std::abs(got[k] - want[k]) <= 1e-14 * want[k]) << n << ", entry " << k;
  }
}

TYPED_TEST(FieldOfInfluence, LimitsReadBlocks) {
  auto A = this->put(2, 3, {9, .1, .2, 9, .4, 0}), L = this->put(3, 2, {9, 9, 2, 1, .5, 4});
  auto x = this->put({10, 20});
  const auto block = A.view().block(0, 1, 2, 2);
  tolerable_limits(this->ctx(), block, L.view().block(1, 0, 2, 2), x.view(), 1, block);  // in place
  const auto got = A.to_host();
  EXPECT_NEAR(got[1], 100 / (.1 * (2 + 200)), 1e-12);
  EXPECT_NEAR(got[2], 100 / (.2 * (.5 + 400)), 1e-12);
  EXPECT_NEAR(got[4], 100 / (.4 * (1 + 200)), 1e-12);
  EXPECT_EQ(got[5], infinite);
  EXPECT_EQ(got[0], 9);
}

TYPED_TEST(FieldOfInfluence, EmptyTable) {
  matrix<double, TypeParam> none(this->ctx(), 0, 0);
  EXPECT_TRUE(this->of(none.view()).empty());
  EXPECT_TRUE(this->limits({}, {}, {}, 1).empty());
}

TYPED_TEST(FieldOfInfluence, RefusesOtherShapesAndNoChange) {
  auto square = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {1, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  EXPECT_THROW(field_of_influence(this->ctx(), wide.view(), square.view()), shape_error);
  EXPECT_THROW(field_of_influence(this->ctx(), square.view(), wide.view()), shape_error);
  const auto limit = [&](auto& A, auto& L, auto& x, double p, auto& R) {
    tolerable_limits(this->ctx(), A.view(), L.view(), x.view(), p, R.view());
  };
  EXPECT_THROW(limit(wide, square, two, 1, square), shape_error);
  EXPECT_THROW(limit(square, wide, two, 1, square), shape_error);
  EXPECT_THROW(limit(square, square, one, 1, square), shape_error);
  EXPECT_THROW(limit(square, square, two, 1, wide), shape_error);
  EXPECT_THROW(limit(square, square, two, 0, square), data_error);
  EXPECT_THROW(limit(square, square, two, std::nan(""), square), data_error);
}

}  // namespace agglo::test
