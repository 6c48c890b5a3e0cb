// Regional tables by location quotients, from a table and a file of outputs to what a user finds in the folder.
#include "host/cli/regionalise.hpp"

#include <cmath>
#include <iomanip>
#include <sstream>

#include "host/analysis/regional_tables.hpp"
#include "host/analysis/table_linkages.hpp"
#include "host/model/region_costs.hpp"
#include "host/report/regional_report.hpp"
#include "host/table/io_audit.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

const std::filesystem::path study = "datasets/hangzhou-bay/china_2020_27.csv",
                            two = "datasets/miller-blair/two_sectors.csv";

struct nation {
  table_descriptor about;
  flow_table flows;
  domestic_table domestic;
};
nation load(const std::filesystem::path& file) {
  nation out;
  out.about = describe_table(file);
  out.flows = flows_of(read_io_table(file, out.about.layout), out.about, import_treatment::automatic);
  out.domestic = domestic_table_of(out.flows, out.about);
  return out;
}

// Figures of R regions that take different parts of every sector; the last leaves something for the rest.
std::string outputs(const domestic_table& d, int regions) {
  std::ostringstream out;
  out << "region,sector,output\n" << std::setprecision(12);
  for (int r = 0; r < regions; ++r)
    for (index_type i = 0; i < d.sectors.size(); ++i) {
      const double part = .05 * (1 + r) * (1 + static_cast<double>((i * 7 + r * 3) % 5)) / 5;
      out << 'R' << r << ',' << d.sectors.labels[i] << ',' << part * d.x(i) << '\n';
    }
  return out.str();
}

template <class S>
class Regionalise : public OperationTest<S> {};
TYPED_TEST_SUITE(Regionalise, Spaces, SpaceName);

void expect_checks(const std::vector<identity>& checks, std::size_t count) {
  EXPECT_EQ(checks.size(), count);
  for (const identity& i : checks) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

// Miller & Blair (2009), ch. 2, A = [.15 .25; .2 .05], in a region with shares 15 % and 5 % of the two sectors: by
// hand.
TYPED_TEST(Regionalise, ByHand) {
  const nation n = load(two);
  const file_with file("region,sector,output\nR,S1,150\nR,S2,100\n");
  const regional_bases b = split_by_figures(read_regional_figures(file.path(), n.domestic.sectors), n.domestic, "rest");
  ASSERT_TRUE(b.has_rest);
  EXPECT_EQ(b.regional.axes[0].labels, (std::vector<std::string>{"R", "rest"}));
  const double s1 = (150. / 250) / (1000. / 3000), s2 = (100. / 250) / (2000. / 3000);
  const double lambda = std::pow(std::log2(1 + 250. / 3000), .2);
  const regional_tables t = regionalise(this->ctx(), n.domestic, b, {{quotient_method::flq, .2}, {.2, .4}});
  EXPECT_NEAR(t.SLQ(0, 0), s1, 1e-15);
  EXPECT_NEAR(t.SLQ(0, 1), s2, 1e-15);
  EXPECT_NEAR(t.lambda(0), lambda, 1e-15);
  const double a11 = .15 * std::min(1.0, lambda * s1), a12 = .25 * std::min(1.0, lambda * s1 / s2),
               a21 = .2 * std::min(1.0, lambda * s2 / s1), a22 = .05 * std::min(1.0, lambda * s2);
  EXPECT_TRUE(close(t.all[0].A.values, {a11, a12, a21, a22}, 1e-14));
  EXPECT_TRUE(close(t.all[0].Z.values, {a11 * 150, a12 * 100, a21 * 150, a22 * 100}, 1e-14));
  EXPECT_TRUE(close(t.all[0].elsewhere.values,
                    {(.15 - a11) * 150, (.25 - a12) * 100, (.2 - a21) * 150, (.05 - a22) * 100}, 1e-13));
  const double det = (1 - a11) * (1 - a22) - a12 * a21;
  EXPECT_NEAR(t.multipliers(0, 0), (1 - a22 + a21) / det, 1e-14);
  EXPECT_NEAR(t.multipliers(0, 1), (1 - a11 + a12) / det, 1e-14);
  EXPECT_NEAR(t.bought_elsewhere(0, 0), 1 - (a11 + a21) / .35, 1e-14);
  EXPECT_NEAR(t.by_delta(0, 0, 1), t.multipliers(0, 1), 1e-15);
  EXPECT_LT(t.by_delta(1, 0, 1), t.multipliers(0, 1)) << "a larger delta leaves less in the region";
  EXPECT_NEAR(t.mean_by_delta(0, 0), (150 * t.multipliers(0, 0) + 100 * t.multipliers(0, 1)) / 250, 1e-14);
  expect_checks(t.checks, 3);
}

TYPED_TEST(Regionalise, TheStudysTableByEveryMethod) {
  const nation n = load(study);
  const file_with file(outputs(n.domestic, 3));
  const regional_bases b = split_by_figures(read_regional_figures(file.path(), n.domestic.sectors), n.domestic, "rest");
  for (const quotient_method m : {quotient_method::slq, quotient_method::cilq, quotient_method::rlq,
                                  quotient_method::flq, quotient_method::aflq}) {
    const regional_tables t = regionalise(this->ctx(), n.domestic, b, {{m, .3}, {}});
    expect_checks(t.checks, 3);
    ASSERT_EQ(t.all.size(), 4u);
    for (const regional_table& r : t.all)
      for (std::size_t k = 0; k < r.elsewhere.values.size(); ++k)
        if (m != quotient_method::aflq) {
          EXPECT_GE(r.elsewhere.values[k], 0);
        }
  }
}

// A region's own table balances, and its linkages are the multipliers found before.
TYPED_TEST(Regionalise, ARegionsTableBalances) {
  const nation n = load(study);
  const file_with file(outputs(n.domestic, 2));
  const regional_bases b = split_by_figures(read_regional_figures(file.path(), n.domestic.sectors), n.domestic, "rest");
  const regional_tables t = regionalise(this->ctx(), n.domestic, b, {{quotient_method::flq, .3}, {}});
  const io_table table =
      io_table_of(t.all[0].Z, t.all[0].elsewhere, n.domestic, b.output.w, 0, {"", n.flows.names, {}});
  EXPECT_LT(inspect(table).row_imbalance, 1e-12);
  EXPECT_LT(inspect(table).column_imbalance, 1e-9);
  const table_linkages l = analyse_table(this->ctx(), flows_of(table, table_descriptor(), import_treatment::automatic));
  for (index_type j = 0; j < 27; ++j) EXPECT_NEAR(l.multipliers(j, 0), t.multipliers(0, j), 1e-9);
}

TEST(RegionalFigures, EmploymentIsTheWholeCountry) {
  const nation n = load(two);
  const file_with file("sector,region,employment\nS1,R,30\nS2,R,10\nS1,Q,70\nS2,Q,10\n");
  const regional_bases b = split_by_figures(read_regional_figures(file.path(), n.domestic.sectors), n.domestic, "rest");
  EXPECT_FALSE(b.has_rest);
  EXPECT_EQ(b.national.values, (std::vector<double>{100, 20}));
  EXPECT_TRUE(close(b.output.x.values, {300, 1000, 700, 1000}, 1e-15));
  EXPECT_NEAR(b.output.g(0), (.3 * 650 + .5 * 1400) / 2050, 1e-15);
}

TEST(RegionalFigures, ErrorsSayWhereAndWhat) {
  const nation n = load(two);
  const auto refused = [&](const std::string& text, const std::vector<std::string>& words) {
    const file_with file(text);
    const std::string said = message_of(
        [&] { split_by_figures(read_regional_figures(file.path(), n.domestic.sectors), n.domestic, "rest"); });
    for (const std::string& w : words) EXPECT_TRUE(contains(said, w));
  };
  const file_with here("");
  refused("region,sector,output\nR,S3,1\nR,S1,x\nR,S1,2\n,S2,-1\n",
          {here.at(2, 3) + "'S3': expected a sector of the table; mend: did you mean 'S1'?", here.at(3, 6) + "'x'",
           here.at(4, 3) + "'S1': expected every sector of a region once, found it in line 3 already",
           here.at(5, 1) + "'': expected a region's name", here.at(5, 5) + "'-1': expected a number of zero or more"});
  refused("region,sector,output,employment\n", {"output or employment, found both"});
  refused("region,sector,value\n", {"'output'"});
  refused("region,sector,output\n", {"a row for each region and sector"});
  refused("region,sector,output\nR,S1,900\nQ,S1,101\n", {"sector S1: the regions make 1001, the country 1000"});
  refused("region,sector,employment\nR,S1,9\n", {"sector S2: it has output, but employment in no region"});
  refused("region,sector,output\nrest,S1,9\n", {"region 'rest'", "--rest"});
}

TEST(DeltaBand, IsThreeNumbers) {
  EXPECT_EQ(parse_delta_band("0.1:0.3:0.1").size(), 3u);
  EXPECT_DOUBLE_EQ(parse_delta_band("0.1:0.3:0.1")[2], .3);
  EXPECT_EQ(parse_delta_band("0.2:0.2:1"), std::vector<double>{.2});
  for (const char* bad :
       {"0.1", "0.1:0.3", "a:0.3:0.1", "0.3:0.1:0.1", "0:1:0.1", "0:0.9:0", "0:0.9:1e-9", "0:0.9:0.1:1"})
    EXPECT_TRUE(contains(message_of<usage_error>([&] { parse_delta_band(bad); }), "--delta-band 0.1:0.4:0.05"));
}

TEST(RegionCosts, OfPlacesAndMinutes) {
  const axis regions{"region", {"Hangzhou", "Ningbo", "Shaoxing"}};
  const labelled_array km = region_costs(regions, read_places("datasets/hangzhou-bay/places.csv"), .25);
  EXPECT_NEAR(km(0, 1), 141.8, 1);  // between the two city centres
  EXPECT_EQ(km(0, 1), km(1, 0));
  EXPECT_DOUBLE_EQ(km(0, 0), .25 * km(0, 2));
  const file_with minutes(
      "from,to,mode,minutes\nHangzhou,Ningbo,rail,60\nShaoxing,Ningbo,rail,40\nHangzhou,Shaoxing,rail,20\n");
  const labelled_array m = region_costs(regions, read_minutes(minutes.path()), "rail", .5);
  EXPECT_EQ(m.values, (std::vector<double>{10, 60, 20, 60, 20, 40, 20, 40, 10}));
  EXPECT_TRUE(contains(message_of([&] { region_costs(regions, read_minutes(minutes.path()), "car", 1); }),
                       "modes there: rail"));
  EXPECT_TRUE(contains(message_of([&] {
                         region_costs({"region", {"Hangzou"}}, read_places("datasets/hangzhou-bay/places.csv"), 1);
                       }),
                       "did you mean 'Hangzhou'?"));
}

TEST(RegionalReport, FolderNames) {
  EXPECT_EQ(folder_name("Hangzhou"), "Hangzhou");
  EXPECT_EQ(folder_name("../a\\b"), "_._a_b");
}

outcome run(std::vector<std::string> words) {
  words.insert(words.begin(), "regionalise");
  return agglo_says(std::move(words));
}

TEST(RegionaliseCommand, WritesRegionsAndAMultiregionalTableThatAreReadAgain) {
  const temporary_folder tmp;
  const nation n = load(study);
  const auto file = tmp.write("outputs.csv", outputs(n.domestic, 2));
  const auto places =
      tmp.write("places.csv", "city,lon,lat\nR0,120.2,30.3\nR1,121.6,29.9\nRest of the country,112,33\n");
  const auto out = tmp.path() / "out";
  const outcome o =
      run({study.string(), file.string(), "--out", out.string(), "--method", "flq", "--delta", "0.25", "--delta-band",
           "0.1:0.4:0.1", "--places", places.string(), "--theta", "1.2", "--device", "cpu"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(o.out, "Regional coefficients by FLQ with delta = 0.25"));
  for (const char* name :
       {"location_quotients", "lambda", "multipliers", "bought_elsewhere", "multipliers_by_delta",
        "mean_multiplier_by_delta", "trade", "table", "regions/R0/A", "regions/R0/Z", "regions/R1/table"})
    EXPECT_TRUE(std::filesystem::exists(out / (std::string(name) + ".csv"))) << name;
  const std::string manifest = read_text(out / "manifest.json");
  for (const char* word :
       {"FLQ with delta = 0.25", "delta = 0.25\"", "cost elasticity theta = 1.2", "regions/R0/table.toml",
        "add up to the national table", "regions add up to the national domestic table"})
    EXPECT_TRUE(contains(manifest, word));
  EXPECT_TRUE(contains(read_text(out / "summary.md"), "modelled, not observed"));

  const table_descriptor d = describe_table(out / "table.csv");
  const io_table table = read_io_table(out / "table.csv", d.layout);
  ASSERT_EQ(table.size(), 3 * 27);
  EXPECT_EQ(table.regions[27], "R1");
  EXPECT_EQ(table.industries[28], "MIN");
  EXPECT_EQ(table.final_demand_regions[1], "R1");
  double sum = 0;
  for (const double z : table.Z) sum += z;
  EXPECT_NEAR(sum / n.domestic.Z.sum(), 1, 1e-9);
  EXPECT_LT(audit(table).row_imbalance, 1e-9);
  const flow_table again = flows_of(table, d, import_treatment::automatic);
  EXPECT_EQ(again.accounts[0].code, "value_added");
  context<cpu> ctx;
  expect_checks(analyse_table(ctx, again).checks, 10);  // six of any table, four between regions
}

TEST(RegionaliseCommand, OneRegionAlone) {
  const temporary_folder tmp;
  const auto file = tmp.write("outputs.csv", "region,sector,output\nR,S1,150\nR,S2,100\nQ,S1,50\n");
  const auto out = tmp.path() / "out";
  const outcome o = run({two.string(), file.string(), "--out", out.string(), "--method", "slq", "--region", "R"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(std::filesystem::exists(out / "regions/R/A.csv"));
  EXPECT_FALSE(std::filesystem::exists(out / "regions/Q"));
  EXPECT_TRUE(contains(o.out, "1 pairs of region and sector are not in outputs.csv"));
  EXPECT_TRUE(contains(o.out, "SLQ (no delta)"));
}

TEST(RegionaliseCommand, WhatMakesNoSenseIsRefused) {
  const temporary_folder tmp;
  const auto file = tmp.write("outputs.csv", "region,sector,output\nR,S1,150\nR,S2,100\n");
  const std::string out = (tmp.path() / "out").string();
  const auto fails = [&](int code, const std::string& words, const std::vector<std::string>& more) {
    std::vector<std::string> all{two.string(), file.string(), "--out", out};
    all.insert(all.end(), more.begin(), more.end());
    const outcome o = run(all);
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_TRUE(contains(o.err + o.out, words));
  };
  fails(1, "--method", {});
  fails(1, "SLQ (no delta); mend: --method flq or aflq", {"--method", "slq", "--delta", "0.2"});
  fails(1, "--delta 1: expected 0 <= delta < 1", {"--method", "flq", "--delta", "1"});
  fails(1, "--capped", {"--method", "flq", "--capped"});
  fails(1, "did you mean 'R'?", {"--method", "flq", "--region", "r"});
  fails(1, "did you mean 'S1'?", {"--method", "flq", "--local", "S3"});
  fails(3, "expected a city with a place", {"--method", "flq", "--places", "datasets/hangzhou-bay/places.csv"});
  EXPECT_EQ(entries(tmp.path()), 1u);
}

}  // namespace
}  // namespace agglo::test
