// `agglo linkages` as a user meets it: what is written, what is said, exit codes, and that nothing is half written.
#include <gtest/gtest.h>

#include <vector>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class Linkages : public ::testing::Test {
 protected:
  outcome run(const std::filesystem::path& table, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"linkages", table.string(), "--out", out().string(), "--device", "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  /// Fails with this code and these words, and leaves neither results nor half results.
  void fails(int code, const std::filesystem::path& table, const std::vector<std::string>& words,
             std::vector<std::string> more = {}) {
    const outcome o = run(table, std::move(more));
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_TRUE(contains(o.err, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
    for (const auto& f : std::filesystem::directory_iterator(tmp_.path()))
      EXPECT_EQ(f.path().filename().string().find(".partial-"), std::string::npos);
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string result(const std::string& file) const { return read_text(out() / file); }

  temporary_folder tmp_;
};

const std::string two = "code,S1,S2,final_demand,output\nS1,150,500,350,1000\nS2,200,100,1700,2000\n";
const std::string closed = two + "payments,650,1400,,\noutput,1000,2000,,\n";

TEST_F(Linkages, WritesEveryMatrixWithLabelsAndSaysWhatItIs) {
  const outcome o = run("datasets/miller-blair/two_sectors.csv");
  ASSERT_EQ(o.code, 0) << o.err;
  for (const char* name :
       {"Z", "Y", "x", "V", "A", "B", "L", "G", "S", "multipliers", "type_I", "linkages", "chain", "extraction"}) {
    EXPECT_TRUE(std::filesystem::exists(out() / (std::string(name) + ".csv"))) << name;
    EXPECT_TRUE(std::filesystem::exists(out() / (std::string(name) + ".npy"))) << name;
  }
  EXPECT_EQ(result("A.csv"), "sector,S1,S2\nS1,0.15,0.25\nS2,0.2,0.05\n");
  EXPECT_TRUE(contains(result("L.csv"), "S1,1.254125412541254"));
  EXPECT_TRUE(contains(result("multipliers.csv"), "sector,output,value_added,payments\nS1,1.51815181518151"));
  EXPECT_TRUE(contains(result("sectors.csv"), "S1,Sector 1,1000,key,1.51815181518151"));
  EXPECT_TRUE(contains(result("summary.md"), "| S1 Sector 1 | 1.5182 |"));
  const std::string manifest = result("manifest.json");
  for (const char* word : {"\"ghosh\"", "does not say whether imports", "Ghosh inverse G", "float64", "x = L f",
                           "two_sectors.toml", "block recursion"})
    EXPECT_TRUE(contains(manifest, word));
  EXPECT_TRUE(contains(o.out, "key (1): S1 Sector 1"));
}

TEST_F(Linkages, MatricesOfAllPairsAreWrittenWhenAskedFor) {
  ASSERT_EQ(run("datasets/miller-blair/two_sectors.csv").code, 0);
  EXPECT_FALSE(std::filesystem::exists(out() / "field_of_influence.csv"));
  ASSERT_EQ(run("datasets/miller-blair/two_sectors.csv", {"--field-of-influence", "--propagation-lengths"}).code, 0);
  EXPECT_TRUE(contains(result("propagation_lengths.csv"), "1.3762376"));
  EXPECT_TRUE(contains(result("field_of_influence.csv"), "sector,S1,S2\n"));
  EXPECT_TRUE(contains(result("extraction.csv"), "S1,1210.526"));
  EXPECT_TRUE(contains(result("summary.md"), "| S1 Sector 1 | 1210.53 | 40.35 % |"));
}

TEST_F(Linkages, RegionsAreFoundByTheirSeparator) {
  const outcome o =
      run("datasets/miller-blair/two_regions.csv", {"--industries", "1,2", "--multiplicative", "--additive"});
  ASSERT_EQ(o.code, 0) << o.err;
  for (const char* name :
       {"interregional_effects", "interregional_multipliers", "spillovers_whole", "spillovers_whole_by_buyer",
        "spillovers_whole_by_maker", "spillovers_industries", "spillovers_industry_1", "spillovers_industry_2_by_maker",
        "industry_block", "industry_block_money", "trade", "output_owed", "value_added_embodied", "extraction_groups",
        "M1", "M2", "M3", "additive_effects"})
    EXPECT_TRUE(std::filesystem::exists(out() / (std::string(name) + ".npy"))) << name;
  EXPECT_FALSE(std::filesystem::exists(out() / "net_spillover.csv"));  // nobody's final demand has a place
  EXPECT_TRUE(contains(result("interregional_effects.csv"), "r_1,2.46225813"));
  EXPECT_TRUE(contains(result("summary.md"), "| r | 2.426 | 1.071 |"));
  EXPECT_TRUE(contains(result("summary.md"), "| lands_in | final_demand of r | final_demand of s |"));
  EXPECT_TRUE(contains(result("manifest.json"), "L = M3 M2 M1, in this order"));
  EXPECT_TRUE(contains(o.out, "Who feeds whom, the whole economy"));
}

TEST_F(Linkages, TwoRunsAreTheSameToTheByte) {
  ASSERT_EQ(run("datasets/manual-germany-1995/table.csv", {"--quiet"}).code, 0);
  const std::string manifest = result("manifest.json"), G = result("G.csv");
  ASSERT_EQ(run("datasets/manual-germany-1995/table.csv", {"--quiet"}).code, 0);
  EXPECT_EQ(result("manifest.json"), manifest);
  EXPECT_EQ(result("G.csv"), G);
  EXPECT_TRUE(contains(manifest, "EMP_TOTAL: 1000 persons per million EUR"));
  EXPECT_TRUE(contains(manifest, "value_added = COMP + NTP + CFC + OS"));
}

TEST_F(Linkages, EveryFileNamesTheTreatmentOfImportsAndTheForwardMeasure) {
  const auto count = [](const std::string& text, const std::string& word) {
    std::size_t n = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
    return n;
  };
  ASSERT_EQ(run("datasets/hangzhou-bay/china_2020_27.csv").code, 0);
  EXPECT_EQ(count(result("manifest.json"), "domestic flows, taken out of a competitive table"), 18u);  // 17 files, once
  EXPECT_TRUE(contains(result("summary.md"), "domestic flows, taken out of a competitive table"));
  ASSERT_EQ(run("datasets/hangzhou-bay/china_2020_27.csv", {"--total", "--forward", "leontief"}).code, 0);
  EXPECT_EQ(count(result("manifest.json"), "total flows of a competitive table"), 17u);
  EXPECT_TRUE(contains(result("manifest.json"), "direct A1, total L1"));
  EXPECT_TRUE(contains(result("summary.md"), "Leontief's row sums"));
}

TEST_F(Linkages, ATableWithoutADescriptorIsReadByItsLabels) {
  const outcome o = run(tmp_.write("t.csv", closed));
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(o.out, "year not told, in units of the file"));
}

TEST_F(Linkages, ADescriptorNamesEveryPart) {
  const auto file = tmp_.write("odd.csv",
                               "what,id,S1,S2,TII,homes,abroad,GO\none,S1,150,500,650,\"1,350\",0,\"2,000\"\n"
                               "two,S2,200,100,300,700,\"1,000\",\"2,000\"\nall,TI,350,600,,,,\n"
                               "pay,wages,650,400,,,,\nbuy,abroad,1000,1000,,,,\nsum,GI,2000,2000,,,,\n");
  const auto layout = tmp_.write("layout.toml",
                                 "year = 2001\nunit = \"M\"\nflows = \"domestic\"\nthousands = \",\"\n"
                                 "[columns]\nlabels = \"id\"\nnames = [\"what\"]\nfinal_demand = [\"homes\"]\n"
                                 "exports = \"abroad\"\noutput = \"GO\"\nignored = [\"TII\"]\n"
                                 "[rows]\noutput = \"GI\"\nignored = [\"TI\"]\nvalue_added = [\"wages\"]\n"
                                 "imported_inputs = [\"abroad\"]\n[[account]]\nfile = \"co2.csv\"\nlabels = \"gas\"\n"
                                 "names = []\nrows = [\"CO2\"]\nunit = \"t\"\n");
  tmp_.write("co2.csv", "gas,S2,S1\nCO2,4,10\nCH4,1,x\n");
  const outcome o = run(file, {"--layout", layout.string()});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(o.out, "year 2001, in M"));
  EXPECT_TRUE(contains(result("Y.csv"), "sector,homes,exports\nS1,1350,0\nS2,700,1000\n"));
  EXPECT_TRUE(contains(result("S.csv"), "CO2,0.005,0.002\n"));  // by label: S1 10, S2 4
  EXPECT_TRUE(contains(result("S.csv"), "imports,0.5,0.5\n"));
}

TEST_F(Linkages, AnUnknownKeySuggestsTheNearest) {
  const auto table = tmp_.write("t.csv", closed);
  tmp_.write("t.toml", "unit = \"EUR\"\nyaer = 1995\n");
  fails(3, table, {"t.toml:2:1: 'yaer'", "did you mean 'year'?"});
  tmp_.write("t.toml", "[columns]\nfinal_demnad = [\"final_demand\"]\n");
  fails(3, table, {"'columns.final_demnad'", "did you mean 'final_demand'?"});
  tmp_.write("t.toml", "[rows]\nvalue_added = [\"payment\"]\n");
  fails(3, table, {"'payment'", "did you mean 'payments'?"});
  tmp_.write("t.toml", "[columns]\nfinal_demand = [\"final_demnd\"]\n");
  fails(3, table, {"'final_demnd'", "did you mean 'final_demand'?"});
  tmp_.write("t.toml", "flows = \"domestik\"\n");
  fails(3, table, {"did you mean 'domestic'?"});
  tmp_.write("t.toml", "year = \"1995\"\n");
  fails(3, table, {"t.toml:1:8", "a whole number"});
  tmp_.write("t.toml", "[[account]]\nfile = \"none.csv\"\n");
  fails(3, table, {"'account.unit'"});
}

TEST_F(Linkages, BadTablesAreRefusedWithThePlace) {
  fails(3,
        tmp_.write("order.csv",
                   "code,S1,S2,f,output\nS2,200,100,1700,2000\nS1,150,500,350,1000\npay,650,1400,,\n"
                   "output,1000,2000,,\n"),
        {"order.csv:2:1: 'S2'", "another order"});
  fails(3,
        tmp_.write("off.csv",
                   "code,S1,S2,f,output\nS1,150,500,355,1000\nS2,200,100,1700,2000\npay,650,1400,,\n"
                   "output,1000,2000,,\n"),
        {"off.csv:2", "unbalanced table", "S1"});
  fails(3,
        tmp_.write("word.csv",
                   "code,S1,S2,f,output\nS1,150,x,350,1000\nS2,200,100,1700,2000\npay,650,1400,,\n"
                   "output,1000,2000,,\n"),
        {"word.csv:2:8: 'x'", "a number"});
  fails(4,
        tmp_.write("rho.csv",
                   "code,S1,S2,f,output\nS1,700,600,-300,1000\nS2,600,700,-300,1000\npay,-300,-300,,\n"
                   "output,1000,1000,,\n"),
        {"rho(A)", "S1"});
  fails(3, tmp_.path() / "none.csv", {"none.csv"});
}

TEST_F(Linkages, ASectorWithoutOutputMayNotBuyNorEmploy) {
  const std::string head = "code,a,b,f,output\na,10,5,85,100\nb,0,0,0,0\nwork,90,-5,,\noutput,100,0,,\n";
  fails(3, tmp_.write("t.csv", head), {"sector b has no output but buys 5"});
  const auto table = tmp_.write("u.csv", "code,a,b,f,output\na,10,0,90,100\nb,0,0,0,0\nwork,90,0,,\noutput,100,0,,\n");
  tmp_.write("u.toml", "[[account]]\nfile = \"jobs.csv\"\nunit = \"persons\"\n");
  tmp_.write("jobs.csv", "code,a,b\njobs,7,2\n");
  fails(3, table, {"sector b has no output but 2 persons of jobs"});
}

TEST_F(Linkages, AccountsJoinByLabelOrSayWhatIsMissing) {
  const auto table = tmp_.write("t.csv", closed);
  tmp_.write("t.toml", "[[account]]\nfile = \"jobs.csv\"\nunit = \"persons\"\nrows = [\"jobs\"]\n");
  tmp_.write("jobs.csv", "code,S1,S3\njobs,7,2\n");
  fails(3, table, {"jobs.csv:1:9: 'S3'", "jobs.csv:1:1: 'S2': expected a column of this sector", "did you mean 'S3'?"});
  tmp_.write("jobs.csv", "code,S1,S2\njob,7,2\n");
  fails(3, table, {"'jobs'", "did you mean 'job'?"});
  tmp_.write("jobs.csv", "code,S1,S2\njobs,7,many\njobs,1,1\n");
  fails(3, table, {"jobs.csv:2:8: 'many'", "every row label once"});
}

TEST_F(Linkages, OptionsThatTheTableCannotServeAreUsageErrors) {
  fails(1, "datasets/miller-blair/two_sectors.csv", {"no column of imports"}, {"--competitive"});
  fails(1, "datasets/manual-germany-1995/table.csv", {"domestic flows alone"}, {"--total"});
  fails(1, "datasets/miller-blair/two_sectors.csv", {"--additive", "several regions"}, {"--additive"});
  fails(1, "datasets/miller-blair/two_regions.csv", {"--industries: '4'"}, {"--industries", "4"});
  fails(1, "datasets/miller-blair/two_regions.csv", {"did you mean 'payments'?"}, {"--embodied", "payment"});
  fails(1, "datasets/hangzhou-bay/china_2020_27.csv", {"--total"}, {"--total", "--competitive"});
  fails(1, "datasets/hangzhou-bay/china_2020_27.csv", {"--forward"}, {"--forward", "ghost"});
  const auto table = tmp_.write("t.csv", closed);
  tmp_.write("t.toml", "flows = \"competitive\"\n");
  fails(3, table, {"flows = \"competitive\"", "found none"});
}

TEST_F(Linkages, AFailureLeavesTheOldResults) {
  ASSERT_EQ(run("datasets/miller-blair/two_sectors.csv").code, 0);
  const std::string before = result("manifest.json");
  EXPECT_EQ(run(tmp_.write("t.csv", two)).code, 3);
  EXPECT_EQ(result("manifest.json"), before);
}

}  // namespace
}  // namespace agglo::test
