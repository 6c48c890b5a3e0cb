// What passes between the regions of a table, in every space: Miller & Blair's two regions of three and two sectors, a
// published comparison of programs, and random regions of many sizes against their definitions.
#include "host/analysis/interregional_analysis.hpp"

#include <gtest/gtest.h>

#include <random>

#include "host/analysis/kept_sectors.hpp"
#include "host/analysis/table_linkages.hpp"
#include "tests/economy.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

std::vector<double> column(const labelled_array& m, index_type c) {
  std::vector<double> out;
  for (index_type i = 0; i < m.axes[0].size(); ++i) out.push_back(m(i, c));
  return out;
}
flow_table read(const std::filesystem::path& file) {
  const table_descriptor d = describe_table(file);
  return flows_of(read_io_table(file, d.layout), d, import_treatment::automatic);
}

/// Random regions with their own industries; `idle` has no output. Homes in every region, exports, and a column that is
/// no region's.
flow_table random_world(const std::vector<std::vector<int>>& industries, unsigned seed, index_type idle = -1) {
  flow_table t;
  t.sectors.name = "sector";
  t.unit = "EUR";
  for (std::size_t r = 0; r < industries.size(); ++r)
    for (const int k : industries[r]) {
      t.regions.push_back("R" + std::to_string(r));
      t.industries.push_back("i" + std::to_string(k));
      t.sectors.labels.push_back(t.regions.back() + ":" + t.industries.back());
    }
  t.names = t.sectors.labels;
  const index_type n = t.sectors.size();
  axis uses{"final demand", {}};
  for (std::size_t r = 0; r < industries.size(); ++r)
    uses.labels.push_back("homes" + std::to_string(r)), t.final_demand_regions.push_back("R" + std::to_string(r));
  for (const char* outside : {"exports", "stocks"})
    uses.labels.emplace_back(outside), t.final_demand_regions.emplace_back();
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> u(0, 1);
  t.Z = labelled_array({t.sectors, t.sectors});
  t.Y = labelled_array({t.sectors, uses});
  t.V = labelled_array({{"primary input", {"work"}}, t.sectors});
  t.x = labelled_array({t.sectors});
  for (double& z : t.Z.values) z = std::pow(u(engine), 3);
  for (double& y : t.Y.values) y = u(engine) * static_cast<double>(n) / 3;
  for (index_type j = 0; j < n && idle >= 0; ++j) t.Z(idle, j) = t.Z(j, idle) = 0;
  for (index_type c = 0; c < uses.size() && idle >= 0; ++c) t.Y(idle, c) = 0;
  account jobs{"jobs", "", "persons", {}}, value_added{"value_added", "work", "EUR", {}};
  for (index_type j = 0; j < n; ++j) {
    double bought = 0;
    for (index_type k = 0; k < n; ++k) t.x(j) += t.Z(j, k), bought += t.Z(k, j);
    for (index_type c = 0; c < uses.size(); ++c) t.x(j) += t.Y(j, c);
    t.V(0, j) = t.x(j) - bought;
    value_added.values.push_back(t.V(0, j));
    jobs.values.push_back(j == idle ? 0 : 10 * u(engine));
  }
  t.accounts = {value_added, jobs};
  return t;
}

/// Coefficients of a table; nothing where there is no output.
std::vector<double> coefficients_of(const flow_table& t) {
  const index_type n = t.sectors.size();
  std::vector<double> A(t.Z.values);
  for (index_type k = 0; k < n * n; ++k) A[k] = t.x(k % n) > 0 ? A[k] / t.x(k % n) : 0;
  return A;
}

/// Output that is lost when coefficients and final demand become these.
double loss(const flow_table& t, const std::vector<double>& A, const std::vector<double>& f) {
  return t.x.sum() - plain_sum(plain_product(plain_leontief(A, t.sectors.size()), f));
}

/// Every result from its own definition.
void expect_definitions(const table_linkages& all, const flow_table& t) {
  const interregional_analysis& r = all.between;
  const labelled_array& lost = all.group_losses;  // every region, then every industry
  const table_regions& g = r.regions;
  const index_type n = t.sectors.size(), R = g.regions.size(), K = g.industries.size(), B = g.buyers.size();
  const std::vector<double> A = coefficients_of(t);
  std::vector<double> L = plain_leontief(A, n);
  for (index_type j = 0; j < n; ++j)
    if (t.x(j) == 0) L[j * n + j] = 0;
  const auto region = [&](index_type j) { return g.region[static_cast<std::size_t>(j)]; };

  std::vector<double> inside(A);  // A without its blocks between regions
  for (index_type k = 0; k < n * n; ++k)
    if (region(k / n) != region(k % n)) inside[k] = 0;
  const std::vector<double> alone = plain_leontief(inside, n);
  labelled_array effects({t.sectors, {"", {"", "", "", ""}}}), received({{"", g.regions.labels}, t.sectors});
  for (index_type i = 0; i < n; ++i)
    for (index_type j = 0; j < n; ++j) {
      if (t.x(j) == 0) continue;
      received(region(i), j) += L[i * n + j];
      effects(j, 0) += alone[i * n + j];
      effects(j, 3) += L[i * n + j];
      if (region(i) == region(j))
        effects(j, 1) += L[i * n + j] - alone[i * n + j];
      else
        effects(j, 2) += L[i * n + j];
    }
  EXPECT_TRUE(close(r.between.effects.values, effects.values, 1e-12));
  EXPECT_TRUE(close(r.between.received.values, received.values, 1e-12));

  labelled_array buyer({{"", g.regions.labels}, g.buyers}), maker({{"", g.regions.labels}, g.regions});
  labelled_array earned(buyer), mean(maker);
  std::vector<double> weight(static_cast<std::size_t>(R));
  const std::vector<double>& va = t.accounts[0].values;
  for (index_type j = 0; j < n; ++j) {
    weight[static_cast<std::size_t>(region(j))] += row_sum(t.Y, j);
    for (index_type i = 0; i < n; ++i) {
      maker(region(i), region(j)) += L[i * n + j] * row_sum(t.Y, j);
      for (index_type b = 0; b < B; ++b) {
        const double y = b < R       ? t.Y(j, b)
                         : b < 2 * R ? (b - R == region(j) ? t.Y(j, R) : 0)
                                     : (b - 2 * R == region(j) ? t.Y(j, R + 1) : 0);
        buyer(region(i), b) += L[i * n + j] * y;
        if (t.x(i) > 0) earned(region(i), b) += va[i] / t.x(i) * L[i * n + j] * y;
      }
    }
  }
  for (index_type c = 0; c < R * R; ++c) mean.values[c] = weight[c % R] > 0 ? maker.values[c] / weight[c % R] : 0;
  EXPECT_TRUE(close(r.whole.by_buyer.values, buyer.values, 1e-12));
  EXPECT_TRUE(close(r.whole.by_maker.values, maker.values, 1e-12));
  EXPECT_TRUE(close(r.whole.multiplier.values, mean.values, 1e-12));
  ASSERT_EQ(r.embodied[0].code, "value_added");
  EXPECT_TRUE(close(r.embodied[0].regions.values, earned.values, 1e-12));

  for (index_type k = 0; k < K; ++k) {
    labelled_array multiplier(maker.axes), money(buyer.axes);
    for (index_type j = 0; j < n; ++j)
      for (index_type i = 0; i < n && g.industry[static_cast<std::size_t>(j)] == k; ++i) {
        multiplier(region(i), region(j)) += L[i * n + j];
        for (index_type b = 0; b < B; ++b) money(region(i), b) += L[i * n + j] * g.demand(j, b);
      }
    const region_matrices& m = r.industries[static_cast<std::size_t>(k)];
    EXPECT_EQ(m.name, g.industries.labels[static_cast<std::size_t>(k)]);
    EXPECT_TRUE(close(m.multiplier.values, multiplier.values, 1e-12)) << k;
    EXPECT_TRUE(close(m.by_buyer.values, money.values, 1e-12)) << k;
  }

  for (index_type s = 0; s < R; ++s) {
    std::vector<double> cut(A), apart(A), bought(A), f;
    for (index_type k = 0; k < n * n; ++k) {
      const bool row = region(k / n) == s, col = region(k % n) == s;
      if (row || col) cut[k] = 0;
      if (row != col) apart[k] = 0;
      if (!row && col) bought[k] = 0;
    }
    for (index_type j = 0; j < n; ++j) f.push_back(region(j) == s ? 0 : row_sum(t.Y, j));
    EXPECT_NEAR(lost(s, 2), loss(t, cut, f), 1e-11 * t.x.sum());
    for (index_type j = 0; j < n; ++j) f[static_cast<std::size_t>(j)] = row_sum(t.Y, j);
    EXPECT_NEAR(lost(s, 3), loss(t, cut, f), 1e-11 * t.x.sum());
    EXPECT_NEAR(lost(s, 7), loss(t, apart, f), 1e-11 * t.x.sum());
    EXPECT_NEAR(lost(s, 8), loss(t, bought, f), 1e-11 * t.x.sum());
  }
  for (index_type k = 0; k < K; ++k) {
    std::vector<double> cut(A), f;
    const auto of = [&](index_type j) { return g.industry[static_cast<std::size_t>(j)] == k; };
    for (index_type c = 0; c < n * n; ++c)
      if (of(c / n) || of(c % n)) cut[c] = 0;
    for (index_type j = 0; j < n; ++j) f.push_back(of(j) ? 0 : row_sum(t.Y, j));
    EXPECT_NEAR(lost(R + k, 2), loss(t, cut, f), 1e-11 * t.x.sum());
  }
  for (const identity& i : r.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

template <class S>
class InterregionalAnalysis : public OperationTest<S> {
 protected:
  table_linkages of(const flow_table& t, interregional_measures m = {}) {
    return analyse_table(this->ctx(), t, {.between = std::move(m)});
  }
};
TYPED_TEST_SUITE(InterregionalAnalysis, Spaces, SpaceName);

// Miller & Blair (2009), chapter 3: computed in double precision from the printed table.
TYPED_TEST(InterregionalAnalysis, TwoRegionsOfMillerAndBlair) {
  const table_linkages all = this->of(read("datasets/miller-blair/two_regions.csv"),
                                      {.industries = {"2,3"}, .multiplicative = true, .additive = true});
  const interregional_analysis& r = all.between;
  EXPECT_TRUE(close(column(r.between.effects, 0), {2.462258, 2.262386, 2.134808, 1.449057, 1.660377}, 4e-7));
  EXPECT_TRUE(close(column(r.between.effects, 1), {.234054, .163376, .163033, .107018, .140694}, 5e-6));
  EXPECT_TRUE(close(column(r.between.effects, 2), {.414006, .290842, .289925, .851031, 1.070673}, 1e-6));
  EXPECT_TRUE(close(column(r.between.effects, 3), {3.110318, 2.716603, 2.587765, 2.407106, 2.871745}, 4e-7));
  EXPECT_TRUE(close(column(r.loops.additive, 2), {.384034, .269992, .269107, .790838, .991443}, 1e-6));
  EXPECT_TRUE(close(column(r.loops.additive, 3), {.264026, .184225, .183851, .167211, .219925}, 4e-6));
  EXPECT_TRUE(close(r.industries[1].multiplier.values, {2.425761, 1.070673, .290842, 1.801072}, 1e-6));
  EXPECT_EQ(r.industries[2].multiplier(0, 1), 0);  // s makes no 3
  EXPECT_EQ(r.industries[2].by_maker(1, 1), 0);
  EXPECT_EQ(r.chosen, (std::vector<index_type>{1, 2}));
  const labelled_array block = industry_block(all.L, r.regions, r.chosen);
  EXPECT_EQ(block.axes[0].labels, (std::vector<std::string>{"r_2", "r_3", "s_2"}));
  EXPECT_EQ(block(2, 0), all.L(4, 1));
  EXPECT_EQ(industry_block_money(all.L, r.regions, r.chosen)(0, 2), all.L(1, 4) * 450);
  // in this order alone the factors give L; the other way round they are off by .189
  double off = 0;
  for (index_type i = 0; i < 5; ++i)
    for (index_type j = 0; j < 5; ++j) {
      double right = 0, wrong = 0;
      for (index_type k = 0; k < 5; ++k)
        for (index_type m = 0; m < 5; ++m)
          right += r.loops.M3(i, k) * r.loops.M2(k, m) * r.loops.M1(m, j),
              wrong += r.loops.M1(i, k) * r.loops.M2(k, m) * r.loops.M3(m, j);
      EXPECT_NEAR(right, all.L(i, j), 1e-14);
      off = std::max(off, std::abs(wrong - all.L(i, j)));
    }
  EXPECT_NEAR(off, .189, .0005);
  for (const identity& i : r.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

// By hand: without s, region r makes (I - A_rr)^-1 f_r and s only 515 and 450 times its own multipliers.
TYPED_TEST(InterregionalAnalysis, WhatHangsOnARegionByHand) {
  const table_linkages r = this->of(read("datasets/miller-blair/two_regions.csv"));
  const double made_by_r = 200 * 2.462258133106527 + 1000 * 2.2623857112481396 + 50 * 2.1348075696364024,
               made_by_s = 515 * 1.4490566037735848 + 450 * 1.6603773584905661;
  EXPECT_NEAR(r.group_losses(0, 2), 6000 - made_by_s, 1e-9);
  EXPECT_NEAR(r.group_losses(1, 2), 6000 - made_by_r, 1e-9);
  EXPECT_NEAR(r.group_losses(0, 7), 6000 - made_by_r - made_by_s, 1e-9);
}

// Regions with none, one and many sectors; one that makes nothing at all; around the sizes of blocks.
TYPED_TEST(InterregionalAnalysis, MatchesItsDefinitions) {
  const auto many = [](int n) {
    std::vector<int> out;
    for (int k = 0; k < n; ++k) out.push_back(k);
    return out;
  };
  expect_definitions(this->of(random_world({{0}}, 1)), random_world({{0}}, 1));
  for (const index_type idle : {-1, 2, 4}) {  // 2: the only sector of its region
    const flow_table t = random_world({{0, 1}, {1}, {2, 0, 5}, {0, 1, 2, 3}}, 7, idle);
    expect_definitions(this->of(t), t);
  }
  for (const int n : {31, 32, 33}) {
    const flow_table t = random_world({many(n), {3}, many(7)}, 9);
    expect_definitions(this->of(t), t);
  }
}

TYPED_TEST(InterregionalAnalysis, AccountsThatAreAskedForAndSpacesAgree) {
  const flow_table t = random_world({{0, 1, 2}, {1, 2}, {0, 2}}, 3, 4);
  const interregional_measures m{.embodied = {"jobs", "value_added"}, .multiplicative = true, .additive = true};
  context<cpu> host;
  const interregional_analysis r = this->of(t, m).between,
                               want = analyse_table(host, t, table_measures{.between = m}).between;
  ASSERT_EQ(r.embodied.size(), 2u);
  EXPECT_EQ(r.embodied[0].unit, "persons");
  EXPECT_NEAR(r.embodied[0].regions.sum(), plain_sum(t.accounts[1].values), 1e-11);
  EXPECT_TRUE(close(r.embodied[0].sectors.values, want.embodied[0].sectors.values, 1e-13));
  EXPECT_TRUE(close(r.loops.M2.values, want.loops.M2.values, 1e-13));
  EXPECT_TRUE(close(r.loops.closed_loop.values, want.loops.closed_loop.values, 1e-12));
  EXPECT_EQ(r.loops.M1(4, 4), 0);  // no output
  for (const identity& i : r.checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TYPED_TEST(InterregionalAnalysis, WhatTheTableDoesNotHaveIsAUsageError) {
  const flow_table t = random_world({{0, 1}, {1}}, 3);
  const auto told = [&](const interregional_measures& m) { return message_of<usage_error>([&] { this->of(t, m); }); };
  EXPECT_TRUE(contains(told({.industries = {"i0", "i1,i22"}}), "--industries: 'i22'"));
  EXPECT_TRUE(contains(told({.embodied = {"job"}}), "did you mean 'jobs'?"));
  flow_table one = t;
  one.regions.clear();
  EXPECT_TRUE(contains(message_of<usage_error>([&] { this->of(one, {.additive = true}); }), "region_separator"));
  EXPECT_TRUE(this->of(one).between.empty());
}

// Its name holds a comma.
TYPED_TEST(InterregionalAnalysis, AnIndustryIsTakenWholeBeforeItsCommas) {
  flow_table t = random_world({{0, 1}, {1}}, 3);
  t.industries[0] = "coke, fuel";
  EXPECT_EQ(this->of(t, {.industries = {"coke, fuel", "i1"}}).between.chosen, (std::vector<index_type>{0, 1}));
}

}  // namespace
}  // namespace agglo::test
