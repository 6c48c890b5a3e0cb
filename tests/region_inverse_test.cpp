#include "kernels/linkage/region_inverse.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class RegionInverse : public OperationTest<S> {
 protected:
  std::vector<double> of(const std::vector<double>& a, const std::vector<double>& slack, index_type n, index_type first,
                         index_type count) {
    auto A = this->put(n, n, a);
    auto v = this->put(slack);
    matrix<double, S> M(this->ctx(), count, count);
    region_inverse(this->ctx(), A.view(), v.view(), first, count, M.view());
    return M.to_host();
  }
};
TYPED_TEST_SUITE(RegionInverse, Spaces, SpaceName);

// Miller & Blair (2009), chapter 3. A given slack must agree with A to 1e-12, so a wrong one would be refused.
TYPED_TEST(RegionInverse, MillerBlairTwoRegions) {
  const auto A = two_regions::A();
  std::vector<double> v(5, 1.0);
  for (std::size_t k = 0; k < 25; ++k) v[k % 5] -= A[k];
  for (const auto& slack : {std::vector<double>{}, v}) {
    EXPECT_TRUE(close(this->of(A, slack, 5, 0, 3),
                      {1.365086, .425260, .250904, .527323, 1.348076, .595365, .569849, .489050, 1.288539}, 4e-7));
    EXPECT_TRUE(close(this->of(A, slack, 5, 3, 2), {1.267925, .452830, .181132, 1.207547}, 4e-7));
  }
}

// The region in the middle buys all but 1e-14 of its inputs within itself; a slack taken as 1 - sum has two digits
// there. By hand: M = 1 / (1 - a) with 1 - a = v + what it buys from both sides.
TYPED_TEST(RegionInverse, KeepsTheDigitsOfASmallSlack) {
  const double above = 1e-14, below = 2e-14, v = 3e-14;
  const auto M = this->of({.5, above, 0, 0, 1 - 6e-14, 0, 0, below, .5}, {.5, v, .5}, 3, 1, 1);
  EXPECT_TRUE(close_entries(M, {1 / (v + above + below)}, 1e-14));
}

TYPED_TEST(RegionInverse, InvertsItsBlockAroundBlockSizes) {
  for (const index_type count : {1, 7, 31, 32, 33, 63, 64, 65, 100}) {
    const index_type first = 9, n = count + 20;
    const auto a = this->uniform(n * n, 0, .9 / static_cast<double>(n));
    std::vector<double> v(n, 1.0);
    for (index_type k = 0; k < n * n; ++k) v[k % n] -= a[k];
    const auto M = this->of(a, v, n, first, count);
    std::vector<double> product(count * count), identity(count * count);
    for (index_type i = 0; i < count; ++i) {
      identity[i * count + i] = 1;
      for (index_type k = 0; k < count; ++k)
        for (index_type j = 0; j < count; ++j)
          product[i * count + j] += ((i == k) - a[(first + i) * n + first + k]) * M[k * count + j];
    }
    EXPECT_TRUE(close(product, identity, 1e-12)) << count;
  }
}

TYPED_TEST(RegionInverse, ErrorsCountSectorsOfTheWholeTable) {
  const std::vector<double> closed{.5, 0, 0, 0, .3, 0, 0, 0, 1};
  try {
    this->of(closed, {}, 3, 1, 2);
    FAIL() << "no error";
  } catch (const numeric_error& e) {
    EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{2});
  }
  try {
    this->of({.5, 0, 0, 0, .3, 0, 0, 0, .4}, {.5, .7, .1}, 3, 1, 2);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_EQ(e.at.at(0), 2);
  }
}

TYPED_TEST(RegionInverse, EmptyRegion) { EXPECT_TRUE(this->of({.5}, {.5}, 1, 1, 0).empty()); }

TYPED_TEST(RegionInverse, RefusesOtherShapes) {
  EXPECT_THROW(this->of({.1, .2, .3, .4}, {}, 2, 1, 2), shape_error);
  EXPECT_THROW(this->of({.1, .2, .3, .4}, {}, 2, -1, 2), shape_error);
  EXPECT_THROW(this->of({.1, .2, .3, .4}, {1}, 2, 0, 2), shape_error);
}

}  // namespace agglo::test
