#include "kernels/spillover/javorcik_spillovers.hpp"

#include "kernels/base/error.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class JavorcikSpillovers : public OperationTest<S> {
 protected:
  struct pools {
    std::vector<double> backward, forward;
  };
  pools of(index_type n, const std::vector<double>& flows, const std::vector<double>& shares,
           const std::vector<double>& shares_out) {
    const index_type cells = n == 0 ? 0 : static_cast<index_type>(shares.size()) / n;
    auto Z = this->put(n, n, flows), H = this->put(cells, n, shares), H_out = this->put(cells, n, shares_out);
    matrix<double, S> backward(this->ctx(), cells, n), forward(this->ctx(), cells, n);
    javorcik_spillovers(this->ctx(), Z.view(), H.view(), H_out.view(), backward.view(), forward.view());
    return {backward.to_host(), forward.to_host()};
  }
};
TYPED_TEST_SUITE(JavorcikSpillovers, Spaces, SpaceName);

// The example of Javorcik (2004): the sugar industry sells half of its output to jam producers, half to chocolate
// producers; no jam and half of all chocolate comes from foreign affiliates: 1/2 (0) + 1/2 (1/2) = 0.25.
TYPED_TEST(JavorcikSpillovers, SugarJamAndChocolate) {
  const auto p = this->of(3, {0, 5, 5, 0, 0, 0, 0, 0, 0}, {0, 0, .5}, {0, 0, .5});
  EXPECT_EQ(p.backward, (std::vector<double>{.25, 0, 0}));
  EXPECT_EQ(p.forward, (std::vector<double>{0, 0, 0}));  // nothing foreign is sold to anybody
  // were sugar foreign, jam and chocolate would buy all they buy of foreigners
  EXPECT_EQ(this->of(3, {0, 5, 5, 0, 0, 0, 0, 0, 0}, {0, 0, 0}, {.4, 0, 0}).forward, (std::vector<double>{0, .4, .4}));
}

// The own industry is left out of the sum, not out of what it is divided by.
TYPED_TEST(JavorcikSpillovers, OwnIndustryByHand) {
  // 1 sells 6 to itself, 2 to 2, 2 to 3; buys 6, 3 and 1
  const std::vector<double> Z{6, 2, 2, 3, 1, 0, 1, 0, 4};
  const auto p = this->of(3, Z, {1, .5, .25}, {.8, .4, .2});
  EXPECT_TRUE(close_entries(p.backward, {.2 * .5 + .2 * .25, .75 * 1, .2 * 1}, 1e-15));
  EXPECT_TRUE(close_entries(p.forward, {.3 * .4 + .1 * .2, 2. / 3 * .8, 1. / 3 * .8}, 1e-15));
  // an industry's own share reaches nobody but the others
  const auto own = this->of(3, Z, {1, 0, 0}, {1, 0, 0});
  EXPECT_EQ(own.backward[0], 0);
  EXPECT_EQ(own.forward[0], 0);
}

TYPED_TEST(JavorcikSpillovers, MatchesItsFormulasAroundBlockSizes) {
  for (const index_type n : {1, 2, 31, 32, 33, 65})
    for (const index_type cells : {1, 3}) {
      auto Z = this->uniform(n * n, 0, 5, 1);
      if (n > 2)
        for (index_type k = 0; k < n; ++k) Z[k] = Z[k * n + 1] = 0;  // one sells nothing, one buys nothing
      const auto H = this->uniform(cells * n, 0, 1, 2), out = this->uniform(cells * n, 0, 1, 3);
      std::vector<double> backward(H.size()), forward(H.size());
      for (index_type c = 0; c < cells; ++c)
        for (index_type j = 0; j < n; ++j) {
          double sales = 0, purchases = 0;
          for (index_type k = n; k-- > 0;) sales += Z[j * n + k], purchases += Z[k * n + j];
          for (index_type k = n; k-- > 0;)
            if (k != j) {
              if (sales > 0) backward[c * n + j] += Z[j * n + k] / sales * H[c * n + k];
              if (purchases > 0) forward[c * n + j] += Z[k * n + j] / purchases * out[c * n + k];
            }
        }
      const auto p = this->of(n, Z, H, out);
      EXPECT_TRUE(close(p.backward, backward, 1e-14)) << n;
      EXPECT_TRUE(close(p.forward, forward, 1e-14)) << n;
    }
}

// Turned round, customers are suppliers.
TYPED_TEST(JavorcikSpillovers, ForwardIsBackwardOfTheTurnedTable) {
  const index_type n = 20;
  const auto Z = this->uniform(n * n, 0, 5, 1), H = this->uniform(n, 0, 1, 2);
  std::vector<double> turned(Z.size());
  for (index_type k = 0; k < n * n; ++k) turned[k % n * n + k / n] = Z[k];
  EXPECT_TRUE(close_entries(this->of(n, turned, H, H).backward, this->of(n, Z, H, H).forward, 1e-14));
}

TYPED_TEST(JavorcikSpillovers, EmptyAndWrongShapes) {
  EXPECT_TRUE(this->of(0, {}, {}, {}).backward.empty());
  EXPECT_TRUE(this->of(2, {1, 1, 1, 1}, {}, {}).backward.empty());
  auto Z = this->put(2, 2, {1, 1, 1, 1}), H = this->put(1, 2, {1, 1}), other = this->put(2, 2, {1, 1, 1, 1});
  auto B = this->put(1, 2, {1, 1}), F = this->put(1, 2, {1, 1});
  EXPECT_THROW(javorcik_spillovers(this->ctx(), Z.view(), H.view(), other.view(), B.view(), F.view()), shape_error);
  EXPECT_THROW(javorcik_spillovers(this->ctx(), H.view(), H.view(), H.view(), B.view(), F.view()), shape_error);
}

}  // namespace agglo::test
