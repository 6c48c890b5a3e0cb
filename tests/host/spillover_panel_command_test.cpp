// `agglo spillover` over several years: each alone as a file cut by hand would give it, and stocks of flows.
#include <gtest/gtest.h>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

const std::string header = "firm_id,city,year,lon,lat,rd\n";
const std::string of_2020 = "a,Ningbo,2020,121,30,10\nb,Ningbo,2020,121.2,30,20\nc,Hefei,2020,122,30,40\n";
const std::string of_2021 = "c,Hefei,2021,122,30,50\na,Ningbo,2021,121,30,30\n";  // b is gone, Hefei comes first
const std::vector<std::string> how{"--stock", "rd", "--lon", "lon", "--lat", "lat", "--length", "50", "--by", "city"};

class SpilloverPanel : public ::testing::Test {
 protected:
  outcome run(const std::string& firms, std::vector<std::string> more, const std::string& folder = "out") {
    const auto file = tmp_.write("firms.csv", firms);
    std::vector<std::string> words{"spillover", file.string(), "--out", (tmp_.path() / folder).string(),
                                   "--device",  "cpu"};
    words.insert(words.end(), how.begin(), how.end());
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  [[nodiscard]] std::string text(const std::string& name) const { return read_text(tmp_.path() / name); }
  void fails(int code, const std::string& firms, const std::vector<std::string>& more, const std::string& words) {
    const outcome o = run(firms, more, "refused");
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_TRUE(contains(o.err, words));
    EXPECT_FALSE(std::filesystem::exists(tmp_.path() / "refused"));
  }
  temporary_folder tmp_;
};

TEST_F(SpilloverPanel, EveryYearAsIfItsRowsWereTheFile) {
  ASSERT_EQ(run(header + of_2020, {}, "cut20").code, 0);
  ASSERT_EQ(run(header + of_2021, {}, "cut21").code, 0);
  const outcome o = run(header + of_2020 + of_2021, {"--senders-of", "b", "c"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(text("out/2020/pools.csv"), text("cut20/pools.csv"));
  EXPECT_EQ(text("out/2021/pools.csv"), text("cut21/pools.csv"));
  EXPECT_EQ(text("out/2020/city_matrix.csv"), text("cut20/city_matrix.csv"));
  EXPECT_TRUE(contains(text("out/2021/city_matrix.csv"), "receives,Ningbo,Hefei\n"));  // one order for all years
  EXPECT_TRUE(contains(text("out/2020/senders.csv"), "b,"));
  EXPECT_FALSE(contains(text("out/2021/senders.csv"), "b,"));
  EXPECT_TRUE(contains(text("out/panel.csv"), "firm,year,stock,pool\na,2020,10,"));
  EXPECT_TRUE(contains(text("out/panel.csv"), "\nc,2021,50,"));
  EXPECT_TRUE(contains(text("out/manifest.json"), "\"year\": \"2021\""));
  EXPECT_TRUE(contains(text("out/summary.md"), "Firms by year: 2020 3, 2021 2"));
  EXPECT_TRUE(contains(text("out/summary.md"), "every year has its own firms, 2 are in all of them"));
}

TEST_F(SpilloverPanel, OneYearAlone) {
  ASSERT_EQ(run(header + of_2021, {}, "cut21").code, 0);
  // Rows of other years may be as bad as they like.
  const outcome o = run(header + "a,Ningbo,2020,121,30,\n" + of_2021, {"--year", "2021"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(text("out/pools.csv"), text("cut21/pools.csv"));
  EXPECT_TRUE(contains(text("out/summary.md"), "year 2021"));
  fails(3, header + of_2020 + of_2021, {"--year", "2019"}, "no row of 2019; mend: one of 2020, 2021");
  fails(1, header + of_2020 + of_2021, {"--year", "last"}, "--year last: expected one of the file's years: 2020, 2021");
}

TEST_F(SpilloverPanel, AColumnOfAnotherName) {
  std::string firms = header + of_2020 + of_2021;
  firms.replace(firms.find("year"), 4, "period");
  fails(3, firms, {}, "name the column of the year: --year-column");
  ASSERT_EQ(run(firms, {"--year-column", "period"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(tmp_.path() / "out/2020/pools.csv"));
  fails(3, firms, {"--year-column", "perriod"}, "did you mean 'period'");
}

TEST_F(SpilloverPanel, AFileWithoutRepeatedFirmsStaysOneResult) {
  ASSERT_EQ(run(header + "a,Ningbo,2020,121,30,10\nb,Ningbo,2021,121.2,30,20\n", {}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(tmp_.path() / "out/pools.csv"));
  EXPECT_FALSE(std::filesystem::exists(tmp_.path() / "out/panel.csv"));
}

// 10 / .2 = 50 before 2020, 52.5 at its end, .85 x 52.5 + 30 = 74.625 a year later; of c 40: 210 and 228.5.
TEST_F(SpilloverPanel, StocksOfFlows) {
  ASSERT_EQ(run(header + of_2020 + of_2021, {"--depreciation", "0.15"}).code, 0);
  EXPECT_EQ(text("out/2021/stocks.csv"), "firm,value\nc,228.5\na,74.625\n");
  EXPECT_EQ(text("out/2020/stocks.csv"), "firm,value\na,52.5\nb,105\nc,210\n");
  EXPECT_TRUE(
      contains(text("out/summary.md"), "K(t) = (1 - 0.15) K(t-1) + R(t), before the first year R / (0.05 + 0.15)"));
  EXPECT_TRUE(contains(text("out/manifest.json"), "\"depreciation\": 0.15"));
  // The pools are those of the stocks.
  ASSERT_EQ(run(header + "c,Hefei,2021,122,30,228.5\na,Ningbo,2021,121,30,74.625\n", {}, "cut21").code, 0);
  EXPECT_EQ(text("out/2021/pools.csv"), text("cut21/pools.csv"));
  // One year asked for still has its past.
  ASSERT_EQ(
      run(header + of_2020 + of_2021 + "a,Ningbo,2022,121,30,\n", {"--depreciation", "0.15", "--year", "2021"}, "one")
          .code,
      0);
  EXPECT_EQ(text("one/stocks.csv"), text("out/2021/stocks.csv"));
  ASSERT_EQ(run(header + of_2020 + of_2021, {"--depreciation", "0.15", "--opening", "--growth", "0.1"}, "opening").code,
            0);
  EXPECT_EQ(text("opening/2020/stocks.csv"), "firm,value\na,40\nb,80\nc,160\n");
}

TEST_F(SpilloverPanel, GapsAndWrongRates) {
  const std::string gap = header + of_2020 + "a,Ningbo,2022,121,30,30\n";
  fails(3, gap, {"--depreciation", "0.15"},
        "firms.csv:5: 'a': expected a flow of the firm in every year from 2020 to 2022");
  ASSERT_EQ(run(gap, {"--depreciation", "0.15", "--bridge-gaps"}).code, 0);
  EXPECT_EQ(text("out/2022/stocks.csv"), "firm,value\na,84.93125\n");  // .85 (.85 x 52.5 + 20) + 30
  fails(3, header + of_2020 + "a,Ningbo,2021,121,30,\n", {"--depreciation", "0.15"}, "firms.csv:5:");
  fails(1, gap, {"--depreciation", "15"}, "between 0 and 1, say 0.15");
  fails(1, gap, {"--depreciation", "0"}, "between 0 and 1, say 0.15");
  fails(1, gap, {"--depreciation", "0.15", "--growth", "-0.2"}, "--growth");
  fails(1, gap, {"--bridge-gaps"}, "belong to --depreciation");
  fails(3, "firm_id,city,lon,lat,rd\na,Ningbo,121,30,1\n", {"--depreciation", "0.15"}, "year");
}

TEST_F(SpilloverPanel, BadYears) {
  fails(3, header + of_2020 + "a,Ningbo,20x1,121,30,1\n", {},
        "firms.csv:5:10: '20x1': expected a year from 1900 to 2100");
  fails(3, header + of_2020 + "a,Ningbo,2020,121,30,1\n", {}, "every firm once a year, found 2020 in line 2 already");
}

// A technology file has a firm's profile once: it holds in every year.
TEST_F(SpilloverPanel, TechnologyOfAFileOfItsOwn) {
  const auto file = tmp_.write("patents.csv", "firm_id,class,value\na,X,1\nb,X,1\nc,Y,3\nc,X,4\n");
  ASSERT_EQ(run(header + of_2020 + of_2021, {"--technology-file", file.string()}).code, 0);
  ASSERT_EQ(
      run(header + of_2021,
          {"--technology-file", tmp_.write("p.csv", "firm_id,class,value\na,X,1\nc,Y,3\nc,X,4\n").string()}, "cut")
          .code,
      0);
  EXPECT_EQ(text("out/2021/pools.csv"), text("cut/pools.csv"));
}

}  // namespace
}  // namespace agglo::test
