#include "kernels/spatial/spatial_solve.hpp"

#include <limits>

#include "kernels/base/error.hpp"
#include "kernels/spatial/sparse_product.hpp"
#include "tests/operation_test.hpp"
#include "tests/sparse_world.hpp"

namespace agglo::test {

template <class S>
class SpatialSolve : public OperationTest<S> {
 protected:
  lag_product<S> lag(const sparse_matrix<S>& W) {
    return [this, rows = W.view()](matrix_view<const double, S> X, matrix_view<double, S> WX) {
      sparse_product(this->ctx(), rows, X, WX);
    };
  }
  struct solved {
    spatial_solution how;
    std::vector<double> X;
  };
  solved solve(const host_rows& W, double rho, index_type columns, const std::vector<double>& f) {
    const auto held = held_rows(this->ctx(), W);
    auto F = this->put(W.rows(), columns, f);
    matrix<double, S> X(this->ctx(), W.rows(), columns);
    const auto how = spatial_solve(this->ctx(), lag(held), rho, F.view(), X.view());
    return {how, X.to_host()};
  }
  radius_bounds bounds(const host_rows& W, index_type sweeps = 1000) {
    const auto held = held_rows(this->ctx(), W);
    return spectral_bounds(this->ctx(), lag(held), W.rows(), sweeps);
  }
};
TYPED_TEST_SUITE(SpatialSolve, Spaces, SpaceName);

namespace {

std::vector<double> by_elimination(const host_rows& W, double rho, const std::vector<double>& f, index_type columns) {
  std::vector<double> M = dense(W);
  for (index_type k = 0; k < W.rows() * W.rows(); ++k) M[k] = (k / W.rows() == k % W.rows() ? 1 : 0) - rho * M[k];
  return plain_solve(M, f, W.rows(), columns);
}
double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = 0;
  for (std::size_t k = 0; k < a.size(); ++k) worst = std::max(worst, std::abs(a[k] - b[k]));
  return worst;
}

}  // namespace

// Two places that look at each other: (I - rho W)^-1 = [1 rho; rho 1] / (1 - rho^2).
TYPED_TEST(SpatialSolve, ByHand) {
  const host_rows W{2, {0, 1, 2}, {1, 0}, {1, 1}};
  const auto of_first = this->solve(W, .5, 1, {1, 0});
  EXPECT_TRUE(close(of_first.X, {4.0 / 3, 2.0 / 3}, 1e-12));
  EXPECT_TRUE(close(this->solve(W, -.5, 1, {3, 0}).X, {4, -2}, 1e-12));
}

TYPED_TEST(SpatialSolve, RowNormalisedOnesGiveOneOverOneMinusRho) {
  const auto x = this->solve(normalised_rows(50, 4, 3), .8, 1, std::vector<double>(50, 1));
  EXPECT_TRUE(close_entries(x.X, std::vector<double>(50, 5.0), 2e-12));
}

TYPED_TEST(SpatialSolve, MatchesEliminationWithinItsBoundAroundBlockSizes) {
  for (const index_type n : {1, 2, 31, 32, 33, 255, 256, 257})
    for (const index_type columns : {1, 3}) {
      const host_rows W = normalised_rows(n, 3, 9);
      const auto f = this->uniform(n * columns, -1, 1, 7);
      for (const double rho : {-.5, .3}) {
        const auto got = this->solve(W, rho, columns, f);
        const auto want = by_elimination(W, rho, f, columns);
        double size = 0;
        for (const double x : want) size = std::max(size, std::abs(x));
        EXPECT_LE(got.how.error, 1e-12);
        EXPECT_LE(largest_difference(got.X, want), (got.how.error + 1e-14) * size) << n << " at rho " << rho;
      }
    }
}

// The error is proven, not guessed: the remainder of the slowest series there is, a ring of ones, is met by the bound.
TYPED_TEST(SpatialSolve, TheBoundIsNearTheErrorWhereTheSeriesIsSlowest) {
  const host_rows W{2, {0, 1, 2}, {1, 0}, {1, 1}};
  const auto got = this->solve(W, .9, 1, {1, 1});
  const double off = (10 - got.X[0]) / 10;
  EXPECT_GT(off, .5 * got.how.error);
  EXPECT_LE(off, got.how.error + 1e-13);
}

// Weights of any size, some units without neighbours, some that nobody looks at: the chain proves the end all the same.
TYPED_TEST(SpatialSolve, WeightsThatAreNotNormalised) {
  for (const index_type n : {5, 33, 257}) {
    const host_rows W = random_rows(n, n, 6, 21);
    const double radius = this->bounds(W, 60).largest;
    for (const double part : {-.7, .4}) {
      const double rho = part / radius;
      const auto f = this->uniform(n, -1, 1, 2);
      const auto got = this->solve(W, rho, 1, f);
      const auto want = by_elimination(W, rho, f, 1);
      double size = 0;
      for (const double x : want) size = std::max(size, std::abs(x));
      EXPECT_LE(largest_difference(got.X, want), (got.how.error + 1e-13) * size) << n << " at " << part;
    }
  }
}

TYPED_TEST(SpatialSolve, RhoOfZeroIsTheRightHandSide) {
  const auto got = this->solve(normalised_rows(5, 2, 1), 0, 1, {1, 2, 3, 4, 5});
  EXPECT_EQ(got.X, (std::vector<double>{1, 2, 3, 4, 5}));
  EXPECT_EQ(got.how.sweeps, 0);
}

TYPED_TEST(SpatialSolve, WritesABlockOfALargerMatrix) {
  const auto W = held_rows(this->ctx(), {2, {0, 1, 2}, {1, 0}, {1, 1}});
  const auto F = this->put(2, 2, {9, 1, 9, 0});
  auto X = this->put(2, 3, std::vector<double>(6, 7));
  spatial_solve(this->ctx(), this->lag(W), .5, F.view().block(0, 1, 2, 1), X.view().block(0, 2, 2, 1));
  const auto got = X.to_host();
  EXPECT_TRUE(close(got, {7, 7, 4.0 / 3, 7, 7, 2.0 / 3}, 1e-12));
}

TYPED_TEST(SpatialSolve, EmptySizesAndZeroRightHandSides) {
  EXPECT_EQ(this->solve({0, {0}, {}, {}}, .5, 2, {}).how.sweeps, 0);
  EXPECT_EQ(this->solve(normalised_rows(3, 1, 1), .5, 1, {0, 0, 0}).X, (std::vector<double>{0, 0, 0}));
}

TYPED_TEST(SpatialSolve, RefusesWhatHasNoEnd) {
  const host_rows W = normalised_rows(3, 1, 1);
  const std::vector<double> f{1, 2, 3};
  EXPECT_THROW(this->solve(W, 1, 1, f), numeric_error);
  EXPECT_THROW(this->solve(W, -1.5, 1, f), numeric_error);
  EXPECT_THROW(this->solve(random_rows(40, 40, 6, 3), 20, 1, std::vector<double>(40, 1)), numeric_error);
  EXPECT_THROW(this->solve(W, std::nan(""), 1, f), data_error);
  EXPECT_THROW(this->solve(W, .5, 1, {1, std::nan(""), 3}), data_error);
  EXPECT_THROW(this->solve(W, .5, 1, {1, std::numeric_limits<double>::infinity(), 3}), data_error);
  host_rows broken = W;
  broken.weight[1] = std::nan("");
  EXPECT_THROW(this->solve(broken, .5, 1, f), numeric_error);
  const auto held = held_rows(this->ctx(), W);
  auto F = this->put(3, 1, f), two = this->put(2, 1, {1, 2});
  EXPECT_THROW(spatial_solve(this->ctx(), this->lag(held), .5, F.view(), two.view()), shape_error);
}

// A path of three places with weights 1 has the radius sqrt 2. It swings between its ends and its middle, which the
// plain power method never leaves.
TYPED_TEST(SpatialSolve, BoundsOfAPath) {
  const auto b = this->bounds({3, {0, 1, 3, 4}, {1, 0, 2, 1}, {1, 1, 1, 1}});
  EXPECT_NEAR(b.least, std::sqrt(2.0), 2e-10);
  EXPECT_NEAR(b.largest, std::sqrt(2.0), 2e-10);
}
TYPED_TEST(SpatialSolve, BoundsOfRowNormalisedWeightsTakeOneProduct) {
  const auto b = this->bounds(normalised_rows(300, 4, 2));
  EXPECT_NEAR(b.largest, 1, 1e-15);
  EXPECT_NEAR(b.least, 1, 1e-15);
  EXPECT_EQ(b.sweeps, 1);
}
// The cycle of n places with weights 1 and 2 by turns has the radius 2^(1/2); a path of it hangs on, which adds none.
TYPED_TEST(SpatialSolve, BoundsHoldAfterAnyNumberOfSweeps) {
  for (const index_type n : {2, 32, 258}) {
    host_rows W{n + 1, {0}, {}, {}};
    for (index_type i = 0; i <= n; ++i) {
      W.column.push_back(static_cast<int>((i + 1) % n));
      W.weight.push_back(i % 2 == 0 ? 1 : 2);
      W.start.push_back(i + 1);
    }
    for (const index_type sweeps : {1, 2, 5, 20, 300}) {
      const auto b = this->bounds(W, sweeps);
      EXPECT_LE(b.least, std::sqrt(2.0) * (1 + 1e-14)) << n;
      EXPECT_GE(b.largest, std::sqrt(2.0) * (1 - 1e-14)) << n;
      EXPECT_LE(b.largest, sweeps == 300 ? std::sqrt(2.0) * (1 + 1e-8) : 2) << n;
    }
  }
}
TYPED_TEST(SpatialSolve, BoundsOfNothing) {
  EXPECT_EQ(this->bounds({0, {}, {}, {}}).largest, 0);
  const auto b = this->bounds({2, {0, 0, 0}, {}, {}});
  EXPECT_EQ(b.largest, 0);
  EXPECT_EQ(b.least, 0);
}
TYPED_TEST(SpatialSolve, BoundsRefuseNegativeWeights) {
  EXPECT_THROW(this->bounds({2, {0, 1, 2}, {1, 0}, {1, -1}}), data_error);
  EXPECT_THROW(this->bounds({2, {0, 1, 2}, {1, 0}, {1, std::nan("")}}), data_error);
}

TYPED_TEST(SpatialSolve, ScalesRowsOfABlock) {
  auto X = this->put(2, 3, {1, 2, 3, 4, 5, 6});
  auto by = this->put({10, 100});
  scale_rows(this->ctx(), .5, by.view(), X.view().block(0, 1, 2, 2));
  EXPECT_EQ(X.to_host(), (std::vector<double>{1, 10, 15, 4, 250, 300}));
  scale_rows(this->ctx(), 2, {}, X.view());
  EXPECT_EQ(X.to_host(), (std::vector<double>{2, 20, 30, 8, 500, 600}));
  auto three = this->put({1, 2, 3});
  EXPECT_THROW(scale_rows(this->ctx(), 1, three.view(), X.view()), shape_error);
}

}  // namespace agglo::test
