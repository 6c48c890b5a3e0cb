// `agglo paths`, `agglo prices` and `agglo decompose` as a user meets them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <sstream>
#include <vector>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

using namespace std::string_literals;

class MeasureCommands : public ::testing::Test {
 protected:
  outcome run(std::vector<std::string> words) {
    for (const char* more : {"--device", "cpu", "--out"}) words.emplace_back(more);
    words.push_back(out().string());
    return agglo_says(std::move(words));
  }
  /// Fails with this code and these words and leaves no folder.
  void fails(int code, const std::vector<std::string>& words, const std::vector<std::string>& said) {
    const outcome o = run(words);
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : said) EXPECT_TRUE(contains(o.err, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string result(const std::string& file) const { return read_text(out() / file); }

  temporary_folder tmp_;
  const std::string two_ = "datasets/miller-blair/two_sectors.csv";
};

TEST_F(MeasureCommands, PathsAreWrittenWithTheirRemainder) {
  const outcome o = run({"paths", two_, "--top", "3", "--account", "payments", "--sector", "S1"});
  ASSERT_EQ(o.code, 0) << o.err;
  // payments .65 and .7, final demand 350 for S1: direct .65 x 350 = 227.5; S2 for S1 .7 x .2 x 350 = 49
  const std::string csv = result("paths.csv");
  EXPECT_TRUE(contains(csv, "rank,value,share,cumulative_share,purchases,path\n1,227.5,0.6"));
  EXPECT_TRUE(contains(csv, "1,S2 > S1\n"));
  EXPECT_TRUE(contains(result("totals.csv"), "total,35"));
  EXPECT_TRUE(contains(result("manifest.json"), "final demand"));
  EXPECT_TRUE(contains(result("manifest.json"), "listed paths and remainder add up"));
  EXPECT_TRUE(contains(result("summary.md"), "No inverse was built"));
  EXPECT_TRUE(contains(o.out, "S2 > S1"));
}

TEST_F(MeasureCommands, PathsSayWhatTheyDoNotKnow) {
  fails(1, {"paths", two_, "--account", "paymants"}, {"'paymants'", "did you mean 'payments'?"});
  fails(1, {"paths", two_, "--sector", "S3"}, {"--sector 'S3'", "a sector"});
  fails(1, {"paths", two_, "--demand", "final_demnd"}, {"did you mean 'final_demand'?"});
  fails(1, {"paths", two_, "--top", "-1"}, {"--top"});
  fails(4, {"paths", two_, "--top", "100000000", "--tolerance", "0", "--memory", "1"}, {"1 MB", "--tolerance"});
}

// The solutions against the inverse, on tables with accounts and imports, a sector without output, and a flow below 0.
TEST_F(MeasureCommands, LinkagesWithoutAnInverseAreTheSame) {
  const std::string returned =
      tmp_.write("t.csv",
                 "code,S1,S2,f,output\nS1,150,500,350,1000\nS2,-200,100,2100,2000\nw,1050,1400,,\n"
                 "output,1000,2000,,\n")
          .string();
  for (const std::string& table :
       {"datasets/manual-germany-1995/table.csv"s, "datasets/hangzhou-bay/china_2020_27.csv"s, returned})
    for (const char* forward : {"ghosh", "leontief"}) {
      const auto numbers = [&](const std::string& file) {
        std::vector<double> out;
        std::stringstream cells(result(file).substr(result(file).find('\n')));
        for (std::string cell; std::getline(cells, cell, ',');) out.push_back(std::strtod(cell.c_str(), nullptr));
        return out;
      };
      ASSERT_EQ(run({"linkages", table, "--forward", forward}).code, 0);
      const auto multipliers = numbers("multipliers.csv"), chain = numbers("chain.csv"), type_I = numbers("type_I.csv");
      const std::string linkages = result("linkages.csv");
      const outcome o = run({"linkages", table, "--forward", forward, "--without-inverse"});
      ASSERT_EQ(o.code, 0) << o.err;
      EXPECT_FALSE(std::filesystem::exists(out() / "L.csv"));
      EXPECT_TRUE(contains(result("manifest.json"), "not built"));
      EXPECT_TRUE(contains(result("summary.md"), "No inverse was built"));
      const auto same = [](const std::vector<double>& a, const std::vector<double>& b) {
        ASSERT_EQ(a.size(), b.size());
        for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-10 * (1 + std::abs(a[k]))) << k;
      };
      same(multipliers, numbers("multipliers.csv"));
      same(chain, numbers("chain.csv"));
      same(type_I, numbers("type_I.csv"));
      std::stringstream before(linkages), after(result("linkages.csv"));
      std::string a, b;
      std::getline(before, a), std::getline(after, b);
      EXPECT_EQ(a, b + ",variation");
      while (std::getline(before, a) && std::getline(after, b)) {
        std::stringstream left(a), right(b);
        std::string x, y;
        EXPECT_TRUE(std::getline(left, x, ',') && std::getline(right, y, ',') && x == y);
        while (std::getline(right, y, ',') && std::getline(left, x, ','))
          EXPECT_NEAR(std::stod(x), std::stod(y), 1e-10);
      }
    }
}

TEST_F(MeasureCommands, WithoutAnInverseThereAreNoMatricesOfPairs) {
  fails(1, {"linkages", two_, "--without-inverse", "--field-of-influence"},
        {"--without-inverse", "--field-of-influence"});
}

TEST_F(MeasureCommands, PricesOfDearerInputs) {
  const outcome o = run({"prices", two_, "--change", "payments=10@S1", "--change", "value_added=5"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(result("prices_by_change.csv"), "sector,payments=10@S1,value_added=5\nS1,8.1518"));
  EXPECT_TRUE(contains(result("demand_prices.csv"), "all_final_demand,1.0"));
  EXPECT_TRUE(contains(result("manifest.json"), "prices are 1 before any change"));
  EXPECT_TRUE(contains(o.out, "| S1 "));
}

TEST_F(MeasureCommands, PricesSayWhatTheyDoNotKnow) {
  fails(1, {"prices", two_}, {"--change"});
  fails(1, {"prices", two_, "--change", "payments"}, {"ACCOUNT=PERCENT"});
  fails(1, {"prices", two_, "--change", "payments=ten"}, {"ACCOUNT=PERCENT"});
  fails(1, {"prices", two_, "--change", "payments=-101"}, {"-100"});
  fails(1, {"prices", two_, "--change", "payment=10"}, {"did you mean 'payments'?"});
  fails(1, {"prices", two_, "--change", "payments=10@S4"}, {"a sector"});
  // persons are no cost
  fails(1, {"prices", "datasets/manual-germany-1995/table.csv", "--change", "EMP_TOTAL=10"}, {"a primary input"});
}

TEST_F(MeasureCommands, DecomposesTheChangeBetweenTwoTables) {
  const auto earlier =
      tmp_.write("a.csv", "code,S1,S2,f,output\nS1,50,0,50,100\nS2,0,10,90,100\nwork,50,90,,\noutput,100,100,,\n");
  const auto later =
      tmp_.write("b.csv", "code,S2,S1,f,output\nS2,10,0,90,100\nS1,0,30,120,150\nwork,90,120,,\noutput,100,150,,\n");
  const outcome o = run({"decompose", earlier.string(), later.string()});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(result("effects.csv"), "output,S1,technology,-63.7"));
  EXPECT_TRUE(contains(result("effects.csv"), "output,S2,change,0\n"));
  EXPECT_TRUE(
      contains(result("effects_total.csv"), "account,intensity,technology,composition,level,final_demand,change\n"));
  EXPECT_TRUE(contains(result("manifest.json"), "effects add up to the change"));
  EXPECT_TRUE(contains(o.out, "| output,"));
}

TEST_F(MeasureCommands, DecomposeNamesSectorsThatDiffer) {
  const auto other = tmp_.write(
      "c.csv", "code,S1,S9,final_demand,output\nS1,50,0,50,100\nS9,0,10,90,100\nwork,50,90,,\noutput,100,100,,\n");
  tmp_.write("c.toml", "unit = \"money units\"\n");
  fails(3, {"decompose", two_, other.string()}, {"'S2' is not in the later table", "'S9' is not in the earlier table"});
}

}  // namespace
}  // namespace agglo::test
