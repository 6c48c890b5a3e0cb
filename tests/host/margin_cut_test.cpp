// Contradicting totals by hand, and against the bound that every set of rows and columns gives.
#include "host/analysis/margin_cut.hpp"

#include <gtest/gtest.h>

#include <random>

namespace agglo::test {
namespace {

using at = std::vector<index_type>;

TEST(MarginCut, NothingContradictsATableThatExists) {
  EXPECT_EQ(
      find_margin_cut(std::vector<double>{1, 0, 1, 1}, std::vector<double>{1, 3}, std::vector<double>{2, 2}).excess, 0);
  EXPECT_EQ(find_margin_cut({}, {}, {}).excess, 0);
  EXPECT_EQ(find_margin_cut({}, std::vector<double>{0, 0}, {}).excess, 0);
}

// Rows 1 and 2 sell to column 1 alone, which takes 3 of their 4.
TEST(MarginCut, RowsThatShareTooSmallAColumn) {
  const margin_cut cut =
      find_margin_cut(std::vector<double>{1, 1, 0, 1, 0, 1}, std::vector<double>{1, 3, 1}, std::vector<double>{2, 3});
  EXPECT_EQ(cut.rows, (at{1, 2}));
  EXPECT_EQ(cut.columns, (at{1}));
  EXPECT_NEAR(cut.excess, 1, 1e-12);
}

// A negative entry carries back: row 0 may exceed its column by what row 1 takes out of it, not more.
TEST(MarginCut, NegativeEntriesCarryBack) {
  const std::vector<double> prior{1, 0, -1, 1};
  EXPECT_EQ(find_margin_cut(prior, std::vector<double>{5, 1}, std::vector<double>{3, 3}).excess, 0);
  const margin_cut cut = find_margin_cut(prior, std::vector<double>{2, 4}, std::vector<double>{3, 3});
  EXPECT_EQ(cut.rows, (at{1})) << "row 0 cannot fill column 0, which has no other positive entry";
  EXPECT_EQ(cut.columns, (at{1}));
  EXPECT_NEAR(cut.excess, 1, 1e-12);
}

TEST(MarginCut, ARowWithoutEntries) {
  const margin_cut cut =
      find_margin_cut(std::vector<double>{0, 0, 1, 1}, std::vector<double>{1, 1}, std::vector<double>{1, 1});
  EXPECT_EQ(cut.rows, (at{0}));
  EXPECT_TRUE(cut.columns.empty());
}

// All 2^(rows + cols) sets: the largest excess of one that nothing leaves is what no flow can carry.
TEST(MarginCut, IsTheWorstOfAllContradictions) {
  std::mt19937 engine(3);
  const int rows = 4, cols = 5;
  int found = 0, none = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> prior(rows * cols), u(rows), v(cols);
    for (int k = 0; k < rows * cols; ++k) {
      const int kind = static_cast<int>(engine() % 8);
      prior[k] = kind < 3 ? 1 : kind == 3 ? -1 : 0;
      const double moved = prior[k] * static_cast<double>(engine() % 5);
      u[k / cols] += moved;
      v[k % cols] += moved;
    }
    if (trial % 2 == 0) u[0] += 1, u[1] -= 1;  // may break it
    double worst = 0;
    for (int set = 0; set < 1 << (rows + cols); ++set) {
      const auto in_row = [&](int i) { return (set >> i & 1) != 0; };
      const auto in_column = [&](int j) { return (set >> (rows + j) & 1) != 0; };
      bool closed = true;
      for (int k = 0; k < rows * cols && closed; ++k)
        closed = prior[k] > 0   ? !in_row(k / cols) || in_column(k % cols)
                 : prior[k] < 0 ? !in_column(k % cols) || in_row(k / cols)
                                : true;
      if (!closed) continue;
      double excess = 0;
      for (int i = 0; i < rows; ++i) excess += in_row(i) ? u[i] : 0;
      for (int j = 0; j < cols; ++j) excess -= in_column(j) ? v[j] : 0;
      worst = std::max(worst, excess);
    }
    const margin_cut cut = find_margin_cut(prior, u, v);
    EXPECT_NEAR(cut.excess, worst, 1e-9) << trial;
    ++(worst > 0 ? found : none);
  }
  EXPECT_GT(found, 20);
  EXPECT_GT(none, 100);
}

// Large and dense: many shortest paths, one contradiction.
TEST(MarginCut, FindsOneColumnThatIsTooSmall) {
  const std::size_t n = 300;
  std::vector<double> prior(n * n, 1.0), u(n, 1.0), v(n, 1.0);
  EXPECT_EQ(find_margin_cut(prior, u, v).excess, 0);
  for (std::size_t j = 0; j < n; ++j)
    if (j != 7) prior[5 * n + j] = prior[9 * n + j] = 0;
  const margin_cut cut = find_margin_cut(prior, u, v);
  EXPECT_EQ(cut.rows, (at{5, 9}));
  EXPECT_EQ(cut.columns, (at{7}));
  EXPECT_NEAR(cut.excess, 1, 1e-9);
}

}  // namespace
}  // namespace agglo::test
