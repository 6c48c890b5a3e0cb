#include "kernels/balance/margin_audit.hpp"

#include <limits>

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class MarginAudit : public OperationTest<S> {
 protected:
  std::vector<margin_sums> audit(index_type tables, index_type cols, const std::vector<double>& prior,
                                 const std::vector<double>& u, const std::vector<double>& v) {
    auto P = this->put(static_cast<index_type>(u.size()), cols, prior);
    auto U = this->put(u), V = this->put(v);
    return margin_audit(this->ctx(), tables, P.view(), U.view(), V.view());
  }
  // The positions that a data_error names; {-9} when there is none.
  std::vector<std::ptrdiff_t> refused(index_type tables, index_type cols, const std::vector<double>& prior,
                                      const std::vector<double>& u, const std::vector<double>& v) {
    try {
      audit(tables, cols, prior, u, v);
    } catch (const data_error& e) {
      said = e.what();
      return e.at;
    }
    return {-9};
  }
  std::string said;
};
TYPED_TEST_SUITE(MarginAudit, Spaces, SpaceName);
using positions = std::vector<std::ptrdiff_t>;

TYPED_TEST(MarginAudit, ReturnsTheSumsOfEveryTable) {
  const auto sums = this->audit(2, 3, {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1}, {1, 5, 30, 0}, {3, 2, 1, 30, 0, 0});
  ASSERT_EQ(sums.size(), 2u);
  EXPECT_EQ(sums[0].u, 6);
  EXPECT_EQ(sums[0].v, 6);
  EXPECT_EQ(sums[1].u, 30);
  EXPECT_EQ(sums[1].v, 30);
}

TYPED_TEST(MarginAudit, NamesTheFirstBadEntry) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const double bad : {-1e-300, nan, inf, -inf}) {
    std::vector<double> prior(12, 1.0);
    prior[10] = prior[11] = bad;  // table 1, row 1, columns 1 and 2
    EXPECT_EQ(this->refused(2, 3, prior, {1, 2, 1, 2}, {1, 1, 1, 1, 1, 1}), (positions{1, 1, 1})) << bad;
  }
}

TYPED_TEST(MarginAudit, NamesTheFirstBadMargin) {
  const std::vector<double> ones(12, 1.0);
  EXPECT_EQ(this->refused(2, 3, ones, {1, 2, 1, -2}, {1, 1, 1, 1, 1, 1}), (positions{1, 1, -1}));
  EXPECT_EQ(this->refused(2, 3, ones, {1, 2, 1, 2}, {1, 1, 1, 1, -1, -1}), (positions{1, -1, 1}));
}

TYPED_TEST(MarginAudit, NamesTheTableWhoseSumsDiffer) {
  const std::vector<double> ones(12, 1.0);
  EXPECT_EQ(this->refused(2, 3, ones, {1, 2, 1, 2}, {1, 1, 1, 1, 1, 1.5}), positions{1});
  EXPECT_NE(this->said.find("3.5"), std::string::npos) << this->said;
  EXPECT_EQ(this->refused(2, 3, ones, {1, 2, 1, 2}, {1, 1, 1, 1, 1, 1 + 3.1e-9}), positions{1});
  EXPECT_EQ(this->refused(2, 3, ones, {1, 2, 1, 2}, {1, 1, 1, 1, 1, 1 + 2.9e-9}), positions{-9});
}

// A row is stranded when its only entries stand in columns that must be zero, a column likewise.
TYPED_TEST(MarginAudit, NamesStrandedRowsAndColumns) {
  EXPECT_EQ(this->refused(1, 2, {1, 1, 0, 0}, {1, 1}, {1, 1}), (positions{0, 1, -1}));
  EXPECT_EQ(this->refused(1, 2, {1, 1, 1, 0}, {1, 1}, {0, 2}), (positions{0, 1, -1}));
  EXPECT_EQ(this->refused(1, 2, {1, 0, 1, 0}, {1, 1}, {1, 1}), (positions{0, -1, 1}));
  EXPECT_EQ(this->refused(1, 2, {1, 0, 1, 1}, {2, 0}, {1, 1}), (positions{0, -1, 1}));
  EXPECT_EQ(this->refused(1, 2, {1, 0, 0, 0}, {2, 0}, {2, 0}), positions{-9}) << "zero margins need no entries";
}

// One bad value at a time, at the ends of long rows and columns: around a warp and a block.
TYPED_TEST(MarginAudit, LooksEverywhereAroundBlockSizes) {
  for (const index_type n : {1, 31, 32, 33, 255, 256, 257}) {
    const std::size_t size = static_cast<std::size_t>(n);
    const std::vector<double> ones(size, 1.0);
    std::vector<double> prior(2 * size * size, 1.0), margins(2 * size, 1.0);
    prior.back() = -1;
    EXPECT_EQ(this->refused(2, n, prior, margins, margins), (positions{1, n - 1, n - 1})) << n;
    prior.back() = 1;
    auto bad = margins;
    bad.back() = -1;
    EXPECT_EQ(this->refused(2, n, prior, margins, bad), (positions{1, -1, n - 1})) << n;
    EXPECT_EQ(this->refused(2, n, prior, bad, margins), (positions{1, n - 1, -1})) << n;
    std::fill(prior.end() - n, prior.end(), 0.0);
    EXPECT_EQ(this->refused(2, n, prior, margins, margins), (positions{1, n - 1, -1})) << n;
    prior.assign(prior.size(), 1.0);
    for (index_type i = n; i < 2 * n; ++i) prior[static_cast<std::size_t>(i * n + n - 1)] = 0;
    EXPECT_EQ(this->refused(2, n, prior, margins, margins), n == 1 ? (positions{1, 0, -1}) : (positions{1, -1, n - 1}));
  }
}

// One entry a row and column, each seen by another thread, is enough.
TYPED_TEST(MarginAudit, OneEntryReachesItsRowAndColumn) {
  for (const index_type n : {31, 33, 256, 257}) {
    std::vector<double> prior(static_cast<std::size_t>(n * n));
    for (index_type i = 0; i < n; ++i) prior[static_cast<std::size_t>(i * n + (i + 1) % n)] = 1;
    const std::vector<double> ones(static_cast<std::size_t>(n), 1.0);
    EXPECT_EQ(this->refused(1, n, prior, ones, ones), positions{-9}) << n;
  }
}

TYPED_TEST(MarginAudit, SumsManyValues) {
  const auto u = this->uniform(3 * 300, 0, 1);
  std::vector<double> v;
  for (int t = 0; t < 3; ++t) {
    double sum = 0;
    for (int i = 0; i < 300; ++i) sum += u[static_cast<std::size_t>(300 * t + i)];
    v.push_back(sum / 2);
    v.push_back(sum / 2);
  }
  const auto sums = this->audit(3, 2, std::vector<double>(1800, 1.0), u, v);
  for (std::size_t t = 0; t < 3; ++t) EXPECT_NEAR(sums[t].u, 2 * v[2 * t], 1e-12 * sums[t].v);
}

TYPED_TEST(MarginAudit, EmptyTables) {
  EXPECT_TRUE(this->audit(0, 3, {}, {}, {}).empty());
  EXPECT_EQ(this->audit(2, 0, {}, {0, 0}, {}).size(), 2u);
}

TYPED_TEST(MarginAudit, RefusesOtherShapes) {
  const std::vector<double> ones(12, 1.0);
  EXPECT_THROW(this->audit(3, 3, ones, {1, 2, 1, 2}, {1, 1, 1, 1, 1, 1}), shape_error);
  EXPECT_THROW(this->audit(2, 3, ones, {1, 2, 1, 2}, {1, 1, 1}), shape_error);
  auto P = this->put(4, 3, ones);
  auto U = this->put({1, 2}), V = this->put({1, 1, 1, 1, 1, 1});
  EXPECT_THROW(margin_audit(this->ctx(), 2, P.view(), U.view(), V.view()), shape_error);
}

}  // namespace agglo::test
