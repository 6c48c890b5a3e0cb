#include "kernels/linkage/linkages.hpp"

#include "kernels/base/error.hpp"
#include "kernels/linkage/ghosh_inverse.hpp"
#include "kernels/linkage/leontief_inverse.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class Linkages : public OperationTest<S> {
 protected:
  struct result {
    std::vector<double> backward, forward, power, sensitivity, variation;
  };
  result of(matrix_view<const double, S> L, matrix_view<const double, S> G) {
    const index_type n = L.rows;
    vector<double, S> b(this->ctx(), n), f(this->ctx(), n), p(this->ctx(), n), s(this->ctx(), n), v(this->ctx(), n);
    linkages(this->ctx(), L, G, {b.view(), f.view(), p.view(), s.view(), v.view()});
    return {b.to_host(), f.to_host(), p.to_host(), s.to_host(), v.to_host()};
  }
  matrix<double, S> leontief(const std::vector<double>& a, index_type n) {
    auto A = this->put(n, n, a);
    matrix<double, S> L(this->ctx(), n, n);
    leontief_inverse(this->ctx(), A.view(), L.view());
    return L;
  }
  matrix<double, S> ghosh(const matrix<double, S>& L, const std::vector<double>& output) {
    auto x = this->put(output);
    matrix<double, S> G(this->ctx(), L.rows(), L.cols());
    ghosh_inverse(this->ctx(), L.view(), x.view(), G.view());
    return G;
  }
};
TYPED_TEST_SUITE(Linkages, Spaces, SpaceName);

// Two regions of two sectors: computed from the table; both axes, since programs mix them up.
TYPED_TEST(Linkages, TwoByTwoSectors) {
  const auto L = this->leontief(two_by_two::A(), 4);
  const auto G = this->ghosh(L, two_by_two::x);
  const auto by_ghosh = this->of(L.view(), G.view()), by_rows = this->of(L.view(), L.view());
  EXPECT_TRUE(close(by_ghosh.backward,
                    {1.22012815 + .04777924, 1.20396888 + .06268995, 1.29126007 + .09283816, 1.25367608 + .04347194},
                    1e-8));
  EXPECT_TRUE(close(by_ghosh.power, {.9723566, .9713991, 1.0614632, .9947812}, 1e-7));
  EXPECT_TRUE(close(by_ghosh.sensitivity, {.946116, 1.001702, 1.011401, 1.040781}, 1e-6));
  EXPECT_TRUE(close(by_rows.sensitivity, {.9374830, 1.0260900, .9786355, 1.0577915}, 1e-7));
  EXPECT_TRUE(close(by_ghosh.variation, {1.686192, 1.754124, 1.614275, 1.804069}, 1e-6));
}

// Eurostat manual (2008), chapter 15: row sums of the Ghosh inverse. The manual prints 1.6691 for industry, a slip.
TYPED_TEST(Linkages, Germany1995) {
  const auto L = this->leontief(germany_1995::A(), 6);
  const auto got = this->of(L.view(), this->ghosh(L, germany_1995::x).view());
  const std::vector<double> forward{2.1126, 1.6910, 1.3558, 1.5849, 2.1037, 1.2106},
      backward{1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(got.forward[i], forward[i], 1e-4) << "sector " << i;  // industry's two totals differ by 4e-5
    EXPECT_NEAR(got.backward[i], backward[i], .5e-4 * 1.001) << "sector " << i;
  }
}

TYPED_TEST(Linkages, MatchesPlainSumsAroundBlockSizes) {
  for (const index_type n : {1, 7, 8, 9, 31, 32, 33, 255, 256, 257}) {
    const auto l = this->uniform(n * n, 0, 1, 1), g = this->uniform(n * n, 0, 1, 2);
    const auto L = this->put(n, n, l), G = this->put(n, n, g);
    const auto got = this->of(L.view(), G.view());
    std::vector<double> backward(n), forward(n), power(n), sensitivity(n), variation(n);
    double all_l = 0, all_g = 0;
    for (index_type k = 0; k < n * n; ++k) {
      backward[k % n] += l[k], forward[k / n] += g[k];
      all_l += l[k], all_g += g[k];
    }
    for (index_type j = 0; j < n; ++j) {
      power[j] = backward[j] / (all_l / static_cast<double>(n));
      sensitivity[j] = forward[j] / (all_g / static_cast<double>(n));
      const double mean = backward[j] / static_cast<double>(n);
      double squares = 0;
      for (index_type i = 0; i < n; ++i) squares += std::pow(l[i * n + j] - mean, 2);
      variation[j] = n > 1 ? std::sqrt(squares / static_cast<double>(n - 1)) / mean : 0;
    }
    EXPECT_TRUE(close(got.backward, backward, 1e-13)) << n;
    EXPECT_TRUE(close(got.forward, forward, 1e-13)) << n;
    EXPECT_TRUE(close(got.power, power, 1e-13)) << n;
    EXPECT_TRUE(close(got.sensitivity, sensitivity, 1e-13)) << n;
    EXPECT_TRUE(close(got.variation, variation, 1e-12)) << n;
    double mean_power = 0, mean_sensitivity = 0;
    for (index_type j = 0; j < n; ++j) mean_power += got.power[j], mean_sensitivity += got.sensitivity[j];
    EXPECT_NEAR(mean_power / static_cast<double>(n), 1, 1e-13) << n;
    EXPECT_NEAR(mean_sensitivity / static_cast<double>(n), 1, 1e-13) << n;
  }
}

TYPED_TEST(Linkages, ReadsBlocksOfLargerMatrices) {
  const auto M = this->put(3, 4, {9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 6, 9});
  const auto block = M.view().block(1, 1, 2, 2);
  const auto got = this->of(block, block);
  EXPECT_EQ(got.backward, (std::vector<double>{4, 8}));
  EXPECT_EQ(got.forward, (std::vector<double>{3, 9}));
  EXPECT_EQ(got.sensitivity, (std::vector<double>{.5, 1.5}));
  EXPECT_TRUE(close_entries(got.variation, {std::sqrt(2) / 2, std::sqrt(8) / 4}, 1e-15));
}

TYPED_TEST(Linkages, VariationAlongRows) {
  const auto L = this->leontief(two_by_two::A(), 4);
  vector<double, TypeParam> four(this->ctx(), 4), one(this->ctx(), 1), none(this->ctx(), 0);
  row_variation(this->ctx(), L.view(), four.view());
  EXPECT_TRUE(close(four.to_host(), {1.770078, 1.627329, 1.805360, 1.659414}, 1e-6));
  const auto column = this->put(4, 1, {1, 2, 3, 4});
  row_variation(this->ctx(), column.view(), four.view());
  EXPECT_EQ(four.to_host(), (std::vector<double>(4)));
  EXPECT_THROW(row_variation(this->ctx(), column.view(), one.view()), shape_error);
  row_variation(this->ctx(), column.view().block(0, 0, 0, 1), none.view());
  for (const index_type n : {2, 31, 32, 33, 255, 256, 257, 600}) {  // rows of a block of a wider matrix
    const auto m = this->uniform(5 * (n + 3), 0, 1, 3);
    const auto M = this->put(5, n + 3, m);
    vector<double, TypeParam> got(this->ctx(), 5);
    row_variation(this->ctx(), M.view().block(0, 2, 5, n), got.view());
    std::vector<double> want;
    for (index_type i = 0; i < 5; ++i) {
      double sum = 0, squares = 0;
      for (index_type j = 0; j < n; ++j) sum += m[i * (n + 3) + 2 + j];
      for (index_type j = 0; j < n; ++j) squares += std::pow(m[i * (n + 3) + 2 + j] - sum / static_cast<double>(n), 2);
      want.push_back(std::sqrt(squares / static_cast<double>(n - 1)) / (sum / static_cast<double>(n)));
    }
    EXPECT_TRUE(close(got.to_host(), want, 1e-12)) << n;
  }
}

TYPED_TEST(Linkages, EmptyTable) {
  matrix<double, TypeParam> none(this->ctx(), 0, 0);
  EXPECT_TRUE(this->of(none.view(), none.view()).power.empty());
}

TYPED_TEST(Linkages, RefusesOtherShapes) {
  auto L = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {1, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  const linkage_measures<TypeParam> fits{two.view(), two.view(), two.view(), two.view(), two.view()};
  EXPECT_THROW(linkages(this->ctx(), L.view(), wide.view(), fits), shape_error);
  EXPECT_THROW(linkages(this->ctx(), wide.view(), L.view(), fits), shape_error);
  auto wrong = fits;
  wrong.variation = one.view();
  EXPECT_THROW(linkages(this->ctx(), L.view(), L.view(), wrong), shape_error);
}

TEST(Classify, BothAboveOneIsKey) {
  EXPECT_EQ(classify(1.1, 1.2), key_sector::key);
  EXPECT_EQ(classify(1.1, .9), key_sector::backward);
  EXPECT_EQ(classify(.9, 1.1), key_sector::forward);
  EXPECT_EQ(classify(.9, .9), key_sector::weak);
  EXPECT_EQ(classify(1, 1), key_sector::weak);
}

}  // namespace agglo::test
