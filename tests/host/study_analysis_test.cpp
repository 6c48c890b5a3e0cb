// Steps 6 to 8 on published and hand-worked tables.
#include <gtest/gtest.h>

#include <cmath>

#include "host/analysis/firm_cells.hpp"
#include "host/analysis/knowledge_spillovers.hpp"
#include "host/analysis/linkage_analysis.hpp"
#include "host/analysis/region_matrices.hpp"
#include "kernels/spillover/decay.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

std::vector<double> column(const labelled_array& a, index_type j) {
  std::vector<double> out;
  for (index_type i = 0; i < a.axes[0].size(); ++i) out.push_back(a(i, j));
  return out;
}

// Two regions x two sectors with flows and outputs as published; final demand, exports and imported inputs are ours.
multiregional_table two_by_two() {
  multiregional_table t;
  t.regions = {"region", {"N", "S"}};
  t.sectors = {"sector", {"a", "b"}};
  t.rows = region_sector_axis(t.regions, t.sectors);
  t.Z = {{t.rows, t.rows}, {10, 5, 2, 1, 8, 15, 3, 2, 1, 2, 12, 4, 2, 3, 6, 18}};
  t.x = {{t.rows}, {100, 120, 80, 110}};
  t.Y = labelled_array({t.rows, {"buyer", t.regions.labels}});
  t.exports = t.imported_inputs = t.value_added = labelled_array({t.rows});
  const double split[4] = {.7, .6, .2, .1};
  for (index_type j = 0; j < 4; ++j) {
    double sold = 0, bought = 0;
    for (index_type k = 0; k < 4; ++k) sold += t.Z(j, k), bought += t.Z(k, j);
    const double home = t.x(j) - sold - 5;
    t.exports(j) = 5;
    t.Y(j, 0) = split[j] * home;
    t.Y(j, 1) = home - t.Y(j, 0);
    t.imported_inputs(j) = 3 + static_cast<double>(j);
    t.value_added(j) = t.x(j) - bought - t.imported_inputs(j);
  }
  return t;
}

template <class S>
class StudyAnalysis : public OperationTest<S> {};
TYPED_TEST_SUITE(StudyAnalysis, Spaces, SpaceName);

// Case T10: intra, feedback, spillovers and power of dispersion, computed in double precision from the printed flows.
TYPED_TEST(StudyAnalysis, TwoRegionsTwoSectors) {
  const linkage_analysis a = analyse_linkages(this->ctx(), two_by_two());
  EXPECT_TRUE(close(column(a.between.effects, 0), {1.217853, 1.200850, 1.286906, 1.251605}, 1e-6));
  EXPECT_TRUE(close(column(a.between.effects, 1), {.002275, .003119, .004354, .002071}, 2e-4));
  EXPECT_TRUE(close(column(a.between.effects, 2), {.04777924, .06268995, .09283816, .04347194}, 1e-7));
  EXPECT_TRUE(close(column(a.linkages, 4), {.9723566, .9713991, 1.0614632, .9947812}, 1e-7));
  EXPECT_TRUE(close(column(a.linkages, 5), {.946116, 1.001702, 1.011401, 1.040781}, 1e-6));
  EXPECT_TRUE(close(column(a.linkages, 6), {1.686192, 1.754124, 1.614275, 1.804069}, 1e-6));
  EXPECT_EQ(a.key_class, (std::vector<std::string>{"weak", "forward", "key", "forward"}));
  for (const identity& i : a.checks) EXPECT_LE(i.error, 1e-13) << i.name;
}

TYPED_TEST(StudyAnalysis, DirectLinkagesAreColumnAndRowSums) {
  const linkage_analysis a = analyse_linkages(this->ctx(), two_by_two());
  EXPECT_TRUE(close(column(a.linkages, 0), {21 / 100., 25 / 120., 23 / 80., 25 / 110.}, 1e-14));  // 1'A
  EXPECT_TRUE(close(column(a.linkages, 2), {18 / 100., 28 / 120., 19 / 80., 29 / 110.}, 1e-14));  // B1
}

TYPED_TEST(StudyAnalysis, MatricesMatchTheirDefinitionsByBruteForce) {
  const multiregional_table t = two_by_two();
  const linkage_analysis a = analyse_linkages(this->ctx(), t);
  const std::vector<region_matrices> each = industry_matrices(a.between.received, a.regions);
  const region_matrices whole = whole_matrices(each, a.regions);
  std::vector<double> buyer(8), maker(4), mean(4), earned(8);
  double f[4], F[2] = {0, 0};
  for (index_type q = 0; q < 4; ++q) F[q / 2] += f[q] = t.Y(q, 0) + t.Y(q, 1) + t.exports(q);
  for (index_type p = 0; p < 4; ++p)
    for (index_type q = 0; q < 4; ++q) {
      const index_type r = p / 2, s = q / 2;
      const double v = t.value_added(p) / t.x(p);
      for (index_type b = 0; b < 2; ++b) {
        buyer[r * 4 + b] += a.L(p, q) * t.Y(q, b);
        earned[r * 4 + b] += v * a.L(p, q) * t.Y(q, b);
      }
      buyer[r * 4 + 2 + s] += a.L(p, q) * t.exports(q);
      earned[r * 4 + 2 + s] += v * a.L(p, q) * t.exports(q);
      maker[r * 2 + s] += a.L(p, q) * f[q];
    }
  for (index_type c = 0; c < 4; ++c) mean[c] = maker[c] / F[c % 2];
  EXPECT_TRUE(close(whole.by_buyer.values, buyer, 1e-13));
  EXPECT_TRUE(close(whole.by_maker.values, maker, 1e-13));
  EXPECT_TRUE(close(whole.multiplier.values, mean, 1e-13));
  EXPECT_TRUE(close(a.value_added_embodied.values, earned, 1e-13));

  const region_matrices& b = each[1];
  EXPECT_EQ(b.name, "b");
  EXPECT_NEAR(b.multiplier(0, 1), a.L(0, 3) + a.L(1, 3), 1e-14);  // S makes, output lands in N
  EXPECT_NEAR(b.by_maker(0, 1), b.multiplier(0, 1) * f[3], 1e-12);
  EXPECT_NEAR(b.by_buyer(0, 1), b.multiplier(0, 0) * t.Y(1, 1) + b.multiplier(0, 1) * t.Y(3, 1), 1e-12);
  EXPECT_NEAR(b.by_buyer(1, 2), b.multiplier(1, 0) * t.exports(1), 1e-12);  // exports of N
}

TYPED_TEST(StudyAnalysis, AllOutputIsOwedToSomeone) {
  const multiregional_table t = two_by_two();
  const linkage_analysis a = analyse_linkages(this->ctx(), t);
  const region_matrices whole = whole_matrices(industry_matrices(a.between.received, a.regions), a.regions);
  for (index_type r = 0; r < 2; ++r) {
    double owed = 0;
    for (index_type b = 0; b < 4; ++b) owed += whole.by_buyer(r, b);
    EXPECT_NEAR(owed, t.x(2 * r) + t.x(2 * r + 1), 1e-11);
  }
}

TYPED_TEST(StudyAnalysis, BlockPicksRegionMajorPairs) {
  const multiregional_table t = two_by_two();
  const linkage_analysis a = analyse_linkages(this->ctx(), t);
  const labelled_array block = industry_block(a.L, a.regions, {1});
  EXPECT_EQ(block.values, (std::vector<double>{a.L(1, 1), a.L(1, 3), a.L(3, 1), a.L(3, 3)}));
  EXPECT_EQ(block.axes[0].labels[1], "S:b");
}

TYPED_TEST(StudyAnalysis, ASectorThatARegionLacksBuysAndSellsNothing) {
  multiregional_table t = two_by_two();
  for (index_type k = 0; k < 4; ++k) t.Z(1, k) = t.Z(k, 1) = 0;
  t.x(1) = t.exports(1) = t.imported_inputs(1) = t.value_added(1) = t.Y(1, 0) = t.Y(1, 1) = 0;
  for (const index_type j : {0, 2, 3}) {  // balance again
    double sold = 5, bought = t.imported_inputs(j);
    for (index_type k = 0; k < 4; ++k) sold += t.Z(j, k), bought += t.Z(k, j);
    t.Y(j, 0) = t.x(j) - sold, t.Y(j, 1) = 0, t.value_added(j) = t.x(j) - bought;
  }
  const linkage_analysis a = analyse_linkages(this->ctx(), t);
  EXPECT_EQ(a.multipliers(1, 0), 1);
  EXPECT_EQ(a.between.effects(1, 2), 0);
  for (const identity& i : a.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

// S:a buys 100 of its own product for an output of 80: a_jj > 1, so rho(A) > 1, and its slack is negative.
TYPED_TEST(StudyAnalysis, AnUnproductiveTableNamesItsSectors) {
  multiregional_table t = two_by_two();
  t.value_added(2) -= 100 - t.Z(2, 2);
  t.Z(2, 2) = 100;
  try {
    analyse_linkages(this->ctx(), t);
    FAIL() << "no error";
  } catch (const numeric_error& e) {
    EXPECT_NE(std::string(e.what()).find("(sectors: S:a"), std::string::npos) << e.what();
  }
}

TYPED_TEST(StudyAnalysis, AColumnThatDoesNotAddUpIsNamed) {
  multiregional_table t = two_by_two();
  t.value_added(1) += 1;
  try {
    analyse_linkages(this->ctx(), t);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("(sectors: N:b"), std::string::npos) << e.what();
  }
}

// Firms 0 and 1 share a point in North; firm 2 stands one degree east in South. Stocks 10, 20, 40.
firm_sample three_firms() {
  firm_sample f;
  f.cities = {"city", {"n", "s"}};
  f.industries = {"industry", {"IC", "IE"}};
  f.firm_id = f.name = {"one", "two", "three"};
  f.city = f.region = {0, 0, 1};
  f.industry = {0, 1, 1};
  f.lon = {0, 0, 1};
  f.lat = {0, 0, 0};
  f.revenue = {30, 10, 60};
  f.rd = {10, 20, 40};
  return f;
}

TYPED_TEST(StudyAnalysis, WhoLearnsFromWhomByHand) {
  const axis regions{"region", {"North", "South"}};
  const double far = std::exp(-great_circle_km(0, 0, 1, 0) / 50);
  const knowledge_spillovers k = learn(this->ctx(), three_firms(), regions, {}, {}, {});
  EXPECT_TRUE(close(k.pool.values, {20 + 40 * far, 10 + 40 * far, 30 * far}, 1e-13));
  EXPECT_TRUE(close(k.region.values, {30, 80 * far, 30 * far, 0}, 1e-13));
  EXPECT_NEAR(k.region_industry(0, 1), 20, 1e-12);        // North:IC receives from North:IE, not from itself
  EXPECT_EQ(k.region_industry(0, 0), 0);                  // j != i
  EXPECT_NEAR(k.region_industry(3, 0), 10 * far, 1e-12);  // South:IE from North:IC
  for (const identity& i : k.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TYPED_TEST(StudyAnalysis, AFactorBringsTwoRegionsNearer) {
  const axis regions{"region", {"North", "South"}};
  const labelled_array half({{"region", {"North", "South"}}, {"with", {"North", "South"}}}, {1, .5, .5, 1});
  const double near = std::exp(-.5 * great_circle_km(0, 0, 1, 0) / 50);
  const knowledge_spillovers k = learn(this->ctx(), three_firms(), regions, {}, {}, half);
  EXPECT_TRUE(close(k.region.values, {30, 80 * near, 30 * near, 0}, 1e-13));
}

// Power decay, level within 10 km; IC takes .5 and .2 of what IC and IE know, IE .1 and 0.
TYPED_TEST(StudyAnalysis, OtherDecaysAndInputsByHand) {
  const axis regions{"region", {"North", "South"}}, industries{"industry", {"IC", "IE"}};
  const double km = great_circle_km(0, 0, 1, 0);
  knowledge_options how;
  how.decay = distance_decay::power(2, 10);
  how.inputs = input_weights::suppliers;
  const labelled_array a({industries, industries}, {.5, .2, .1, 0});
  const knowledge_spillovers k = learn(this->ctx(), three_firms(), regions, how, a, {});
  EXPECT_TRUE(close(k.pool.values, {.2 * (20 / 100. + 40 / (km * km)), .1 * 10 / 100, .1 * 10 / (km * km)}, 1e-13));
  for (const identity& i : k.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TYPED_TEST(StudyAnalysis, PairsAreLeftOutByRegionOrIndustry) {
  const axis regions{"region", {"North", "South"}};
  const double far = std::exp(-great_circle_km(0, 0, 1, 0) / 50);
  knowledge_options how;
  how.without = left_out::same_region;
  EXPECT_TRUE(close(learn(this->ctx(), three_firms(), regions, how, {}, {}).pool.values, {40 * far, 40 * far, 30 * far},
                    1e-13));
  how.without = left_out::same_industry;
  EXPECT_TRUE(
      close(learn(this->ctx(), three_firms(), regions, how, {}, {}).pool.values, {20 + 40 * far, 10, 10 * far}, 1e-13));
}

// Bloom, Schankerman & Van Reenen (2013): X = (50,50,0), (100,0,0), (0,25,75).
TYPED_TEST(StudyAnalysis, TechnologyByHand) {
  const axis regions{"region", {"North", "South"}};
  firm_sample f = three_firms();
  f.technology = {{"a", "b", "c"}, {0, 2, 3, 5}, {0, 1, 0, 1, 2}, {50, 50, 100, 25, 75}};
  knowledge_options how;
  how.technology = technology_source::classes;
  const double far = std::exp(-great_circle_km(0, 0, 1, 0) / 50);
  const auto pools = [&] { return learn(this->ctx(), f, regions, how, {}, {}).pool.values; };
  double t12 = std::sqrt(.5), t13 = std::sqrt(.05), t23 = 0;
  const auto want = [&] {
    return std::vector<double>{20 * t12 + 40 * far * t13, 10 * t12 + 40 * far * t23, far * (10 * t13 + 20 * t23)};
  };
  EXPECT_TRUE(close(pools(), want(), 1e-13));
  how.nearness = proximity::mahalanobis;
  t12 = .98994949, t13 = .61304952, t23 = .12649111;
  EXPECT_TRUE(close(pools(), want(), 1e-8));
  const labelled_array a({{"receives", {"IC", "IE"}}, {"sends", {"IC", "IE"}}}, {1, 2, 3, 5});
  const std::vector<double> both = learn(this->ctx(), f, regions, how, a, {}).pool.values;
  EXPECT_TRUE(
      close(both, {2 * want()[0], 3 * 10 * t12 + 5 * 40 * far * t23, far * (3 * 10 * t13 + 5 * 20 * t23)}, 1e-8));
}

TYPED_TEST(StudyAnalysis, FirmCellsByHand) {
  const firm_cells c = describe_firms(this->ctx(), three_firms(), {"region", {"North", "South"}});
  EXPECT_EQ(c.count.values, (std::vector<double>{1, 1, 0, 1}));
  EXPECT_EQ(c.revenue.values, (std::vector<double>{30, 10, 0, 60}));
  EXPECT_EQ(c.rd.values, (std::vector<double>{10, 20, 0, 40}));
  EXPECT_TRUE(close(c.share.values, {1, 1 / 7., 0, 6 / 7.}, 1e-15));
  EXPECT_TRUE(close(c.lq_revenue.values, {.75 / .3, .25 / .7, 0, 1 / .7}, 1e-15));
  EXPECT_TRUE(close(c.lq_count.values, {.5 * 3, .5 * 1.5, 0, 1.5}, 1e-15));
  EXPECT_EQ(c.herfindahl(0, 0), 1);
  EXPECT_TRUE(std::isnan(c.herfindahl(1, 0)));  // no firm, no concentration
  EXPECT_TRUE(std::isnan(c.top_share(1, 0)));
  EXPECT_EQ(c.top_firm, (std::vector<std::string>{"one", "two", "", "three"}));
}

TYPED_TEST(StudyAnalysis, HerfindahlOfTwoFirmsInACell) {
  firm_sample f = three_firms();
  f.industry = {1, 1, 1};
  const firm_cells c = describe_firms(this->ctx(), f, {"region", {"North", "South"}});
  EXPECT_DOUBLE_EQ(c.herfindahl(0, 1), .75 * .75 + .25 * .25);
  EXPECT_DOUBLE_EQ(c.top_share(0, 1), .75);
}

}  // namespace
}  // namespace agglo::test
