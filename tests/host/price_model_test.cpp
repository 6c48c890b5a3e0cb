#include "host/analysis/price_model.hpp"

#include "kernels/base/error.hpp"
#include "tests/economy.hpp"
#include "tests/host/small_flow_table.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class PriceModel : public OperationTest<S> {};
TYPED_TEST_SUITE(PriceModel, Spaces, SpaceName);

// Miller & Blair (2009), chapter 2: L = (1.2541 .3300; .2640 1.1221), payments .65 and .70 of output. Payments of
// sector 1 a tenth dearer: dp = .065 L(1, :). Payments of both: all prices a tenth dearer.
TYPED_TEST(PriceModel, MillerBlairByHand) {
  const flow_table t = small_flow_table({150, 500, 200, 100}, {1000, 2000});
  const price_effects e =
      push_costs(this->ctx(), t, {{"first", 0, 10, 0}, {"everywhere", 0, 10, -1}, {"nothing", 0, 0, -1}});
  EXPECT_NEAR(e.by_change(0, 0), 6.5 * 1.25412541, 1e-7);
  EXPECT_NEAR(e.by_change(1, 0), 6.5 * .33003300, 1e-7);
  for (const index_type j : {0, 1}) {
    EXPECT_NEAR(e.by_change(j, 1), 10, 1e-10);
    EXPECT_EQ(e.by_change(j, 2), 0);
    EXPECT_NEAR(e.prices(j, 0), 1 + (e.by_change(j, 0) + 10) / 100, 1e-12);
  }
  // Laspeyres over final demand (350, 1700)
  EXPECT_NEAR(e.index(0, 1), 10 + 6.5 * (350 * 1.25412541 + 1700 * .33003300) / 2050, 1e-7);
  EXPECT_NEAR(e.index(1, 0), e.index(0, 0), 1e-14);
  ASSERT_EQ(e.checks.size(), 1u);
  EXPECT_TRUE(e.checks[0].holds());
}

TYPED_TEST(PriceModel, NoChangeNoPrice) {
  const price_effects e = push_costs(this->ctx(), small_flow_table({150, 500, 200, 100}, {1000, 2000}), {});
  EXPECT_EQ(e.prices.values, (std::vector<double>{1, 0, 1, 0}));
}

// dv'L against an inverse, with a sector without output.
TYPED_TEST(PriceModel, IsTheRowOfTheInverse) {
  const index_type n = 33, idle = 6;
  const economy e = economy::random(n, 3, idle);
  const price_effects got = push_costs(this->ctx(), small_flow_table(e.Z, e.x), {{"work in s4", 0, -50, 4}});
  const double dv = -.5 * e.v()[4] / e.x[4];
  for (index_type j = 0; j < n; ++j) EXPECT_NEAR(got.prices(j, 0), 1 + dv * e.L[4 * n + j], 1e-11) << j;
  EXPECT_EQ(got.prices(idle, 0), 1);
  EXPECT_TRUE(got.checks[0].holds());
}

TYPED_TEST(PriceModel, NamesTheSectors) {
  try {
    push_costs(this->ctx(), small_flow_table({50, 50, 50, 50}, {100, 100}), {});
    ADD_FAILURE();
  } catch (const numeric_error& told) {
    EXPECT_NE(std::string(told.what()).find("s0"), std::string::npos);
  }
}

}  // namespace agglo::test
