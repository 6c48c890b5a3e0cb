// `agglo network` as a user meets it: what is written, that all of it says it is inferred, what is refused.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <sstream>
#include <vector>

#include "host/table/matrix_market.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

// Miller & Blair (2009), chapter 2.
const std::string two_sectors =
    "code,S1,S2,final_demand,output\nS1,150,500,350,1000\nS2,200,100,1700,2000\n"
    "VA,650,1400,,\noutput,1000,2000,,\n";
const std::string alike =
    "firm_id,city,sector,lon,lat,revenue\n"
    "a,X,S1,120,30,5\nb,X,S1,120,30,5\nc,Y,S1,120,30,5\nd,X,S2,120,30,9\ne,Y,S2,120,30,9\n";

class Network : public ::testing::Test {
 protected:
  outcome run(const std::string& firms, std::vector<std::string> more, const std::string& table = two_sectors) {
    const auto file = tmp_.write("firms.csv", firms), io = tmp_.write("table.csv", table);
    std::vector<std::string> words{"network",  file.string(), "--table",  io.string(), "--out",   out().string(),
                                   "--device", device_,       "--supply", "revenue",   "--sector"};
    if (more.empty() || more[0].starts_with("--")) more.insert(more.begin(), "sector");
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(words);
  }
  /// Fails with this code and these words, and leaves neither results nor half results.
  void fails(int code, const std::string& firms, const std::vector<std::string>& more,
             const std::vector<std::string>& words, const std::string& table = two_sectors) {
    const outcome o = run(firms, more, table);
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_TRUE(contains(o.err, w)) << o.err;
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  /// A column of a written array, by its header.
  [[nodiscard]] std::vector<double> column(const std::string& name, const std::string& header) const {
    std::istringstream text(read_text(out() / (name + ".csv")));
    std::string line, cell;
    std::getline(text, line);
    std::istringstream heads(line);
    int at = 0;
    for (; std::getline(heads, cell, ',') && cell != header; ++at) {
    }
    std::vector<double> values;
    while (std::getline(text, line)) {
      std::istringstream cells(line);
      for (int k = 0; k <= at; ++k) std::getline(cells, cell, ',');
      values.push_back(cell.empty() ? NAN : std::stod(cell));
    }
    return values;
  }
  static void expect_near(const std::vector<double>& got, const std::vector<double>& want, double tolerance = 1e-5) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t k = 0; k < got.size(); ++k) EXPECT_NEAR(got[k], want[k], tolerance) << k;
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }

  std::string device_ = "cpu";
  temporary_folder tmp_;
};

TEST_F(Network, FirmsAlikeHaveTheirSectorsMultipliers) {
  const outcome o = run(alike, {"--lon", "lon", "--lat", "lat", "--length", "50", "--by", "city"});
  ASSERT_EQ(o.code, 0) << o.err;
  expect_near(column("inferred_firms", "output_multiplier"), {1.518152, 1.518152, 1.518152, 1.452145, 1.452145});
  expect_near(column("inferred_firms", "upstreamness"), {1.914191, 1.914191, 1.914191, 1.254125, 1.254125});
  expect_near(column("inferred_firms", "sales_to_firms"), {650 / 3., 650 / 3., 650 / 3., 150, 150});
  expect_near(column("inferred_sectors", "table_output_multiplier"), {1.518152, 1.452145});
  expect_near(column("inferred_sectors", "sales_represented"), {1, 1});
  // X has 2 of 3 firms of S1, 1 of 2 of S2: of 150, pairs of S1 within X are 2 of 6, and so on.
  expect_near(column("inferred_city_flows", "X"),
              {150 * 2 / 6. + 500 * 2 / 6. + 200 * 2 / 6. + 0, 150 * 2 / 6. + 500 * 1 / 6. + 200 * 2 / 6. + 100 / 2.});
  EXPECT_EQ(read_text(out() / "inferred_missing_cells.csv"), "seller,buyer,flow,reason\n");
  for (const char* file : {"summary.md", "manifest.json"})
    EXPECT_TRUE(contains(read_text(out() / file), "nferred")) << file;
  const std::string m = read_text(out() / "manifest.json");
  EXPECT_TRUE(contains(m, "\"inferred\": true"));
  EXPECT_TRUE(contains(m, "INFERRED, not observed"));
  EXPECT_TRUE(contains(m, "\"pairs_at_distance_zero\": 10"));
  for (const auto& f : std::filesystem::directory_iterator(out())) {
    const std::string name = f.path().filename().string();
    EXPECT_TRUE(name.starts_with("inferred_") || name == "summary.md" || name == "manifest.json") << name;
  }
  EXPECT_TRUE(contains(o.out, "Represented: 100.00 %"));
}

TEST_F(Network, WhatCannotBeCarriedIsListed) {
  const outcome o = run("firm_id,sector,revenue\na,S1,2\nb,S1,3\nc,S2,7\n", {});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(read_text(out() / "inferred_missing_cells.csv"),
            "seller,buyer,flow,reason\nS2,S2,100,\"one firm, which sells nothing to itself\"\n");
  EXPECT_TRUE(contains(o.out, "Represented: 89.47 % of the table's flows (850 of 950)"));
  ASSERT_EQ(run("firm_id,sector,revenue\na,S1,2\nb,S1,3\n", {}).code, 0);
  EXPECT_TRUE(contains(read_text(out() / "inferred_missing_cells.csv"), "S1,S2,500,no firm of the buyer"));
  expect_near(column("inferred_sectors", "firms"), {2, 0});
  EXPECT_TRUE(std::isnan(column("inferred_sectors", "output_multiplier")[1]));
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "sectors with firms make 33.33 % of its output"));
}

TEST_F(Network, MarginsThatCannotBeKeptAreSaid) {
  ASSERT_EQ(run("firm_id,sector,revenue\na,S1,9\nb,S1,1\n", {}).code, 0);
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "NOT within 1e-06"));
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"converged\": false"));
  ASSERT_EQ(run(alike, {"--without-firm-margins"}).code, 0);
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "not balanced (--without-firm-margins)"));
}

TEST_F(Network, PlacesRegionsAndADemandOfItsOwn) {
  const auto minutes = tmp_.write("minutes.csv", "from,to,mode,minutes\nX,Y,rail,60\nX,X,rail,10\nY,Y,rail,10\n");
  ASSERT_EQ(
      run(alike, {"--place", "city", "--minutes", minutes.string(), "--length", "60", "--demand", "revenue"}).code, 0);
  expect_near(column("inferred_sectors", "output_multiplier"), {1.518152, 1.452145}, .05);
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "\"demand\": \"revenue\""));
  const std::string table =
      "code,r:A,r:B,final_demand,output\nr:A,150,500,350,1000\nr:B,200,100,1700,2000\n"
      "VA,650,1400,,\noutput,1000,2000,,\n";
  tmp_.write("table.toml", "region_separator = \":\"\n");
  const std::string firms = "firm_id,region,industry,revenue\na,r,A,1\nb,r,A,1\nc,r,B,1\nd,r,B,1\n";
  const outcome o = run(firms, {"region+industry"}, table);
  ASSERT_EQ(o.code, 0) << o.err;
  expect_near(column("inferred_firms", "output_multiplier"), {1.518152, 1.518152, 1.452145, 1.452145});
  std::filesystem::remove_all(out());
  fails(3, "firm_id,region,industry,revenue\na,r,C,1\n", {"region+industry"}, {"'r:C'", "did you mean 'r:A'"}, table);
}

TEST_F(Network, ASampleOfLinks) {
  const outcome o = run(alike, {"--links", "12", "--seed", "5"});
  ASSERT_EQ(o.code, 0) << o.err;
  const std::vector<double> flow = column("inferred_links", "inferred_flow");
  EXPECT_NEAR(std::accumulate(flow.begin(), flow.end(), 0.0), 950, 1e-9);
  const std::string mtx = read_text(out() / "inferred_links.mtx"), m = read_text(out() / "manifest.json");
  EXPECT_TRUE(mtx.starts_with("%%MatrixMarket matrix coordinate real general\n% INFERRED, not observed"));
  EXPECT_TRUE(contains(mtx, fmt::format("\n5 5 {}\n", flow.size())));
  EXPECT_TRUE(contains(m, "inferred_links.mtx"));
  EXPECT_TRUE(contains(m, "\"seed\": 5"));
  const labelled_matrix back = matrix_market_from(mtx, "inferred_links.mtx");
  EXPECT_NEAR(std::accumulate(back.values.begin(), back.values.end(), 0.0), 950, 1e-9);
  std::filesystem::remove_all(out());
  fails(3, alike, {"--links", "21"}, {"--links 21", "5 firms have 20 pairs"});
}

TEST_F(Network, GpuAgrees) {
  std::string firms = "firm_id,city,sector,lon,lat,revenue\n";
  for (int i = 0; i < 20; ++i)
    firms +=
        fmt::format("f{},X,S{},{},{},{}\n", i, 1 + i % 2, 119 + .1 * (i * 7 % 20), 29 + .1 * (i * 3 % 20), 3 + i % 5);
  const std::vector<std::string> more{"--lon", "lon", "--lat", "lat", "--length", "90", "--by", "city"};
  ASSERT_EQ(run(firms, more).code, 0);
  const auto multipliers = column("inferred_firms", "output_multiplier"),
             sales = column("inferred_firms", "sales_to_firms"), flows = column("inferred_city_flows", "X");
  device_ = "gpu";
  const outcome o = run(firms, more);
  if (o.code == 5) GTEST_SKIP() << "no gpu here";
  ASSERT_EQ(o.code, 0) << o.err;
  expect_near(column("inferred_firms", "output_multiplier"), multipliers, 1e-9);
  expect_near(column("inferred_firms", "sales_to_firms"), sales, 1e-9);
  expect_near(column("inferred_city_flows", "X"), flows, 1e-9);
}

TEST_F(Network, BadInput) {
  std::filesystem::remove(tmp_.path() / "table.toml");
  fails(3, "firm_id,sector,revenue\na,S3,1\nb,S1,1\n", {}, {"firms.csv:2:3", "'S3'", "did you mean 'S1'"});
  fails(3, "firm_id,sector,revenue\na,S1,nan\n", {}, {"firms.csv:2:6", "nan"});
  fails(3, "firm_id,sector,revenue\na,S1,-1\n", {}, {"0 or more"});
  fails(3, "firm_id,sector,revenue\na,S1,1\n", {}, {"carry no flow of the table", "no firm of the buyer"});
  fails(3, "firm_id,sector,year,revenue\na,S1,2020,1\na,S1,2021,1\nb,S2,2021,1\n", {}, {"--year 2021"});
  fails(3, alike, {"--by", "citty"}, {"did you mean 'city'"});
  fails(3, "firm_id,sector,revenue,buys\na,S1,0,4\nb,S1,1,1\nc,S1,1,1\n", {"--demand", "buys"},
        {"buy and have no supply", "'a'"});
  fails(1, alike, {"--lon", "lon", "--length", "50"}, {"--lon and --lat go together"});
  fails(1, alike, {"--length", "50"}, {"a decay needs a distance"});
  fails(1, alike, {"city+sector"}, {"needs a table that knows its regions"});
  fails(1, alike, {"--tolerance", "0"}, {"tolerance"});
  fails(3, alike, {}, {"the flow from 'S1' to 'S1' is -150", "agglo aggregate"},
        "code,S1,S2,final_demand,output\nS1,-150,500,650,1000\nS2,200,100,1700,2000\n"
        "VA,950,1400,,\noutput,1000,2000,,\n");
}

// All trade of S1 with itself runs between two small firms near each other: more than they make.
TEST_F(Network, FirmsThatTradeMoreThanTheyMakeAreNamed) {
  fails(4, "firm_id,sector,revenue,x,y\nsmall,S1,1,0,0\nlittle,S1,1,0,0\nfar,S1,98,900,0\nd,S2,9,5,5\ne,S2,9,5,5\n",
        {"--x", "x", "--y", "y", "--length", "10", "--without-firm-margins"}, {"small", "--without-firm-margins"});
}

}  // namespace
}  // namespace agglo::test
