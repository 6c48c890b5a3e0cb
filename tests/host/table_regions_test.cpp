// Regions of a table: who belongs where, who buys, and tables whose regions do not stand together.
#include "host/model/table_regions.hpp"

#include "host/table/region_order.hpp"
#include "tests/host/table_files.hpp"

namespace agglo::test {
namespace {

flow_table read(const std::filesystem::path& file) {
  const table_descriptor d = describe_table(file);
  return flows_of(read_io_table(file, d.layout), d, import_treatment::automatic);
}

// Region A makes farm and mill, B mill alone; homes in A and B, exports, and a column that is nowhere's.
flow_table three_sectors() {
  flow_table t;
  t.sectors = {"sector", {"A:farm", "A:mill", "B:mill"}};
  t.regions = {"A", "A", "B"};
  t.industries = {"farm", "mill", "mill"};
  t.Z = {{t.sectors, t.sectors}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
  t.Y = {{t.sectors, {"final demand", {"B:homes", "stocks", "A:homes", "A:state", "exports"}}},
         {10, 1, 20, 30, 40, 11, 2, 21, 31, 41, 12, 3, 22, 32, 42}};
  t.final_demand_regions = {"B", "", "A", "A", ""};
  return t;
}

TEST(TableRegions, TwoRegionsOfMillerAndBlair) {
  const table_regions t = regions_of(read("datasets/miller-blair/two_regions.csv"));
  EXPECT_EQ(t.regions.labels, (std::vector<std::string>{"r", "s"}));
  EXPECT_EQ(t.industries.labels, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(t.offsets, (std::vector<index_type>{0, 3, 5}));
  EXPECT_EQ(t.industry, (std::vector<index_type>{0, 1, 2, 0, 1}));
  EXPECT_EQ(t.of_region(1), (std::vector<index_type>{3, 4}));
  EXPECT_EQ(t.of_industry(1), (std::vector<index_type>{1, 4}));
  EXPECT_EQ(t.buyers.labels, (std::vector<std::string>{"r", "s", "final_demand of r", "final_demand of s"}));
  EXPECT_EQ(t.demand(1, 2), 1000);
  EXPECT_EQ(t.demand(4, 3), 450);
  EXPECT_EQ(t.demand(4, 2), 0);
  EXPECT_EQ(t.f, (std::vector<double>{200, 1000, 50, 515, 450}));
}

TEST(TableRegions, BuyersAreTheRegionsThenExportsThenWhatHasNoPlaceByMaker) {
  const table_regions t = regions_of(three_sectors());
  EXPECT_EQ(t.buyers.labels,
            (std::vector<std::string>{"A", "B", "exports of A", "exports of B", "stocks of A", "stocks of B"}));
  EXPECT_EQ(t.demand.values, (std::vector<double>{50, 10, 40, 0, 1, 0, 52, 11, 41, 0, 2, 0, 54, 12, 0, 42, 0, 3}));
  EXPECT_EQ(t.f, (std::vector<double>{101, 106, 111}));
  flow_table more = three_sectors();
  more.final_demand_regions = {"C", "", "A", "A", ""};  // a region that makes nothing here
  EXPECT_EQ(regions_of(more).buyers.labels[5], "other final demand of B");
  EXPECT_EQ(regions_of(more).demand(0, 4), 11);
}

TEST(TableRegions, TradeAndSumsByRegion) {
  const flow_table f = three_sectors();
  const table_regions t = regions_of(f);
  const labelled_array trade = regional_trade(f.Z, t);
  EXPECT_EQ(trade.values,
            (std::vector<double>{1 + 2 + 4 + 5 + 102, 3 + 6 + 21, 81, 0, 3, 0, 15 + 54, 9 + 12, 0, 42, 0, 3}));
  EXPECT_EQ(trade.axes[0].name, "sold_by");
  EXPECT_EQ(offsets_among(t, std::vector<index_type>{1, 2}), (std::vector<index_type>{0, 1, 2}));
  EXPECT_EQ(offsets_among(t, std::vector<index_type>{0, 1}), (std::vector<index_type>{0, 2, 2}));
}

TEST(TableRegions, ATableWithoutRegionsOrOutOfOrderIsRefused) {
  flow_table t = three_sectors();
  t.regions = {"A", "B", "A"};
  EXPECT_TRUE(contains(message_of([&] { regions_of(t); }), "sector B:mill stands apart from the other sectors of A"));
  t.regions.clear();
  EXPECT_TRUE(contains(message_of([&] { regions_of(t); }), "does not tell the regions"));
}

// Sectors by industry first are brought together by region, with all that is told of them.
TEST(TableRegions, ATableByIndustryIsReadByRegion) {
  const file_with by_industry(
      "code,A:farm,B:farm,A:mill,A:homes,B:homes,output\nA:farm,1,2,3,40,50,96\nB:farm,4,5,6,41,51,107\n"
      "A:mill,7,8,9,42,52,118\nwork,84,92,100,,,\noutput,96,107,118,,,\n",
      "t.csv");
  const file_with told("region_separator = \":\"\n", "t.toml");
  const flow_table t = read(by_industry.path());
  EXPECT_EQ(t.sectors.labels, (std::vector<std::string>{"A:farm", "A:mill", "B:farm"}));
  EXPECT_EQ(t.names, t.sectors.labels);
  EXPECT_EQ(t.industries, (std::vector<std::string>{"farm", "mill", "farm"}));
  EXPECT_EQ(t.Z.values, (std::vector<double>{1, 3, 2, 7, 9, 8, 4, 6, 5}));
  EXPECT_EQ(t.Y.values, (std::vector<double>{40, 50, 42, 52, 41, 51}));
  EXPECT_EQ(t.x.values, (std::vector<double>{96, 118, 107}));
  EXPECT_EQ(t.V(0, 1), 100);
  EXPECT_EQ(t.V(0, 2), 92);
  EXPECT_EQ(regions_of(t).offsets, (std::vector<index_type>{0, 2, 3}));
}

}  // namespace
}  // namespace agglo::test
