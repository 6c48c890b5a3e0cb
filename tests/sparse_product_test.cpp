#include "kernels/spatial/sparse_product.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"
#include "tests/sparse_world.hpp"

namespace agglo::test {

template <class S>
class SparseProduct : public OperationTest<S> {
 protected:
  std::vector<double> of(const host_rows& W, index_type columns, const std::vector<double>& x) {
    const auto held = held_rows(this->ctx(), W);
    auto X = this->put(W.columns, columns, x);
    auto Y = this->put(W.rows(), columns, std::vector<double>(W.rows() * columns, -7));
    sparse_product(this->ctx(), held.view(), X.view(), Y.view());
    return Y.to_host();
  }
};
TYPED_TEST_SUITE(SparseProduct, Spaces, SpaceName);

// Three places in a line, the middle one between two neighbours, row-normalised: the lag is the neighbours' mean.
TYPED_TEST(SparseProduct, ByHand) {
  const host_rows W{3, {0, 1, 3, 4}, {1, 0, 2, 1}, {1, .5, .5, 1}};
  EXPECT_EQ(this->of(W, 2, {1, 10, 2, 20, 4, 60}), (std::vector<double>{2, 20, 2.5, 35, 2, 20}));
}

TYPED_TEST(SparseProduct, MatchesDenseAroundBlockSizes) {
  for (const index_type n : {1, 2, 31, 32, 33, 255, 256, 257})
    for (const index_type columns : {1, 2, 7, 8, 9, 17}) {
      const host_rows W = random_rows(n, n + 3, 5, 11);
      const auto x = this->uniform((n + 3) * columns, -1, 1, 3);
      EXPECT_TRUE(close(this->of(W, columns, x), dense_product(W, x, columns), 1e-14)) << n << " x " << columns;
    }
}

TYPED_TEST(SparseProduct, ARowWithoutEntriesIsZero) {
  const host_rows W{2, {0, 0, 2, 2}, {0, 1}, {2, 3}};
  EXPECT_EQ(this->of(W, 1, {5, 7}), (std::vector<double>{0, 31, 0}));
}

TYPED_TEST(SparseProduct, ReadsAndWritesBlocksOfLargerMatrices) {
  const auto W = held_rows(this->ctx(), {2, {0, 1, 2}, {1, 0}, {2, 3}});
  const auto X = this->put(3, 3, {9, 9, 9, 9, 1, 2, 9, 4, 5});
  auto Y = this->put(3, 4, std::vector<double>(12, 8));
  sparse_product(this->ctx(), W.view(), X.view().block(1, 1, 2, 2), Y.view().block(0, 1, 2, 2));
  EXPECT_EQ(Y.to_host(), (std::vector<double>{8, 8, 10, 8, 8, 3, 6, 8, 8, 8, 8, 8}));
}

TYPED_TEST(SparseProduct, RepeatsBitForBit) {
  const host_rows W = random_rows(300, 300, 9, 5);
  const auto x = this->uniform(300 * 9, -1, 1, 4);
  EXPECT_EQ(this->of(W, 9, x), this->of(W, 9, x));
}

TYPED_TEST(SparseProduct, EmptySizes) {
  EXPECT_TRUE(this->of({0, {}, {}, {}}, 2, {}).empty());
  EXPECT_TRUE(this->of({0, {0}, {}, {}}, 0, {}).empty());
  EXPECT_EQ(this->of({0, {0, 0}, {}, {}}, 1, {}), (std::vector<double>{0}));
}

TYPED_TEST(SparseProduct, RefusesOtherShapes) {
  const auto W = held_rows(this->ctx(), {2, {0, 1, 2}, {1, 0}, {2, 3}});
  auto two = this->put(2, 1, {1, 2}), three = this->put(3, 1, {1, 2, 3}), wide = this->put(2, 2, {1, 2, 3, 4});
  EXPECT_THROW(sparse_product(this->ctx(), W.view(), three.view(), two.view()), shape_error);
  EXPECT_THROW(sparse_product(this->ctx(), W.view(), two.view(), three.view()), shape_error);
  EXPECT_THROW(sparse_product(this->ctx(), W.view(), two.view(), wide.view()), shape_error);
  auto short_columns = W.view();
  short_columns.column.size = 1;
  EXPECT_THROW(sparse_product(this->ctx(), short_columns, two.view(), two.view()), shape_error);
}

}  // namespace agglo::test
