// `agglo synth` as a user meets it: the study's totals come back from the file, by the firms' reader and by
// `agglo spillover`; the same seed gives the same bytes; nothing is half written.
#include <gtest/gtest.h>
#include <omp.h>

#include "host/analysis/study_run.hpp"
#include "host/analysis/synthetic_totals.hpp"
#include "host/table/csv.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

const std::string study_file = "datasets/hangzhou-bay/study.toml";

class Synth : public ::testing::Test {
 protected:
  outcome run(const std::vector<std::string>& more, const std::string& folder = "out") {
    std::vector<std::string> words{"synth", study_file, "--out", (tmp_.path() / folder).string(), "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  [[nodiscard]] std::filesystem::path firms(const std::string& folder = "out") const {
    return tmp_.path() / folder / "firms.csv";
  }
  /// The study's sums by city and industry with the synthetic firms in the place of its own.
  [[nodiscard]] firm_cells cells_of(study s) const {
    s.firms_file = firms();
    const study_input in = load_study(s);
    context<cpu> ctx;
    return describe_firms(ctx, in.firms, in.regions.names_with_cities());
  }
  temporary_folder tmp_;
};

TEST_F(Synth, TheStudyReadsTheFirmsAndFindsItsTotals) {
  ASSERT_EQ(run({"--firms", "5000", "--seed", "1"}).code, 0);
  const study s = read_study(study_file);
  const synthetic_totals want = totals_of(s, totals_basis::firms);
  const firm_cells got = cells_of(s);
  ASSERT_EQ(got.revenue.values.size(), want.revenue.values.size());
  for (std::size_t k = 0; k < got.revenue.values.size(); ++k) {
    EXPECT_NEAR(got.revenue.values[k], want.revenue.values[k], 1e-11 * want.revenue.values[k]);
    EXPECT_NEAR(got.rd.values[k], want.rd.values[k], 1e-11 * want.rd.values[k]);
    EXPECT_EQ(got.count.values[k] > 0, want.revenue.values[k] > 0);
  }
  EXPECT_EQ(got.count.sum(), 5000);
}

TEST_F(Synth, EveryRowAndEveryFileSaysSynthetic) {
  ASSERT_EQ(run({"--firms", "1000", "--seed", "1", "--classes", "3", "--owned", "0.1"}).code, 0);
  row_errors errors;
  csv_reader csv(firms(), errors);
  const index_type quality = csv.require("quality"), owner = csv.require("owner"), t3 = csv.require("t3");
  index_type rows = 0, owned = 0;
  for (; csv.next(); ++rows) {
    EXPECT_EQ(csv[quality], "synthetic");
    owned += !csv[owner].empty();
    EXPECT_FALSE(csv[t3].empty());
  }
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(rows, 1000);
  EXPECT_NEAR(static_cast<double>(owned), 100, 48);
  const std::string manifest = read_text(tmp_.path() / "out" / "manifest.json");
  for (const char* words : {"\"synthetic\": true", "\"seed\": 1", "none of them exists", "\"name\": \"owner\""})
    EXPECT_TRUE(contains(manifest, words));
  EXPECT_TRUE(contains(read_text(tmp_.path() / "out" / "summary.md"), "no firm of this file exists"));
  for (const char* name : {"cells_firms.csv", "cells_revenue.npy", "cells_rd.csv", "profiles.csv"})
    EXPECT_TRUE(std::filesystem::exists(tmp_.path() / "out" / name)) << name;
}

TEST_F(Synth, TheSameSeedTheSameBytesAtAnyNumberOfThreads) {
  const int before = omp_get_max_threads();
  const std::vector<std::string> how{"--firms", "30000", "--seed", "77", "--classes", "5", "--owned", "0.2"};
  for (const int threads : {1, 2, 5}) {
    omp_set_num_threads(threads);
    ASSERT_EQ(run(how, std::to_string(threads)).code, 0);
  }
  omp_set_num_threads(before);
  const std::string one = read_text(firms("1"));
  EXPECT_TRUE(one == read_text(firms("2")));
  EXPECT_TRUE(one == read_text(firms("5")));
  ASSERT_EQ(run({"--firms", "30000", "--seed", "78", "--classes", "5", "--owned", "0.2"}, "other").code, 0);
  EXPECT_FALSE(one == read_text(firms("other")));
}

TEST_F(Synth, SpilloverReadsTheFirms) {
  ASSERT_EQ(run({"--firms", "400", "--seed", "5", "--classes", "4", "--owned", "0.1"}).code, 0);
  const outcome o = agglo_says({"spillover",
                                firms().string(),
                                "--out",
                                (tmp_.path() / "pools").string(),
                                "--stock",
                                "rd_expense_cny_million",
                                "--lon",
                                "lon",
                                "--lat",
                                "lat",
                                "--length",
                                "50",
                                "--technology",
                                "t*",
                                "--without-owner",
                                "owner",
                                "--by",
                                "region",
                                "--device",
                                "cpu",
                                "--quiet"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(read_text(tmp_.path() / "pools" / "region_matrix.csv"), "Rest of Zhejiang"));
}

TEST_F(Synth, OutputOfEverySectorAndRegion) {
  ASSERT_EQ(run({"--firms", "2000", "--seed", "5", "--totals", "output"}).code, 0);
  const synthetic_totals want = totals_of(read_study(study_file), totals_basis::output);
  EXPECT_EQ(want.cities.size(), 12U);  // eleven and the remainder
  EXPECT_EQ(want.industries.size(), 27);
  // The table's output, 100 million CNY, is all laid out.
  const io_table table = load_study(read_study(study_file)).table;
  double x = 0, got = 0;
  for (const double v : table.output) x += 100 * v;
  EXPECT_NEAR(want.revenue.sum(), x, 1e-9 * x);
  row_errors errors;
  csv_reader csv(firms(), errors);
  const index_type revenue = csv.require("revenue_cny_million"), rd = csv.require("rd_expense_cny_million");
  while (csv.next()) {
    got += std::stod(std::string(csv[revenue]));
    EXPECT_EQ(csv[rd], "");  // unknown, not 0
  }
  EXPECT_NEAR(got, x, 1e-9 * x);
}

// Headers and units are the study's own: Chinese ones and 10 000 CNY here.
TEST_F(Synth, HeadersAndUnitsOfTheStudy) {
  study s = read_study(study_file);
  std::string text = read_text(study_file);
  const auto swap = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  const auto folder = std::filesystem::absolute("datasets/hangzhou-bay");
  std::filesystem::copy(folder, tmp_.path() / "data");
  std::string csv = read_text(folder / "firms.csv");
  csv.replace(csv.find(",revenue_cny_million"), 20, ",营业收入");
  std::ofstream(tmp_.path() / "data" / "firms.csv", std::ios::binary) << csv;
  swap("revenue = \"revenue_cny_million\"", "revenue = \"营业收入\"");
  swap("revenue_unit = \"million CNY\"", "revenue_unit = \"万元\"");
  std::ofstream(tmp_.path() / "data" / "study.toml", std::ios::binary) << text;
  const std::string file = (tmp_.path() / "data" / "study.toml").string();
  const outcome o =
      agglo_says({"synth", file, "--out", (tmp_.path() / "out").string(), "--firms", "99", "--seed", "2"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(read_text(firms()).substr(0, 300), "营业收入"));
  EXPECT_NEAR(cells_of(read_study(file)).revenue.sum(), totals_of(read_study(file), totals_basis::firms).revenue.sum(),
              1);
}

TEST_F(Synth, Refused) {
  const auto fails = [&](int code, const std::vector<std::string>& how, const std::string& words) {
    const outcome o = run(how);
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_TRUE(contains(o.err, words));
    EXPECT_EQ(entries(tmp_.path()), 0U);  // nothing whole, nothing half
  };
  fails(1, {"--firms", "23", "--seed", "1"}, "mend: --firms 24 or more");
  fails(1, {"--firms", "-5", "--seed", "1"}, "one firm or more");
  fails(1, {"--firms", "many", "--seed", "1"}, "--firms");
  fails(1, {"--firms", "100"}, "--seed");
  fails(1, {"--firms", "100", "--seed", "1", "--tail-exponent", "0"}, "--tail-exponent 0: expected 0.2 to 20");
  fails(1, {"--firms", "100", "--seed", "1", "--totals", "gdp"}, "gdp");
  const auto bad = tmp_.write("study.toml", "title = 3\n");
  const outcome o =
      agglo_says({"synth", bad.string(), "--firms", "9", "--seed", "1", "--out", (tmp_.path() / "out").string()});
  EXPECT_EQ(o.code, 3);
  EXPECT_TRUE(contains(o.err, "study.toml:1"));
  EXPECT_FALSE(std::filesystem::exists(tmp_.path() / "out"));
}

}  // namespace
}  // namespace agglo::test
