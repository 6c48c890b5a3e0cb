#include "kernels/linkage/extraction.hpp"

#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class Extraction : public OperationTest<S> {
 protected:
  struct result {
    std::vector<double> total, kept, backward, forward, forward_leontief;
  };
  result of(matrix_view<const double, S> L, const std::vector<double>& output, const std::vector<double>& demand) {
    const index_type n = L.rows;
    auto x = this->put(output), f = this->put(demand);
    vector<double, S> t(this->ctx(), n), k(this->ctx(), n), b(this->ctx(), n), g(this->ctx(), n), h(this->ctx(), n);
    extraction(this->ctx(), L, x.view(), f.view(), {t.view(), k.view(), b.view(), g.view(), h.view()});
    return {t.to_host(), k.to_host(), b.to_host(), g.to_host(), h.to_host()};
  }
  result of(const economy& e) {
    auto L = this->put(e.n, e.n, e.L);
    return of(L.view(), e.x, e.f);
  }
};
TYPED_TEST_SUITE(Extraction, Spaces, SpaceName);

namespace {

struct zeroed {
  bool row, column;
};
std::vector<double> without(std::vector<double> A, index_type n, index_type j, zeroed what) {
  for (index_type k = 0; k < n; ++k) {
    if (what.row) A[j * n + k] = 0;
    if (what.column) A[k * n + j] = 0;
  }
  return A;
}
double output_of(const std::vector<double>& A, const std::vector<double>& f) {
  return plain_sum(plain_product(plain_leontief(A, static_cast<index_type>(f.size())), f));
}

}  // namespace

// Miller & Blair (2009), chapter 2, Z = [150 500; 200 100], f = (350, 1700), x = (1000, 2000). By hand: what is left of
// the first sector's extraction is the second alone, 1700 / .95; buying nothing it delivers 350 + 500/2000 of the
// second's 1700 / .95; in Ghosh's reading the second keeps its primary input 1400 over 1 - .05.
TYPED_TEST(Extraction, MillerBlairTwoSectors) {
  const economy e({.15, .25, .20, .05}, {350, 1700});
  ASSERT_TRUE(close(e.x, {1000, 2000}, 1e-14));
  const auto got = this->of(e);
  const double second = 1700 / .95, first = 350 / .85;
  EXPECT_TRUE(close(got.total, {3000 - second, 3000 - first}, 1e-13));
  EXPECT_TRUE(close(got.kept, {3000 - second - 350, 3000 - first - 1700}, 1e-13));
  EXPECT_TRUE(close(got.backward, {3000 - second - (350 + .25 * second), 3000 - first - (1700 + .2 * first)}, 1e-12));
  // forward: x' = v'(I - B)^-1 with v = (650, 1400), B = [.15 .5; .1 .05], one row zero
  const double second_alone = 1400 / .95, first_alone = 650 / .85;
  EXPECT_TRUE(close(got.forward,
                    {3000 - second_alone - (650 + .1 * second_alone), 3000 - first_alone - (1400 + .5 * first_alone)},
                    1e-12));
  // row of A zero: the first makes 350 alone, the second 1700 + .2 of it over .95; and the other way round
  EXPECT_TRUE(close(got.forward_leontief,
                    {3000 - 350 - (1700 + .2 * 350) / .95, 3000 - 1700 - (350 + .25 * 1700) / .85}, 1e-12));
}

// The definitions, worked out: rows and columns really set to zero and the system solved again.
TYPED_TEST(Extraction, MatchesBruteForce) {
  std::vector<economy> all;
  for (const index_type n : {1, 2, 3, 4, 5, 6, 7, 8, 31, 32, 33}) all.push_back(economy::random(n));
  all.push_back(economy::random(5, 7, 2));
  all.push_back(economy::random(33, 8, 0));
  std::vector<double> two_by_two_f(two_by_two::x);  // f = x - Z1
  for (std::size_t k = 0; k < 16; ++k) two_by_two_f[k / 4] -= two_by_two::Z[k];
  all.emplace_back(two_by_two::A(), two_by_two_f);
  for (const economy& e : all) {
    const index_type n = e.n;
    const double before = plain_sum(e.x);
    const auto G = plain_leontief(e.B(), n);
    std::vector<double> total(n), kept(n), backward(n), forward(n), forward_leontief(n);
    for (index_type j = 0; j < n; ++j) {
      auto f = e.f;
      kept[j] = before - output_of(without(e.A, n, j, {true, true}), f);
      backward[j] = before - output_of(without(e.A, n, j, {false, true}), f);
      forward_leontief[j] = before - output_of(without(e.A, n, j, {true, false}), f);
      f[j] = 0;
      total[j] = before - output_of(without(e.A, n, j, {true, true}), f);
      forward[j] = before - output_of(transposed(without(e.B(), n, j, {true, false}), n), e.v());
    }
    const auto got = this->of(e);
    EXPECT_TRUE(close(got.total, total, 1e-11)) << n;
    EXPECT_TRUE(close(got.kept, kept, 1e-11)) << n;
    EXPECT_TRUE(close(got.backward, backward, 1e-11)) << n;
    EXPECT_TRUE(close(got.forward, forward, 1e-11)) << n;
    EXPECT_TRUE(close(got.forward_leontief, forward_leontief, 1e-11)) << n;
  }
}

// The formulas, term by term, at sizes around the blocks' own.
TYPED_TEST(Extraction, MatchesTheFormulasAroundBlockSizes) {
  for (const index_type n : {255, 256, 257, 300}) {
    const auto l = this->uniform(n * n, 0, 1, 3), x = this->uniform(n, 1, 9, 4), f = this->uniform(n, 0, 1, 5);
    const auto L = this->put(n, n, l);
    std::vector<double> columns(n), total(n), backward(n), forward(n), forward_leontief(n);
    for (index_type k = 0; k < n * n; ++k) columns[k % n] += l[k];
    const auto rows = plain_product(l, x);
    for (index_type j = 0; j < n; ++j) {
      const double own = l[j * n + j];
      total[j] = columns[j] * x[j] / own;
      backward[j] = (columns[j] - 1) * x[j] / own;
      forward[j] = (rows[j] / x[j] - 1) * x[j] / own;
      forward_leontief[j] = columns[j] * (x[j] - f[j]) / own;
    }
    const auto got = this->of(L.view(), x, f);
    EXPECT_TRUE(close_entries(got.total, total, 1e-12)) << n;
    EXPECT_TRUE(close_entries(got.backward, backward, 1e-12)) << n;
    EXPECT_TRUE(close_entries(got.forward, forward, 1e-12)) << n;
    EXPECT_TRUE(close_entries(got.forward_leontief, forward_leontief, 1e-12)) << n;
    for (index_type j = 0; j < n; ++j) EXPECT_NEAR(got.kept[j], total[j] - f[j], 1e-12 * total[j]) << n;
  }
}

TYPED_TEST(Extraction, ASectorWithoutOutputCostsNothing) {
  const auto got = this->of(economy::random(6, 3, 4));
  for (const auto* losses : {&got.total, &got.kept, &got.backward, &got.forward, &got.forward_leontief})
    EXPECT_EQ((*losses)[4], 0);
}

TYPED_TEST(Extraction, ReadsABlockOfALargerMatrix) {
  const auto M = this->put(3, 3, {9, 9, 9, 9, 1.5, .5, 9, .25, 2});
  const auto got = this->of(M.view().block(1, 1, 2, 2), {10, 40}, {3, 8});
  EXPECT_TRUE(close_entries(got.total, {17.5 / 1.5, 50}, 1e-15));
  EXPECT_TRUE(close_entries(got.forward, {25 / 1.5, 21.25}, 1e-14));
}

TYPED_TEST(Extraction, EmptyTable) {
  matrix<double, TypeParam> none(this->ctx(), 0, 0);
  EXPECT_TRUE(this->of(none.view(), {}, {}).total.empty());
}

TYPED_TEST(Extraction, RefusesOtherShapes) {
  auto L = this->put(2, 2, {1, 0, 0, 1}), wide = this->put(1, 2, {1, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  const extraction_losses<TypeParam> fits{two.view(), two.view(), two.view(), two.view(), two.view()};
  EXPECT_THROW(extraction(this->ctx(), wide.view(), two.view(), two.view(), fits), shape_error);
  EXPECT_THROW(extraction(this->ctx(), L.view(), one.view(), two.view(), fits), shape_error);
  EXPECT_THROW(extraction(this->ctx(), L.view(), two.view(), one.view(), fits), shape_error);
  auto wrong = fits;
  wrong.forward_leontief = one.view();
  EXPECT_THROW(extraction(this->ctx(), L.view(), two.view(), two.view(), wrong), shape_error);
}

}  // namespace agglo::test
