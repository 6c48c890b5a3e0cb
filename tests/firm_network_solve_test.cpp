#include "kernels/network/firm_network_solve.hpp"

#include "kernels/base/error.hpp"
#include "tests/network_world.hpp"

namespace agglo::test {

using enum leontief_equation;

template <class S>
class FirmNetworkSolve : public OperationTest<S> {
 protected:
  struct result {
    solve_result how;
    std::vector<double> X, chain;
  };
  result solve(leontief_equation e, const network_world& w, const firm_network& net, const std::vector<double>& x,
               const std::vector<double>& F = {}, double tolerance = 1e-12, const network_options& o = {}) {
    const auto k = static_cast<index_type>(F.size()) / std::max<index_type>(w.N, 1);
    result r{{}, std::vector<double>(F.size()), std::vector<double>(static_cast<std::size_t>(w.N))};
    r.how = network_solve(this->ctx(), e, w.view(), net, network_world::of(x), {F.data(), k, w.N}, {r.X.data(), k, w.N},
                          {r.chain.data(), w.N}, tolerance, o);
    return r;
  }
};
TYPED_TEST_SUITE(FirmNetworkSolve, Spaces, SpaceName);

namespace {

/// (I - M)^-1 with M = W over the outputs of rows or columns, by elimination.
std::vector<double> dense_inverse(const std::vector<double>& W, const std::vector<double>& x, bool rows) {
  const auto N = static_cast<index_type>(x.size());
  std::vector<double> M(W.size()), I(W.size());
  for (index_type e = 0; e < N * N; ++e) {
    const double divisor = x[rows ? e / N : e % N];
    M[e] = (e / N == e % N) - (divisor > 0 ? W[e] / divisor : 0), I[e] = e / N == e % N;
  }
  for (index_type c = 0; c < N; ++c) {
    for (index_type j = 0; j < N; ++j) I[c * N + j] /= M[c * N + c];
    for (index_type j = N; j-- > c;) M[c * N + j] /= M[c * N + c];
    for (index_type i = 0; i < N; ++i)
      if (const double f = M[i * N + c]; i != c && f != 0) {
        for (index_type j = c; j < N; ++j) M[i * N + j] -= f * M[c * N + j];
        for (index_type j = 0; j < N; ++j) I[i * N + j] -= f * I[c * N + j];
      }
  }
  return I;
}
std::vector<double> row_sums(const std::vector<double>& M, index_type N) {
  std::vector<double> s(static_cast<std::size_t>(N));
  for (index_type e = 0; e < N * N; ++e) s[e / N] += M[e];
  return s;
}
std::vector<double> column_sums(const std::vector<double>& M, index_type N) {
  std::vector<double> s(static_cast<std::size_t>(N));
  for (index_type e = 0; e < N * N; ++e) s[e % N] += M[e];
  return s;
}

}  // namespace

// Two firms that supply each other, 4 one way and 2 back, outputs 8 and 10: L = [1 .4; .25 1] / .9 by columns of A.
TYPED_TEST(FirmNetworkSolve, TwoFirmsByHand) {
  network_world w;
  w.N = w.n = 2;
  w.sector = {0, 1}, w.supply = w.demand = {1, 1}, w.Z = {0, 4, 2, 0};
  const firm_network net = infer_network(this->ctx(), w.view());
  const std::vector<double> x{8, 10};
  EXPECT_TRUE(close(this->solve(price, w, net, x).chain, {1.25 / .9, 1.4 / .9}, 1e-12));
  const auto up = this->solve(demand, w, net, x, {4, 8});  // y = x less sales
  EXPECT_TRUE(close(up.chain, {1.5 / .9, 1.2 / .9}, 1e-12));
  EXPECT_TRUE(close(up.X, x, 1e-12));  // x = y + W x / x
}

// Firms alike in size and place have their sector's multipliers: Miller & Blair (2009), chapter 2.
TYPED_TEST(FirmNetworkSolve, FirmsAlikeHaveTheirSectorsMultipliers) {
  network_world w;
  w.N = 9, w.n = 2, w.Z = {150, 500, 200, 100};
  for (index_type i = 0; i < w.N; ++i) w.sector.push_back(i < 4 ? 0 : 1), w.supply.push_back(1);
  w.demand = w.supply;
  std::vector<double> x;
  for (const int s : w.sector) x.push_back(s == 0 ? 250 : 400);
  const firm_network net = infer_network(this->ctx(), w.view());
  std::vector<double> multiplier, upstreamness;
  for (const int s : w.sector)
    multiplier.push_back(s == 0 ? 1.51815182 : 1.45214521),
        upstreamness.push_back(s == 0 ? 1.25412541 + .66006601 : .13201320 + 1.12211221);
  EXPECT_TRUE(close(this->solve(price, w, net, x).chain, multiplier, 1e-8));
  EXPECT_TRUE(close(this->solve(allocation, w, net, x).chain, upstreamness, 1e-8));
}

TYPED_TEST(FirmNetworkSolve, IsTheDenseInverseAroundTileSizes) {
  for (const index_type N : {1, 31, 255, 256, 257})
    for (const network_world& w : {network_world::on_sphere(N, 3), network_world::in_places(N, 3)}) {
      const firm_network net = infer_network(this->ctx(), w.view(), {.most_rounds = N > 31 ? 2 : 200});
      const std::vector<double> W = w.dense(net), x = w.output();
      const double tolerance = N > 31 ? 1e-9 : 1e-12;
      const auto up = this->solve(allocation, w, net, x, {}, tolerance),
                 down = this->solve(price, w, net, x, {}, tolerance);
      EXPECT_TRUE(close(up.chain, row_sums(dense_inverse(W, x, true), N), up.how.error + 1e-12)) << N;
      EXPECT_TRUE(close(down.chain, column_sums(dense_inverse(W, x, false), N), down.how.error + 1e-12)) << N;
      EXPECT_LE(std::max(up.how.error, down.how.error), tolerance);
    }
}

TYPED_TEST(FirmNetworkSolve, RightHandSidesOfAnySign) {
  const network_world w = network_world::on_sphere(33, 3);
  const firm_network net = infer_network(this->ctx(), w.view());
  const std::vector<double> x = w.output(), F = this->uniform(3 * 33, -1, 2, 9);
  const std::vector<double> L = dense_inverse(w.dense(net), x, false);
  std::vector<double> want(F.size()), costs(F.size());
  for (index_type r = 0; r < 3; ++r)
    for (index_type e = 0; e < w.N * w.N; ++e) {
      want[r * w.N + e / w.N] += L[e] * F[r * w.N + e % w.N];
      costs[r * w.N + e % w.N] += L[e] * F[r * w.N + e / w.N];
    }
  EXPECT_TRUE(close(this->solve(demand, w, net, x, F).X, want, 1e-11));
  EXPECT_TRUE(close(this->solve(price, w, net, x, F).X, costs, 1e-11));
}

TYPED_TEST(FirmNetworkSolve, OutputsThatCannotBe) {
  network_world w;
  w.N = w.n = 2;
  w.sector = {0, 1}, w.supply = w.demand = {1, 1}, w.Z = {0, 4, 2, 0};
  const firm_network net = infer_network(this->ctx(), w.view());
  EXPECT_THROW(this->solve(price, w, net, {8, 0}), data_error);
  EXPECT_THROW(this->solve(price, w, net, {8, -1}), data_error);
  EXPECT_THROW(this->solve(price, w, net, {2, 4}), numeric_error);  // each buys all of its output from the other
  EXPECT_THROW(this->solve(price, w, net, {8}), shape_error);
  const network_world none;
  EXPECT_EQ(this->solve(price, none, infer_network(this->ctx(), none.view()), {}).how.sweeps, 0);
}

}  // namespace agglo::test
