#include "kernels/linkage/ghosh_inverse.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class GhoshInverse : public OperationTest<S> {
 protected:
  std::vector<double> of(const std::vector<double>& l, const std::vector<double>& output) {
    const auto n = static_cast<index_type>(output.size());
    auto L = this->put(n, n, l);
    auto x = this->put(output);
    matrix<double, S> G(this->ctx(), n, n);
    ghosh_inverse(this->ctx(), L.view(), x.view(), G.view());
    return G.to_host();
  }
  std::vector<double> inverse(const std::vector<double>& a, index_type n) {
    auto A = this->put(n, n, a);
    matrix<double, S> L(this->ctx(), n, n);
    leontief_inverse(this->ctx(), A.view(), L.view());
    return L.to_host();
  }
};
TYPED_TEST_SUITE(GhoshInverse, Spaces, SpaceName);

// Miller & Blair (2009), chapters 2 and 12: rows sell, so the doubled entry stands above the diagonal.
TYPED_TEST(GhoshInverse, MillerBlairTwoSectors) {
  EXPECT_TRUE(close(this->of({1.25412541, .33003300, .26402640, 1.12211221}, {1000, 2000}),
                    {1.25412541, .66006601, .13201320, 1.12211221}, 1e-8));
}

// Eurostat manual (2008), chapter 15: the printed first column.
TYPED_TEST(GhoshInverse, Germany1995) {
  const auto G = this->of(this->inverse(germany_1995::A(), 6), germany_1995::x);
  const std::vector<double> printed{1.0339, .0118, .0037, .0103, .0117, .0043};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(G[i * 6], printed[i], .5e-4 * 1.001) << "row " << i;
}

// G (I - B) = I with B = x̂^-1 Z, one sector without output among the others.
TYPED_TEST(GhoshInverse, InvertsIMinusBAroundBlockSizes) {
  for (const index_type n : {1, 15, 16, 17, 31, 32, 33, 100}) {
    auto x = this->uniform(n, 1, 100, 3);
    auto a = this->uniform(n * n, 0, .9 / static_cast<double>(n));
    if (n > 20) {
      x[9] = 0;
      for (index_type k = 0; k < n; ++k) a[9 * n + k] = a[k * n + 9] = 0;
    }
    const auto G = this->of(this->inverse(a, n), x);
    std::vector<double> product(n * n), identity(n * n);
    for (index_type i = 0; i < n; ++i) {
      identity[i * n + i] = 1;
      for (index_type k = 0; k < n; ++k)
        for (index_type j = 0; j < n; ++j) {
          const double b = x[k] == 0 ? 0 : a[k * n + j] * x[j] / x[k];
          product[i * n + j] += G[i * n + k] * ((k == j) - b);
        }
    }
    EXPECT_TRUE(close(product, identity, 1e-12)) << "n = " << n;
  }
}

// The rounding of l x / x must not touch g_jj = l_jj; a sector without output is alone in its row and column.
TYPED_TEST(GhoshInverse, KeepsTheDiagonal) {
  const auto l = this->uniform(400, 1, 2), x = this->uniform(20, 1e-3, 1e3);
  const auto G = this->of(l, x);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(G[21 * i], l[21 * i]);
  EXPECT_EQ(this->of({1, 0, .5, 1.2}, {0, 3}), (std::vector<double>{1, 0, 0, 1.2}));
}

TYPED_TEST(GhoshInverse, WorksInPlaceOnABlock) {
  auto M = this->put(3, 3, {9, 9, 9, 9, 1.5, .5, 9, .25, 2});
  auto x = this->put({10, 40});
  ghosh_inverse(this->ctx(), M.view().block(1, 1, 2, 2), x.view(), M.view().block(1, 1, 2, 2));
  EXPECT_EQ(M.to_host(), (std::vector<double>{9, 9, 9, 9, 1.5, 2, 9, .0625, 2}));
}

TYPED_TEST(GhoshInverse, EmptyTable) { EXPECT_TRUE(this->of({}, {}).empty()); }

TYPED_TEST(GhoshInverse, RefusesOtherShapes) {
  auto square = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {1, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  EXPECT_THROW(ghosh_inverse(this->ctx(), wide.view(), one.view(), wide.view()), shape_error);
  EXPECT_THROW(ghosh_inverse(this->ctx(), square.view(), one.view(), square.view()), shape_error);
  EXPECT_THROW(ghosh_inverse(this->ctx(), square.view(), two.view(), wide.view()), shape_error);
}

}  // namespace agglo::test
