#include "kernels/places/gravity_flows.hpp"

#include "kernels/base/error.hpp"
#include "kernels/places/cost_weights.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class GravityFlows : public OperationTest<S> {
 protected:
  using enum gravity_constraint;
  std::vector<double> of(gravity_constraint constraint, const std::vector<double>& K, const std::vector<double>& O,
                         const std::vector<double>& D) {
    const auto rows = static_cast<index_type>(O.size()), cols = static_cast<index_type>(D.size());
    auto k = this->put(rows, cols, K);
    auto o = this->put(O), d = this->put(D);
    matrix<double, S> T(this->ctx(), rows, cols);
    outcome = gravity_flows(this->ctx(), constraint, k.view(), o.view(), d.view(), T.view());
    return T.to_host();
  }
  /// By the formulas, in long double and another order.
  static std::vector<double> brute(gravity_constraint constraint, const std::vector<double>& K,
                                   const std::vector<double>& O, const std::vector<double>& D) {
    const std::size_t rows = O.size(), cols = D.size();
    std::vector<double> T;
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < cols; ++j) {
        long double sum = constraint == none ? 1 : 0;
        if (constraint == production)
          for (std::size_t k = cols; k-- > 0;) sum += static_cast<long double>(K[i * cols + k]) * D[k];
        if (constraint == attraction)
          for (std::size_t k = rows; k-- > 0;) sum += static_cast<long double>(K[k * cols + j]) * O[k];
        T.push_back(static_cast<double>(O[i] * static_cast<long double>(K[i * cols + j]) * D[j] / sum));
      }
    return T;
  }
  static std::vector<double> row_sums(const std::vector<double>& T, std::size_t rows) {
    std::vector<double> sum(rows);
    for (std::size_t e = 0; e < T.size(); ++e) sum[e / (T.size() / rows)] += T[e];
    return sum;
  }
  static std::vector<double> column_sums(const std::vector<double>& T, std::size_t cols) {
    std::vector<double> sum(cols);
    for (std::size_t e = 0; e < T.size(); ++e) sum[e % cols] += T[e];
    return sum;
  }
  std::vector<std::ptrdiff_t> at(gravity_constraint constraint, const std::vector<double>& K,
                                 const std::vector<double>& O, const std::vector<double>& D) {
    try {
      of(constraint, K, O, D);
    } catch (const data_error& e) {
      return e.at;
    } catch (const numeric_error& e) {
      return e.at;
    }
    return {-1};
  }
  ras_outcome outcome;
};
TYPED_TEST_SUITE(GravityFlows, Spaces, SpaceName);

TYPED_TEST(GravityFlows, ByHand) {
  const std::vector<double> K{1, .5, .25, 1}, O{10, 30}, D{2, 4};
  EXPECT_EQ(this->of(this->none, K, O, D), (std::vector<double>{20, 20, 15, 120}));
  // sums of K D: 4 and 4.5; of O'K: 17.5 and 35
  EXPECT_TRUE(close_entries(this->of(this->production, K, O, D), {5, 5, 30. / 9, 240. / 9}, 1e-15));
  EXPECT_TRUE(close_entries(this->of(this->attraction, K, O, D), {8. / 7, 4. / 7, 6. / 7, 24. / 7}, 1e-15));
  // both: T = r K s has the odds ratio of K, t (t - 3) / ((4 - t) (5 - t)) = 8 with rows 4 and 2, columns 5 and 1
  const auto T = this->of(this->both, {1, .5, .25, 1}, {4, 2}, {5, 1});
  const double t = (69 - std::sqrt(69 * 69 - 4 * 7 * 160.)) / 14;
  EXPECT_TRUE(close_entries(T, {t, 4 - t, 5 - t, t - 3}, 1e-11));
}

// A course on transportation planning, T. V. Mathew, IIT Bombay, chapter 8 (trip distribution): three zones, f = 1 /
// c^2. Its margins are met here to the last digit, where the course stops after the first sweep.
TYPED_TEST(GravityFlows, ThreeZonesOfACourse) {
  const std::vector<double> cost{1, 1.2, 1.8, 1.2, 1, 1.5, 1.8, 1.5, 1}, O{98, 106, 122}, D{102, 118, 106};
  std::vector<double> K;
  for (const double c : cost) K.push_back(1 / (c * c));
  const auto T = this->of(this->both, K, O, D);
  EXPECT_TRUE(close_entries(this->row_sums(T, 3), O, 1e-11));
  EXPECT_TRUE(close_entries(this->column_sums(T, 3), D, 1e-13));
  for (const auto& [a, b, c, d] : {std::array<std::size_t, 4>{0, 1, 3, 4}, {1, 2, 4, 5}, {3, 4, 6, 7}, {4, 5, 7, 8}})
    EXPECT_NEAR(T[a] * T[d] / (T[b] * T[c]), K[a] * K[d] / (K[b] * K[c]), 1e-11);
}

// Production constrained, friction factors 62 51 36 22 15 12 8 4 of a common exercise in trip distribution (four
// zones).
TYPED_TEST(GravityFlows, FourZonesOfAnExercise) {
  const std::vector<double> K{62, 36, 22, 12, 36, 51, 15, 4, 22, 15, 62, 8, 12, 4, 8, 51};
  const auto T = this->of(this->production, K, {650, 850, 550, 950}, {650, 600, 450, 300});
  EXPECT_NEAR(T[0], 347.41, .005);
  EXPECT_NEAR(T[1], 186.21, .005);
  EXPECT_NEAR(T[2], 85.34, .006);
  EXPECT_NEAR(T[3], 31.04, .006);
}

TYPED_TEST(GravityFlows, MatchesItsFormulasAroundBlockSizes) {
  for (const index_type rows : {1, 7, 8, 9, 33})
    for (const index_type cols : {1, 31, 32, 33, 65}) {
      const auto K = this->uniform(rows * cols, .1, 1, 1), O = this->uniform(rows, 1, 5, 2),
                 D = this->uniform(cols, 1, 5, 3);
      for (const auto constraint : {this->none, this->production, this->attraction})
        EXPECT_TRUE(close_entries(this->of(constraint, K, O, D), this->brute(constraint, K, O, D), 1e-14))
            << rows << " x " << cols << ", constraint " << static_cast<int>(constraint);
    }
}

TYPED_TEST(GravityFlows, MeetsTheTotalsItIsGiven) {
  const index_type rows = 40, cols = 33;
  const auto K = this->uniform(rows * cols, .1, 1, 1), O = this->uniform(rows, 1, 5, 2);
  auto D = this->uniform(cols, 1, 5, 3);
  EXPECT_TRUE(close_entries(this->row_sums(this->of(this->production, K, O, D), rows), O, 1e-14));
  EXPECT_TRUE(close_entries(this->column_sums(this->of(this->attraction, K, O, D), cols), D, 1e-14));
  double sum_O = 0, sum_D = 0;
  for (const double o : O) sum_O += o;
  for (const double d : D) sum_D += d;
  for (double& d : D) d *= sum_O / sum_D;
  const auto T = this->of(this->both, K, O, D);
  EXPECT_GT(this->outcome.sweeps, 0);
  EXPECT_TRUE(close_entries(this->row_sums(T, rows), O, 1e-10));
  EXPECT_TRUE(close_entries(this->column_sums(T, cols), D, 1e-13));
}

// Turned round, production is attraction.
TYPED_TEST(GravityFlows, AttractionIsProductionTurnedRound) {
  const index_type rows = 20, cols = 33;
  const auto K = this->uniform(rows * cols, .1, 1, 1), O = this->uniform(rows, 1, 5, 2),
             D = this->uniform(cols, 1, 5, 3);
  const auto turned = [](const std::vector<double>& m, index_type r, index_type c) {
    std::vector<double> t(m.size());
    for (index_type i = 0; i < r; ++i)
      for (index_type j = 0; j < c; ++j) t[j * r + i] = m[i * c + j];
    return t;
  };
  EXPECT_TRUE(close_entries(turned(this->of(this->production, turned(K, rows, cols), D, O), cols, rows),
                            this->of(this->attraction, K, O, D), 1e-14));
}

TYPED_TEST(GravityFlows, MassesOfZeroHaveNoFlows) {
  // the first origin reaches nothing, and has nothing to send
  const std::vector<double> K{0, 0, 1, 2};
  EXPECT_EQ(this->of(this->production, K, {0, 6}, {1, 1}), (std::vector<double>{0, 0, 2, 4}));
  EXPECT_EQ(this->of(this->none, {1, 1, 1, 1}, {1, 2}, {0, 3}), (std::vector<double>{0, 3, 0, 6}));
  EXPECT_EQ(this->of(this->attraction, {0, 1, 0, 1}, {1, 1}, {0, 4}), (std::vector<double>{0, 2, 0, 2}));
}

TYPED_TEST(GravityFlows, ReadsAndWritesBlocksOfLargerMatrices) {
  auto K = this->put(3, 4, {9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 6, 9});
  auto T = this->put(3, 4, std::vector<double>(12, -7));
  auto O = this->put({1, 2}), D = this->put({1, 1});
  gravity_flows(this->ctx(), this->none, K.view().block(1, 1, 2, 2), O.view(), D.view(), T.view().block(1, 1, 2, 2));
  EXPECT_EQ(T.to_host(), (std::vector<double>{-7, -7, -7, -7, -7, 1, 2, -7, -7, 6, 12, -7}));
}

TYPED_TEST(GravityFlows, EmptySizes) {
  EXPECT_TRUE(this->of(this->none, {}, {}, {1, 2}).empty());
  EXPECT_TRUE(this->of(this->production, {}, {1, 2}, {}).empty());
  EXPECT_TRUE(this->of(this->both, {}, {}, {}).empty());
}

TYPED_TEST(GravityFlows, NamesWhatIsWrong) {
  using position = std::vector<std::ptrdiff_t>;
  const std::vector<double> ones{1, 1, 1, 1}, two{1, 1};
  EXPECT_EQ(this->at(this->none, ones, {1, NAN}, two), (position{0, 1}));
  EXPECT_EQ(this->at(this->none, ones, two, {-1, 1}), (position{1, 0}));
  EXPECT_EQ(this->at(this->production, {1, 1, 0, 0}, two, two), (position{0, 1}));  // reaches nothing
  EXPECT_EQ(this->at(this->attraction, {0, 1, 0, 1}, two, two), (position{1, 0}));
  EXPECT_EQ(this->at(this->production, {1, 1, 1, NAN}, two, two), (position{0, 1}));
  EXPECT_THROW(this->of(this->both, ones, {1, 1}, {1, 3}), data_error);  // two totals
  auto K = this->put(2, 2, ones), T = this->put(2, 2, ones);
  auto short_one = this->put({1}), masses = this->put(two);
  EXPECT_THROW(gravity_flows(this->ctx(), this->none, K.view(), short_one.view(), masses.view(), T.view()),
               shape_error);
  EXPECT_THROW(gravity_flows(this->ctx(), this->none, K.view(), masses.view(), short_one.view(), T.view()),
               shape_error);
  EXPECT_THROW(
      gravity_flows(this->ctx(), this->none, K.view(), masses.view(), masses.view(), T.view().block(0, 0, 1, 2)),
      shape_error);
}

}  // namespace agglo::test
