#include "kernels/linkage/row_products.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/multipliers.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class RowProducts : public OperationTest<S> {
 protected:
  std::vector<double> of(matrix_view<const double, S> M, const std::vector<double>& weights) {
    auto w = this->put(weights);
    vector<double, S> y(this->ctx(), M.rows);
    row_products(this->ctx(), M, w.view(), y.view());
    return y.to_host();
  }
};
TYPED_TEST_SUITE(RowProducts, Spaces, SpaceName);

TYPED_TEST(RowProducts, ByHand) {
  const auto M = this->put(2, 3, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(this->of(M.view(), {}), (std::vector<double>{6, 15}));
  EXPECT_EQ(this->of(M.view(), {1, 10, 100}), (std::vector<double>{321, 654}));
}

// Miller & Blair (2009), chapter 2: x = L f, printed 1247.5 and 1841.6 for final demand 600 and 1500.
TYPED_TEST(RowProducts, MillerBlairOutput) {
  const auto L = this->put(2, 2, {1.25412541, .33003300, .26402640, 1.12211221});
  EXPECT_TRUE(close(this->of(L.view(), {600, 1500}), {1247.5248, 1841.5842}, 1e-7));
}

// The rows of M are the columns of its transpose.
TYPED_TEST(RowProducts, MatchesMultipliersOfTheTransposeAroundBlockSizes) {
  for (const index_type rows : {1, 7, 33})
    for (const index_type cols : {1, 7, 8, 9, 31, 32, 33, 255, 256, 257, 600}) {
      const auto m = this->uniform(rows * cols, -1, 1, 5), w = this->uniform(cols, 1, 2, 6);
      std::vector<double> t(m.size());
      for (index_type k = 0; k < rows * cols; ++k) t[k % cols * rows + k / cols] = m[k];
      auto M = this->put(rows, cols, m), T = this->put(cols, rows, t);
      auto weights = this->put(w);
      vector<double, TypeParam> want(this->ctx(), rows);
      for (const bool weighted : {false, true}) {
        multipliers(this->ctx(), weighted ? weights.view() : vector_view<double, TypeParam>{}, T.view(), want.view());
        EXPECT_TRUE(close(this->of(M.view(), weighted ? w : std::vector<double>{}), want.to_host(), 1e-13))
            << rows << " x " << cols << (weighted ? " weighted" : "");
      }
    }
}

TYPED_TEST(RowProducts, ReadsBlocksOfLargerMatrices) {
  const auto M = this->put(3, 4, {9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 6, 9});
  EXPECT_EQ(this->of(M.view().block(1, 1, 2, 2), {2, 1}), (std::vector<double>{4, 12}));
}

TYPED_TEST(RowProducts, EmptySizes) {
  matrix<double, TypeParam> none(this->ctx(), 0, 3), narrow(this->ctx(), 2, 0);
  EXPECT_TRUE(this->of(none.view(), {}).empty());
  EXPECT_EQ(this->of(narrow.view(), {}), (std::vector<double>{0, 0}));
}

TYPED_TEST(RowProducts, RefusesOtherShapes) {
  auto M = this->put(1, 2, {1, 2});
  auto two = this->put({1, 1}), one = this->put({1});
  EXPECT_THROW(row_products(this->ctx(), M.view(), one.view(), one.view()), shape_error);
  EXPECT_THROW(row_products(this->ctx(), M.view(), two.view(), two.view()), shape_error);
}

}  // namespace agglo::test
