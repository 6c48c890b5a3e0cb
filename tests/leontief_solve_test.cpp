#include "kernels/linkage/leontief_solve.hpp"

#include "kernels/base/error.hpp"
#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

using enum leontief_equation;

template <class S>
class LeontiefSolve : public OperationTest<S> {
 protected:
  struct result {
    solve_result how;
    std::vector<double> X, chain;
  };
  result solve(leontief_equation equation, matrix_view<const double, S> Z, const std::vector<double>& output,
               index_type sides, const std::vector<double>& right) {
    const index_type n = Z.rows;
    auto x = this->put(output);
    auto F = this->put(sides, n, right);
    matrix<double, S> X(this->ctx(), sides, n);
    vector<double, S> chain(this->ctx(), n);
    const auto how = leontief_solve(this->ctx(), equation, Z, x.view(), F.view(), X.view(), chain.view());
    return {how, X.to_host(), chain.to_host()};
  }
  result solve(leontief_equation equation, const std::vector<double>& flows, index_type n,
               const std::vector<double>& output, index_type sides, const std::vector<double>& right) {
    auto Z = this->put(n, n, flows);
    return solve(equation, Z.view(), output, sides, right);
  }
};
TYPED_TEST_SUITE(LeontiefSolve, Spaces, SpaceName);

namespace {

/// Each row of F from the left: F M.
std::vector<double> rows_times(const std::vector<double>& F, const std::vector<double>& M, index_type n) {
  std::vector<double> out(F.size());
  for (std::size_t r = 0; r < F.size() / n; ++r)
    for (index_type i = 0; i < n; ++i)
      for (index_type j = 0; j < n; ++j) out[r * n + j] += F[r * n + i] * M[i * n + j];
  return out;
}
/// What the right-hand sides' rows are multiplied with: L or G = x^-1 L x, or its transpose.
std::vector<double> inverse_for(leontief_equation equation, const economy& e) {
  std::vector<double> inverse = e.L;
  if (equation == allocation || equation == supply)
    for (index_type k = 0; k < e.n * e.n; ++k)
      inverse[k] = k / e.n == k % e.n ? inverse[k] : e.x[k / e.n] == 0 ? 0 : inverse[k] * e.x[k % e.n] / e.x[k / e.n];
  return equation == demand || equation == allocation ? transposed(inverse, e.n) : inverse;
}
std::vector<double> row_sums(const std::vector<double>& M, index_type n) {
  return plain_product(M, std::vector<double>(n, 1.0));
}
/// What data_error or numeric_error names.
template <class Error, class Work>
std::vector<std::ptrdiff_t> refused(Work work) {
  try {
    work();
  } catch (const Error& told) {
    return told.at;
  }
  return {-1};
}
constexpr leontief_equation all_equations[]{demand, price, allocation, supply};

}  // namespace

// Miller & Blair (2009), chapter 2: f = (600, 1500) needs output 1247.5 and 1841.6; multipliers 1.518152 and 1.452145.
TYPED_TEST(LeontiefSolve, MillerBlairTwoSectors) {
  const std::vector<double> Z{150, 500, 200, 100}, x{1000, 2000};
  const auto output = this->solve(demand, Z, 2, x, 1, {600, 1500});
  EXPECT_TRUE(close_entries(output.X, {1247.5248, 1841.5842}, 1e-7));
  EXPECT_TRUE(close_entries(output.chain, {1.25412541 + .66006601, .13201320 + 1.12211221}, 1e-8));  // G1
  const auto multipliers = this->solve(price, Z, 2, x, 2, {1, 1, .65, .7});
  EXPECT_TRUE(close_entries(multipliers.X, {1.518152, 1.452145, 1, 1}, 1e-6));  // payments cover all costs: prices 1
  EXPECT_TRUE(close_entries(multipliers.chain, {1.518152, 1.452145}, 1e-6));
  EXPECT_TRUE(close_entries(this->solve(supply, Z, 2, x, 1, {650, 1400}).X, {1000, 2000}, 1e-12));  // x' = v'G
}

// The same table, primary inputs of sector 1 a tenth dearer: prices 1 + .065 L(1, :).
TYPED_TEST(LeontiefSolve, DearerPrimaryInputsByHand) {
  const auto p = this->solve(price, {150, 500, 200, 100}, 2, {1000, 2000}, 1, {.715, .7});
  EXPECT_TRUE(close_entries(p.X, {1 + .065 * 1.25412541, 1 + .065 * .33003300}, 1e-8));
}

TYPED_TEST(LeontiefSolve, IsTheInverseAroundBlockSizes) {
  for (const index_type n : {1, 2, 3, 8, 9, 31, 32, 33, 65}) {
    const economy e = economy::random(n, 3, n > 30 ? 6 : -1);
    std::vector<double> right = this->uniform(3 * n, -1, 2, 5);  // of any sign
    for (index_type r = 0; n > 30 && r < 3; ++r) right[r * n + 6] = 0;
    for (const auto equation : all_equations) {
      const auto got = this->solve(equation, e.Z, n, e.x, 3, right);
      EXPECT_TRUE(close(got.X, rows_times(right, inverse_for(equation, e), n), 4e-12)) << n;
      const bool rows = equation == demand || equation == allocation;
      const auto sums = rows ? row_sums(transposed(inverse_for(allocation, e), n), n) : row_sums(transposed(e.L, n), n);
      EXPECT_TRUE(close_entries(got.chain, sums, 3e-12)) << n;
      EXPECT_LE(got.how.error, 1e-12) << n;
      EXPECT_LE(got.how.residual, 2e-12) << n;
      EXPECT_LE(got.how.sweeps, 60) << n;
    }
  }
}

// One pass serves four rows, the chain one of them: right-hand sides behind that are others.
TYPED_TEST(LeontiefSolve, AnyNumberOfRightHandSides) {
  const index_type n = 21;
  const economy e = economy::random(n, 9);
  for (const index_type sides : {0, 1, 2, 3, 4, 5, 6, 7, 9}) {
    const std::vector<double> right = this->uniform(sides * n, 0, 1, 6);
    for (const auto equation : {allocation, price}) {
      const auto got = this->solve(equation, e.Z, n, e.x, sides, right);
      EXPECT_TRUE(close(got.X, rows_times(right, inverse_for(equation, e), n), 4e-12)) << sides;
    }
  }
}

// x left out: Z holds the coefficients, and the chain is the row sums of L.
TYPED_TEST(LeontiefSolve, TakesCoefficients) {
  const index_type n = 33;
  const economy e = economy::random(n, 4);
  const auto got = this->solve(demand, e.A, n, {}, 1, e.f), back = this->solve(price, e.A, n, {}, 1, e.f);
  EXPECT_TRUE(close(got.X, e.x, 3e-12));
  EXPECT_TRUE(close_entries(got.chain, row_sums(e.L, n), 3e-12));
  EXPECT_TRUE(close(back.X, rows_times(e.f, e.L, n), 3e-12));
}

// Demand for one product of a ring: the terms wander and their own quotients never settle, the bounds do not care.
TYPED_TEST(LeontiefSolve, ARingAndZerosThatStay) {
  const std::vector<double> A{0, .5, 0, 0, 0, 0, .8, 0, .6, 0, 0, 0, 0, 0, 0, .9}, L = plain_leontief(A, 4);
  const auto got = this->solve(demand, A, 4, {}, 2, {1, 0, 0, 0, 0, -2, 0, 0});
  EXPECT_TRUE(close(got.X, rows_times({1, 0, 0, 0, 0, -2, 0, 0}, transposed(L, 4), 4), 4e-12));
  EXPECT_EQ(got.X[3], 0);
  EXPECT_EQ(got.X[7], 0);
}

// A chain by hand that ends by itself: 1 feeds 2, 2 feeds 3.
TYPED_TEST(LeontiefSolve, ASeriesThatEnds) {
  const auto got = this->solve(demand, {0, .5, 0, 0, 0, .25, 0, 0, 0}, 3, {}, 1, {0, 0, 8});
  EXPECT_EQ(got.X, (std::vector<double>{1, 2, 8}));
  EXPECT_EQ(got.how.error, 0);
  EXPECT_EQ(got.how.sweeps, 3);
}

// Miller & Blair (2009), problems 2.1 and 2.3: output for a new final demand (printed 1139 and 844; the others
// computed).
TYPED_TEST(LeontiefSolve, MatchesMillerAndBlairProblems) {
  const auto two = this->solve(demand, {500, 350, 320, 360}, 2, {1000, 800}, 1, {200, 100});
  EXPECT_TRUE(close(two.X, {1138.8889, 844.4444}, 1e-7));
  const auto three =
      this->solve(demand, {500, 350, 90, 320, 360, 50, 100, 60, 40}, 3, {1000, 800, 300}, 1, {110, 50, 100});
  EXPECT_TRUE(close(three.X, {1190.2623, 883.1679, 329.1506}, 1e-7));
}

// The bound is of what it says, sector by sector, with a slow group that hardly trades.
TYPED_TEST(LeontiefSolve, BoundsHold) {
  for (const index_type n : {5, 33, 64}) {
    economy e = economy::random(n, 12);
    const std::vector<double> right = this->uniform(n, -1, 1, 8);
    const auto got = this->solve(allocation, e.Z, n, e.x, 1, right);
    const auto exact = rows_times(right, inverse_for(allocation, e), n), again = plain_product(e.B(), got.X);
    double largest = 0;
    for (const double x : got.X) largest = std::max(largest, std::abs(x));
    for (index_type i = 0; i < n; ++i) {
      EXPECT_LE(std::abs(exact[i] - got.X[i]) / largest, got.how.error + 4e-15) << i;
      EXPECT_LE(std::abs(right[i] + again[i] - got.X[i]) / largest, got.how.residual + 4e-15) << i;
    }
  }
}

// Sectors that sell to themselves alone, one of them slower: whoever looks at it, the bounds have to see it.
TYPED_TEST(LeontiefSolve, OneSlowSectorCountsWhereverItStands) {
  const index_type n = 258;
  for (const auto equation : {demand, price}) {
    const index_type slow = equation == demand ? 257 : 200;
    std::vector<double> A(n * n), want(n, 1 / .95);
    for (index_type i = 0; i < n; ++i) A[i * n + i] = i == slow ? .3 : .05;
    want[slow] = 1 / .7;
    const auto got = this->solve(equation, A, n, {}, 1, std::vector<double>(n, 1.0));
    EXPECT_TRUE(close_entries(got.X, want, 2e-12)) << slow;
    EXPECT_TRUE(close_entries(got.chain, want, 2e-12)) << slow;
  }
}

// Each part of the bounds counts: a right-hand side of one sector, which alone says how far its terms reach.
TYPED_TEST(LeontiefSolve, ARightHandSideOfOneSector) {
  const index_type n = 130;
  const economy e = economy::random(n, 2);
  for (const index_type at : {0, 64, 129}) {
    std::vector<double> f(n);
    f[at] = 1;
    const auto got = this->solve(price, e.Z, n, e.x, 1, f);
    EXPECT_TRUE(close(got.X, std::vector<double>(e.L.begin() + at * n, e.L.begin() + (at + 1) * n), 2e-12)) << at;
  }
}

TYPED_TEST(LeontiefSolve, ReadsAndWritesBlocksOfLargerMatrices) {
  const auto M = this->put(3, 3, {-9, -9, -9, -9, 0, .5, -9, .2, 0});
  const auto F = this->put(2, 3, {7, 1, 2, 7, 0, 1});
  auto X = this->put(2, 3, {5, 5, 5, 5, 5, 5});
  leontief_solve(this->ctx(), demand, M.view().block(1, 1, 2, 2), {}, F.view().block(0, 1, 2, 2),
                 X.view().block(0, 1, 2, 2));
  EXPECT_TRUE(close_entries(X.to_host(), {5, 2 / .9, 2.2 / .9, 5, .5 / .9, 1 / .9}, 2e-12));
}

// The same economy with some flows returned: a seventh of them below 0, and x as it was.
TYPED_TEST(LeontiefSolve, NegativeFlowsAroundBlockSizes) {
  for (const index_type n : {1, 3, 8, 33}) {
    economy e = economy::random(n, 5);
    for (index_type k = 0; k < n * n; k += 7) e.Z[k] = -e.Z[k], e.A[k] = -e.A[k];
    e.L = plain_leontief(e.A, n);
    const index_type sides = n == 3 ? 0 : 4;
    const std::vector<double> right = this->uniform(sides * n, -1, 2, 5);
    for (const auto equation : all_equations) {
      const auto got = this->solve(equation, e.Z, n, e.x, sides, right);
      EXPECT_TRUE(close(got.X, rows_times(right, inverse_for(equation, e), n), 5e-12)) << n;
      const bool rows = equation == demand || equation == allocation;
      const auto sums = row_sums(rows ? transposed(inverse_for(allocation, e), n) : transposed(e.L, n), n);
      EXPECT_TRUE(close(got.chain, sums, 5e-12)) << n;
      EXPECT_LE(got.how.error, 1e-12) << n;
    }
  }
}

// By hand: (I - A)^-1 of [0 -.5; .4 0] is [1 -.5; .4 1] / 1.2. The sizes converge as the signed powers do.
TYPED_TEST(LeontiefSolve, NegativeFlowsByHand) {
  const auto got = this->solve(demand, {0, -.5, .4, 0}, 2, {}, 1, {1, 1});
  EXPECT_TRUE(close(got.X, {.5 / 1.2, 1.4 / 1.2}, 2e-12));
  EXPECT_TRUE(close(got.chain, {.5 / 1.2, 1.4 / 1.2}, 2e-12));
}

// [.9 -.3; .3 .9]: the radius is .95, that of the sizes 1.2, so no bound is to be had.
TYPED_TEST(LeontiefSolve, RefusesSizesThatDoNotEnd) {
  EXPECT_EQ(refused<numeric_error>([&] {
              this->solve(demand, {.9, -.3, .3, .9}, 2, {}, 1, {1, 1});
            }),
            (std::vector<std::ptrdiff_t>{0, 1}));
}

TYPED_TEST(LeontiefSolve, EmptyTable) { EXPECT_TRUE(this->solve(demand, {}, 0, {}, 2, {}).X.empty()); }

TYPED_TEST(LeontiefSolve, RefusesASystemThatDoesNotEnd) {
  const std::vector<double> closed{50, 50, 30, 70}, part{50, 0, 0, 10000}, x{100, 100};
  EXPECT_EQ(refused<numeric_error>([&] {
              this->solve(allocation, closed, 2, x, 1, {1, 1});
            }),
            (std::vector<std::ptrdiff_t>{0, 1}));
  EXPECT_EQ(refused<numeric_error>([&] {
              this->solve(supply, closed, 2, {80, 120}, 1, {1, 1});
            }),
            (std::vector<std::ptrdiff_t>{0, 1}));
  EXPECT_EQ(refused<numeric_error>([&] {
              this->solve(demand, part, 2, x, 1, {1, 1});
            }),
            (std::vector<std::ptrdiff_t>{1, 0}));
}

TYPED_TEST(LeontiefSolve, NamesImpossibleSectors) {
  const index_type n = 261;
  std::vector<double> Z(n * n, 1), x(n, 1000), f(n, 1);
  const auto at = [&](leontief_equation equation) {
    return refused<data_error>([&] { this->solve(equation, Z, n, x, 1, f); });
  };
  using sectors = std::vector<std::ptrdiff_t>;
  for (const double wrong : {HUGE_VAL, -HUGE_VAL, std::nan("")}) {
    Z[258 * n + 260] = wrong;
    EXPECT_EQ(at(demand), (sectors{258}));
    EXPECT_EQ(at(price), (sectors{260}));
  }
  Z[258 * n + 260] = 1, x[2] = 0, x[7] = -3;
  EXPECT_EQ(at(allocation), (sectors{2, 7}));
  EXPECT_EQ(at(supply), (sectors{2, 7}));
  x[2] = x[7] = 1000, f[260] = std::nan("");
  EXPECT_EQ(at(demand), (sectors{260}));
  f[260] = HUGE_VAL;
  EXPECT_EQ(at(price), (sectors{260}));
  f[260] = 1, x[5] = 0;
  for (index_type k = 0; k < n; ++k) Z[5 * n + k] = Z[k * n + 5] = 0;
  EXPECT_EQ(at(demand), (sectors{5}));
  EXPECT_EQ(at(price), (sectors{-1}));  // a cost per unit of output needs no output
}

TYPED_TEST(LeontiefSolve, RefusesOtherShapes) {
  auto square = this->put(2, 2, {0, 0, 0, 0}), wide = this->put(1, 2, {0, 0}), tall = this->put(2, 1, {0, 0});
  auto two = this->put({1, 1}), one = this->put({1});
  auto& c = this->ctx();
  EXPECT_THROW(leontief_solve(c, demand, wide.view(), two.view(), wide.view(), wide.view()), shape_error);
  EXPECT_THROW(leontief_solve(c, demand, square.view(), one.view(), wide.view(), wide.view()), shape_error);
  EXPECT_THROW(leontief_solve(c, demand, square.view(), two.view(), tall.view(), tall.view()), shape_error);
  EXPECT_THROW(leontief_solve(c, demand, square.view(), two.view(), wide.view(), square.view()), shape_error);
  EXPECT_THROW(leontief_solve(c, demand, square.view(), two.view(), wide.view(), wide.view(), one.view()), shape_error);
}

}  // namespace agglo::test
