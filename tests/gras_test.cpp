#include "kernels/balance/gras.hpp"

#include <cmath>
#include <limits>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class Gras : public OperationTest<S> {
 protected:
  struct result {
    std::vector<double> X;
    ras_outcome outcome;
    std::vector<double> r, s;
  };
  result balance(const std::vector<double>& prior, const std::vector<double>& u, const std::vector<double>& v,
                 ras_options options = {.max_sweeps = 100}) {
    const auto rows = static_cast<index_type>(u.size()), cols = static_cast<index_type>(v.size());
    auto P = this->put(rows, cols, prior);
    auto U = this->put(u), V = this->put(v);
    matrix<double, S> X(this->ctx(), rows, cols);
    vector<double, S> r(this->ctx(), rows), s(this->ctx(), cols);
    const auto outcome =
        gras(this->ctx(), P.view(), U.view(), V.view(), X.view(), options, balance_factors<S>{r.view(), s.view()});
    return {X.to_host(), outcome, r.to_host(), s.to_host()};
  }
  std::vector<std::ptrdiff_t> refused(const std::vector<double>& prior, const std::vector<double>& u,
                                      const std::vector<double>& v) {
    try {
      balance(prior, u, v);
    } catch (const data_error& e) {
      return e.at;
    }
    return {-9};
  }
};
TYPED_TEST_SUITE(Gras, Spaces, SpaceName);
using positions = std::vector<std::ptrdiff_t>;

// The example of Junius & Oosterhaven (2003).
TYPED_TEST(Gras, JuniusOosterhaven) {
  const auto got = this->balance({7, 3, 5, -3, 2, 9, 8, 0, -2, 0, 2, 0}, {15, 26, -1}, {9, 16, 17, -2});
  EXPECT_TRUE(close(
      got.X,
      {8.42434146, 3.37523689, 5.20042165, -2, 3.00099755, 12.62476311, 10.37423935, 0, -2.425339, 0, 1.425339, 0},
      1e-7));
  EXPECT_LE(got.outcome.row_residual, 1e-12);
}

// By hand: one row 2 r - 2 / r = 3 has r = 2, hence 4 and -1.
TYPED_TEST(Gras, OneRowByHand) { EXPECT_TRUE(close_entries(this->balance({2, -2}, {3}, {4, -1}).X, {4, -1}, 1e-11)); }

// Without negative entries it is RAS: [a 1-a; 1-a a] with a^2 / (1-a)^2 = 4.
TYPED_TEST(Gras, PositiveTablesAreRas) {
  EXPECT_TRUE(close_entries(this->balance({4, 1, 1, 1}, {1, 1}, {1, 1}).X, {2. / 3, 1. / 3, 1. / 3, 2. / 3}, 1e-11));
}

// Rows and columns of one sign, of none, and with a margin of zero.
TYPED_TEST(Gras, OneSidedAndEmptyRows) {
  const auto got = this->balance({-1, -3, 0, 4, 1, 0, 1, 1, 0, 0, 0, 0}, {-4, 5, 2, 0}, {1, 2, 0});
  double row = 0;
  for (std::size_t j = 0; j < 3; ++j) row += got.X[j];
  EXPECT_NEAR(row, -4, 1e-11);
  for (const std::size_t k : {2, 5, 8, 9, 10, 11}) EXPECT_EQ(got.X[k], 0) << k;
  const auto zero = this->balance({-1, -3, 4, 1}, {0, 5}, {4, 1});
  EXPECT_TRUE(close(zero.X, {0, 0, 4, 1}, 1e-12));
  EXPECT_EQ(zero.r[0], std::numeric_limits<double>::infinity());
  EXPECT_EQ(got.r[3], 1) << "an empty row";
}

// So tall that a chunk of rows is more than one step: a table that fits its margins comes back after one sweep.
TYPED_TEST(Gras, AddsUpTheStepsOfAChunk) {
  const index_type rows = 1030, cols = 3;
  const auto prior = this->uniform(rows * cols, -1, 1);
  std::vector<double> u(rows), v(cols);
  for (index_type k = 0; k < rows * cols; ++k) u[k / cols] += prior[k], v[k % cols] += prior[k];
  const auto got = this->balance(prior, u, v, {.max_sweeps = 2});
  EXPECT_EQ(got.outcome.sweeps, 1);
  EXPECT_TRUE(close(got.X, prior, 1e-12));
}

// Random signs around a warp and a block: margins met, signs kept, and the form r a s or a / (r s): with signs equal
// along a row the cross ratios are the prior's.
TYPED_TEST(Gras, MeetsMarginsAroundBlockSizes) {
  const std::vector<std::pair<index_type, index_type>> shapes{{1, 1},  {3, 31},  {31, 3},   {32, 32},
                                                              {33, 8}, {7, 255}, {256, 33}, {257, 257}};
  for (const auto& [rows, cols] : shapes) {
    auto goal = this->uniform(rows * cols, -.3, 1, 1), prior = this->uniform(rows * cols, .5, 1.5, 2);
    std::vector<double> u(rows), v(cols);
    for (index_type k = 0; k < rows * cols; ++k) {
      prior[k] *= goal[k];  // the signs of a table that exists
      u[k / cols] += goal[k];
      v[k % cols] += goal[k];
    }
    const auto got = this->balance(prior, u, v, {.tolerance = 1e-13, .max_sweeps = rows > 200 ? 25 : 100});
    std::vector<double> row(rows), column(cols);
    for (index_type k = 0; k < rows * cols; ++k) {
      row[k / cols] += got.X[k];
      column[k % cols] += got.X[k];
      ASSERT_EQ(std::signbit(got.X[k]), std::signbit(prior[k])) << k;
    }
    EXPECT_TRUE(close(column, v, 1e-12)) << rows << " x " << cols;
    EXPECT_TRUE(close(row, u, 1e-10)) << rows << " x " << cols;
    // every entry follows from the factors that are handed out
    const auto factor = [&](index_type k) { return prior[k] > 0 ? got.X[k] / prior[k] : prior[k] / got.X[k]; };
    for (index_type k = 0; k < rows * cols; ++k)
      ASSERT_NEAR(factor(k) / (got.r[k / cols] * got.s[k % cols]), 1, 1e-14) << rows << " x " << cols << ", " << k;
  }
}

TYPED_TEST(Gras, WorksInPlaceOnABlock) {
  auto M = this->put(3, 4, {9, 9, 9, 9, 9, 2, -2, 9, 9, 9, 9, 9});
  auto u = this->put({3}), v = this->put({4, -1});
  const auto block = M.view().block(1, 1, 1, 2);
  gras(this->ctx(), block, u.view(), v.view(), block);
  EXPECT_TRUE(close_entries(M.to_host(), {9, 9, 9, 9, 9, 4, -1, 9, 9, 9, 9, 9}, 1e-11));
}

TYPED_TEST(Gras, NamesWhatCannotBeMet) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(this->refused({1, 1, 1, nan}, {1, 1}, {1, 1}), (positions{1, 1}));
  EXPECT_EQ(this->refused({1, 1, 1, 1}, {1, nan}, {1, 1}), (positions{1, -1}));
  EXPECT_EQ(this->refused({1, 1, 1, 1}, {1, 1}, {nan, 1}), (positions{-1, 0}));
  EXPECT_EQ(this->refused({1, 1, 1, 1}, {1, 1}, {1, 2}), positions{});
  EXPECT_EQ(this->refused({1, 1, 1, 1}, {3, -1}, {1, 1}), (positions{1, -1}));
  EXPECT_EQ(this->refused({-1, 1, -1, 1}, {1, 1}, {1, 1}), (positions{-1, 0}));
}

// Each row and column has one entry of another sign, at the far end of a long row.
TYPED_TEST(Gras, LooksEverywhereForASign) {
  const index_type n = 257;
  std::vector<double> prior(n * n, 1.0), u(n), v(n);
  for (index_type i = 0; i < n; ++i) prior[i * n + (n - 1 - i)] = -1;
  for (index_type k = 0; k < n * n; ++k) u[k / n] += prior[k], v[k % n] += prior[k];
  EXPECT_EQ(this->balance(prior, u, v).outcome.sweeps, 1);
  prior.assign(n * n, -1.0);
  prior[3 * n + 256] = 1;
  EXPECT_EQ(this->refused(prior, std::vector<double>(n, 1.0), std::vector<double>(n, 1.0)), (positions{0, -1}));
}

// Row 0 has only column 0, which must be smaller than the row.
TYPED_TEST(Gras, SaysWhenThereIsNoTable) {
  try {
    this->balance({1, 1, 0, 1, 0, 1}, {1, 3, 1}, {2, 3});
    FAIL() << "column 0 has only row 0, which must be smaller";
  } catch (const numeric_error& e) {
    EXPECT_EQ(e.at, positions{0});
  }
  EXPECT_THROW(this->balance({1, 0, 1, 1}, {3, 1}, {1, 3}), numeric_error);
  EXPECT_THROW(this->balance({2, 5, -1, 3}, {9, -2}, {-3, 10}, {.max_sweeps = 1}), numeric_error);
}

TYPED_TEST(Gras, EmptyTables) {
  EXPECT_TRUE(this->balance({}, {}, {}).X.empty());
  EXPECT_TRUE(this->balance({}, {0, 0}, {}).X.empty());
}

TYPED_TEST(Gras, RefusesOtherShapes) {
  auto P = this->put(2, 2, {1, 1, 1, 1});
  auto two = this->put({1, 1}), three = this->put({1, 1, 1});
  EXPECT_THROW(gras(this->ctx(), P.view(), three.view(), two.view(), P.view()), shape_error);
  EXPECT_THROW(gras(this->ctx(), P.view(), two.view(), three.view(), P.view()), shape_error);
  EXPECT_THROW(gras(this->ctx(), P.view(), two.view(), two.view(), P.view().block(0, 0, 1, 2)), shape_error);
  EXPECT_THROW(gras(this->ctx(), P.view(), two.view(), two.view(), P.view(), {.tolerance = 0}), data_error);
  const balance_factors<TypeParam> long_r{three.view(), {}}, long_s{{}, three.view()};
  EXPECT_THROW(gras(this->ctx(), P.view(), two.view(), two.view(), P.view(), {}, long_r), shape_error);
  EXPECT_THROW(gras(this->ctx(), P.view(), two.view(), two.view(), P.view(), {}, long_s), shape_error);
}

}  // namespace agglo::test
