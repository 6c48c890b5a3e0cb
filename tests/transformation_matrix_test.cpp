#include "kernels/table/transformation_matrix.hpp"

#include <limits>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

constexpr auto every_model = {supply_use_model::A, supply_use_model::B, supply_use_model::C, supply_use_model::D};

template <class S>
class TransformationMatrix : public OperationTest<S> {
 protected:
  std::vector<double> transform(supply_use_model model, index_type products, index_type industries,
                                const std::vector<double>& supply) {
    const auto V = this->put(products, industries, supply);
    matrix<double, S> T(this->ctx(), industries, products);
    transformation_matrix(this->ctx(), model, V.view(), T.view());
    return T.to_host();
  }
  // A table whose industries mostly make their own product: far from singular.
  std::vector<double> supply(index_type products, index_type industries) {
    auto values = this->uniform(static_cast<std::size_t>(products * industries), 0, 1);
    for (index_type i = 0; i < std::min(products, industries); ++i)
      values[static_cast<std::size_t>(i * industries + i)] += static_cast<double>(products);
    return values;
  }
};
TYPED_TEST_SUITE(TransformationMatrix, Spaces, SpaceName);

// By hand, from the make table of Miller & Blair (2009), section 5.3: industry 1 makes 90 of product 1, industry 2
// makes 10 of product 1 and 100 of product 2.
TYPED_TEST(TransformationMatrix, TwoByTwoByHand) {
  const std::vector<double> S{90, 10, 0, 100};
  EXPECT_TRUE(close(this->transform(supply_use_model::A, 2, 2, S), {10. / 9, -1. / 9, 0, 1}, 1e-15));
  EXPECT_TRUE(close(this->transform(supply_use_model::B, 2, 2, S), {1, 0, 1. / 11, 10. / 11}, 1e-15));
  EXPECT_TRUE(close(this->transform(supply_use_model::C, 2, 2, S), {1, -.1, 0, 1.1}, 1e-15));
  EXPECT_TRUE(close(this->transform(supply_use_model::D, 2, 2, S), {.9, 0, .1, 1}, 1e-15));
}

TYPED_TEST(TransformationMatrix, MoreProductsThanIndustries) {
  const std::vector<double> S{1, 3, 4, 0, 5, 7};
  EXPECT_TRUE(close(this->transform(supply_use_model::B, 3, 2, S), {.1, .4, .5, .3, 0, .7}, 1e-15));
  EXPECT_TRUE(close(this->transform(supply_use_model::D, 3, 2, S), {.25, 1, 5. / 12, .75, 0, 7. / 12}, 1e-15));
}

// T 1 = 1 (A, B), 1'T = 1' (C, D); B and D entry by entry; A and C by undoing them. Around a tile and a block.
TYPED_TEST(TransformationMatrix, KeepsTotalsAroundTileSizes) {
  for (const auto& [p, n] : std::vector<std::pair<index_type, index_type>>{
           {1, 1}, {2, 31}, {31, 31}, {32, 32}, {33, 33}, {33, 65}, {65, 33}, {64, 1}, {17, 17}}) {
    const auto S = this->supply(p, n);
    std::vector<double> q(p), g(n);
    for (index_type k = 0; k < p * n; ++k) q[k / n] += S[k], g[k % n] += S[k];
    for (const supply_use_model m : every_model) {
      const bool inverse = m == supply_use_model::A || m == supply_use_model::C;
      if (inverse && p != n) continue;
      const auto T = this->transform(m, p, n, S);
      const bool rows = m == supply_use_model::A || m == supply_use_model::B;
      std::vector<double> sum(rows ? n : p), ones(sum.size(), 1.0);
      for (index_type k = 0; k < p * n; ++k) sum[rows ? k / p : k % p] += T[k];
      EXPECT_TRUE(close(sum, ones, 1e-13)) << p << " x " << n;
      std::vector<double> want(p * n);
      if (inverse) {  // S T = q̂ (A); T S = ĝ (C)
        std::vector<double> product(p * n), diagonal(p * n);
        for (index_type i = 0; i < n; ++i)
          for (index_type j = 0; j < n; ++j)
            for (index_type k = 0; k < n; ++k)
              product[i * n + j] +=
                  m == supply_use_model::A ? S[i * n + k] * T[k * n + j] : T[i * n + k] * S[k * n + j];
        for (index_type i = 0; i < n; ++i) diagonal[i * n + i] = m == supply_use_model::A ? q[i] : g[i];
        EXPECT_TRUE(close(product, diagonal, 1e-13)) << n;
        continue;
      }
      for (index_type i = 0; i < n; ++i)
        for (index_type j = 0; j < p; ++j) want[i * p + j] = S[j * n + i] / (m == supply_use_model::B ? g[i] : q[j]);
      EXPECT_TRUE(close_entries(T, want, 1e-14)) << p << " x " << n;
    }
  }
}

TYPED_TEST(TransformationMatrix, WithoutOutputThereAreZeros) {
  EXPECT_EQ(this->transform(supply_use_model::B, 2, 2, {1, 0, 3, 0}), (std::vector<double>{.25, .75, 0, 0}));
  EXPECT_EQ(this->transform(supply_use_model::D, 2, 2, {1, 3, 0, 0}), (std::vector<double>{.25, 0, .75, 0}));
}

TYPED_TEST(TransformationMatrix, WorksOnBlocks) {
  auto M = this->put(3, 4, {9, 9, 9, 9, 9, 90, 10, 9, 9, 0, 100, 9});
  auto T = this->put(2, 4, {7, 7, 7, 7, 7, 7, 7, 7});
  for (const supply_use_model m : {supply_use_model::A, supply_use_model::D})
    transformation_matrix(this->ctx(), m, M.view().block(1, 1, 2, 2), T.view().block(0, 1, 2, 2));
  EXPECT_TRUE(close(T.to_host(), {7, .9, 0, 7, 7, .1, 1, 7}, 1e-15));
}

TYPED_TEST(TransformationMatrix, RefusesWhatCannotBeTransformed) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(this->transform(supply_use_model::A, 3, 2, {1, 3, 4, 0, 5, 7}), shape_error);
  EXPECT_THROW(this->transform(supply_use_model::C, 2, 3, {1, 3, 4, 0, 5, 7}), shape_error);
  EXPECT_THROW(this->transform(supply_use_model::A, 2, 2, {1, 2, 2, 4}), numeric_error);
  EXPECT_THROW(this->transform(supply_use_model::C, 2, 2, {1, 0, 2, 0}), numeric_error);
  EXPECT_THROW(this->transform(supply_use_model::B, 2, 2, {1, 2, -2, 4}), data_error);
  EXPECT_THROW(this->transform(supply_use_model::D, 2, 2, {1, 2, nan, 4}), data_error);
  auto S = this->put(2, 3, {1, 2, 3, 4, 5, 6});
  EXPECT_THROW(transformation_matrix(this->ctx(), supply_use_model::B, S.view(), S.view()), shape_error);
}

TYPED_TEST(TransformationMatrix, OfNothingIsNothing) {
  for (const supply_use_model m : every_model) EXPECT_TRUE(this->transform(m, 0, 0, {}).empty());
  EXPECT_TRUE(this->transform(supply_use_model::B, 0, 2, {}).empty());
}

}  // namespace agglo::test
