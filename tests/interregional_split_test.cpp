#include "kernels/linkage/interregional_split.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class InterregionalSplit : public OperationTest<S> {
 protected:
  struct result {
    std::vector<double> intra, feedback, received, L;
  };
  result split(const std::vector<double>& a, const std::vector<double>& slack, const std::vector<index_type>& offsets) {
    const index_type n = offsets.back(), regions = static_cast<index_type>(offsets.size()) - 1;
    auto A = this->put(n, n, a);
    auto v = this->put(slack);
    matrix<double, S> L(this->ctx(), n, n), received(this->ctx(), regions, n);
    vector<double, S> intra(this->ctx(), n), feedback(this->ctx(), n);
    leontief_inverse(this->ctx(), A.view(), v.view(), L.view());
    interregional_split(this->ctx(), A.view(), v.view(), L.view(), offsets,
                        {intra.view(), feedback.view(), received.view()});
    return {intra.to_host(), feedback.to_host(), received.to_host(), L.to_host()};
  }
  // Column sums of the inverse of one region's own block, found apart.
  std::vector<double> own_sums(const std::vector<double>& a, index_type n, index_type first, index_type count) {
    std::vector<double> block;
    for (index_type i = 0; i < count; ++i)
      for (index_type j = 0; j < count; ++j) block.push_back(a[(first + i) * n + first + j]);
    auto A = this->put(count, count, block);
    matrix<double, S> M(this->ctx(), count, count);
    leontief_inverse(this->ctx(), A.view(), M.view());
    const auto m = M.to_host();
    std::vector<double> sums(count);
    for (index_type k = 0; k < count * count; ++k) sums[k % count] += m[k];
    return sums;
  }
  static std::vector<double> slack_of(const std::vector<double>& a, index_type n) {
    std::vector<double> v(n, 1.0);
    for (index_type k = 0; k < n * n; ++k) v[k % n] -= a[k];
    return v;
  }
};
TYPED_TEST_SUITE(InterregionalSplit, Spaces, SpaceName);

// Miller & Blair (2009), chapter 3, two regions with three and two sectors.
TYPED_TEST(InterregionalSplit, MillerBlairTwoRegions) {
  const auto A = two_regions::A();
  for (const auto& v : {std::vector<double>{}, this->slack_of(A, 5)}) {
    const auto got = this->split(A, v, two_regions::offsets);
    EXPECT_TRUE(close(got.L, two_regions::L, 1e-6));
    EXPECT_TRUE(close(got.intra, {2.462258, 2.262386, 2.134808, 1.449057, 1.660377}, 4e-7));
    EXPECT_TRUE(close_entries(got.feedback, {.234054, .163376, .163033, .107018, .140694}, 5e-6));
    EXPECT_TRUE(close(got.received,
                      {2.696312, 2.425761, 2.297841, .851031, 1.070673, .414006, .290842, .289925, 1.556075, 1.801072},
                      4e-7));
    const std::vector<double> total{3.110318, 2.716603, 2.587765, 2.407106, 2.871745};
    for (std::size_t j = 0; j < 5; ++j) EXPECT_NEAR(got.received[j] + got.received[5 + j], total[j], 1e-6);
  }
}

TYPED_TEST(InterregionalSplit, TwoByTwoSectors) {
  const auto got = this->split(two_by_two::A(), {}, two_by_two::offsets);
  EXPECT_TRUE(close(got.intra, {1.217853, 1.200850, 1.286906, 1.251605}, 1e-6));
  EXPECT_TRUE(close(got.feedback, {.002275, .003119, .004354, .002071}, 2e-4));
  EXPECT_TRUE(close(got.received,
                    {1.22012815, 1.20396888, .09283816, .04347194, .04777924, .06268995, 1.29126007, 1.25367608},
                    1e-8));
}

// Any number of regions of any sizes, one of them without sectors: against sums taken one by one.
TYPED_TEST(InterregionalSplit, MatchesBruteForceAroundBlockSizes) {
  const std::vector<std::vector<index_type>> cases{{0, 1},        {0, 1, 2, 3}, {0, 0, 31, 32, 65}, {0, 33, 33, 64},
                                                   {0, 255, 256}, {0, 1, 257},  {0, 100, 200, 250}};
  for (const auto& offsets : cases) {
    const index_type n = offsets.back(), regions = static_cast<index_type>(offsets.size()) - 1;
    const auto a = this->uniform(n * n, 0, (n < 10 ? .9 : 1.8) / static_cast<double>(n));
    const auto got = this->split(a, this->slack_of(a, n), offsets);
    std::vector<double> received(regions * n), intra, feedback;
    for (index_type r = 0; r < regions; ++r) {
      for (index_type i = offsets[r]; i < offsets[r + 1]; ++i)
        for (index_type j = 0; j < n; ++j) received[r * n + j] += got.L[i * n + j];
      const auto own = this->own_sums(a, n, offsets[r], offsets[r + 1] - offsets[r]);
      for (index_type j = 0; j < offsets[r + 1] - offsets[r]; ++j) {
        intra.push_back(own[j]);
        feedback.push_back(received[r * n + offsets[r] + j] - own[j]);
      }
    }
    EXPECT_TRUE(close(got.received, received, 1e-13)) << n;
    EXPECT_TRUE(close(got.intra, intra, 1e-12)) << n;
    // the difference loses digits that the operation keeps, hence its size is the intra-regional part's
    for (index_type j = 0; j < n; ++j) EXPECT_NEAR(got.feedback[j], feedback[j], 1e-12 * intra[j]) << n << ", " << j;
  }
}

TYPED_TEST(InterregionalSplit, PartsAddUpToTheTotal) {
  const index_type n = 90;
  const auto a = this->uniform(n * n, 0, 1.9 / n);
  const std::vector<index_type> offsets{0, 10, 40, 41, 90};
  const auto got = this->split(a, {}, offsets);
  std::vector<double> total(n), parts(n);
  for (index_type j = 0; j < n; ++j) {
    for (index_type i = 0; i < n; ++i) total[j] += got.L[i * n + j];
    parts[j] = got.intra[j] + got.feedback[j];
    for (index_type r = 0; r < 4; ++r)
      if (j < offsets[r] || j >= offsets[r + 1]) parts[j] += got.received[r * n + j];
  }
  EXPECT_TRUE(close_entries(parts, total, 1e-13));
}

// Two sectors in two regions that hardly trade: feedback = e^2 / ((1-a)((1-a)^2 - e^2)), 1e-14 of the intra-regional
// part, of which a difference of multipliers would keep two digits.
TYPED_TEST(InterregionalSplit, KeepsTheDigitsOfASmallFeedback) {
  const double a = .5, e = 1e-7, b = 1 - a;
  const auto got = this->split({a, e, e, a}, {}, {0, 1, 2});
  EXPECT_TRUE(close_entries(got.feedback, std::vector<double>(2, e * e / (b * (b * b - e * e))), 1e-14));
}

TYPED_TEST(InterregionalSplit, OneRegionHasNothingAbroad) {
  const auto got = this->split(two_regions::A(), {}, {0, 5});
  EXPECT_EQ(got.feedback, std::vector<double>(5, 0.0));
  EXPECT_TRUE(close_entries(got.intra, got.received, 1e-15));
}

TYPED_TEST(InterregionalSplit, ReadsBlocksOfALargerMatrix) {
  const auto a = two_regions::A();
  std::vector<double> wide(7 * 9, 9.0);
  for (index_type i = 0; i < 5; ++i)
    for (index_type j = 0; j < 5; ++j) wide[(i + 1) * 9 + j + 2] = a[i * 5 + j];
  auto W = this->put(7, 9, wide), out = this->put(2, 8, std::vector<double>(16, 9.0));
  matrix<double, TypeParam> L(this->ctx(), 5, 5);
  vector<double, TypeParam> intra(this->ctx(), 5), feedback(this->ctx(), 5);
  const auto A = W.view().block(1, 2, 5, 5);
  leontief_inverse(this->ctx(), A, {}, L.view());
  interregional_split(this->ctx(), A, {}, L.view(), two_regions::offsets,
                      {intra.view(), feedback.view(), out.view().block(0, 1, 2, 5)});
  const auto want = this->split(a, {}, two_regions::offsets);
  EXPECT_EQ(intra.to_host(), want.intra);
  EXPECT_EQ(feedback.to_host(), want.feedback);
  const auto got = out.to_host();
  for (index_type r = 0; r < 2; ++r)
    for (index_type j = 0; j < 8; ++j) EXPECT_EQ(got[r * 8 + j], j >= 1 && j < 6 ? want.received[r * 5 + j - 1] : 9);
}

// Sector 3 buys nothing but itself: region 1 has no inverse of its own.
TYPED_TEST(InterregionalSplit, NamesTheSingularSectorOfTheWholeTable) {
  auto A = this->put(4, 4, {.2, .1, 0, 0, .1, .2, 0, 0, 0, 0, .5, 0, 0, 0, 0, 1}),
       L = this->put(4, 4, std::vector<double>(16));
  matrix<double, TypeParam> received(this->ctx(), 2, 4);
  vector<double, TypeParam> intra(this->ctx(), 4), feedback(this->ctx(), 4);
  try {
    interregional_split(this->ctx(), A.view(), {}, L.view(), std::vector<index_type>{0, 2, 4},
                        {intra.view(), feedback.view(), received.view()});
    FAIL() << "no error";
  } catch (const numeric_error& e) {
    EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{3});
  }
}

TYPED_TEST(InterregionalSplit, RefusesOtherShapesAndOffsets) {
  auto A = this->put(2, 2, {.1, .2, .3, .1}), received = this->put(2, 2, {0, 0, 0, 0});
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  const auto with = [&](const std::vector<index_type>& offsets, auto& v, auto& intra) {
    interregional_split(this->ctx(), A.view(), v.view(), A.view(), offsets,
                        {intra.view(), two.view(), received.view()});
  };
  for (const std::vector<index_type>& offsets :
       {std::vector<index_type>{}, {0}, {0, 1}, {1, 1, 2}, {0, 3, 2}, {0, 2}, {0, 1, 1, 2}})
    EXPECT_THROW(with(offsets, two, two), shape_error);
  EXPECT_THROW(with({0, 1, 2}, three, two), shape_error);
  EXPECT_THROW(with({0, 1, 2}, two, three), shape_error);
}

}  // namespace agglo::test
