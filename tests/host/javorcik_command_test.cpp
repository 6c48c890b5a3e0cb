// `agglo javorcik` as a user meets it: what is written, what is said, exit codes, and that nothing is half written.
#include <gtest/gtest.h>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/written_numbers.hpp"

namespace agglo::test {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

class Javorcik : public ::testing::Test {
 protected:
  outcome run(const std::string& firms, const std::vector<std::string>& more = {}) {
    const auto file = tmp_.write("firms.csv", firms);
    std::vector<std::string> words{"javorcik", file.string(), "--table", table_,         "--share",  "foreign",
                                   "--output", "sales",       "--out",   out().string(), "--device", device_};
    words.insert(words.end(), more.begin(), more.end());
    std::filesystem::remove_all(out());
    return agglo_says(std::move(words));
  }
  /// Fails with this code and these words, and leaves neither results nor half results.
  void fails(int code, const std::string& firms, const std::vector<std::string>& more,
             const std::vector<std::string>& words) {
    const outcome o = run(firms, more);
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_TRUE(contains(o.err, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  /// An array of three axes is written in long form, its number last.
  void expect_numbers(const std::string& name, const std::vector<double>& want) {
    std::istringstream text(read_text(out() / (name + ".csv")));
    std::string line;
    std::getline(text, line);
    for (std::size_t k = 0; k < want.size(); ++k) {
      ASSERT_TRUE(std::getline(text, line)) << name << " ends at " << k;
      const std::string cell = line.substr(line.rfind(',') + 1);
      if (std::isnan(want[k]))
        EXPECT_EQ(cell, "") << name << ": " << line;
      else
        EXPECT_NEAR(std::stod(cell), want[k], 1e-14) << name << ": " << line;
    }
    EXPECT_FALSE(std::getline(text, line)) << name;
  }
  std::string write(const std::string& name, const std::string& text) { return tmp_.write(name, text).string(); }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  temporary_folder tmp_;
  std::string device_ = "cpu";
  // sugar sells 5 to jam and 5 to chocolate
  std::string table_ = tmp_.write("sweets.csv",
                                  "code,sugar,jam,chocolate,households,output\nsugar,0,5,5,10,20\njam,0,0,0,30,30\n"
                                  "chocolate,0,0,0,40,40\nvalue_added,20,25,35,,\noutput,20,30,40,,\n")
                           .string();
};

// The example of Javorcik (2004): no jam and half of all chocolate is made by foreign affiliates, and sugar sells half
// of its output to each: 1/2 (0) + 1/2 (1/2) = 0.25.
TEST_F(Javorcik, SugarJamAndChocolate) {
  const outcome o =
      run("firm_id,industry,foreign,sales\ns,sugar,0,20\nj,jam,0,30\nc,chocolate,1,20\nd,chocolate,0,20\n");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("horizontal", {0, 0, .5});
  expect_numbers("backward", {.25, 0, 0});
  expect_numbers("forward", {0, 0, 0});
  EXPECT_TRUE(contains(read_text(out() / "firms.csv"), "s,all,all,sugar,0,0.25,0\n"));
  EXPECT_TRUE(contains(read_text(out() / "firms.csv"), "d,all,all,chocolate,0.5,0,0\n"));
  const std::string summary = read_text(out() / "summary.md");
  EXPECT_TRUE(contains(summary, "no exports are told"));
  EXPECT_TRUE(contains(summary, "no effects"));
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "alpha_jk = z_jk / sum over k of z_jk"));
}

// Exports leave the forward measure alone: what is sold abroad reaches no buyer here.
TEST_F(Javorcik, ExportsAndRegionsAndYears) {
  const std::string firms =
      "firm_id,industry,foreign,sales,abroad,city,year\n"
      "s,sugar,1,10,8,Ningbo,2020\nt,sugar,0,10,0,Ningbo,2020\n"
      "s,sugar,1,10,0,Ningbo,2019\nc,chocolate,.5,8,0,Hefei,2020\n";
  const outcome o =
      run(firms, {"--exports", "abroad", "--region", "city", "--year-column", "year", "--unit", "million CNY"});
  ASSERT_EQ(o.code, 0) << o.err;
  // 2019 before 2020, Ningbo before Hefei, sugar jam chocolate
  expect_numbers("horizontal", {1, none, none, none, none, none, .5, none, none, none, none, .5});
  expect_numbers("horizontal_at_home", {1, none, none, none, none, none, 2. / 12, none, none, none, none, .5});
  expect_numbers("forward", {0, 1, 1, 0, 0, 0, 0, 2. / 12, 2. / 12, 0, 0, 0});
  expect_numbers("backward", {0, 0, 0, 0, 0, 0, 0, 0, 0, .25, 0, 0});
  expect_numbers("number_of_firms", {1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1});
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "2019 to 2020"));
}

TEST_F(Javorcik, OwnFirmLeftOut) {
  const std::string firms = "firm_id,industry,foreign,sales\na,jam,1,10\nb,jam,0,30\nc,jam,.5,60\ns,sugar,.3,1\n";
  ASSERT_EQ(run(firms).code, 0);
  const std::string counted = read_text(out() / "firms.csv");
  EXPECT_TRUE(contains(counted, "a,all,all,jam,0.4,"));
  ASSERT_EQ(run(firms, {"--without-own"}).code, 0);
  const std::string left_out = read_text(out() / "firms.csv");
  EXPECT_TRUE(contains(left_out, "b,all,all,jam,0.5714285714285714,"));  // (10 + 30) / 70
  EXPECT_TRUE(contains(left_out, "a,all,all,jam,0.3333333333333333,"));  // 30 / 90
  EXPECT_TRUE(contains(left_out, "s,all,all,sugar,,"));                  // alone
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "left out"));
}

// A firm that is nearly all of its sector loses no digits of the rest: nothing is subtracted.
TEST_F(Javorcik, OwnFirmLeftOutKeepsTheDigitsOfTheRest) {
  ASSERT_EQ(run("firm_id,industry,foreign,sales\na,jam,.9,1e15\nb,jam,1,.1\nc,jam,0,.3\n", {"--without-own"}).code, 0);
  EXPECT_TRUE(contains(read_text(out() / "firms.csv"), "a,all,all,jam,0.25,"));
}

TEST_F(Javorcik, ConcordanceAndPercent) {
  const std::string map = write("map.csv", "from,to\nSZ,sugar\nCH1,chocolate\nCH2,chocolate\n");
  const outcome o =
      run("firm_id,industry,foreign,sales\ns,SZ,0,1\nc,CH1,100,3\nd,CH2,0,1\n", {"--concordance", map, "--percent"});
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("horizontal", {0, none, .75});
  expect_numbers("backward", {.375, 0, 0});
}

// Imported intermediates are bought too (the paper counts them); --domestic takes them out of a competitive table.
TEST_F(Javorcik, TotalFlowsUnlessDomestic) {
  table_ =
      tmp_.write(
              "open.csv",
              "code,a,b,c,households,export,import,output\na,0,4,4,12,0,10,10\nb,2,0,6,12,0,0,20\nc,0,0,0,30,0,0,30\n"
              "value_added,8,16,20,,,,\noutput,10,20,30,,,,\n")
          .string();
  const std::string firms = "firm_id,industry,foreign,sales\nx,a,1,5\ny,b,0,5\nz,c,1,5\n";
  const outcome o = run(firms);
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("backward", {.5, .25 + .75, 0});
  expect_numbers("forward", {0, 1, .4});
  ASSERT_EQ(run(firms, {"--domestic"}).code, 0);
  expect_numbers("forward", {0, 1, .25});  // of a's 4 half are made here: 2 / (2 + 6)
}

TEST_F(Javorcik, BadInputIsNamed) {
  const std::string head = "firm_id,industry,foreign,sales\n";
  fails(3, "firm_id,industry,foriegn,sales\na,jam,0,1\n", {}, {"'foreign'", "did you mean 'foriegn'?"});
  fails(3, head + "a,jam,0,nan\n", {}, {"firms.csv:2:9", "'nan'", "an output of 0 or more"});
  fails(3, head + "a,jam,40,1\n", {}, {"firms.csv:2:7", "a share from 0 to 1", "--percent"});
  fails(3, head + "a,jm,0,1\n", {}, {"firms.csv:2:3", "'jm'", "did you mean 'jam'?"});
  fails(3, head + "a,jam,0,1\na,jam,0,1\n", {}, {"every firm once, found it in line 2", "--year-column"});
  fails(3, head, {}, {"no firms"});
  fails(3, "firm_id,industry,foreign,sales,abroad\na,jam,0,1,2\n", {"--exports", "abroad"},
        {"firms.csv:2:11", "exports within the firm's output of 1"});
  fails(3, "firm_id,industry,foreign,sales,city\na,jam,0,1,\n", {"--region", "city"}, {"a region"});
  fails(3, head + "a,XX,0,1\n", {"--concordance", write("map.csv", "from,to\nSZ,sugr\n")},
        {"map.csv:2:4", "'sugr'", "did you mean 'sugar'?"});
  fails(3, head + "a,CH,0,1\n", {"--concordance", write("map.csv", "from,to\nCH1,chocolate\n")}, {"'CH'", "CH1"});
}

TEST_F(Javorcik, TableOfSeveralRegions) {
  table_ = "datasets/miller-blair/two_regions.csv";
  const std::string regions = read_text("datasets/miller-blair/two_regions.csv");
  const std::string label =
      regions.substr(regions.find('\n') + 1, regions.find(',', regions.find('\n')) - regions.find('\n') - 1);
  const std::string firms = "firm_id,industry,foreign,sales,city\nx," + label + ",1,5,A\n";
  EXPECT_EQ(run(firms).code, 0);
  fails(1, firms, {"--region", "city"}, {"the table has regions of its own"});
}

TEST_F(Javorcik, GpuAgrees) {
  device_ = "gpu";
  const outcome o =
      run("firm_id,industry,foreign,sales\ns,sugar,1,20\nj,jam,0,30\nc,chocolate,1,20\nd,chocolate,0,20\n");
  if (o.code == 5) GTEST_SKIP() << "no gpu here";
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("backward", {.25, 0, 0});
  expect_numbers("forward", {0, 1, 1});
}

}  // namespace
}  // namespace agglo::test
