#include "kernels/linkage/additive_decomposition.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/multiplicative_decomposition.hpp"
#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {
namespace {

using square = std::vector<double>;
square times(const square& A, const square& B, index_type n) {
  square C(n * n);
  for (index_type i = 0; i < n; ++i)
    for (index_type k = 0; k < n; ++k)
      for (index_type j = 0; j < n; ++j) C[i * n + j] += A[i * n + k] * B[k * n + j];
  return C;
}
square less_one(square A, index_type n) {
  for (index_type i = 0; i < n; ++i) A[i * n + i] -= 1;
  return A;
}
std::vector<double> column_sums(const square& A, index_type n) {
  std::vector<double> sums(n);
  for (index_type k = 0; k < n * n; ++k) sums[k % n] += A[k];
  return sums;
}

}  // namespace

template <class S>
class AdditiveDecomposition : public OperationTest<S> {
 protected:
  struct result {
    square M1, M2, M3, transfer, open, closed;
  };
  result of(const square& a, const std::vector<index_type>& offsets) {
    const index_type n = offsets.back();
    auto A = this->put(n, n, a);
    matrix<double, S> M1(this->ctx(), n, n), M2(this->ctx(), n, n), M3(this->ctx(), n, n);
    matrix<double, S> transfer(this->ctx(), n, n), open(this->ctx(), n, n), closed(this->ctx(), n, n);
    multiplicative_decomposition(this->ctx(), A.view(), {}, offsets, M1.view(), M2.view(), M3.view());
    additive_decomposition(this->ctx(), M1.view(), M2.view(), M3.view(), offsets,
                           {transfer.view(), open.view(), closed.view()});
    return {M1.to_host(), M2.to_host(), M3.to_host(), transfer.to_host(), open.to_host(), closed.to_host()};
  }
};
TYPED_TEST_SUITE(AdditiveDecomposition, Spaces, SpaceName);

// Miller & Blair (2009), chapter 3: Stone's terms of the two regions of three and two sectors.
TYPED_TEST(AdditiveDecomposition, MillerBlairTwoRegions) {
  const auto t = this->of(two_regions::A(), two_regions::offsets);
  auto intra = column_sums(t.transfer, 5);
  for (double& m : intra) m += 1;
  EXPECT_TRUE(close(intra, {2.462258, 2.262386, 2.134808, 1.449057, 1.660377}, 4e-7));
  EXPECT_TRUE(close(column_sums(t.open, 5), {.384034, .269992, .269107, .790838, .991443}, 1e-6));
  EXPECT_TRUE(close(column_sums(t.closed, 5), {.264026, .184225, .183851, .167211, .219925}, 4e-6));
}

// Two sectors in two regions, by hand: M1 = m I with m = 1 / (1 - a), A* = m e off the diagonal, M3 = 1 / (1 - m^2
// e^2).
TYPED_TEST(AdditiveDecomposition, ByHand) {
  const auto t = this->of({.5, .1, .1, .5}, {0, 1, 2});
  const double m = 2, loop = .2, closed = loop * loop / (1 - loop * loop);
  EXPECT_TRUE(close(t.transfer, {m - 1, 0, 0, m - 1}, 1e-15));
  EXPECT_TRUE(close(t.open, {0, loop * m, loop * m, 0}, 1e-15));
  EXPECT_TRUE(close(t.closed, {closed * m, closed * loop * m, closed * loop * m, closed * m}, 1e-14));
}

// Regions of many sizes, some with one sector or none: each term from its own formula, and their sum from a plain
// inverse.
TYPED_TEST(AdditiveDecomposition, MatchesItsFormulasAroundBlockSizes) {
  const std::vector<std::vector<index_type>> cases{{0, 1},         {0, 1, 2, 3},        {0, 15, 16, 17},
                                                   {0, 0, 31, 33}, {0, 20, 40, 60, 64}, {0, 10, 30, 30, 50, 70, 71}};
  for (const auto& offsets : cases) {
    const index_type n = offsets.back();
    const auto a = this->uniform(n * n, 0, .9 / static_cast<double>(n));
    const auto t = this->of(a, offsets);
    EXPECT_TRUE(close(t.transfer, less_one(t.M1, n), 0)) << n;
    EXPECT_TRUE(close(t.open, times(less_one(t.M2, n), t.M1, n), 1e-13)) << n;
    EXPECT_TRUE(close(t.closed, times(less_one(t.M3, n), times(t.M2, t.M1, n), n), 1e-13)) << n;
    square sum(t.M1);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += t.open[k] + t.closed[k];
    EXPECT_TRUE(close(sum, plain_leontief(a, n), 1e-13)) << n;
  }
}

TYPED_TEST(AdditiveDecomposition, OneRegionHasTransfersAlone) {
  const auto t = this->of(two_regions::A(), {0, 5});
  EXPECT_EQ(t.open, square(25, 0.0));
  EXPECT_EQ(t.closed, square(25, 0.0));
}

TYPED_TEST(AdditiveDecomposition, WritesBlocksOfLargerMatrices) {
  const auto want = this->of(two_regions::A(), two_regions::offsets);
  auto W = this->put(6, 17, std::vector<double>(102, 7.0));
  auto M1 = this->put(5, 5, want.M1), M2 = this->put(5, 5, want.M2), M3 = this->put(5, 5, want.M3);
  additive_decomposition(this->ctx(), M1.view(), M2.view(), M3.view(), two_regions::offsets,
                         {W.view().block(0, 1, 5, 5), W.view().block(1, 6, 5, 5), W.view().block(0, 11, 5, 5)});
  const auto got = W.to_host();
  square expected(102, 7.0);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) {
      expected[i * 17 + j + 1] = want.transfer[i * 5 + j];
      expected[(i + 1) * 17 + j + 6] = want.open[i * 5 + j];
      expected[i * 17 + j + 11] = want.closed[i * 5 + j];
    }
  EXPECT_EQ(got, expected);
}

TYPED_TEST(AdditiveDecomposition, EmptyTable) { EXPECT_TRUE(this->of({}, {0, 0}).closed.empty()); }

TYPED_TEST(AdditiveDecomposition, RefusesOtherShapesAndOffsets) {
  auto M = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {0, 0});
  const std::vector<index_type> fits{0, 1, 2}, rest{0, 1};
  const additive_terms<TypeParam> terms{M.view(), M.view(), M.view()};
  EXPECT_THROW(additive_decomposition(this->ctx(), M.view(), M.view(), M.view(), rest, terms), shape_error);
  EXPECT_THROW(additive_decomposition(this->ctx(), M.view(), wide.view(), M.view(), fits, terms), shape_error);
  EXPECT_THROW(
      additive_decomposition(this->ctx(), M.view(), M.view(), M.view(), fits, {M.view(), M.view(), wide.view()}),
      shape_error);
}

}  // namespace agglo::test
