// Groups, open economy, tolerable limits, variation along rows and footprints of a table, in every space, against brute
// force, hand-worked figures and published ones (Eurostat Manual of Supply, Use and Input-Output Tables, 2008, ch. 15).
#include "host/analysis/table_linkages.hpp"
#include "tests/host/linkage_tables.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

template <class S>
class TableMeasures : public OperationTest<S> {
 protected:
  table_linkages analyse(const flow_table& t, const table_measures& measures) {
    return analyse_table(this->ctx(), t, measures);
  }
};
TYPED_TEST_SUITE(TableMeasures, Spaces, SpaceName);

const char* two_by_two =
    "code,a,b,c,d,final,output\na,10,5,2,1,82,100\nb,8,15,3,2,92,120\nc,1,2,12,4,61,80\nd,2,3,6,18,81,110\n"
    "rest,79,95,57,85,,\noutput,100,120,80,110,,\n";

// Two regions of two sectors; computed in double precision.
TYPED_TEST(TableMeasures, VariationAlongRows) {
  const file_with f(two_by_two);
  const table_linkages r = this->analyse(load_table(f.path()), {});
  EXPECT_TRUE(all_near(column_of(r.row_variation, "L"), {1.770078, 1.627329, 1.805360, 1.659414}, 5e-7));
  EXPECT_EQ(r.row_variation.axes[1].labels, (std::vector<std::string>{"L", "G"}));
}

// Output without a group, by inverting what is left of A.
double output_without(const table_linkages& r, const flow_table& t, const std::vector<index_type>& group, bool inside) {
  const index_type n = t.sectors.size();
  std::vector<char> in(static_cast<std::size_t>(n));
  for (const index_type j : group) in[j] = 1;
  context<cpu> host;
  std::vector<double> A = r.A.values;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j)
      if (in[i] != in[j] || (in[i] && !inside)) A[i * n + j] = 0;
  const matrix<double, cpu> cut(host, n, n, A);
  matrix<double, cpu> L(host, n, n);
  leontief_inverse(host, cut.view(), L.view());
  double output = 0;
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) output += std::as_const(L).view()(i, j) * row_sum(t.Y, j);
  return output;
}

TYPED_TEST(TableMeasures, RegionsIndustriesAndGroupsAreExtracted) {
  for (const unsigned seed : {7u, 8u}) {
    const flow_table t = random_flows(12, 3, seed);
    const table_linkages r = this->analyse(t, {.groups = {{"mine", {"r0:i1", "r2:i0"}}, {"all of two", {"r1", "i2"}}}});
    const labelled_array& g = r.group_losses;
    ASSERT_EQ(g.axes[0].labels, (std::vector<std::string>{"mine", "all of two", "region r0", "region r1", "region r2",
                                                          "industry i0", "industry i1", "industry i2", "industry i3"}));
    const std::vector<sector_group> groups = groups_of(t, {{"mine", {"r0:i1", "r2:i0"}}, {"all of two", {"r1", "i2"}}});
    EXPECT_EQ(groups[1].sectors.size(), 6u);
    EXPECT_EQ(groups[2].sectors.size(), 4u);
    EXPECT_EQ(groups[5].sectors.size(), 3u);
    const double before = t.x.sum();
    for (index_type k = 0; k < g.axes[0].size(); ++k) {
      double f = 0, x = 0;
      for (const index_type j : groups[k].sectors) f += row_sum(t.Y, j), x += t.x(j);
      EXPECT_EQ(g(k, 0), static_cast<double>(groups[k].sectors.size()));
      EXPECT_NEAR(g(k, 1), x, 1e-12 * x);
      EXPECT_NEAR(g(k, 3), before - output_without(r, t, groups[k].sectors, false), 1e-11 * before) << k;
      EXPECT_NEAR(g(k, 2), g(k, 3) + f, 1e-12 * before) << k;
      EXPECT_NEAR(g(k, 7), before - output_without(r, t, groups[k].sectors, true), 1e-11 * before) << k;
    }
  }
}

TYPED_TEST(TableMeasures, AGroupOfOneSectorIsItsExtraction) {
  const file_with f(
      "code,S1,none,S2,final,output\nS1,150,0,500,350,1000\nnone,0,0,0,0,0\nS2,200,0,100,1700,2000\n"
      "payments,650,0,1400,,\noutput,1000,0,2000,,\n");
  const table_linkages r =
      this->analyse(load_table(f.path()), {.groups = {{"one", {"S2", "none"}}, {"nothing", {"none"}}}});
  for (index_type c = 0; c < 5; ++c) EXPECT_NEAR(r.group_losses(0, 2 + c), r.extraction(2, c), 1e-9) << c;
  EXPECT_EQ(r.group_losses(0, 0), 2);
  for (index_type c = 1; c < 9; ++c) EXPECT_EQ(r.group_losses(1, c), 0);
  EXPECT_TRUE(this->analyse(load_table(f.path()), {}).group_losses.values.empty());
}

TEST(Groups, UnknownLabelsSuggestTheNearest) {
  const flow_table t = random_flows(4, 2, 1);
  EXPECT_TRUE(contains(message_of<usage_error>([&] { groups_of(t, {{"g", {"r0:i9"}}}); }), "did you mean 'r0:i0'?"));
  EXPECT_TRUE(contains(message_of<usage_error>([&] { groups_of(t, {{"g", {"i00"}}}); }), "did you mean 'i0'?"));
  EXPECT_TRUE(contains(message_of<usage_error>([&] { groups_of(t, {{"g", {"i0"}}, {"g", {"i1"}}}); }), "two groups"));
  EXPECT_TRUE(contains(message_of<usage_error>([&] { groups_of(t, {{"g", {}}}); }), "found none"));
}

// By hand: x - E + M = 100 of both products, B = (.1 .2; .3 .1), U = (I - B)^-1 1 = (1.1, 1.2) / .75. With domestic
// flows alone x is 100 too, and sector a would stand at (.9 + .16) / (.92 * .9 - .16 * .3).
TYPED_TEST(TableMeasures, OpenEconomyUpstreamnessCountsWhatIsUsedAtHome) {
  const file_with f(
      "code,a,b,home,export,import,output\na,10,20,70,20,20,100\nb,30,10,60,0,0,100\nwork,60,70,,,,\n"
      "output,100,100,,,,\n");
  for (const import_treatment imports : {import_treatment::domestic, import_treatment::total}) {
    const table_linkages r = this->analyse(load_table(f.path(), imports), {.open_economy = true});
    EXPECT_TRUE(all_near(r.open_economy->upstreamness.values, {1.1 / .75, 1.2 / .75}, 1e-12));
    expect_held(r.checks);
  }
}

// Oil is imported alone: 30 of 35 goes to a, whose own use at home is 100: U_a = 1 / .9, U_oil = 1 + 30 / 35 U_a.
TYPED_TEST(TableMeasures, OpenEconomyUpstreamnessOfAProductThatIsOnlyImported) {
  const file_with f(
      "code,a,oil,none,home,export,import,output\na,10,0,0,90,0,0,100\noil,30,0,0,5,0,35,0\nnone,0,0,0,0,0,0,0\n"
      "work,60,0,0,,,,\noutput,100,0,0,,,,\n");
  for (const import_treatment imports : {import_treatment::domestic, import_treatment::total}) {
    const table_linkages r = this->analyse(load_table(f.path(), imports), {.open_economy = true});
    EXPECT_TRUE(all_near(r.open_economy->upstreamness.values, {1 / .9, 1 + 30. / 35 / .9, 0}, 1e-12));
  }
}

TYPED_TEST(TableMeasures, OpenEconomyNeedsImports) {
  const flow_table t = load_table("datasets/miller-blair/two_sectors.csv");
  EXPECT_TRUE(
      contains(message_of<usage_error>([&] { this->analyse(t, {.open_economy = true}); }), "column of imports"));
}

// Miller & Blair's two sectors, by the formula: r_12 = 100 / (.25 (.26402640 + 125.412541 * 2)).
TYPED_TEST(TableMeasures, TheCoefficientsWithTheSmallestLimits) {
  const file_with f(
      "code,S1,none,S2,final,output\nS1,150,0,500,350,1000\nnone,0,0,0,0,0\nS2,200,0,100,1700,2000\n"
      "payments,650,0,1400,,\noutput,1000,0,2000,,\n");
  const table_linkages r = this->analyse(load_table(f.path()), {.tolerable_limits = 1, .important = 3});
  const important_coefficients& i = *r.important;
  EXPECT_NEAR(i.limits(0, 2), 100 / (.25 * (.26402640 + 125.412541 * 2)), 1e-7);
  EXPECT_TRUE(std::isinf(i.limits(1, 2)) && std::isinf(i.limits(2, 1)));
  ASSERT_EQ(i.most.size(), 3u);
  EXPECT_EQ(i.most[0].seller, 0);
  EXPECT_EQ(i.most[0].buyer, 2);
  EXPECT_NEAR(i.most[0].coefficient, .25, 1e-15);
  for (std::size_t k = 1; k < 3; ++k) EXPECT_LE(i.most[k - 1].limit, i.most[k].limit);
}

// Every entry of the limits in order, against a sort.
TYPED_TEST(TableMeasures, TheListIsSorted) {
  const flow_table t = random_flows(20, 1, 3);
  const table_linkages r = this->analyse(t, {.tolerable_limits = 5, .important = 50});
  std::vector<double> all = r.important->limits.values;
  std::sort(all.begin(), all.end());
  for (std::size_t k = 0; k < 50; ++k) EXPECT_EQ(r.important->most[k].limit, all[k]);
}

TYPED_TEST(TableMeasures, GermanysAccountsAsPublished) {
  const flow_table t = load_table("datasets/manual-germany-1995/table.csv");
  const footprint_results f = *this->analyse(t, {.footprints = true}).footprints;
  EXPECT_TRUE(all_near(row_of(f.M, "value_added"), {.8450, .7647, .8615, .9019, .9393, .9199}, 5.1e-5));
  EXPECT_TRUE(all_near(row_of(f.M, "EMP_TOTAL"), {.0326, .0162, .0207, .0237, .0112, .0242}, 5.1e-5));
  for (std::size_t k = 0; k < t.accounts.size(); ++k)
    EXPECT_TRUE(all_near(row_of(f.F, t.accounts[k].code), t.accounts[k].values, 0));
  EXPECT_TRUE(all_near(f.D_imp.values, std::vector<double>(f.D_imp.values.size()), 0));
  for (std::size_t k = 0; k < f.F.values.size(); ++k) {
    EXPECT_NEAR(f.D_pba.values[k], f.F.values[k], 1e-9 * std::abs(f.F.values[k]) + 1e-9);
    EXPECT_LE(std::abs(f.D_exp.values[k]), std::abs(f.F.values[k]) * (1 + 1e-9));  // taxes may be negative
  }
  expect_held(f.checks);
}

// By hand: what final demand emits itself stands in the regions' sums, and in nothing else.
TYPED_TEST(TableMeasures, WhatFinalDemandEmitsItselfIsItsRegions) {
  flow_table t = random_flows(6, 2, 4);
  const footprint_results without = *this->analyse(t, {.footprints = true}).footprints;
  EXPECT_TRUE(without.F_Y.values.empty());
  t.accounts[2].final_demand = {10, 20, 7};  // r0:home, r1:home, exports, which have no region
  const footprint_results with = *this->analyse(t, {.footprints = true}).footprints;
  EXPECT_EQ(row_of(with.F_Y, "jobs"), (std::vector<double>{10, 20, 7}));
  EXPECT_EQ(row_of(with.F_Y, "wages"), (std::vector<double>{0, 0, 0}));
  for (const auto& [more, less] :
       {std::pair{&with.D_cba_reg, &without.D_cba_reg}, {&with.D_pba_reg, &without.D_pba_reg}})
    for (index_type k = 0; k < 3; ++k)
      for (index_type r = 0; r < 2; ++r)
        EXPECT_EQ((*more)(k, r), (*less)(k, r) + (k == 2 ? 10.0 * double(r + 1) : 0.0));
  EXPECT_EQ(with.D_cba.values, without.D_cba.values);
  EXPECT_EQ(with.D_imp_reg.values, without.D_imp_reg.values);
  expect_held(with.checks);
}

// pymrio's formulas word for word on the full L Y of n columns, and regions with industries of their own.
TYPED_TEST(TableMeasures, FootprintsAreThoseOfTheFullMatrix) {
  for (const auto& [n, R] :
       {std::pair<index_type, index_type>{1, 1}, {2, 2}, {6, 2}, {31, 3}, {32, 4}, {33, 3}, {65, 5}}) {
    const flow_table t = random_flows(n, R, static_cast<unsigned>(n));
    const table_linkages r = this->analyse(t, {.footprints = true});
    const footprint_results& f = *r.footprints;
    const auto region = [&](index_type i) { return static_cast<index_type>(std::stoi(t.regions[i].substr(1))); };
    labelled_array cba(f.D_cba), imp(f.D_imp), exp(f.D_exp);
    std::fill(cba.values.begin(), cba.values.end(), 0), std::fill(imp.values.begin(), imp.values.end(), 0),
        std::fill(exp.values.begin(), exp.values.end(), 0);
    std::vector<index_type> column;  // of buyer and product
    for (index_type buyer = 0; buyer < R; ++buyer)
      for (index_type product = 0; product < n; ++product) {
        const std::string wanted = numbered('r', buyer).append(":").append(t.industries[product]);
        const auto& labels = f.D_cba.axes[1].labels;
        column.push_back(std::find(labels.begin(), labels.end(), wanted) - labels.begin());
      }
    for (index_type k = 0; k < 3; ++k)
      for (index_type i = 0; i < n; ++i)
        for (index_type j = 0; j < n; ++j)
          for (index_type s = 0; s <= R; ++s) {
            const double used = t.accounts[k].values[i] / t.x(i) * r.L(i, j) * t.Y(j, s);
            if (s < R) cba(k, column[s * n + j]) += used;
            if (s < R && region(i) != s) imp(k, column[s * n + j]) += used;
            if (region(i) != s) exp(k, i) += used;
          }
    EXPECT_TRUE(close(f.D_cba.values, cba.values, 1e-12)) << n;
    EXPECT_TRUE(close(f.D_imp.values, imp.values, 1e-11)) << n;
    EXPECT_TRUE(close(f.D_exp.values, exp.values, 1e-12)) << n;
    for (index_type k = 0; k < 3; ++k) {
      double pba = 0, traded = f.abroad(k);
      for (index_type s = 0; s < R; ++s) pba += f.D_pba_reg(k, s), traded += f.D_imp_reg(k, s) - f.D_exp_reg(k, s);
      double F = 0;
      for (const double v : t.accounts[k].values) F += v;
      EXPECT_NEAR(pba, F, 1e-11 * F);
      EXPECT_NEAR(traded, 0, 1e-11 * F);  // what regions import others export
    }
    expect_held(r.checks);
  }
}

}  // namespace
}  // namespace agglo::test
