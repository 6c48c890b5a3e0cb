#include "kernels/linkage/technical_coefficients.hpp"

#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class TechnicalCoefficients : public OperationTest<S> {
 protected:
  // The sectors a refused table names.
  std::vector<std::ptrdiff_t> refused(index_type n, const std::vector<double>& z, const std::vector<double>& x,
                                      bool by_buyer) {
    auto Z = this->put(n, n, z);
    auto outputs = this->put(x);
    matrix<double, S> C(this->ctx(), n, n);
    try {
      if (by_buyer)
        technical_coefficients(this->ctx(), Z.view(), outputs.view(), C.view());
      else
        allocation_coefficients(this->ctx(), Z.view(), outputs.view(), C.view());
    } catch (const data_error& e) {
      return e.at;
    }
    return {};
  }
};
TYPED_TEST_SUITE(TechnicalCoefficients, Spaces, SpaceName);

// Miller & Blair (2009), section 2.2.2, printed: Z = [150 500; 200 100], x = (1000, 2000). B by hand.
TYPED_TEST(TechnicalCoefficients, MatchMillerAndBlair) {
  auto Z = this->put(2, 2, {150, 500, 200, 100});
  auto x = this->put({1000, 2000});
  matrix<double, TypeParam> A(this->ctx(), 2, 2), B(this->ctx(), 2, 2);
  technical_coefficients(this->ctx(), Z.view(), x.view(), A.view());
  allocation_coefficients(this->ctx(), Z.view(), x.view(), B.view());
  EXPECT_EQ(A.to_host(), (std::vector<double>{.15, .25, .20, .05}));
  EXPECT_EQ(B.to_host(), (std::vector<double>{.15, .5, .1, .05}));
}

// Around the kernel's 32 columns and 8 rows, against the definition, on rectangles: primary inputs and final sales too.
TYPED_TEST(TechnicalCoefficients, MatchTheDefinitionAroundBlockSizes) {
  for (const index_type rows : {1, 7, 8, 9, 33})
    for (const index_type cols : {1, 31, 32, 33, 300}) {
      const auto z = this->uniform(static_cast<std::size_t>(rows * cols), 0, 9, 1);
      const auto by_col = this->uniform(static_cast<std::size_t>(cols), 1, 9, 2);
      const auto by_row = this->uniform(static_cast<std::size_t>(rows), 1, 9, 3);
      auto Z = this->put(rows, cols, z);
      auto x = this->put(by_col), y = this->put(by_row);
      matrix<double, TypeParam> A(this->ctx(), rows, cols), B(this->ctx(), rows, cols);
      technical_coefficients(this->ctx(), Z.view(), x.view(), A.view());
      allocation_coefficients(this->ctx(), Z.view(), y.view(), B.view());
      std::vector<double> a(z.size()), b(z.size());
      for (index_type i = 0; i < rows; ++i)
        for (index_type j = 0; j < cols; ++j) {
          a[i * cols + j] = z[i * cols + j] / by_col[j];
          b[i * cols + j] = z[i * cols + j] / by_row[i];
        }
      EXPECT_EQ(A.to_host(), a) << rows << " x " << cols;
      EXPECT_EQ(B.to_host(), b) << rows << " x " << cols;
    }
}

// More rows than a grid's second dimension reaches at once on a device: 65 535 blocks of 8.
TYPED_TEST(TechnicalCoefficients, ReachTheLastOfManyRows) {
  const index_type rows = 65535 * 8 + 3;
  auto Z = this->put(rows, 1, std::vector<double>(static_cast<std::size_t>(rows), 3));
  auto x = this->put({4});
  technical_coefficients(this->ctx(), Z.view(), x.view(), Z.view());
  const auto a = Z.to_host();
  EXPECT_EQ(a.front(), .75);
  EXPECT_EQ(a.back(), .75);
}

TYPED_TEST(TechnicalCoefficients, ASectorWithoutOutputAndFlowsIsZero) {
  auto Z = this->put(2, 2, {0, 0, 3, 0});
  auto x = this->put({6, 0});
  matrix<double, TypeParam> A(this->ctx(), 2, 2);
  technical_coefficients(this->ctx(), Z.view(), x.view(), A.view());
  EXPECT_EQ(A.to_host(), (std::vector<double>{0, 0, .5, 0}));
  auto Zt = this->put(2, 2, {0, 3, 0, 0});
  allocation_coefficients(this->ctx(), Zt.view(), x.view(), A.view());
  EXPECT_EQ(A.to_host(), (std::vector<double>{0, .5, 0, 0}));
}

TYPED_TEST(TechnicalCoefficients, NameTheSectorsWithFlowsButNoOutput) {
  // sector 0 sells to 1, which has no output; sector 2 sells to 0 and has none either
  const std::vector<double> z{1, 2, 0, 0, 0, 0, 3, 0, 0}, x{5, 0, 0};
  EXPECT_EQ(this->refused(3, z, x, true), (std::vector<std::ptrdiff_t>{1}));
  EXPECT_EQ(this->refused(3, z, x, false), (std::vector<std::ptrdiff_t>{2}));
}

TYPED_TEST(TechnicalCoefficients, NameTheSectorsWithNegativeOrUnknownOutput) {
  const double nan = std::nan(""), infinite = HUGE_VAL;
  const std::vector<double> z(16, 0.0), x{1, -2, nan, infinite};
  const std::vector<std::ptrdiff_t> wrong{1, 2, 3};
  EXPECT_EQ(this->refused(4, z, x, true), wrong);
  EXPECT_EQ(this->refused(4, z, x, false), wrong);
}

TYPED_TEST(TechnicalCoefficients, WorkInPlaceOnBlocks) {
  auto M = this->put(3, 4, {7, 7, 7, 7, 7, 2, 4, 7, 7, 6, 8, 7});
  auto x = this->put({2, 4});
  const auto block = M.view().block(1, 1, 2, 2);
  technical_coefficients(this->ctx(), block, x.view(), block);
  EXPECT_EQ(M.to_host(), (std::vector<double>{7, 7, 7, 7, 7, 1, 1, 7, 7, 3, 2, 7}));
  allocation_coefficients(this->ctx(), block, x.view(), block);
  EXPECT_EQ(M.to_host(), (std::vector<double>{7, 7, 7, 7, 7, .5, .5, 7, 7, .75, .5, 7}));
}

TYPED_TEST(TechnicalCoefficients, OfNothingAreNothing) {
  matrix<double, TypeParam> Z(this->ctx(), 0, 0);
  vector<double, TypeParam> x(this->ctx(), 0);
  technical_coefficients(this->ctx(), Z.view(), x.view(), Z.view());
  allocation_coefficients(this->ctx(), Z.view(), x.view(), Z.view());
}

TYPED_TEST(TechnicalCoefficients, RefuseShapesThatDoNotFit) {
  auto Z = this->put(2, 3, std::vector<double>(6, 1));
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  EXPECT_THROW(technical_coefficients(this->ctx(), Z.view(), two.view(), Z.view()), shape_error);
  EXPECT_THROW(allocation_coefficients(this->ctx(), Z.view(), three.view(), Z.view()), shape_error);
  EXPECT_THROW(technical_coefficients(this->ctx(), Z.view(), three.view(), Z.view().block(0, 0, 2, 2)), shape_error);
}

}  // namespace agglo::test
