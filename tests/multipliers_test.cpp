#include "kernels/linkage/multipliers.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class Multipliers : public OperationTest<S> {
 protected:
  std::vector<double> of(const std::vector<double>& s, matrix_view<const double, S> L) {
    auto weights = this->put(s);
    vector<double, S> m(this->ctx(), L.cols);
    multipliers(this->ctx(), weights.view(), L, m.view());
    return m.to_host();
  }
};
TYPED_TEST_SUITE(Multipliers, Spaces, SpaceName);

// Miller & Blair (2009), chapter 2: two sectors; L = [.95 .25; .20 .85] / .7575.
TYPED_TEST(Multipliers, MillerBlairTwoSectors) {
  auto L = this->put(2, 2, {.95 / .7575, .25 / .7575, .20 / .7575, .85 / .7575});
  EXPECT_TRUE(close(this->of({}, L.view()), {1.518152, 1.452145}, 1e-6));
  // value added per unit of output .65 and .70 is all that final demand is made of
  EXPECT_TRUE(close(this->of({.65, .70}, L.view()), {1, 1}, 1e-15));
}

// Eurostat manual (2008), chapter 15: printed to four digits.
TYPED_TEST(Multipliers, Germany1995) {
  const auto A = this->put(6, 6, germany_1995::A());
  matrix<double, TypeParam> L(this->ctx(), 6, 6);
  leontief_inverse(this->ctx(), A.view(), L.view());
  const auto near = [](const std::vector<double>& got, const std::vector<double>& printed) {
    for (std::size_t j = 0; j < got.size(); ++j) EXPECT_NEAR(got[j], printed[j], .5e-4 * 1.001) << "sector " << j;
  };
  near(this->of({}, L.view()), {1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782});
  near(this->of(germany_1995::per_output(germany_1995::value_added), L.view()),
       {.8450, .7647, .8615, .9019, .9393, .9199});
}

TYPED_TEST(Multipliers, MatchesPlainSumsAroundWarpAndStripSizes) {
  for (const index_type rows : {1, 7, 8, 9, 31, 33, 257})
    for (const index_type cols : {1, 31, 32, 33, 255, 256, 257}) {
      const auto l = this->uniform(rows * cols, 0, 1), s = this->uniform(rows, 0, 1, 7);
      const auto L = this->put(rows, cols, l);
      std::vector<double> weighted(cols), plain(cols);
      for (index_type j = 0; j < cols; ++j)
        for (index_type i = rows; i-- > 0;) weighted[j] += s[i] * l[i * cols + j], plain[j] += l[i * cols + j];
      EXPECT_TRUE(close(this->of(s, L.view()), weighted, 1e-13)) << rows << " x " << cols;
      EXPECT_TRUE(close(this->of({}, L.view()), plain, 1e-13)) << rows << " x " << cols;
    }
}

TYPED_TEST(Multipliers, ReadsABlockOfALargerMatrix) {
  const auto M = this->put(3, 4, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  EXPECT_EQ(this->of({1, 10}, M.view().block(1, 1, 2, 3)), (std::vector<double>{106, 117, 128}));
}

TYPED_TEST(Multipliers, EmptyRowsSumToZero) {
  matrix<double, TypeParam> none(this->ctx(), 0, 3), nothing(this->ctx(), 0, 0);
  EXPECT_EQ(this->of({}, none.view()), (std::vector<double>{0, 0, 0}));
  EXPECT_TRUE(this->of({}, nothing.view()).empty());
}

TYPED_TEST(Multipliers, RefusesOtherLengths) {
  auto L = this->put(2, 2, {1, 0, 0, 1});
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  EXPECT_THROW(multipliers(this->ctx(), three.view(), L.view(), two.view()), shape_error);
  EXPECT_THROW(multipliers(this->ctx(), two.view(), L.view(), three.view()), shape_error);
}

}  // namespace agglo::test
