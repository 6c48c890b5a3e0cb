#include "kernels/balance/ras.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

extern "C" void omp_set_num_threads(int);
extern "C" int omp_get_max_threads();

namespace agglo::test {

template <class S>
class Ras : public OperationTest<S> {
 protected:
  struct result {
    std::vector<double> X;
    std::vector<ras_outcome> outcomes;
    std::vector<double> r, s;
  };
  result balance(index_type tables, index_type cols, const std::vector<double>& prior, const std::vector<double>& u,
                 const std::vector<double>& v, ras_options options = {.max_sweeps = 200}) {
    auto P = this->put(static_cast<index_type>(u.size()), cols, prior);
    auto U = this->put(u), V = this->put(v);
    matrix<double, S> X(this->ctx(), P.rows(), cols);
    vector<double, S> r(this->ctx(), P.rows()), s(this->ctx(), tables * cols);
    auto outcomes = ras(this->ctx(), tables, P.view(), U.view(), V.view(), X.view(), options,
                        balance_factors<S>{r.view(), s.view()});
    return {X.to_host(), outcomes, r.to_host(), s.to_host()};
  }
};
TYPED_TEST_SUITE(Ras, Spaces, SpaceName);

namespace {

// The plain form, table rewritten four times a sweep: row sums, rows, column sums, columns.
std::vector<double> four_sweeps(index_type rows, index_type cols, std::vector<double> X, const std::vector<double>& u,
                                const std::vector<double>& v, int sweeps) {
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (index_type i = 0; i < rows; ++i) {
      double sum = 0;
      for (index_type j = 0; j < cols; ++j) sum += X[i * cols + j];
      for (index_type j = 0; j < cols; ++j) X[i * cols + j] *= u[i] / sum;
    }
    for (index_type j = 0; j < cols; ++j) {
      double sum = 0;
      for (index_type i = 0; i < rows; ++i) sum += X[i * cols + j];
      for (index_type i = 0; i < rows; ++i) X[i * cols + j] *= v[j] / sum;
    }
  }
  return X;
}
std::vector<double> row_sums(const std::vector<double>& X, index_type cols) {
  std::vector<double> sums(X.size() / cols);
  for (std::size_t k = 0; k < X.size(); ++k) sums[k / cols] += X[k];
  return sums;
}
std::vector<double> column_sums(const std::vector<double>& X, index_type cols) {
  std::vector<double> sums(cols);
  for (std::size_t k = 0; k < X.size(); ++k) sums[k % cols] += X[k];
  return sums;
}
// Margins of one random table, so that they can be met, for another.
struct problem {
  std::vector<double> prior, u, v;
};
problem random_problem(index_type rows, index_type cols, unsigned seed, double spread = 2) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> exponent(-spread, spread);
  problem p;
  std::vector<double> goal(rows * cols);
  for (double& x : goal) x = std::exp(exponent(engine));
  for (index_type k = 0; k < rows * cols; ++k) p.prior.push_back(std::exp(exponent(engine)));
  p.u = row_sums(goal, cols);
  p.v = column_sums(goal, cols);
  return p;
}

}  // namespace

// By hand: the answer is [a 1-a; 1-a a], and the cross ratio a^2 / (1-a)^2 = 4 gives a = 2/3.
TYPED_TEST(Ras, TwoByTwoByHand) {
  const auto got = this->balance(1, 2, {4, 1, 1, 1}, {1, 1}, {1, 1});
  EXPECT_TRUE(close_entries(got.X, {2. / 3, 1. / 3, 1. / 3, 2. / 3}, 1e-11));
  EXPECT_LE(got.outcomes[0].row_residual, 1e-12);
}

// By hand: a prior without structure becomes the product of its margins, in one sweep.
TYPED_TEST(Ras, FlatPriorBecomesTheProductOfMargins) {
  const auto got = this->balance(1, 3, {1, 1, 1, 1, 1, 1}, {3, 7}, {2, 3, 5});
  EXPECT_TRUE(close_entries(got.X, {.6, .9, 1.5, 1.4, 2.1, 3.5}, 1e-15));
  EXPECT_EQ(got.outcomes[0].sweeps, 1);
}

// By hand: [4 2 1; 1 4 2; 2 1 4] with its rows divided by 2, 3, 5 and its columns multiplied by 7, 11, 13 is the only
// table with these sums and that structure. Zeros stay, on and beside the diagonal.
TYPED_TEST(Ras, ThreeByThreeByHand) {
  const auto got = this->balance(1, 3, {14, 11, 6.5, 7. / 3, 44. / 3, 26. / 3, 2.8, 2.2, 10.4}, {7, 7, 7}, {7, 7, 7});
  EXPECT_TRUE(close_entries(got.X, {4, 2, 1, 1, 4, 2, 2, 1, 4}, 1e-11));
  const auto zeros = this->balance(1, 3, {0, 22, 6.5, 7. / 3, 0, 26. / 3, 2.8, 2.2, 0}, {5, 3, 3}, {3, 5, 3});
  EXPECT_TRUE(close_entries(zeros.X, {0, 4, 1, 1, 0, 2, 2, 1, 0}, 1e-11));
}

// The factors that are handed out are the ones of X = r prior s: of every table of a batch, and of a large one.
TYPED_TEST(Ras, HandsOutTheFactors) {
  for (const auto& [tables, rows, cols] : {std::array<index_type, 3>{3, 5, 33}, {1, 129, 130}, {2, 130, 128}}) {
    problem p;
    for (index_type t = 0; t < tables; ++t) {
      const problem one = random_problem(rows, cols, static_cast<unsigned>(t + 7));
      p.prior.insert(p.prior.end(), one.prior.begin(), one.prior.end());
      p.u.insert(p.u.end(), one.u.begin(), one.u.end());
      p.v.insert(p.v.end(), one.v.begin(), one.v.end());
    }
    const auto got = this->balance(tables, cols, p.prior, p.u, p.v);
    auto want = p.prior;
    for (index_type k = 0; k < tables * rows * cols; ++k)
      want[k] *= got.r[k / cols] * got.s[k / (rows * cols) * cols + k % cols];
    EXPECT_TRUE(close_entries(got.X, want, 1e-15)) << tables << " of " << rows << " x " << cols;
  }
  auto P = this->put(2, 2, {1, 1, 1, 1});
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  const balance_factors<TypeParam> long_r{three.view(), {}}, long_s{{}, three.view()};
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), two.view(), P.view(), {}, long_r), shape_error);
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), two.view(), P.view(), {}, long_s), shape_error);
}

// So tall that a chunk of rows is more than one step: a flat prior becomes the product of its margins in one sweep.
TYPED_TEST(Ras, AddsUpTheStepsOfAChunk) {
  const index_type rows = 1030, cols = 17;
  const auto u = this->uniform(rows, .5, 1), v = this->uniform(cols, .5, 1, 43);
  double total = 0, width = 0;
  for (const double x : u) total += x;
  for (const double x : v) width += x;
  std::vector<double> goal(v), want;
  for (double& x : goal) x *= total / width;
  for (const double a : u)
    for (const double b : goal) want.push_back(a * b / total);
  const auto got = this->balance(1, cols, std::vector<double>(want.size(), 1.0), u, goal, {.max_sweeps = 2});
  EXPECT_EQ(got.outcomes[0].sweeps, 1);
  EXPECT_TRUE(close_entries(got.X, want, 1e-12));
}

TYPED_TEST(Ras, ABalancedPriorComesBack) {
  const auto got = this->balance(1, 3, {4, 2, 1, 1, 4, 2, 2, 1, 4}, {7, 7, 7}, {7, 7, 7});
  EXPECT_TRUE(close_entries(got.X, {4, 2, 1, 1, 4, 2, 2, 1, 4}, 1e-15));
  EXPECT_EQ(got.outcomes[0].sweeps, 1);
}

TYPED_TEST(Ras, ZeroMarginsMakeZeroRowsAndColumns) {
  const auto got = this->balance(1, 3, {4, 1, 9, 5, 5, 5, 1, 1, 9}, {1, 0, 1}, {1, 1, 0});
  EXPECT_TRUE(close_entries(got.X, {2. / 3, 1. / 3, 0, 0, 0, 0, 1. / 3, 2. / 3, 0}, 1e-11));
  const auto nothing = this->balance(1, 2, {1, 2, 0, 0}, {0, 0}, {0, 0});
  EXPECT_EQ(nothing.X, (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(nothing.outcomes[0].row_residual, 0);
}

// Around a warp, a step of four rows and a block; from 129 on a table is too large for one block of a GPU.
TYPED_TEST(Ras, MatchesThePlainFormAroundBlockSizes) {
  const std::vector<std::pair<index_type, index_type>> shapes{
      {1, 1},   {1, 257},   {3, 31},    {4, 32},    {5, 33},    {31, 255},  {32, 256}, {33, 257},
      {257, 1}, {128, 128}, {129, 128}, {255, 255}, {256, 256}, {257, 257}, {1030, 17}};  // chunks of more than one
                                                                                          // step
  for (const auto& [rows, cols] : shapes) {
    const auto p = random_problem(rows, cols, static_cast<unsigned>(1000 * rows + cols), 1);
    const auto got = this->balance(1, cols, p.prior, p.u, p.v, {.tolerance = 1e-14, .max_sweeps = 60});
    EXPECT_TRUE(close(got.X, four_sweeps(rows, cols, p.prior, p.u, p.v, 40), 1e-10)) << rows << " x " << cols;
    EXPECT_TRUE(close_entries(column_sums(got.X, cols), p.v, 1e-13)) << rows << " x " << cols;
    double total = 0, worst = 0;
    const auto sums = row_sums(got.X, cols);
    for (index_type j = 0; j < cols; ++j) total += p.v[j];
    for (index_type i = 0; i < rows; ++i) worst = std::max(worst, std::abs(sums[i] - p.u[i]));
    EXPECT_LE(worst, 2e-14 * total) << rows << " x " << cols;
    EXPECT_NEAR(got.outcomes[0].row_residual, worst / total, 1e-14) << rows << " x " << cols;
  }
}

// The structure that RAS keeps: x_ij x_kl / (x_il x_kj) is the prior's.
TYPED_TEST(Ras, KeepsCrossRatios) {
  const index_type rows = 9, cols = 7;
  const auto p = random_problem(rows, cols, 5, 4);
  const auto X = this->balance(1, cols, p.prior, p.u, p.v).X;
  const auto ratios = [&](const std::vector<double>& T) {
    std::vector<double> all;
    for (index_type i = 1; i < rows; ++i)
      for (index_type j = 1; j < cols; ++j) all.push_back(T[0] * T[i * cols + j] / (T[j] * T[i * cols]));
    return all;
  };
  EXPECT_TRUE(close_entries(ratios(X), ratios(p.prior), 1e-13));
}

TYPED_TEST(Ras, StopsWhenTheRowsHoldAndNotBefore) {
  const auto p = random_problem(20, 20, 3);
  index_type before = 0;
  for (const double tolerance : {1e-2, 1e-5, 1e-8, 1e-12}) {
    const auto got = this->balance(1, 20, p.prior, p.u, p.v, {.tolerance = tolerance});
    EXPECT_LE(got.outcomes[0].row_residual, tolerance);
    EXPECT_GT(got.outcomes[0].sweeps, before);
    before = got.outcomes[0].sweeps;
    if (before == 1) continue;
    EXPECT_THROW(this->balance(1, 20, p.prior, p.u, p.v, {.tolerance = tolerance, .max_sweeps = before - 1}),
                 numeric_error);
    EXPECT_EQ(this->balance(1, 20, p.prior, p.u, p.v, {.tolerance = tolerance, .max_sweeps = before}).X, got.X);
  }
}

// A residual far above rounding, so that every row's share in it shows; small and large tables, at every row's turn.
TYPED_TEST(Ras, ReportsTheResidualItLeaves) {
  for (const auto& [rows, cols] : {std::pair<index_type, index_type>{34, 33}, {134, 130}})
    for (index_type odd = 0; odd < 6; ++odd) {  // a row that its neighbours in a step do not resemble
      auto p = random_problem(rows, cols, 11, .1);
      for (index_type j = 0; j < cols; j += 2) p.prior[(rows - 1 - odd) * cols + j] *= 50;
      const auto got = this->balance(1, cols, p.prior, p.u, p.v, {.tolerance = 1e-3, .max_sweeps = 30});
      const auto sums = row_sums(got.X, cols);
      double total = 0, worst = 0;
      for (const double x : p.v) total += x;
      for (index_type i = 0; i < rows; ++i) worst = std::max(worst, std::abs(sums[i] - p.u[i]));
      EXPECT_NEAR(got.outcomes[0].row_residual, worst / total, 1e-14) << rows << ", row " << odd << " from the end";
      EXPECT_GT(worst / total, 1e-9);
    }
}

// Tables of one batch need from one to hundreds of sweeps; each comes out as if it were alone, to the last bit.
TYPED_TEST(Ras, ABatchIsItsTables) {
  for (const index_type n : {5, 33}) {
    problem all;
    std::vector<double> alone;
    std::vector<ras_outcome> outcomes;
    for (unsigned t = 0; t < 9; ++t) {
      auto p = random_problem(n, n, t, 1);
      if (t % 3 == 0) p.prior.assign(p.prior.size(), 1.0);
      if (t % 3 == 2)
        for (index_type i = 0; i < n; ++i) p.prior[i * n + i] *= 50;
      const auto one = this->balance(1, n, p.prior, p.u, p.v);
      alone.insert(alone.end(), one.X.begin(), one.X.end());
      outcomes.push_back(one.outcomes[0]);
      all.prior.insert(all.prior.end(), p.prior.begin(), p.prior.end());
      all.u.insert(all.u.end(), p.u.begin(), p.u.end());
      all.v.insert(all.v.end(), p.v.begin(), p.v.end());
    }
    const auto got = this->balance(9, n, all.prior, all.u, all.v);
    EXPECT_EQ(got.X, alone) << n;
    for (std::size_t t = 0; t < 9; ++t) {
      EXPECT_EQ(got.outcomes[t].sweeps, outcomes[t].sweeps) << n << ", table " << t;
      EXPECT_EQ(got.outcomes[t].row_residual, outcomes[t].row_residual) << n << ", table " << t;
    }
    EXPECT_LT(got.outcomes[0].sweeps, got.outcomes[2].sweeps);
  }
}

TYPED_TEST(Ras, LargeTablesOfABatchAreKeptApart) {
  const index_type n = 130;
  const auto p = random_problem(n, n, 1, .5), q = random_problem(n, n, 2, .5);
  problem both = p;
  both.prior.insert(both.prior.end(), q.prior.begin(), q.prior.end());
  both.u.insert(both.u.end(), q.u.begin(), q.u.end());
  both.v.insert(both.v.end(), q.v.begin(), q.v.end());
  auto alone = this->balance(1, n, p.prior, p.u, p.v, {.max_sweeps = 40}).X;
  const auto second = this->balance(1, n, q.prior, q.u, q.v, {.max_sweeps = 40}).X;
  alone.insert(alone.end(), second.begin(), second.end());
  EXPECT_EQ(this->balance(2, n, both.prior, both.u, both.v, {.max_sweeps = 40}).X, alone);
}

TYPED_TEST(Ras, SameBitsForAnyNumberOfThreads) {
  const auto p = random_problem(300, 257, 8, .5);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  const auto one = this->balance(1, 257, p.prior, p.u, p.v, {.max_sweeps = 40});
  omp_set_num_threads(3);
  const auto three = this->balance(1, 257, p.prior, p.u, p.v, {.max_sweeps = 40});
  omp_set_num_threads(threads);
  EXPECT_EQ(one.X, three.X);
  EXPECT_EQ(one.outcomes[0].row_residual, three.outcomes[0].row_residual);
}

TYPED_TEST(Ras, WorksInPlaceOnABlockOfALargerMatrix) {
  auto M = this->put(4, 4, {9, 9, 9, 9, 9, 4, 1, 9, 9, 1, 1, 9, 9, 9, 9, 9});
  auto ones = this->put({1, 1});
  const auto block = M.view().block(1, 1, 2, 2);
  ras(this->ctx(), 1, block, ones.view(), ones.view(), block);
  EXPECT_TRUE(close_entries(M.to_host(), {9, 9, 9, 9, 9, 2. / 3, 1. / 3, 9, 9, 1. / 3, 2. / 3, 9, 9, 9, 9, 9}, 1e-11));
}

// Rounding in the margins, below 1e-9 of their sum, must not keep the rows from closing.
TYPED_TEST(Ras, ClosesMarginsThatDifferByRounding) {
  const auto got = this->balance(1, 2, {4, 1, 1, 1}, {1 + 1e-10, 1 + 1e-10}, {1, 1});
  EXPECT_TRUE(close_entries(got.X, {2. / 3, 1. / 3, 1. / 3, 2. / 3}, 1e-11));
}

TYPED_TEST(Ras, RefusesMarginsThatDoNotAgree) {
  EXPECT_THROW(this->balance(1, 2, {4, 1, 1, 1}, {1, 1}, {1, 2}), data_error);
  EXPECT_THROW(this->balance(1, 2, {4, -1, 1, 1}, {1, 1}, {1, 1}), data_error);
  EXPECT_THROW(this->balance(1, 2, {4, 1, 0, 0}, {1, 1}, {1, 1}), data_error);
}

// Row 0 has only column 0, which must be smaller than the row: no table exists. The factors run to the end of doubles.
// In the second pattern the answer is reached in the limit alone, where entry (1, 1) is zero: never within tolerance.
TYPED_TEST(Ras, NamesTheTableWhoseZerosAllowNoAnswer) {
  for (const auto& [u, v] : {std::pair<std::vector<double>, std::vector<double>>{{3, 1}, {1, 3}}, {{1, 1}, {1, 1}}}) {
    std::vector<double> prior{1, 1, 1, 1, 1, 0, 1, 1}, all_u{1, 1}, all_v{1, 1};
    all_u.insert(all_u.end(), u.begin(), u.end());
    all_v.insert(all_v.end(), v.begin(), v.end());
    try {
      this->balance(2, 2, prior, all_u, all_v, {.tolerance = 1e-12, .max_sweeps = 2000});
      FAIL() << "no error";
    } catch (const numeric_error& e) {
      EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{1});
      EXPECT_NE(std::string(e.what()).find("zeros of the prior"), std::string::npos);
    }
  }
}

// The same verdict on a table that fills the device: rows 0 and 1 share one column that is too small for them.
TYPED_TEST(Ras, NamesAnInfeasibleLargeTable) {
  const index_type n = 130;
  std::vector<double> prior(n * n, 1.0), ones(n, 1.0);
  for (index_type i = 0; i < 2; ++i)
    for (index_type j = 1; j < n; ++j) prior[i * n + j] = 0;
  EXPECT_THROW(this->balance(1, n, prior, ones, ones, {.max_sweeps = 20}), numeric_error);
}

TYPED_TEST(Ras, EmptyTables) {
  EXPECT_TRUE(this->balance(0, 3, {}, {}, {}).outcomes.empty());
  EXPECT_EQ(this->balance(2, 0, {}, {0, 0}, {}).outcomes.size(), 2u);
}

TYPED_TEST(Ras, RefusesOtherShapes) {
  auto P = this->put(2, 2, {1, 1, 1, 1}), X = this->put(2, 3, {0, 0, 0, 0, 0, 0});
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), two.view(), X.view()), shape_error);
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), three.view(), two.view(), P.view()), shape_error);
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), three.view(), P.view()), shape_error);
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), two.view(), P.view(), {.tolerance = 0}), data_error);
  EXPECT_THROW(ras(this->ctx(), 1, P.view(), two.view(), two.view(), P.view(), {.max_sweeps = 0}), data_error);
}

}  // namespace agglo::test
