#include "kernels/spatial/trace_probes.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class TraceProbes : public OperationTest<S> {
 protected:
  std::vector<double> signs(index_type n, index_type columns, std::uint64_t seed, index_type first = 0) {
    matrix<double, S> Z(this->ctx(), n, columns);
    random_signs(this->ctx(), seed, first, Z.view());
    return Z.to_host();
  }
  std::vector<double> products(index_type n, index_type columns, const std::vector<double>& z,
                               const std::vector<double>& y) {
    auto Z = this->put(n, columns, z), Y = this->put(n, columns, y);
    vector<double, S> p(this->ctx(), columns);
    column_products(this->ctx(), Z.view(), Y.view(), p.view());
    return p.to_host();
  }
};
TYPED_TEST_SUITE(TraceProbes, Spaces, SpaceName);

// Philox of zeros begins 0x6627e8d5: its lowest bits, the first columns of row 0, are 1 0 1 0 1 0 1 1.
TYPED_TEST(TraceProbes, TheSignsOfSeedZero) {
  EXPECT_EQ(this->signs(1, 8, 0), (std::vector<double>{1, -1, 1, -1, 1, -1, 1, 1}));
  EXPECT_EQ(this->signs(1, 4, 0, 96), (std::vector<double>{-1, -1, -1, 1}));  // of 0x9b00dbd8
}

TYPED_TEST(TraceProbes, AColumnDoesNotDependOnWhichItCameWith) {
  for (const index_type n : {1, 31, 33, 257}) {
    const index_type columns = 200;  // past the 128 of one call
    const auto all = this->signs(n, columns, 5);
    for (const index_type first : {0, 127, 128, 150}) {
      const auto some = this->signs(n, 3, 5, first);
      for (index_type i = 0; i < n; ++i)
        for (index_type c = 0; c < 3; ++c) ASSERT_EQ(some[i * 3 + c], all[i * columns + first + c]) << i << ' ' << c;
    }
  }
}

TYPED_TEST(TraceProbes, SignsAreBalancedAndSeedsDiffer) {
  const index_type n = 1000, columns = 16;
  const auto a = this->signs(n, columns, 1), b = this->signs(n, columns, 2);
  double sum = 0, same = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    ASSERT_EQ(std::abs(a[k]), 1);
    sum += a[k];
    same += a[k] * b[k];
  }
  EXPECT_LT(std::abs(sum), 4 * std::sqrt(16000.0));
  EXPECT_LT(std::abs(same), 4 * std::sqrt(16000.0));
}

TYPED_TEST(TraceProbes, WritesABlockOfALargerMatrix) {
  auto Z = this->put(2, 3, std::vector<double>(6, 7));
  random_signs(this->ctx(), 0, 0, Z.view().block(0, 1, 1, 2));
  EXPECT_EQ(Z.to_host(), (std::vector<double>{7, 1, -1, 7, 7, 7}));
}

TYPED_TEST(TraceProbes, ProductsByHand) {
  EXPECT_EQ(this->products(2, 2, {1, 2, 3, 4}, {5, 6, 7, 8}), (std::vector<double>{26, 44}));
}
TYPED_TEST(TraceProbes, ProductsMatchPlainSumsAroundSlices) {
  for (const index_type n : {1, 31, 32, 33, 255, 256, 257, 8191, 8193})
    for (const index_type columns : {1, 2, 31, 33}) {
      const auto z = this->uniform(n * columns, -1, 1, 1), y = this->uniform(n * columns, 0, 1, 2);
      std::vector<double> want(columns);
      for (index_type i = 0; i < n; ++i)
        for (index_type c = 0; c < columns; ++c) want[c] += z[i * columns + c] * y[i * columns + c];
      EXPECT_TRUE(close(this->products(n, columns, z, y), want, 1e-11)) << n << " x " << columns;
    }
}
TYPED_TEST(TraceProbes, ProductsReadBlocksOfLargerMatrices) {
  const auto Z = this->put(2, 3, {9, 1, 2, 9, 3, 4}), Y = this->put(3, 2, {9, 9, 5, 6, 7, 8});
  vector<double, TypeParam> p(this->ctx(), 2);
  column_products(this->ctx(), Z.view().block(0, 1, 2, 2), Y.view().block(1, 0, 2, 2), p.view());
  EXPECT_EQ(p.to_host(), (std::vector<double>{26, 44}));
}
TYPED_TEST(TraceProbes, EmptySizesAndRefusals) {
  EXPECT_TRUE(this->signs(0, 3, 1).empty());
  EXPECT_EQ(this->products(0, 2, {}, {}), (std::vector<double>{0, 0}));
  EXPECT_TRUE(this->products(3, 0, {}, {}).empty());
  auto Z = this->put(2, 1, {1, 2}), other = this->put(1, 2, {1, 2});
  auto one = this->put({0}), two = this->put({0, 0});
  EXPECT_THROW(column_products(this->ctx(), Z.view(), other.view(), one.view()), shape_error);
  EXPECT_THROW(column_products(this->ctx(), Z.view(), Z.view(), two.view()), shape_error);
  EXPECT_THROW(random_signs(this->ctx(), 1, -1, Z.view()), shape_error);
}

}  // namespace agglo::test
