#include "kernels/dense/lu_inverse.hpp"

#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class LuInverse : public OperationTest<S> {};
TYPED_TEST_SUITE(LuInverse, Spaces, SpaceName);

// By hand, with a zero on the diagonal so that a pivot must move: [0 2; 1 3]^-1 = [-1.5 1; .5 0].
TYPED_TEST(LuInverse, PivotsAndKeepsRowMajorOrder) {
  auto M = this->put(2, 2, {0, 2, 1, 3});
  matrix<double, TypeParam> X(this->ctx(), 2, 2);
  lu_inverse(this->ctx(), M.view(), X.view());
  EXPECT_TRUE(close(X.to_host(), {-1.5, 1, .5, 0}, 1e-15));
}

TYPED_TEST(LuInverse, TimesTheMatrixIsIdentityAroundBlockSizes) {
  for (const index_type n : {1, 15, 16, 17, 100}) {
    const auto m = this->uniform(static_cast<std::size_t>(n * n), -1, 1);
    auto M = this->put(n, n, m);
    matrix<double, TypeParam> X(this->ctx(), n, n);
    lu_inverse(this->ctx(), M.view(), X.view());
    const auto x = X.to_host();
    std::vector<double> product(m.size()), identity(m.size());
    for (index_type i = 0; i < n; ++i) {
      identity[i * n + i] = 1;
      for (index_type k = 0; k < n; ++k)
        for (index_type j = 0; j < n; ++j) product[i * n + j] += m[i * n + k] * x[k * n + j];
    }
    EXPECT_TRUE(close(product, identity, 1e-10)) << "n = " << n;
  }
}

TYPED_TEST(LuInverse, NamesTheZeroPivot) {
  auto M = this->put(2, 2, {1, 2, 2, 4});
  matrix<double, TypeParam> X(this->ctx(), 2, 2);
  try {
    lu_inverse(this->ctx(), M.view(), X.view());
    FAIL() << "no error";
  } catch (const numeric_error& e) {
    EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{1});
  }
}

TYPED_TEST(LuInverse, RefusesARectangle) {
  auto M = this->put(2, 1, {0, 0});
  EXPECT_THROW(lu_inverse(this->ctx(), M.view(), M.view()), shape_error);
}

}  // namespace agglo::test
