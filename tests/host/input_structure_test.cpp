// Technology from an input-output table: cosines of columns of inputs by hand, and the same pools as from classes that
// hold those columns firm by firm.
#include "host/model/input_structure.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "host/model/described_table.hpp"
#include "host/table/csv.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

labelled_array proximity_of(const std::string& table) {
  return input_proximity(read_flow_table(table, {}, import_treatment::automatic, table_work::solves).table);
}

// Miller & Blair (2009), table 2.3: columns (150, 200) and (500, 100), cosine 95000 / (250 sqrt(260000)).
TEST(InputStructure, TwoSectorsByHand) {
  const labelled_array P = proximity_of("datasets/miller-blair/two_sectors.csv");
  EXPECT_NEAR(P(0, 0), 1, 1e-15);
  EXPECT_NEAR(P(1, 1), 1, 1e-15);
  EXPECT_NEAR(P(0, 1), 95000 / (250 * std::sqrt(260000.0)), 1e-15);
  EXPECT_EQ(P(0, 1), P(1, 0));
}

TEST(InputStructure, ImportsCountAndProductsOfAllRegionsAreOne) {
  flow_table t;
  t.sectors = {"sector", {"r:A", "r:B", "s:A"}};
  t.Z = t.total_flows = labelled_array({t.sectors, t.sectors});
  t.Z.values = {3, 0, 0, 4, 0, 1, 0, 2, 0};
  t.total_flows.values.clear();
  EXPECT_NEAR(input_proximity(t)(0, 2), 0.8, 1e-15);
  EXPECT_EQ(input_proximity(t)(0, 1), 0);
  t.industries = {"A", "B", "A"};  // A is bought 3, 2, 0 and B 4, 0, 1
  EXPECT_NEAR(input_proximity(t)(0, 1), 0.6, 1e-15);
  EXPECT_NEAR(input_proximity(t)(0, 2), 0.8, 1e-15);
  t.total_flows = t.Z;
  t.total_flows(1, 1) = 2;  // 2, 2
  EXPECT_NEAR(input_proximity(t)(0, 1), (3 * 2 + 4 * 2) / (5 * std::sqrt(8.0)), 1e-15);
  t.total_flows(0, 1) = t.total_flows(1, 1) = -5, t.total_flows(2, 1) = 0;
  EXPECT_EQ(input_proximity(t)(1, 1), 0);  // buys nothing
}

// Bloom, Schankerman & Van Reenen's X = (50,50,0), (100,0,0), (0,25,75) as what three sectors buy of three products.
TEST(InputStructure, MahalanobisByHand) {
  flow_table t;
  t.sectors = {"sector", {"A", "B", "C"}};
  t.Z = labelled_array({t.sectors, t.sectors}, {50, 100, 0, 50, 0, 25, 0, 0, 75});
  const labelled_array P = input_proximity(t, proximity::mahalanobis);
  EXPECT_TRUE(
      close(P.values, {1.4, .98994949, .61304952, .98994949, 1, .12649111, .61304952, .12649111, 1.26832816}, 1e-8));
}

class TechnologyTable : public ::testing::Test {
 protected:
  outcome run(const std::string& firms, const std::vector<std::string>& more, const std::string& folder = "out") {
    const auto file = tmp_.write("firms.csv", firms);
    std::vector<std::string> words{"spillover", file.string(), "--out",   (tmp_.path() / folder).string(),
                                   "--device",  "cpu",         "--stock", "rd"};
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  [[nodiscard]] std::vector<double> pools(const std::string& folder) const {
    row_errors errors;
    csv_reader csv(tmp_.path() / folder / "pools.csv", errors);
    std::vector<double> out;
    while (csv.next()) out.push_back(std::stod(std::string(csv[1])));
    return out;
  }
  temporary_folder tmp_;
};

TEST_F(TechnologyTable, AsClassesThatHoldTheColumnsOfInputs) {
  const std::string table = "datasets/hangzhou-bay/china_2020_27.csv";
  const flow_table t = read_flow_table(table, {}, import_treatment::automatic, table_work::solves).table;
  const auto n = static_cast<std::size_t>(t.sectors.size());
  std::string firms = "firm_id,sector,lon,lat,rd";
  for (std::size_t k = 0; k < n; ++k) firms += fmt::format(",t{}", k);
  for (std::size_t i = 0; i < 60; ++i) {
    const std::size_t s = 7 * i % n;
    firms += fmt::format("\nf{},{},{},{},{}", i, t.sectors.labels[s], 120 + 0.01 * double(i), 30, 1 + i);
    for (std::size_t k = 0; k < n; ++k) firms += fmt::format(",{}", t.total_flows.values[k * n + s]);
  }
  // one firm a sector, so that products are as near between the firms as between the table's sectors
  std::string one_each = firms.substr(0, firms.find("\nf27,"));
  ASSERT_EQ(n, 27U);
  for (const std::vector<std::string>& by :
       {std::vector<std::string>{"--sector", "sector", "--technology-table", table}, {"--technology", "t*"}}) {
    std::vector<std::string> words = by;
    words.emplace_back("--mahalanobis");
    const outcome o = run(one_each, words, by.size() > 2 ? "near" : "near_by_class");
    ASSERT_EQ(o.code, 0) << o.err;
  }
  const std::vector<double> near = pools("near"), want = pools("near_by_class");
  ASSERT_EQ(near.size(), 27U);
  for (std::size_t i = 0; i < near.size(); ++i) EXPECT_NEAR(near[i], want[i], 1e-11 * want[i]) << i;
  EXPECT_TRUE(contains(read_text(tmp_.path() / "near" / "summary.md"), "Mahalanobis proximity of the sectors' inputs"));

  for (const std::vector<std::string>& place :
       {std::vector<std::string>{}, {"--lon", "lon", "--lat", "lat", "--length", "20"}}) {
    std::vector<std::string> by_table{"--sector", "sector", "--technology-table", table},
        by_class{"--technology", "t*"};
    by_table.insert(by_table.end(), place.begin(), place.end());
    by_class.insert(by_class.end(), place.begin(), place.end());
    const outcome o = run(firms, by_table, "table");
    ASSERT_EQ(o.code, 0) << o.err;
    ASSERT_EQ(run(firms, by_class, "class").code, 0);
    const std::vector<double> a = pools("table"), b = pools("class");
    ASSERT_EQ(a.size(), 60U);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-11 * b[i]) << i;
  }
  EXPECT_TRUE(contains(read_text(tmp_.path() / "table" / "summary.md"),
                       "proximity of the sectors' inputs in china_2020_27.csv"));
}

TEST_F(TechnologyTable, TimesCoefficients) {
  const std::string table = "datasets/miller-blair/two_sectors.csv";
  const std::string firms = "firm_id,sector,rd\na,S1,10\nb,S2,20\nc,S2,40\n";
  const auto a = tmp_.write("a.csv", "sector,S2,S1\nS2,5,3\nS1,2,1\n");
  const outcome o = run(firms, {"--sector", "sector", "--technology-table", table, "--coefficients", a.string()});
  ASSERT_EQ(o.code, 0) << o.err;
  const double near = 95000 / (250 * std::sqrt(260000.0));
  const std::vector<double> got = pools("out"), want{2 * near * 60, 3 * near * 10 + 5 * 40, 3 * near * 10 + 5 * 20};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(got[i], want[i], 1e-12 * want[i]);
}

TEST_F(TechnologyTable, Refused) {
  const std::string table = "datasets/miller-blair/two_sectors.csv";
  const auto fails = [&](int code, const std::string& firms, std::vector<std::string> more, const std::string& words) {
    more.insert(more.end(), {"--technology-table", table});
    const outcome o = run(firms, more);
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_TRUE(contains(o.err, words));
    EXPECT_FALSE(std::filesystem::exists(tmp_.path() / "out"));
  };
  const std::string firms = "firm_id,sector,t1,rd\na,S1,1,10\nb,S2,1,20\n";
  fails(1, firms, {}, "--technology-table needs --sector");
  fails(1, firms, {"--sector", "sector", "--technology", "t1"}, "technology comes from");
  fails(3, firms + "c,S22,1,5\nd,S33,1,5\n", {"--sector", "sector"},
        "'S22': expected a sector of the table; mend: did you mean 'S2'?");
  const auto other = tmp_.write("a.csv", "sector,S1,S3\nS1,1,1\nS3,1,1\n");
  fails(3, firms, {"--sector", "sector", "--coefficients", other.string()}, "no sector 'S3'");
}

}  // namespace
}  // namespace agglo::test
