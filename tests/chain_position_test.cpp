#include "kernels/linkage/chain_position.hpp"

#include "kernels/base/error.hpp"
#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

template <class S>
class ChainPosition : public OperationTest<S> {
 protected:
  struct result {
    solve_result how;
    std::vector<double> position;
  };
  result up(matrix_view<const double, S> Z, const std::vector<double>& over) {
    auto denominator = this->put(over);
    vector<double, S> U(this->ctx(), Z.rows);
    const auto how = upstreamness(this->ctx(), Z, denominator.view(), U.view());
    return {how, U.to_host()};
  }
  result down(matrix_view<const double, S> Z, const std::vector<double>& output) {
    auto x = this->put(output);
    vector<double, S> D(this->ctx(), Z.rows);
    const auto how = downstreamness(this->ctx(), Z, x.view(), D.view());
    return {how, D.to_host()};
  }
  result up(const std::vector<double>& Z, const std::vector<double>& over) {
    const auto n = static_cast<index_type>(over.size());
    auto flows = this->put(n, n, Z);
    return up(flows.view(), over);
  }
  result down(const std::vector<double>& Z, const std::vector<double>& x) {
    const auto n = static_cast<index_type>(x.size());
    auto flows = this->put(n, n, Z);
    return down(flows.view(), x);
  }
};
TYPED_TEST_SUITE(ChainPosition, Spaces, SpaceName);

namespace {

std::vector<double> row_sums(const std::vector<double>& M, index_type n) {
  return plain_product(M, std::vector<double>(n, 1.0));
}
std::vector<double> over_rows(std::vector<double> Z, const std::vector<double>& d) {
  const auto n = static_cast<index_type>(d.size());
  for (index_type k = 0; k < n * n; ++k) Z[k] = d[k / n] == 0 ? 0 : Z[k] / d[k / n];
  return Z;
}

}  // namespace

// A chain by hand: 1 sells all it makes to 2, 2 sells half to 3 and half to final users, 3 all to final users.
TYPED_TEST(ChainPosition, ChainByHand) {
  const std::vector<double> Z{0, 10, 0, 0, 0, 20, 0, 0, 0}, x{10, 40, 50};
  const auto up = this->up(Z, x), down = this->down(Z, x);
  EXPECT_EQ(up.position, (std::vector<double>{2.5, 1.5, 1}));
  EXPECT_EQ(up.how.residual, 0);
  EXPECT_EQ(down.position, (std::vector<double>{1, 1.25, 1 + .4 * 1.25}));
}

// Miller & Blair (2009), chapter 2: output multipliers 1.518152 and 1.452145; Ghosh row sums of the same table.
TYPED_TEST(ChainPosition, MillerBlairTwoSectors) {
  const std::vector<double> Z{150, 500, 200, 100}, x{1000, 2000};
  EXPECT_TRUE(close_entries(this->down(Z, x).position, {1.518152, 1.452145}, 1e-6));
  EXPECT_TRUE(close_entries(this->up(Z, x).position, {1.25412541 + .66006601, .13201320 + 1.12211221}, 1e-8));
}

// Eurostat manual (2008), chapter 15: the printed multipliers, and the row sums of the printed Ghosh inverse.
TYPED_TEST(ChainPosition, Germany1995) {
  const auto down = this->down(germany_1995::Z, germany_1995::x), up = this->up(germany_1995::Z, germany_1995::x);
  const std::vector<double> forward{2.1126, 1.6910, 1.3558, 1.5849, 2.1037, 1.2106},
      backward{1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(up.position[i], forward[i], 1e-4) << "sector " << i;
    EXPECT_NEAR(down.position[i], backward[i], .5e-4 * 1.001) << "sector " << i;
  }
}

// Two regions of three and two sectors: total multipliers by the printed L.
TYPED_TEST(ChainPosition, TwoRegions) {
  EXPECT_TRUE(close_entries(this->down(two_regions::Z, two_regions::x).position,
                            {3.110318, 2.716603, 2.587765, 2.407106, 2.871745}, 1e-6));
}

// Sectors that sell to themselves alone, one of them slower: whoever looks at it, the bounds have to see it.
TYPED_TEST(ChainPosition, OneSlowSectorCountsWhereverItStands) {
  const index_type n = 257;
  for (const index_type slow : {200, 256}) {
    std::vector<double> Z(n * n), want(n, 1 / .95);
    for (index_type i = 0; i < n; ++i) Z[i * n + i] = i == slow ? 30 : 5;
    want[slow] = 1 / .7;
    EXPECT_TRUE(close_entries(this->up(Z, std::vector<double>(n, 100.0)).position, want, 2e-12)) << slow;
  }
}

TYPED_TEST(ChainPosition, IsTheInversesSumsAroundBlockSizes) {
  for (const index_type n : {1, 2, 7, 8, 9, 31, 32, 33, 100, 255, 256, 257}) {
    const economy e = economy::random(n, 3, n > 30 ? 6 : -1);
    const auto up = this->up(e.Z, e.x), down = this->down(e.Z, e.x);
    const auto G = plain_leontief(e.B(), n);
    EXPECT_TRUE(close_entries(up.position, row_sums(G, n), 3e-12)) << n;
    EXPECT_TRUE(close_entries(down.position, row_sums(transposed(e.L, n), n), 3e-12)) << n;
    for (const auto& how : {up.how, down.how}) {
      EXPECT_LE(how.error, 1e-12) << n;
      EXPECT_LE(how.residual, 3e-12) << n;
      EXPECT_LE(how.sweeps, 60) << n;
    }
    if (n > 30) {
      EXPECT_EQ(up.position[6], 1);
      EXPECT_EQ(down.position[6], 1);
    }
  }
}

// Groups that hardly trade with each other end at their own pace; the bound holds all the same.
TYPED_TEST(ChainPosition, SlowAndUnlinkedGroups) {
  const std::vector<double> Z{97, 1, 0, 0, .5, 98, 0, 0, 0, 0, 10, 20, 0, 1e-9, 5, 30}, x{100, 100, 100, 100};
  const auto up = this->up(Z, x), down = this->down(Z, x);
  EXPECT_TRUE(close_entries(up.position, row_sums(plain_leontief(over_rows(Z, x), 4), 4), 1e-11));
  EXPECT_TRUE(close_entries(down.position, row_sums(transposed(plain_leontief(over_rows(Z, x), 4), 4), 4), 1e-11));
  EXPECT_LE(up.how.error, 1e-12);
}

// Antras, Chor, Fally & Hillberry (2012): flows over use at home, x - E + M.
TYPED_TEST(ChainPosition, OpenEconomy) {
  const std::vector<double> Z{150, 500, 200, 100}, at_home{1000 - 300 + 100, 2000 - 50 + 400};
  EXPECT_TRUE(
      close_entries(this->up(Z, at_home).position, row_sums(plain_leontief(over_rows(Z, at_home), 2), 2), 2e-12));
}

// The bounds are of what they say: 1 + B U - U, and the distance from the inverse's sums.
TYPED_TEST(ChainPosition, BoundsHold) {
  for (const index_type n : {5, 33, 64}) {
    const economy e = economy::random(n, 12);
    const auto got = this->up(e.Z, e.x);
    const auto again = plain_product(e.B(), got.position), exact = row_sums(plain_leontief(e.B(), n), n);
    const double rounding = 4e-15;
    for (index_type i = 0; i < n; ++i) {
      EXPECT_LE(std::abs(1 + again[i] - got.position[i]) / got.position[i], got.how.residual + rounding) << i;
      EXPECT_LE(std::abs(exact[i] - got.position[i]) / got.position[i], got.how.error + rounding) << i;
    }
  }
}

TYPED_TEST(ChainPosition, ReadsABlockOfALargerMatrix) {
  const auto M = this->put(3, 3, {-9, -9, -9, -9, 0, 10, -9, 0, 0});
  EXPECT_EQ(this->up(M.view().block(1, 1, 2, 2), {20, 40}).position, (std::vector<double>{1.5, 1}));
  EXPECT_EQ(this->down(M.view().block(1, 1, 2, 2), {20, 40}).position, (std::vector<double>{1, 1.25}));
}

TYPED_TEST(ChainPosition, EmptyTable) { EXPECT_TRUE(this->up(std::vector<double>{}, {}).position.empty()); }

TYPED_TEST(ChainPosition, RefusesASystemThatDoesNotEnd) {
  const auto refused = [](auto work) {
    try {
      work();
    } catch (const numeric_error& told) {
      return told.at;
    }
    return std::vector<std::ptrdiff_t>{-1};
  };
  const std::vector<double> closed{50, 50, 30, 70}, part{50, 0, 0, 10000}, x{100, 100};
  EXPECT_EQ(refused([&] { this->up(closed, x); }), (std::vector<std::ptrdiff_t>{0, 1}));
  EXPECT_EQ(refused([&] { this->down(closed, {80, 120}); }), (std::vector<std::ptrdiff_t>{0, 1}));
  EXPECT_EQ(refused([&] { this->up(part, x); }), (std::vector<std::ptrdiff_t>{1, 0}));
}

TYPED_TEST(ChainPosition, NamesImpossibleSectors) {
  const auto refused = [](auto work) {
    try {
      work();
    } catch (const data_error& told) {
      return told.at;
    }
    return std::vector<std::ptrdiff_t>{-1};
  };
  const index_type n = 35;
  std::vector<double> Z(n * n, 1), x(n, 100);
  Z[33 * n + 34] = -HUGE_VAL;
  EXPECT_EQ(refused([&] { this->up(Z, x); }), (std::vector<std::ptrdiff_t>{33}));
  EXPECT_EQ(refused([&] { this->down(Z, x); }), (std::vector<std::ptrdiff_t>{34}));
  Z[33 * n + 34] = std::nan("");
  EXPECT_EQ(refused([&] { this->up(Z, x); }), (std::vector<std::ptrdiff_t>{33}));
  Z[33 * n + 34] = 1, x[2] = 0, x[7] = -3;
  EXPECT_EQ(refused([&] { this->up(Z, x); }), (std::vector<std::ptrdiff_t>{2, 7}));
  EXPECT_EQ(refused([&] { this->down(Z, x); }), (std::vector<std::ptrdiff_t>{2, 7}));
}

TYPED_TEST(ChainPosition, RefusesOtherShapes) {
  auto square = this->put(2, 2, {0, 0, 0, 0}), wide = this->put(1, 2, {0, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  EXPECT_THROW(upstreamness(this->ctx(), wide.view(), two.view(), two.view()), shape_error);
  EXPECT_THROW(upstreamness(this->ctx(), square.view(), one.view(), two.view()), shape_error);
  EXPECT_THROW(downstreamness(this->ctx(), square.view(), two.view(), one.view()), shape_error);
}

}  // namespace agglo::test
