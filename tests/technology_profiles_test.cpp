#include "kernels/spillover/technology_profiles.hpp"

#include "kernels/spillover/pair_sums.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class TechnologyProfiles : public OperationTest<S> {
 protected:
  struct sides {
    std::vector<double> receives, sends;
  };
  sides profiles(index_type n, index_type classes, const std::vector<double>& X, proximity measure) {
    auto x = this->put(n, classes, X);
    matrix<double, S> receives(this->ctx(), n, classes), sends(this->ctx(), n, classes);
    technology_profiles(this->ctx(), x.view(), measure, receives.view(), sends.view());
    return {receives.to_host(), sends.to_host()};
  }
  /// By the definition.
  static sides brute(index_type n, index_type classes, const std::vector<double>& X, proximity measure) {
    sides s{std::vector<double>(X.size()), X};
    std::vector<double> share = X, length(static_cast<std::size_t>(classes));
    for (index_type i = 0; i < n; ++i) {
      double sum = 0, square = 0;
      for (index_type k = 0; k < classes; ++k)
        sum += X[i * classes + k], square += X[i * classes + k] * X[i * classes + k];
      for (index_type k = 0; k < classes && sum > 0; ++k)
        share[i * classes + k] /= sum, s.sends[i * classes + k] /= std::sqrt(square);
    }
    for (index_type i = 0; i < n; ++i)
      for (index_type k = 0; k < classes; ++k) length[k] += share[i * classes + k] * share[i * classes + k];
    for (index_type b = 0; b < classes; ++b)
      for (index_type a = 0; a < classes; ++a) {
        double product = 0;
        for (index_type i = 0; i < n; ++i) product += share[i * classes + a] * share[i * classes + b];
        if (product > 0) product /= std::sqrt(length[a] * length[b]);
        for (index_type i = 0; i < n; ++i) s.receives[i * classes + b] += s.sends[i * classes + a] * product;
      }
    if (measure == proximity::jaffe) s.receives = s.sends;
    return s;
  }
};
TYPED_TEST_SUITE(TechnologyProfiles, Spaces, SpaceName);

// Bloom, Schankerman & Van Reenen (2013) by hand: proximities of (50,50,0), (100,0,0), (0,25,75) and pools of 10,
// 20, 40.
TYPED_TEST(TechnologyProfiles, PublishedFormsByHand) {
  const std::vector<double> X{50, 50, 0, 100, 0, 0, 0, 25, 75};
  const auto pools = [&](proximity measure) {
    auto x = this->put(3, 3, X), G = this->put(3, 1, {10, 20, 40});
    matrix<double, TypeParam> receives(this->ctx(), 3, 3), sends(this->ctx(), 3, 3), S(this->ctx(), 3, 1);
    technology_profiles(this->ctx(), x.view(), measure, receives.view(), sends.view());
    pair_factors<TypeParam> f;
    f.technology = {receives.view(), sends.view()};
    pair_sums(this->ctx(), f, G.view(), S.view());
    return S.to_host();
  };
  EXPECT_TRUE(close_entries(pools(proximity::jaffe), {23.086407534, 7.071067812, 2.236067977}, 1e-9));
  EXPECT_TRUE(close_entries(pools(proximity::mahalanobis), {44.320970547, 14.959139193, 8.660317297}, 1e-9));
  const auto jaffe = this->profiles(3, 3, X, proximity::jaffe);
  EXPECT_EQ(jaffe.receives, jaffe.sends);
  const double h = std::sqrt(.5), t = std::sqrt(.1);
  EXPECT_TRUE(close_entries(jaffe.sends, {h, h, 0, 1, 0, 0, 0, t, 3 * t}, 1e-15));
}

TYPED_TEST(TechnologyProfiles, MatchesBruteForceAroundBlocks) {
  for (const index_type n : {1, 31, 257})
    for (const index_type classes : {1, 3, 127, 128, 129}) {
      if (n > 31 && classes > 3) continue;
      auto X = this->uniform(static_cast<std::size_t>(n * classes), 0, 9, 3);
      for (std::size_t e = 0; e < X.size(); e += 5) X[e] = 0;
      for (const proximity measure : {proximity::jaffe, proximity::mahalanobis}) {
        const auto got = this->profiles(n, classes, X, measure), want = this->brute(n, classes, X, measure);
        EXPECT_TRUE(close_entries(got.sends, want.sends, 1e-14)) << n << " x " << classes;
        EXPECT_TRUE(close_entries(got.receives, want.receives, 1e-13)) << n << " x " << classes;
      }
    }
}

TYPED_TEST(TechnologyProfiles, MoreRowsThanOneProductTakes) {
  const auto X = this->uniform(4100 * 2, 0, 9, 3);
  const auto got = this->profiles(4100, 2, X, proximity::mahalanobis),
             want = this->brute(4100, 2, X, proximity::mahalanobis);
  EXPECT_TRUE(close_entries(got.receives, want.receives, 1e-12));
}

TYPED_TEST(TechnologyProfiles, ARowOfZerosAndAnEmptyClassStayZero) {
  const auto got = this->profiles(2, 3, {0, 0, 0, 3, 4, 0}, proximity::mahalanobis);
  EXPECT_TRUE(close_entries(got.sends, {0, 0, 0, .6, .8, 0}, 1e-15));
  EXPECT_TRUE(close_entries(got.receives, {0, 0, 0, 1.4, 1.4, 0}, 1e-15));  // one firm: its classes are one
}

TYPED_TEST(TechnologyProfiles, OneViewForBothSidesAndNoFirm) {
  auto x = this->put(1, 2, {3, 4}), both = this->put(1, 2, {8, 8});
  technology_profiles(this->ctx(), x.view(), proximity::jaffe, both.view(), both.view());
  EXPECT_TRUE(close_entries(both.to_host(), {.6, .8}, 1e-15));
  EXPECT_EQ(this->profiles(0, 3, {}, proximity::mahalanobis).sends, std::vector<double>{});
}

TYPED_TEST(TechnologyProfiles, SparseRowsAreTheDenseOnes) {
  for (const index_type n : {0, 1, 127, 128, 129, 1000}) {
    constexpr index_type K = 17;
    auto X = this->uniform(static_cast<std::size_t>(n * K), 0, 9, 3);
    std::vector<index_type> start{0};
    std::vector<int> column;
    std::vector<double> value, want;
    for (index_type i = 0; i < n; ++i) {
      for (index_type k = 0; k < K; ++k) {
        if (i % 5 == 3 || (i + k) % 4 != 0) X[i * K + k] = 0;  // some rows empty
        if (X[i * K + k] > 0) column.push_back(static_cast<int>(k)), value.push_back(X[i * K + k]);
      }
      start.push_back(static_cast<index_type>(column.size()));
    }
    for (const double v : this->brute(n, K, X, proximity::jaffe).sends)
      if (v > 0) want.push_back(v);
    const sparse_matrix<TypeParam> rows(this->ctx(), K, start, column, value);
    vector<double, TypeParam> scaled(this->ctx(), static_cast<index_type>(value.size()));
    technology_profiles(this->ctx(), rows.view(), scaled.view());
    EXPECT_TRUE(close_entries(scaled.to_host(), want, 1e-15)) << n;
  }
  const sparse_matrix<TypeParam> zero(this->ctx(), 2, {0, 1, 1, 3}, {1, 0, 1}, {0, 3, 4});
  vector<double, TypeParam> scaled(this->ctx(), 3), narrow(this->ctx(), 2);
  technology_profiles(this->ctx(), zero.view(), scaled.view());
  EXPECT_TRUE(close_entries(scaled.to_host(), {0, .6, .8}, 1e-15));
  EXPECT_THROW(technology_profiles(this->ctx(), zero.view(), narrow.view()), shape_error);
}

TYPED_TEST(TechnologyProfiles, RefusesOtherShapes) {
  auto x = this->put(1, 2, {3, 4}), narrow = this->put(1, 1, {0});
  EXPECT_THROW(technology_profiles(this->ctx(), x.view(), proximity::jaffe, narrow.view(), x.view()), shape_error);
  EXPECT_THROW(technology_profiles(this->ctx(), x.view(), proximity::jaffe, x.view(), narrow.view()), shape_error);
}

}  // namespace agglo::test
