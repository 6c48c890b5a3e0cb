// `agglo spillover` as a user meets it: what is written, what is said, exit codes, and that nothing is half written.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <vector>

#include "kernels/spillover/decay.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class Spillover : public ::testing::Test {
 protected:
  outcome run(const std::string& firms, const std::vector<std::string>& more) {
    const auto file = tmp_.write("firms.csv", firms);
    std::vector<std::string> words{"spillover", file.string(), "--out", out().string(), "--device", "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  /// Fails with this code and these words, and leaves neither results nor half results.
  void fails(int code, const std::string& firms, const std::vector<std::string>& more,
             const std::vector<std::string>& words) {
    const outcome o = run(firms, more);
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_TRUE(contains(o.err, w)) << o.err;
    EXPECT_FALSE(std::filesystem::exists(out()));
    for (const auto& f : std::filesystem::directory_iterator(tmp_.path()))
      EXPECT_EQ(f.path().filename().string().find(".partial-"), std::string::npos);
  }
  /// The numbers behind the labels of a written array.
  [[nodiscard]] std::vector<double> numbers(const std::string& name) const {
    std::istringstream text(read_text(out() / (name + ".csv")));
    std::vector<double> values;
    std::string line, cell;
    std::getline(text, line);
    while (std::getline(text, line)) {
      std::istringstream cells(line);
      std::getline(cells, cell, ',');
      while (std::getline(cells, cell, ',')) values.push_back(std::stod(cell));
    }
    return values;
  }
  void expect_numbers(const std::string& name, const std::vector<double>& want, double tolerance = 1e-9) {
    const std::vector<double> got = numbers(name);
    ASSERT_EQ(got.size(), want.size()) << name;
    for (std::size_t k = 0; k < got.size(); ++k) EXPECT_NEAR(got[k], want[k], tolerance) << name << " " << k;
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }

  temporary_folder tmp_;
};

const std::string three =
    "firm_id,city,industry,lon,lat,rd,owner,t1,t2,t3\n"
    "a,Ningbo,ICE,121,30,10,,50,50,0\n"
    "b,Ningbo,NEV,121,30,20,a,100,0,0\n"
    "c,Hefei,ICE,122,30,40,,0,25,75\n";

// Bloom, Schankerman & Van Reenen (2013) by hand.
TEST_F(Spillover, TechnologyAlone) {
  ASSERT_EQ(run(three, {"--stock", "rd", "--technology", "t*"}).code, 0);
  expect_numbers("pools", {23.086407534, 7.071067812, 2.236067977});
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "low rank"));
  ASSERT_EQ(run(three, {"--stock", "rd", "--technology", "t1", "t2", "t3", "--mahalanobis"}).code, 0);
  expect_numbers("pools", {44.320970547, 14.959139193, 8.660317297});
}

TEST_F(Spillover, TechnologyOfAFileOfItsOwn) {
  const std::string rows = "firm_id,class,value\nc,H04,75\na,G06,30\na,G06,20\na,B60,50\nc,B60,25\n";
  const auto file = tmp_.write("patents.csv", rows + "b,G06,100\n");
  ASSERT_EQ(run(three, {"--stock", "rd", "--technology-file", file.string()}).code, 0);
  expect_numbers("pools", {23.086407534, 7.071067812, 2.236067977});
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"H04\""));
  std::filesystem::remove_all(out());
  tmp_.write("patents.csv", rows);
  fails(3, three, {"--stock", "rd", "--technology-file", file.string()}, {"firms.csv:3", "'b'", "a class above 0 in"});
  tmp_.write("patents.csv", rows + "b,G06,1\nd,G06,-1\n");
  fails(3, three, {"--stock", "rd", "--technology-file", file.string()}, {"patents.csv:8:1", "a firm of", "0 or more"});
  fails(1, three, {"--stock", "rd", "--technology-file", file.string(), "--technology", "t*"},
        {"technology comes from"});
}

TEST_F(Spillover, DistanceMatricesSharesAndPositions) {
  const outcome o =
      run(three, {"--stock", "rd", "--unit", "million CNY a year", "--year", "2024", "--lon", "lon", "--lat", "lat",
                  "--length", "50", "--by", "city", "--by", "city+industry", "--senders-of", "c"});
  ASSERT_EQ(o.code, 0) << o.err;
  const double k = std::exp(-great_circle_km(121, 30, 122, 30) / 50);
  expect_numbers("pools", {20 + 40 * k, 10 + 40 * k, 30 * k});
  expect_numbers("city_matrix", {30, 80 * k, 30 * k, 0});
  expect_numbers("city_row_shares", {30 / (30 + 80 * k), 80 * k / (30 + 80 * k), 1, 0});
  expect_numbers("city_column_shares", {1 / (1 + k), 1, k / (1 + k), 0});
  expect_numbers("city_position", {30, 80 * k, 30 * k, -50 * k, 0, 30 * k, 80 * k, 50 * k});
  expect_numbers("city+industry_matrix", {0, 20, 40 * k, 10, 0, 40 * k, 10 * k, 20 * k, 0});
  EXPECT_TRUE(contains(read_text(out() / "city+industry_matrix.csv"), "Ningbo:NEV"));
  EXPECT_TRUE(contains(read_text(out() / "senders.csv"), "c,b,"));
  const std::string m = read_text(out() / "manifest.json"), s = read_text(out() / "summary.md");
  for (const char* word : {"all pairs", "exp(-d / 50)", "\"pairs_at_distance_zero\": 1", "million CNY a year", "2024"})
    EXPECT_TRUE(contains(m, word)) << word;
  EXPECT_TRUE(contains(s, "pairs of firms in one spot, at distance 0: 1"));
  EXPECT_TRUE(contains(o.out, "By city"));
}

TEST_F(Spillover, OwnersAndGroupsLeftOut) {
  ASSERT_EQ(run(three, {"--stock", "rd", "--without-owner", "owner"}).code, 0);
  expect_numbers("pools", {40, 40, 30});
  ASSERT_EQ(run(three, {"--stock", "rd", "--without-group", "industry"}).code, 0);
  expect_numbers("pools", {20, 50, 20});
}

TEST_F(Spillover, PlacesSectorsAndSinglePrecision) {
  const auto minutes = tmp_.write("minutes.csv", "from,to,mode,minutes\nNingbo,Hefei,rail,120\nHefei,Hefei,rail,20\n");
  const auto table = tmp_.write("a.csv", "sector,ICE,NEV\nICE,1,2\nNEV,3,5\n");
  const std::vector<std::string> with{
      "--stock",          "rd", "--place",  "city",     "--minutes",      minutes.string(), "--length", "60",
      "--within-minutes", "30", "--sector", "industry", "--coefficients", table.string()};
  ASSERT_EQ(run(three, with).code, 0);
  const double within = std::exp(-.5), between = std::exp(-2);
  expect_numbers("pools",
                 {2 * 20 * within + 40 * between, 3 * 10 * within + 3 * 40 * between, 10 * between + 40 * between});
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"route\": \"all pairs\""));
  ASSERT_EQ(run(three, {"--stock", "rd", "--x", "lon", "--y", "lat", "--decay", "power", "--theta", "1", "--inner",
                        ".5", "--single"})
                .code,
            0);
  expect_numbers("pools", {80, 60, 30}, 1e-3);
}

// A file of few of many classes is held by rows without zeros; the same pools as from columns, dense.
TEST_F(Spillover, FewOfManyClassesAreHeldByRows) {
  std::string firms = "firm_id,lon,lat,rd", rows = "firm_id,class,value\n", few = "firm_id,lon,lat,rd\n";
  for (int k = 0; k < 12; ++k) firms += fmt::format(",t{}", k);
  firms += "\n";
  for (int i = 0; i < 40; ++i) {
    const std::string firm = fmt::format("f{},{},{},{}", i, 120 + .1 * i, 30 + .05 * (i % 7), 1 + i % 5);
    firms += firm, few += firm + "\n";
    for (int k = 0; k < 12; ++k) {
      const int patents = (i + 5 * k) % 6 == 0 ? 1 + (i + k) % 3 : 0;
      firms += fmt::format(",{}", patents);
      if (patents > 0) rows += fmt::format("f{},t{},{}\n", i, k, patents);
    }
    firms += "\n";
  }
  const auto file = tmp_.write("patents.csv", rows);
  const std::vector<std::string> near{"--lon", "lon", "--lat", "lat", "--length", "80"};
  for (const bool placed : {false, true})
    for (const bool mahalanobis : {false, true}) {
      std::vector<std::string> by_file{"--stock", "rd", "--technology-file", file.string()},
          by_column{"--stock", "rd", "--technology", "t*"};
      for (std::vector<std::string>* words : {&by_file, &by_column}) {
        if (placed) words->insert(words->end(), near.begin(), near.end());
        if (mahalanobis) words->emplace_back("--mahalanobis");
      }
      ASSERT_EQ(run(few, by_file).code, 0);
      EXPECT_TRUE(contains(read_text(out() / "manifest.json"),
                           mahalanobis ? "\"held\": \"dense\"" : "\"held\": \"by rows without zeros\""));
      const std::vector<double> got = numbers("pools");
      ASSERT_EQ(run(firms, by_column).code, 0);
      expect_numbers("pools", got, 1e-12);
    }
  // halves are asked for: rounded profiles, and not the rows in another precision
  ASSERT_EQ(run(few, {"--stock", "rd", "--technology-file", file.string(), "--lon", "lon", "--lat", "lat", "--length",
                      "80", "--precision", "fp16"})
                .code,
            0);
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"held\": \"dense\""));
  // against the definition
  std::istringstream lines(firms);
  std::string line;
  std::getline(lines, line);
  std::vector<std::vector<double>> f;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    f.emplace_back();
    std::getline(cells, line, ',');
    while (std::getline(cells, line, ',')) f.back().push_back(std::stod(line));
  }
  std::vector<double> want(f.size());
  for (std::size_t i = 0; i < f.size(); ++i)
    for (std::size_t j = 0; j < f.size(); ++j) {
      double ab = 0, aa = 0, bb = 0;
      for (std::size_t k = 3; k < f[i].size(); ++k)
        ab += f[i][k] * f[j][k], aa += f[i][k] * f[i][k], bb += f[j][k] * f[j][k];
      if (i != j)
        want[i] +=
            std::exp(-great_circle_km(f[i][0], f[i][1], f[j][0], f[j][1]) / 80) * ab / std::sqrt(aa * bb) * f[j][2];
    }
  std::vector<std::string> words{"--stock", "rd", "--technology-file", file.string()};
  words.insert(words.end(), near.begin(), near.end());
  ASSERT_EQ(run(few, words).code, 0);
  expect_numbers("pools", want, 1e-11);
}

// Half the distance to Ningbo from Hefei both ways; then its own factor from Ningbo to Hefei.
TEST_F(Spillover, AFasterLineBringsTwoCitiesNearer) {
  const auto file = tmp_.write("faster.csv", "from,to,factor\nHefei,Ningbo,0.5\n");
  const std::vector<std::string> with{"--stock", "rd",     "--lon", "lon",  "--lat", "lat",       "--length",
                                      "50",      "--zone", "city",  "--by", "city",  "--stretch", file.string()};
  const outcome o = run(three, with);
  ASSERT_EQ(o.code, 0) << o.err;
  const double km = great_circle_km(121, 30, 122, 30), k = std::exp(-km / 50), near = std::exp(-km / 100);
  expect_numbers("pools", {20 + 40 * near, 10 + 40 * near, 30 * near});
  expect_numbers("pools_change", {40 * (near - k), 40 * (near - k), 30 * (near - k)});
  expect_numbers("city_matrix", {30, 80 * near, 30 * near, 0});
  expect_numbers("city_matrix_change", {0, 80 * (near - k), 30 * (near - k), 0});
  EXPECT_TRUE(contains(read_text(out() / "summary.md"),
                       fmt::format("{:+.2f} % by the factors of distance", 100 * (near / k - 1))));
  for (const char* word : {"times the factors of faster.csv", "\"factor\": 0.5", "\"zone\": \"city\""})
    EXPECT_TRUE(contains(read_text(out() / "manifest.json"), word)) << word;
  tmp_.write("faster.csv", "from,to,factor\nHefei,Ningbo,0.5\nNingbo,Hefei,1\n");
  ASSERT_EQ(run(three, with).code, 0);
  expect_numbers("pools", {20 + 40 * near, 10 + 40 * near, 30 * k});  // what comes from Hefei alone
  std::filesystem::remove_all(out());
  tmp_.write("faster.csv", "from,to,factor\nHefe,Ningbo,0.5\nNingbo,Hefei,-1\nNingbo,Hefei,2\n");
  fails(3, three, with,
        {"faster.csv:2:1: 'Hefe': expected a zone in which a firm stands; mend: did you mean 'Hefei'?",
         "faster.csv:3:14", "faster.csv:4:1: 'Ningbo': expected every pair and direction once"});
  fails(1, three, {"--stock", "rd", "--zone", "city"}, {"--zone and --stretch go together"});
  fails(1, three, {"--stock", "rd", "--zone", "city", "--stretch", file.string()}, {"--stretch multiplies distances"});
}

TEST_F(Spillover, ProfilesInHalfPrecision) {
  const std::vector<std::string> with{"--stock", "rd",       "--technology", "t*",   "--lon", "lon",        "--lat",
                                      "lat",     "--length", "50",           "--by", "city",  "--precision"};
  const auto run_in = [&](const char* precision) {
    auto words = with;
    words.emplace_back(precision);
    ASSERT_EQ(run(three, words).code, 0) << precision;
  };
  run_in("fp64");
  const std::vector<double> exact = numbers("pools");
  run_in("split16");
  expect_numbers("pools", exact, 2e-5 * exact[0]);
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "profiles of two float16"));
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "3.1 u^2"));
  run_in("fp16");
  expect_numbers("pools", exact, 1e-3 * exact[0]);
  EXPECT_NE(numbers("pools"), exact);
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "float16 profiles, float32 pairs"));
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "2u + u^2"));
  std::filesystem::remove_all(out());
  fails(1, three, {"--stock", "rd", "--precision", "fp16"}, {"profiles of technology"});
  fails(1, three, {"--stock", "rd", "--precision", "fp32", "--single"}, {"one of the two"});
  fails(1, three, {"--stock", "rd", "--precision", "fp8"}, {"fp8"});
}

TEST_F(Spillover, OptionsThatDoNotGoTogether) {
  const auto usage = [&](std::vector<std::string> more, const std::string& word) {
    more.insert(more.begin(), {"--stock", "rd"});
    fails(1, three, more, {word});
  };
  usage({"--lon", "lon", "--length", "50"}, "--lon and --lat go together");
  usage({"--lon", "lon", "--lat", "lat"}, "a distance needs a decay");
  usage({"--length", "50"}, "a decay needs a distance");
  usage({"--place", "city"}, "--place and --minutes go together");
  usage({"--sector", "industry"}, "--sector and --coefficients go together");
  usage({"--mahalanobis"}, "--mahalanobis needs --technology");
  usage({"--lon", "lon", "--lat", "lat", "--x", "lon", "--y", "lat", "--length", "5"}, "distance comes from");
  usage({"--lon", "lon", "--lat", "lat", "--decay", "power", "--theta", "1"}, "--inner");
  usage({"--lon", "lon", "--lat", "lat", "--decay", "band"}, "--cutoff");
  usage({"--lon", "lon", "--lat", "lat", "--length", "0"}, "--length");
}

TEST_F(Spillover, BadInput) {
  fails(3, three, {"--stock", "rdd"}, {"rdd", "did you mean 'rd'"});
  fails(3, three, {"--stock", "rd", "--by", "citty"}, {"citty", "did you mean 'city'"});
  fails(3, three, {"--stock", "rd", "--technology", "u*"}, {"no column begins with 'u'"});
  fails(3, three, {"--stock", "rd", "--senders-of", "d"}, {"no firm 'd'"});
  const auto row = [](const std::string& r) { return "firm_id,city,lon,lat,rd,t1,t2\n" + r; };
  fails(3, row("a,X,1,2,nan,1,1\n"), {"--stock", "rd"}, {"firms.csv:2:9", "nan"});
  fails(3, row("a,X,1,2,-1,1,1\n"), {"--stock", "rd"}, {"a stock of 0 or more"});
  fails(3, row("a,X,1,91,1,1,1\n"), {"--stock", "rd", "--lon", "lon", "--lat", "lat", "--length", "5"},
        {"a latitude from -90 to 90"});
  fails(3, row("a,X,1,2,1,0,0\n"), {"--stock", "rd", "--technology", "t*"}, {"technology row is all zeros"});
  fails(3, row("a,X,1,2,1,1,0\na,X,1,2,1,1,0\n"), {"--stock", "rd"}, {"firms.csv:3:1", "line 2 already"});
  fails(3, row("a,,1,2,1,1,0\n"), {"--stock", "rd", "--by", "city"}, {"a label to group by"});
  const auto minutes = tmp_.write("minutes.csv", "from,to,mode,minutes\nHefei,Ningbo,rail,120\nHefei,Hefei,rail,20\n");
  const std::vector<std::string> by_place{"--stock",        "rd",       "--place", "city", "--minutes",
                                          minutes.string(), "--length", "60"};
  fails(3, row("a,Hefe,1,2,1,1,0\n"), by_place, {"a place with minutes", "did you mean 'Hefei'"});
  fails(3, row("a,Ningbo,1,2,1,1,0\n"), by_place, {"no minutes within 'Ningbo'", "--within-minutes"});
  std::string many = "firm_id,city,lon,lat,rd,t1,t2\n";
  for (int i = 0; i < 10'001; ++i) many += std::to_string(i) + ",X,1,2,1,1,1\n";
  fails(3, many, {"--stock", "rd", "--by", "firm_id"}, {"10001 groups", "0.8 GB"});
}

TEST_F(Spillover, APoleAndOneSpotAreNoTrouble) {
  ASSERT_EQ(run("firm_id,lon,lat,rd\na,0,90,1\nb,77,90,2\n",
                {"--stock", "rd", "--lon", "lon", "--lat", "lat", "--length", "5"})
                .code,
            0);
  expect_numbers("pools", {2, 1}, 0);
}

}  // namespace
}  // namespace agglo::test
