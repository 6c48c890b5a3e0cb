#include "kernels/linkage/multiplicative_decomposition.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
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
square less_identity(square A, index_type n) {
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
class MultiplicativeDecomposition : public OperationTest<S> {
 protected:
  struct result {
    square M1, M2, M3, L;
  };
  result of(const square& a, const std::vector<double>& slack, const std::vector<index_type>& offsets) {
    const index_type n = offsets.back();
    auto A = this->put(n, n, a);
    auto v = this->put(slack);
    matrix<double, S> M1(this->ctx(), n, n), M2(this->ctx(), n, n), M3(this->ctx(), n, n), L(this->ctx(), n, n);
    leontief_inverse(this->ctx(), A.view(), v.view(), L.view());
    multiplicative_decomposition(this->ctx(), A.view(), v.view(), offsets, M1.view(), M2.view(), M3.view());
    return {M1.to_host(), M2.to_host(), M3.to_host(), L.to_host()};
  }
};
TYPED_TEST_SUITE(MultiplicativeDecomposition, Spaces, SpaceName);

// Miller & Blair (2009), chapter 3. The order matters: M1 M2 M3 misses L by .189.
TYPED_TEST(MultiplicativeDecomposition, MillerBlairTwoRegions) {
  const auto m = this->of(two_regions::A(), {}, two_regions::offsets);
  EXPECT_TRUE(close(times(m.M3, times(m.M2, m.M1, 5), 5), m.L, 1e-13));
  const auto wrong = times(m.M1, times(m.M2, m.M3, 5), 5);
  double off = 0;
  for (std::size_t k = 0; k < 25; ++k) off = std::max(off, std::abs(wrong[k] - m.L[k]));
  EXPECT_NEAR(off, .189, .0005);
  EXPECT_TRUE(close(column_sums(m.M1, 5), {2.462258, 2.262386, 2.134808, 1.449057, 1.660377}, 4e-7));
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) {
      const bool own = (i < 3) == (j < 3);
      EXPECT_EQ(m.M2[i * 5 + j] == (i == j ? 1 : 0), own) << i << ", " << j;
      EXPECT_EQ(m.M1[i * 5 + j] != 0, own) << i << ", " << j;
      EXPECT_EQ(m.M3[i * 5 + j] != 0, own) << i << ", " << j;
    }
}

// Stone's additive form of the same table: I + (M1 - I) + (M2 - I) M1 + (M3 - I) M2 M1.
TYPED_TEST(MultiplicativeDecomposition, StonesAdditiveForm) {
  const auto m = this->of(two_regions::A(), {}, two_regions::offsets);
  const auto open = times(less_identity(m.M2, 5), m.M1, 5),
             closed = times(less_identity(m.M3, 5), times(m.M2, m.M1, 5), 5);
  EXPECT_TRUE(close(column_sums(open, 5), {.384034, .269992, .269107, .790838, .991443}, 1e-6));
  EXPECT_TRUE(close(column_sums(closed, 5), {.264026, .184225, .183851, .167211, .219925}, 4e-6));
  square sum(m.M1);
  for (std::size_t k = 0; k < 25; ++k) sum[k] += open[k] + closed[k];
  EXPECT_TRUE(close(sum, m.L, 1e-13));
}

// Any number of regions of any sizes, one of them without sectors; with and without the slack given.
TYPED_TEST(MultiplicativeDecomposition, MultipliesToTheInverseAroundBlockSizes) {
  const std::vector<std::vector<index_type>> cases{{0, 1},
                                                   {0, 1, 2, 3},
                                                   {0, 15, 16, 17},
                                                   {0, 0, 31, 33},
                                                   {0, 20, 40, 60, 64},
                                                   {0, 10, 30, 50, 70, 100},
                                                   {0, 1, 5, 5, 9, 20, 31},
                                                   {0, 3, 4, 9, 9, 12, 30, 33},
                                                   {0, 1, 2, 3, 4, 5, 6, 7, 8, 32, 33, 33, 40, 41}};
  for (const auto& offsets : cases) {
    const index_type n = offsets.back();
    const auto a = this->uniform(n * n, 0, .9 / static_cast<double>(n));
    std::vector<double> v(n, 1.0);
    for (index_type k = 0; k < n * n; ++k) v[k % n] -= a[k];
    for (const auto& slack : {std::vector<double>{}, v}) {
      const auto m = this->of(a, slack, offsets);
      EXPECT_TRUE(close(times(m.M3, times(m.M2, m.M1, n), n), m.L, 1e-13)) << n;
      // M2 by its own definition, from A* = M1 (A - blockdiag A) built entry by entry
      square outside(a);
      for (std::size_t r = 1; r < offsets.size(); ++r)
        for (index_type i = offsets[r - 1]; i < offsets[r]; ++i)
          for (index_type j = offsets[r - 1]; j < offsets[r]; ++j) outside[i * n + j] = 0;
      const auto loop = times(m.M1, outside, n);
      square M2(n * n), power(n * n);
      for (index_type i = 0; i < n; ++i) M2[i * n + i] = power[i * n + i] = 1;
      for (std::size_t k = 2; k < offsets.size(); ++k) {
        power = times(loop, power, n);
        for (std::size_t e = 0; e < M2.size(); ++e) M2[e] += power[e];
      }
      EXPECT_TRUE(close(m.M2, M2, 1e-13)) << n;
    }
  }
}

TYPED_TEST(MultiplicativeDecomposition, OneRegionIsItsOwnInverse) {
  const auto m = this->of(two_regions::A(), {}, {0, 5});
  EXPECT_EQ(m.M1, m.L);
  EXPECT_EQ(column_sums(m.M2, 5), std::vector<double>(5, 1.0));
  EXPECT_EQ(m.M3, m.M2);
}

TYPED_TEST(MultiplicativeDecomposition, WritesBlocksOfLargerMatrices) {
  const auto want = this->of(two_regions::A(), {}, two_regions::offsets);
  auto A = this->put(5, 5, two_regions::A()), W = this->put(6, 17, std::vector<double>(102, 7.0));
  multiplicative_decomposition(this->ctx(), A.view(), {}, two_regions::offsets, W.view().block(0, 1, 5, 5),
                               W.view().block(1, 6, 5, 5), W.view().block(0, 11, 5, 5));
  const auto got = W.to_host();
  square expected(102, 7.0);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) {
      expected[i * 17 + j + 1] = want.M1[i * 5 + j];
      expected[(i + 1) * 17 + j + 6] = want.M2[i * 5 + j];
      expected[i * 17 + j + 11] = want.M3[i * 5 + j];
    }
  EXPECT_EQ(got, expected);
}

TYPED_TEST(MultiplicativeDecomposition, EmptyTable) { EXPECT_TRUE(this->of({}, {}, {0, 0}).M3.empty()); }

TYPED_TEST(MultiplicativeDecomposition, RefusesOtherShapesAndOffsets) {
  auto A = this->put(2, 2, {.1, .2, .3, .1}), M = this->put(2, 2, {0, 0, 0, 0}), wide = this->put(1, 2, {0, 0});
  const std::vector<index_type> fits{0, 1, 2}, rest{0, 1};
  EXPECT_THROW(multiplicative_decomposition(this->ctx(), A.view(), {}, rest, M.view(), M.view(), M.view()),
               shape_error);
  EXPECT_THROW(multiplicative_decomposition(this->ctx(), A.view(), {}, fits, M.view(), wide.view(), M.view()),
               shape_error);
  EXPECT_THROW(multiplicative_decomposition(this->ctx(), wide.view(), {}, fits, M.view(), M.view(), M.view()),
               shape_error);
}

}  // namespace agglo::test
