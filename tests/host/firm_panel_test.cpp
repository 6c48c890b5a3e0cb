// Stocks from flows by hand and by identity, and a panel's years apart.
#include "host/model/firm_panel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "host/table/row_error.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

void expect_stocks(const std::vector<double>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t t = 0; t < want.size(); ++t) EXPECT_NEAR(got[t], want[t], 1e-12 * (1 + want[t])) << t;
}

// By hand: 100 / (.05 + .15) = 500 before; .85 x 500 + 100 = 525; .85 x 525 + 110 = 556.25; .85 x 556.25 + 120.
TEST(PerpetualInventory, ByHand) {
  const std::vector<double> flows{100, 110, 120};
  expect_stocks(perpetual_inventory(flows, {.depreciation = 0.15}), {525, 556.25, 592.8125});
  expect_stocks(perpetual_inventory(flows, {.depreciation = 0.15, .opening = true}), {500, 525, 556.25});
  expect_stocks(perpetual_inventory(std::vector<double>{0, 0, 8}, {.depreciation = 0.5}), {0, 0, 8});
  expect_stocks(perpetual_inventory({}, {.depreciation = 0.15}), {});
}

// A flow that grows at g has the stock of the sum of its whole past: K / R = sum over s of ((1 - delta) / (1 + g))^s.
TEST(PerpetualInventory, AFlowThatGrowsAtGKeepsStockOverFlow) {
  for (const double g : {-0.1, 0.0, 0.05, 0.3})
    for (const double delta : {0.15, 0.5, 0.99}) {
      std::vector<double> flows{7};
      for (int t = 1; t < 40; ++t) flows.push_back(flows.back() * (1 + g));
      double past = 0;
      for (int s = 2000; s-- > 0;) past = 1 + past * (1 - delta) / (1 + g);
      const auto end = perpetual_inventory(flows, {.depreciation = delta, .growth = g});
      const auto opening = perpetual_inventory(flows, {.depreciation = delta, .growth = g, .opening = true});
      for (std::size_t t = 0; t < flows.size(); ++t) {
        EXPECT_NEAR(end[t] / flows[t], past, 1e-11 * past);
        EXPECT_NEAR(opening[t] / flows[t], 1 / (g + delta), 1e-11 / (g + delta));
      }
    }
}

TEST(PerpetualInventory, RatesOutOfRange) {
  const auto says = [](const inventory_rule& rule, const std::string& words) {
    EXPECT_TRUE(contains(message_of<usage_error>([&] { expect_rule(rule); }), words));
  };
  for (const double delta : {-0.1, 0.0, 1.0, 15.0, std::nan("")})
    says({.depreciation = delta}, "between 0 and 1, say 0.15");
  for (const double g : {-0.15, -0.2, 5.0, std::nan("")}) says({.depreciation = 0.15, .growth = g}, "--growth");
  expect_rule({.depreciation = 0.15, .growth = -0.14});
}

spillover_firms panel(std::vector<std::string> id, std::vector<int> year, std::vector<double> flow) {
  spillover_firms f;
  f.file = "firms.csv";
  f.id = std::move(id), f.year = std::move(year), f.stock = std::move(flow);
  for (std::size_t r = 0; r < f.id.size(); ++r) f.line.push_back(static_cast<index_type>(r) + 2);
  return f;
}

TEST(FirmPanel, StocksFirmByFirmInAnyOrderOfRows) {
  const spillover_firms f =
      panel({"b", "a", "b", "a", "c", "a"}, {2021, 2020, 2020, 2019, 2020, 2021}, {4, 110, 2, 100, 1, 120});
  expect_stocks(stocks_of(f, {.depreciation = 0.15}), {.85 * 2 * 5.25 + 4, 556.25, 2 * 5.25, 525, 5.25, 592.8125});
}

TEST(FirmPanel, GapsAreRefusedOrBridged) {
  const double none = std::nan("");
  const spillover_firms no_row = panel({"a", "a"}, {2019, 2021}, {100, 120});
  const spillover_firms no_flow = panel({"a", "a", "a"}, {2019, 2020, 2021}, {100, none, 120});
  for (const spillover_firms& f : {no_row, no_flow}) {
    EXPECT_TRUE(contains(message_of([&] { stocks_of(f, {.depreciation = 0.15}); }),
                         "in every year from 2019 to 2021, found none of 2020"));
    EXPECT_NEAR(stocks_of(f, {.depreciation = 0.15, .bridge_gaps = true}).back(), 592.8125, 1e-12);
  }
  EXPECT_NEAR(stocks_of(no_flow, {.depreciation = 0.15, .bridge_gaps = true})[1], 556.25, 1e-12);
  // Three years missing: 100, 105, 110, 115, 120.
  const auto long_gap =
      stocks_of(panel({"a", "a"}, {2010, 2014}, {100, 120}), {.depreciation = 0.5, .growth = 0.5, .bridge_gaps = true});
  EXPECT_NEAR(long_gap[1], 150 / 16.0 + 105 / 8.0 + 110 / 4.0 + 115 / 2.0 + 120, 1e-12);
  for (const spillover_firms& f :
       {panel({"a", "a"}, {2019, 2020}, {none, 1}), panel({"a", "a"}, {2019, 2020}, {1, none})})
    EXPECT_TRUE(contains(message_of([&] { stocks_of(f, {.depreciation = 0.15, .bridge_gaps = true}); }),
                         "nothing to bridge from"));
}

TEST(FirmPanel, AYearUnderTheLabelsOfAll) {
  spillover_firms f = panel({"a", "b", "a"}, {2019, 2019, 2020}, {1, 2, 3});
  f.x = {121, 122, 123}, f.y = {30, 31, 32};
  f.technology = {{"t1", "t2"}, {0, 1, 2, 4}, {0, 1, 0, 1}, {1, 1, .5, .5}};
  f.matrices = {{"city", {0, 1, 0}, {"Ningbo", "Hefei"}}};
  EXPECT_EQ(years_of(f), (std::vector<int>{2019, 2020}));
  const spillover_firms y = firms_of(f, 2020);
  EXPECT_EQ(y.id, std::vector<std::string>{"a"});
  EXPECT_EQ(y.stock, std::vector<double>{3});
  EXPECT_EQ(y.x, std::vector<double>{123});
  EXPECT_EQ(y.technology.classes, f.technology.classes);
  EXPECT_EQ(y.technology.dense(), (std::vector<double>{.5, .5}));
  EXPECT_EQ(y.matrices[0].labels.size(), 2U);
  EXPECT_EQ(y.matrices[0].of, std::vector<int>{0});
  EXPECT_TRUE(contains(message_of([&] { firms_of(f, 2021); }), "no row of 2021; mend: one of 2019, 2020"));
}

}  // namespace
}  // namespace agglo::test
