// What `agglo linkages` writes and says of each group of measures that is asked for.
#include <gtest/gtest.h>

#include <vector>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class LinkageMeasures : public ::testing::Test {
 protected:
  int run(const std::filesystem::path& table, std::vector<std::string> more) {
    std::vector<std::string> words{"linkages", "--out", out().string(), "--device", "cpu", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(table.string());  // last: no option may swallow it
    const outcome o = agglo_says(std::move(words));
    err_ = o.err;
    return o.code;
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string result(const std::string& file) const { return read_text(out() / file); }
  [[nodiscard]] bool written(const std::string& file) const { return std::filesystem::exists(out() / file); }

  temporary_folder tmp_;
  std::string err_;
};

const char* netherlands = "datasets/manual-netherlands-2000/table.csv";

TEST_F(LinkageMeasures, HouseholdsCloseTheTable) {
  ASSERT_EQ(run(netherlands, {"--households", "COMP:household"}), 0) << err_;
  EXPECT_TRUE(contains(result("multipliers_type_II.csv"), "sector,output_simple,output_truncated,output_total"));
  EXPECT_TRUE(contains(result("household_closure.csv"), "sector,income,consumption,closed_row,closed_column"));
  EXPECT_TRUE(contains(result("summary.md"), "row COMP over x and column household over their total income 205691"));
  EXPECT_TRUE(contains(result("summary.md"), "| 2.4658 | 3.6784 |"));
  EXPECT_TRUE(contains(result("manifest.json"), "total income of households from the closed table"));
  EXPECT_EQ(run(netherlands, {"--households", "COM:household"}), 3);
  EXPECT_TRUE(contains(err_, "did you mean 'COMP'?"));
  EXPECT_EQ(run(netherlands, {"--households", "COMP"}), 1);
  EXPECT_TRUE(contains(err_, "INCOME:CONSUMPTION"));
  EXPECT_EQ(run(netherlands, {"--households", "COMP:household:none"}), 1);
  EXPECT_EQ(run(netherlands, {"--households", "COMP+OVA:household+npish:500000"}), 0) << err_;
  EXPECT_EQ(run(netherlands, {"--households", "COMP:household+exports+government:150000"}), 4);
  EXPECT_TRUE(contains(err_, "'household + exports + government'"));
}

TEST_F(LinkageMeasures, ADescriptorMayCloseTheTable) {
  const auto table = tmp_.write("t.csv",
                                "code,S1,S2,homes,output\nS1,150,500,350,1000\nS2,200,100,1700,2000\nwages,300,1000,,\n"
                                "rest,350,400,,\noutput,1000,2000,,\n");
  tmp_.write("t.toml", "[households]\nincome = \"wages\"\nconsumption = [\"homes\"]\ntotal_income = 2050\n");
  ASSERT_EQ(run(table, {}), 0) << err_;
  EXPECT_TRUE(contains(result("summary.md"), "| 4.0924 | 5.8966 |"));
  tmp_.write("t.toml", "[households]\nincome = \"wages\"\nconsumption = [\"homes\"]\n");
  EXPECT_EQ(run(table, {}), 4);
  EXPECT_TRUE(contains(err_, "columns: homes, S2, S1"));
  tmp_.write("t.toml", "[households]\nincome = \"wages\"\nspending = [\"homes\"]\n");
  EXPECT_EQ(run(table, {}), 3);
  EXPECT_TRUE(contains(err_, "t.toml:1:1") || contains(err_, "'households.consumption'"));
}

TEST_F(LinkageMeasures, GroupsAreExtracted) {
  ASSERT_EQ(run(netherlands, {"--extract", "industry=MIN,MAN", "--extract", "all=AGR,MIN,MAN,UTI,CON,SER"}), 0) << err_;
  EXPECT_TRUE(contains(result("extraction_groups.csv"), "group,sectors,output,total,kept,backward,forward"));
  EXPECT_TRUE(contains(result("extraction_groups.csv"), "industry,2,223192,"));
  EXPECT_TRUE(contains(result("summary.md"), "| all | 6 |"));
  EXPECT_EQ(run(netherlands, {"--extract", "x=MIM"}), 1);
  EXPECT_TRUE(contains(err_, "did you mean 'MIN'?"));
  EXPECT_EQ(run(netherlands, {"--extract", "MIN,MAN"}), 1);
  EXPECT_EQ(run(netherlands, {"--extract", "x=MIN,"}), 1);
  ASSERT_EQ(run(netherlands, {}), 0);
  EXPECT_FALSE(written("extraction_groups.csv"));
}

TEST_F(LinkageMeasures, RegionsAndIndustriesAreExtractedOfARegionalTable) {
  const auto table = tmp_.write("t.csv",
                                "code,a:x,a:y,b:x,b:y,a:home,b:home,export,output\na:x,10,5,2,1,40,30,12,100\n"
                                "a:y,8,15,3,2,50,30,12,120\nb:x,1,2,12,4,20,31,10,80\nb:y,2,3,6,18,40,31,10,110\n"
                                "rest,79,95,57,85,,,,\noutput,100,120,80,110,,,,\n");
  tmp_.write("t.toml", "region_separator = \":\"\n");
  ASSERT_EQ(run(table, {"--footprints"}), 0) << err_;
  for (const char* row : {"\nregion a,2,220,", "\nregion b,2,190,", "\nindustry x,2,180,", "\nindustry y,2,230,"})
    EXPECT_TRUE(contains(result("extraction_groups.csv"), row));
  EXPECT_TRUE(contains(result("manifest.json"), "all sectors with output of all 2 regions, not of a sector's own"));
  for (const char* name :
       {"F", "M", "D_pba", "D_cba", "D_imp", "D_exp", "D_pba_reg", "D_cba_reg", "D_imp_reg", "D_exp_reg"})
    EXPECT_TRUE(written(std::string(name) + ".csv")) << name;
  EXPECT_TRUE(contains(result("D_cba.csv"), "account,a:x,a:y,b:x,b:y\n"));
  EXPECT_TRUE(contains(result("D_cba_reg.csv"), "account,a,b\n"));
}

TEST_F(LinkageMeasures, FootprintsOfOneRegionLeaveImportsOut) {
  ASSERT_EQ(run("datasets/manual-germany-1995/table.csv", {"--footprints"}), 0) << err_;
  EXPECT_TRUE(contains(result("D_cba_reg.csv"), "account,home\n"));
  EXPECT_FALSE(written("D_imp.csv"));
  EXPECT_TRUE(contains(result("manifest.json"), "D_cba and what is exported add up to F"));
}

TEST_F(LinkageMeasures, OpenEconomyAndTolerableLimits) {
  const std::string china = "datasets/hangzhou-bay/china_2020_27.csv";
  ASSERT_EQ(run(china, {"--open-economy", "--tolerable-limits", "1", "--important", "5"}), 0) << err_;
  EXPECT_TRUE(contains(result("inverse_important.csv"), "rank,seller,buyer,coefficient,tolerable_limit_percent\n1,"));
  EXPECT_TRUE(contains(result("inverse_important.csv"), "\n5,"));
  EXPECT_FALSE(contains(result("inverse_important.csv"), "\n6,"));
  EXPECT_TRUE(written("tolerable_limits.npy"));
  EXPECT_TRUE(contains(result("manifest.json"), "total flows z, imports among them"));
  EXPECT_TRUE(written("upstreamness_open_economy.csv"));
  EXPECT_EQ(run(china, {"--tolerable-limits", "0"}), 1);
  EXPECT_EQ(run(netherlands, {"--open-economy"}), 1);
  EXPECT_TRUE(contains(err_, "column of imports"));
}

}  // namespace
}  // namespace agglo::test
