// Steps 2 to 5 on tables that can be worked by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "host/model/domestic_table.hpp"
#include "host/model/multiregional_table.hpp"
#include "host/model/regional_output.hpp"
#include "host/model/trade.hpp"
#include "kernels/spillover/decay.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

// Two sectors. A: uses 20 + 30, final demand 60, exports 10, imports 20, output 100, so m = 20 / (100 - 10 + 20) =
// 2/11. B: uses 10 + 40, final demand 150, exports 0, imports 0, output 200.
io_table small_table() {
  io_table t;
  t.sectors = {"A", "B"};
  t.Z = {20, 30, 10, 40};
  t.final_demand_names = {"household", "capital_formation"};
  t.Y = {50, 10, 160, -10};
  t.exports = {10, 0};
  t.imports = {20, 0};
  t.output = {100, 200};
  t.primary_names = {"VA1", "VA2", "discrepancy"};
  t.V = {40, 100, 29, 30, 1, 0};
  t.total_input = {100, 200};
  return t;
}

region_set two_regions(double g) {
  region_set r;
  r.all.push_back({"City", false, {{"City", 0, 0, g * 199, 100}}, g});
  r.all.push_back({"Rest", true, {{"Rest", 1, 0, (1 - g) * 199, 10000}}, 1 - g});
  return r;
}
industry_revenue revenue_of_b(double value) {
  return {labelled_array({{"region", {"City"}}, {"industry", {"b"}}}, {value}), {1}};
}

TEST(DomesticFlows, ByHand) {
  const domestic_table d = domestic_flows(small_table());
  EXPECT_DOUBLE_EQ(d.import_share(0), 2. / 11);
  EXPECT_DOUBLE_EQ(d.import_share(1), 0);
  EXPECT_DOUBLE_EQ(d.Z(0, 1), 30 * 9. / 11);
  EXPECT_DOUBLE_EQ(d.Z(1, 0), 10);
  EXPECT_DOUBLE_EQ(d.Y(0), 60 * 9. / 11);
  EXPECT_DOUBLE_EQ(d.Y(1), 150);
  EXPECT_DOUBLE_EQ(d.imported_inputs(1), 30 * 2. / 11);
  EXPECT_DOUBLE_EQ(d.value_added(0), 69);
  EXPECT_DOUBLE_EQ(d.discrepancy(0), 1);
  for (const identity& i : d.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TEST(DomesticFlows, RefusesExportsAboveOutput) {
  io_table t = small_table();
  t.exports[0] = 101;
  try {
    domestic_flows(t);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("sector A exports 101"), std::string::npos) << e.what();
  }
}

TEST(RegionalOutput, FirmsOnlySplitTheProvinceAmongItsRegions) {
  const domestic_table d = domestic_flows(small_table());
  region_set r;
  r.all.push_back({"North", false, {}, .1});
  r.all.push_back({"South", false, {}, .3});
  r.all.push_back({"Rest", true, {}, .6});
  const regional_output o =
      split_output(d, r, {labelled_array({{"region", {"North", "South"}}, {"industry", {"b"}}}, {3, 1}), {1}});
  EXPECT_DOUBLE_EQ(o.w(0, 0), .1);
  EXPECT_DOUBLE_EQ(o.w(0, 1), .4 * 3 / 4);  // the province's .4, three quarters of the revenue
  EXPECT_DOUBLE_EQ(o.w(1, 1), .4 * 1 / 4);
  EXPECT_DOUBLE_EQ(o.w(2, 1), .6);
  EXPECT_DOUBLE_EQ(o.x(0, 1), 60);
  EXPECT_DOUBLE_EQ(o.listed_coverage(0), 4 / 80.);
  EXPECT_TRUE(o.checks[0].holds());
}

TEST(RegionalOutput, RefusesAnIndustryWithoutRevenue) {
  EXPECT_THROW(split_output(domestic_flows(small_table()), two_regions(.2), revenue_of_b(0)), data_error);
}

// One city of 100 km2 at (0, 0), two cities at (1, 0) and (2, 0) with GDP 1 and 3, by hand.
TEST(RegionDistances, HarmonicMeanOverCities) {
  region_set r;
  r.all.push_back({"One", false, {{"a", 0, 0, 5, 100}}, .5});
  r.all.push_back({"Two", false, {{"b", 1, 0, 1, 100}, {"c", 2, 0, 3, 400}}, .5});
  const labelled_array c = region_distances(r, .67);
  const double degree = 6371.0088 * std::numbers::pi / 180, own = .67 * std::sqrt(100 / std::numbers::pi);
  EXPECT_NEAR(c(0, 0), own, 1e-12);
  EXPECT_NEAR(c(0, 1), 1 / (.25 / degree + .75 / (2 * degree)), 1e-9);
  EXPECT_NEAR(c(1, 0), c(0, 1), 1e-9);
  EXPECT_NEAR(c(1, 1), 1 / (.0625 / own + .5625 / (2 * own) + 2 * .1875 / degree), 1e-9);
}

TEST(RegionDistances, RefusesTwoCitiesAtOnePoint) {
  region_set r;
  r.all.push_back({"One", false, {{"a", 0, 0, 5, 100}, {"b", 0, 0, 5, 100}}, 1});
  EXPECT_THROW(region_distances(r, .67), data_error);
}

template <class S>
class Trade : public OperationTest<S> {
 protected:
  interregional_trade trade(double theta, std::vector<std::string> local, double revenue = 1) {
    d = domestic_flows(small_table());
    const region_set r = two_regions(.2);
    o = split_output(d, r, revenue_of_b(revenue));
    c = labelled_array({{"region", {"City", "Rest"}}, {"to", {"City", "Rest"}}}, {10, 100, 100, 50});
    return gravity_trade(this->ctx(), d, o, c, {.theta = theta, .local_products = std::move(local)});
  }
  domestic_table d;
  regional_output o;
  labelled_array c;
};
TYPED_TEST_SUITE(Trade, Spaces, SpaceName);

// Without distance every buyer draws on all suppliers alike: T = S D / sum.
TYPED_TEST(Trade, WithoutDistanceIsProportional) {
  const interregional_trade t = this->trade(0, {});
  for (index_type i = 0; i < 2; ++i)
    for (index_type r = 0; r < 2; ++r)
      for (index_type s = 0; s < 2; ++s)
        EXPECT_NEAR(t.T(i, r, s), t.supply(i, r) * t.demand(i, s) / (t.demand(i, 0) + t.demand(i, 1)), 1e-10);
}

// Product B is laid out as GDP (20 : 80): D = Zd w + Yd g, margins equal, so the 2 x 2 balance is a quadratic in T_00:
// T00 (N - S0 - D0 + T00) = k (S0 - T00)(D0 - T00), k the prior's cross ratio c01 c10 / (c00 c11) = 100 * 100 / 500
// = 20.
TYPED_TEST(Trade, TwoByTwoSolvesTheQuadratic) {
  const interregional_trade t = this->trade(1, {});
  for (index_type i = 0; i < 2; ++i) {
    const double S0 = t.supply(i, 0), D0 = t.demand(i, 0), N = t.demand(i, 0) + t.demand(i, 1), k = 20;
    const double a = 1 - k, b = N - S0 - D0 + k * (S0 + D0), q = -k * S0 * D0;
    const double T00 = (-b + std::sqrt(b * b - 4 * a * q)) / (2 * a);
    EXPECT_NEAR(t.T(i, 0, 0), T00, 1e-9 * N);
    EXPECT_NEAR(t.T(i, 0, 1), S0 - T00, 1e-9 * N);
    EXPECT_NEAR(t.T(i, 1, 0), D0 - T00, 1e-9 * N);
  }
  for (const identity& check : t.checks) EXPECT_TRUE(check.holds()) << check.name << ' ' << check.error;
}

TYPED_TEST(Trade, LocalProductsFillTheirOwnCellsFirst) {
  const interregional_trade t = this->trade(1, {"A"});
  for (index_type r = 0; r < 2; ++r) EXPECT_NEAR(t.T(0, r, r), std::min(t.supply(0, r), t.demand(0, r)), 1e-12);
  for (index_type s = 0; s < 2; ++s) EXPECT_NEAR(t.T(0, 0, s) + t.T(0, 1, s), t.demand(0, s), 1e-10);
}

TYPED_TEST(Trade, RefusesSupplyThatIsNotDemand) {
  this->trade(1, {});
  this->d.Y(0) *= 1.01;
  try {
    gravity_trade(this->ctx(), this->d, this->o, this->c, {});
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("product A: supply at home"), std::string::npos) << e.what();
  }
}

TYPED_TEST(Trade, RefusesANegativeDemand) {
  this->trade(1, {});
  this->d.Y(1) = -1000;
  EXPECT_THROW(gravity_trade(this->ctx(), this->d, this->o, this->c, {}), data_error);
}

TYPED_TEST(Trade, TheMultiregionalTableAddsUpAndBalances) {
  for (const std::vector<std::string>& local : {std::vector<std::string>{}, {"A"}, {"A", "B"}}) {
    const interregional_trade t = this->trade(2, local);
    const multiregional_table m = chenery_moses(this->d, this->o, t);
    for (const identity& check : m.checks) EXPECT_LE(check.error, 1e-11) << check.name;
    // By the definition, one entry: City's purchases of A by its sector B, from the rest of the country.
    EXPECT_NEAR(m.Z(2, 1), t.T(0, 1, 0) / t.demand(0, 0) * this->d.Z(0, 1) * this->o.w(0, 1), 1e-12);
    EXPECT_EQ(m.rows.labels[2], "Rest:A");
  }
}

TEST(MultiregionalTable, ChecksFailWhenTradeDoesNotMeetDemand) {
  const domestic_table d = domestic_flows(small_table());
  const regional_output o = split_output(d, two_regions(.2), revenue_of_b(1));
  context<cpu> ctx;
  const labelled_array c({{"region", {"City", "Rest"}}, {"to", {"City", "Rest"}}}, {10, 100, 100, 50});
  interregional_trade t = gravity_trade(ctx, d, o, c, {});
  t.T(0, 1, 0) *= 1.001;
  EXPECT_THROW(expect_identities(chenery_moses(d, o, t).checks), numeric_error);
}

}  // namespace
}  // namespace agglo::test
