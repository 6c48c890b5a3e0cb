// `agglo access` as a user meets it: what is written, what is said, exit codes, and that nothing is half written.
#include <gtest/gtest.h>

#include "kernels/spillover/decay.hpp"
#include "tests/host/place_command.hpp"
#include "tests/host/written_numbers.hpp"

namespace agglo::test {
namespace {

class Access : public place_command {
 protected:
  Access() : place_command("access") {}
  outcome run(const std::string& places, std::vector<std::string> more) {
    more.insert(more.end(), {"--amount", "gdp"});
    return place_command::run(places, more);
  }
  void fails(int code, const std::string& places, std::vector<std::string> more,
             const std::vector<std::string>& words) {
    more.insert(more.end(), {"--amount", "gdp"});
    place_command::fails(code, places, more, words);
  }
};

const std::string five = "city,gdp\na,1\nb,1.2\nc,1\nd,1\ne,1\n";
std::string iceberg(const std::string& between = "1.1") {
  std::string text = "from";
  for (const char c : {'a', 'b', 'c', 'd', 'e'}) text += std::string(",") + c;
  for (const char r : {'a', 'b', 'c', 'd', 'e'}) {
    text += std::string("\n") + r;
    for (const char c : {'a', 'b', 'c', 'd', 'e'}) text += r == c ? ",1" : "," + between;
  }
  return text + "\n";
}

// Donaldson & Hornbeck (2016), equations 9 and 10, computed on its own: iceberg costs of 1.1, theta 8.
TEST_F(Access, FivePlacesWithIcebergCosts) {
  const outcome o =
      run(five, {"--costs", write("tau.csv", iceberg()), "--theta", "8", "--unit", "1", "--year", "2020"});
  ASSERT_EQ(o.code, 0) << o.err;
  expect_written(out() / "market_access.csv", {2.959330997, 3.066029521, 2.959330997, 2.959330997, 2.959330997});
  expect_written(out() / "market_access_fixed_point.csv",
                 {1.715535353, 1.766885482, 1.715535353, 1.715535353, 1.715535353});
  expect_written(out() / "own_share.csv",
                 {1 / 2.959330997, 1.2 / 3.066029521, 1 / 2.959330997, 1 / 2.959330997, 1 / 2.959330997});
  EXPECT_TRUE(contains(o.out, "| b | 3.06603 | 1.76689 | 39.1 % |"));
  const std::string manifest = read_text(out() / "manifest.json"), summary = read_text(out() / "summary.md");
  EXPECT_TRUE(contains(manifest, "\"year\": \"2020\""));
  EXPECT_TRUE(contains(manifest, "MA_i = sum over j of K_ij Y_j / MA_j, K = c^-8"));
  EXPECT_TRUE(contains(summary, "What it does not say"));
}

// A line that makes every cost dearer by one factor changes access by -theta and -theta / 2 times its logarithm.
TEST_F(Access, ChangedCostsInLogarithms) {
  std::string dearer = "from,a,b,c,d,e\n";
  for (const char r : {'a', 'b', 'c', 'd', 'e'}) {
    dearer += r;
    for (const char c : {'a', 'b', 'c', 'd', 'e'}) dearer += r == c ? ",2" : ",2.2";
    dearer += "\n";
  }
  const outcome o =
      run(five, {"--costs", write("tau.csv", iceberg()), "--changed", write("dearer.csv", dearer), "--theta", "8"});
  ASSERT_EQ(o.code, 0) << o.err;
  const double simple = -8 * std::log(2), fixed = -4 * std::log(2);
  expect_written(out() / "log_change.csv", {simple, fixed, simple, fixed, simple, fixed, simple, fixed, simple, fixed});
  EXPECT_TRUE(std::filesystem::exists(out() / "market_access_changed.csv"));
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "ln change"));
}

// A new line from a to b brings c, behind b, nearer to a too: pairs go by their cheapest route.
TEST_F(Access, NewLineInANetworkOfLinks) {
  const std::string old_lines = "from,to,mode,minutes\na,b,rail,60\nb,c,rail,30\n",
                    new_line = "from,to,mode,year,minutes\na,b,rail,2020,60\nb,c,rail,2020,30\na,b,rail,2027,20\n";
  const outcome o =
      run("city,gdp\na,10\nb,20\nc,30\n", {"--minutes", write("old.csv", old_lines), "--changed",
                                           write("new.csv", new_line), "--links", "--within", "10", "--theta", "1"});
  ASSERT_EQ(o.code, 0) << o.err;
  const double a = 10 / 10. + 20 / 60. + 30 / 90., a_new = 10 / 10. + 20 / 20. + 30 / 50.;
  const auto before = written_numbers(out() / "market_access.csv"),
             after = written_numbers(out() / "market_access_changed.csv"),
             change = written_numbers(out() / "log_change.csv");
  EXPECT_NEAR(before[0], a, 1e-12);
  EXPECT_NEAR(before[2], 10 / 90. + 20 / 30. + 30 / 10., 1e-12);
  EXPECT_NEAR(after[0], a_new, 1e-12);
  EXPECT_NEAR(change[0], std::log(a_new / a), 1e-12);
  EXPECT_GT(change[4], 0);
  // junctions that are no places of the file carry routes too
  std::filesystem::remove_all(out());
  ASSERT_EQ(run("city,gdp\na,10\nc,30\n",
                {"--minutes", write("old.csv", old_lines), "--links", "--within", "10", "--theta", "1"})
                .code,
            0);
  EXPECT_NEAR(written_numbers(out() / "market_access.csv")[0], 1 + 30 / 90., 1e-12);
}

TEST_F(Access, ByCoordinatesAndExponential) {
  const std::string places = "city,gdp,lon,lat\na,10,120,30\nb,20,121,30\nc,5,121,30\n";
  const outcome o = run(places, {"--lon", "lon", "--lat", "lat", "--within", "10", "--length", "50"});
  ASSERT_EQ(o.code, 0) << o.err;
  const double far = std::exp(-great_circle_km(120, 30, 121, 30) / 50), near = std::exp(-.2);
  expect_written(out() / "market_access.csv",
                 {10 * near + 25 * far, 20 * near + 5 + 10 * far, 5 * near + 20 + 10 * far});
  std::filesystem::remove_all(out());
  ASSERT_EQ(run(places, {"--lon", "lon", "--lat", "lat", "--within", "10", "--theta", "1"}).code, 0);
  EXPECT_NEAR(written_numbers(out() / "market_access.csv")[1], 2 + .5 + 10 / great_circle_km(120, 30, 121, 30),
              1e-9);  // below 10 km a power is level
}

TEST_F(Access, AmountsOfAFactsFile) {
  const std::string facts =
      "city,indicator,year,value,unit\na,GDP,2019,7,bn\na,GDP,2020,1,bn\nb,GDP,2020,1.2,bn\nc,GDP,2020,1,bn\nd,GDP,"
      "2020,1,"
      "bn\ne,GDP,2020,1,bn\n";
  const std::vector<std::string> more{"--costs", write("tau.csv", iceberg()), "--theta",  "8",
                                      "--facts", write("facts.csv", facts),   "--amount", "GDP"};
  const auto file = tmp_.write("places.csv", five);
  std::vector<std::string> words{"access", file.string(), "--out", out().string(), "--year", "2020"};
  words.insert(words.end(), more.begin(), more.end());
  const outcome o = agglo_says(words);
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NEAR(written_numbers(out() / "market_access.csv")[1], 3.066029521, 1e-9);
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"unit\": \"bn\""));
  words[5] = "2018";
  EXPECT_EQ(agglo_says(words).code, 3);
}

TEST_F(Access, BadInputIsNamed) {
  const std::string tau = write("tau.csv", iceberg());
  const std::vector<std::string> by_tau{"--costs", tau, "--theta", "8"};
  fails(3, "city,gpd\na,1\n", by_tau, {"gdp", "did you mean 'gpd'?"});
  fails(3, "city,gdp\na,1\nb,nan\n", by_tau, {"places.csv:3:3", "'nan'", "an amount of 0 or more"});
  fails(3, "city,gdp\na,1\nb,-2\n", by_tau, {"places.csv:3:3"});
  fails(3, "city,gdp\na,1\na,2\n", by_tau, {"every place once", "line 2"});
  fails(3, "city,gdp\na,1\nee,2\n", by_tau, {"tau.csv: 'ee': expected a row for every place"});
  fails(3, "city,gdp\n", by_tau, {"no places"});
  fails(
      3, five,
      {"--costs", write("gap.csv", "from,a,b,c,d,e\na,1,2,,2,2\nb,2,1,2,2,2\nc,2,2,1,2,2\nd,2,2,2,1,2\ne,2,2,2,2,1\n"),
       "--theta", "8"},
      {"no cost from 'a' to 'c'", "--links"});
  fails(3, "city,gdp\na,1\nb,1\n", {"--costs", write("own.csv", "from,a,b\na,,2\nb,2,1\n"), "--theta", "8"},
        {"no cost within 'a'", "--within"});
  fails(3, "city,gdp\na,1\nb,1\n", {"--costs", write("zero.csv", "from,a,b\na,1,0\nb,2,1\n"), "--theta", "8"},
        {"zero.csv:2:5", "a cost above 0"});
  const std::string minutes = write("minutes.csv", "from,to,mode,minutes\nHangzhou,Ningbo,hsr,55\n");
  fails(3, "city,gdp\nHangzhou,1\nNingbp,1\n", {"--minutes", minutes, "--theta", "1", "--within", "9"},
        {"minutes.csv: 'Ningbp': expected minutes for every place", "did you mean 'Ningbo'?"});
  fails(3, "city,gdp\nHangzhou,1\nNingbo,1\n", {"--minutes", minutes, "--mode", "hrs", "--theta", "1", "--within", "9"},
        {"no minutes by 'hrs'", "hsr"});
  fails(3, "city,gdp\na,1\nb,1\n",
        {"--minutes", write("parts.csv", "from,to,mode,minutes\na,x,hsr,55\nb,y,hsr,55\n"), "--links", "--theta", "1",
         "--within", "9"},
        {"no route from 'a' to 'b'"});
  fails(4, "city,gdp\na,1\nb,0\n",
        {"--costs", write("two.csv", "from,a,b\na,1,9\nb,9,1\n"), "--theta", "1", "--cutoff", "5"},
        {"reaches no market", "'b'"});
}

TEST_F(Access, OptionsThatDoNotGoTogether) {
  const std::string tau = write("tau.csv", iceberg());
  fails(1, five, {"--costs", tau}, {"--theta"});
  fails(1, five, {"--theta", "1"}, {"--costs FILE, --minutes FILE, or --lon and --lat"});
  fails(1, five, {"--lon", "lon", "--theta", "1"}, {"--lon and --lat go together"});
  fails(1, five, {"--lon", "lon", "--lat", "lat", "--theta", "1"}, {"--within"});
  fails(1, five, {"--costs", tau, "--theta", "-1"}, {"--theta"});
  fails(1, five, {"--costs", tau, "--theta", "1", "--length", "2"}, {"--length"});
  fails(1, five, {"--costs", tau, "--theta", "1", "--mode", "hsr"}, {"--mode goes with --minutes"});
}

TEST_F(Access, GpuAgrees) {
  const std::vector<std::string> more{"--costs", write("tau.csv", iceberg()), "--theta", "8"};
  ASSERT_EQ(run(five, more).code, 0);
  const auto want = written_numbers(out() / "market_access_fixed_point.csv");
  std::filesystem::remove_all(out());
  device_ = "gpu";
  const outcome o = run(five, more);
  if (o.code == 5) GTEST_SKIP() << "no gpu here";
  ASSERT_EQ(o.code, 0) << o.err;
  expect_written(out() / "market_access_fixed_point.csv", want, 1e-11);
}

}  // namespace
}  // namespace agglo::test
