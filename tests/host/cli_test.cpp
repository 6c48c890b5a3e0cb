// The command line as a user meets it: exit codes, what is said, and that nothing is half written.

#include <gtest/gtest.h>
#include <iconv.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/spaces.hpp"
#include "tests/host/command_line.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

// The shipped study in a folder of its own, with one text of one file replaced.
class Study {
 public:
  Study() {
    for (const auto& f : std::filesystem::directory_iterator("datasets/hangzhou-bay"))
      std::filesystem::copy(f.path(), tmp_.path());
  }
  void replace(const std::string& file, const std::string& old, const std::string& now) {
    std::string text = read_text(tmp_.path() / file);
    const std::size_t at = text.find(old);
    ASSERT_NE(at, std::string::npos) << old;
    tmp_.write(file, text.replace(at, old.size(), now));
  }
  // Runs and expects failure with this code, these words, and no folder.
  void fails(int code, const std::vector<std::string>& words) {
    const outcome o =
        agglo_says({"run", (tmp_.path() / "study.toml").string(), "--out", out().string(), "--device", "cpu"});
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_NE(o.err.find(w), std::string::npos) << "'" << w << "' in:\n" << o.err;
    EXPECT_FALSE(std::filesystem::exists(out()));
    for (const auto& f : std::filesystem::directory_iterator(tmp_.path()))
      EXPECT_EQ(f.path().filename().string().find(".partial-"), std::string::npos);
  }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] const std::filesystem::path& path() const { return tmp_.path(); }
  temporary_folder& folder() { return tmp_; }

 private:
  temporary_folder tmp_;
};

std::string to_gb18030(const std::string& utf8) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(2 * utf8.size(), '\0'), in = utf8;
  char *from = in.data(), *to = out.data();
  std::size_t left = in.size(), room = out.size();
  EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0u);
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}
// Revenue, the twelfth column, from million CNY to 10 000 CNY with thousands separators: "7194.148" to "719,414.8".
std::string times_hundred(const std::string& csv) {
  std::istringstream in(csv);
  std::string line, out;
  for (bool header = true; std::getline(in, line); header = false) {
    std::size_t at = 0;
    for (int commas = 0; !header && commas < 11; ++at) {
      if (line[at] == '"') at = line.find('"', at + 1);
      commas += line[at] == ',';
    }
    if (!header) {
      const std::size_t end = line.find(',', at), point = std::min(line.find('.', at), end);
      std::string whole = line.substr(at, point - at),
                  digits = point < end ? line.substr(point + 1, end - point - 1) : "";
      digits.resize(std::max<std::size_t>(digits.size(), 2), '0');
      whole += digits.substr(0, 2);
      whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
      for (std::size_t k = whole.size(); k > 3; k -= 3) whole.insert(k - 3, 1, ',');
      line.replace(at, end - at, '"' + whole + (digits.size() > 2 ? '.' + digits.substr(2) : "") + '"');
    }
    out += line + "\n";
  }
  return out;
}

TEST(Cli, RunsTheStudyAndWritesEverything) {
  const temporary_folder tmp;
  const outcome o = agglo_says(
      {"run", "datasets/hangzhou-bay/study.toml", "--out", (tmp.path() / "out").string(), "--device", "cpu"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("66 % of Shaoxing's pool within this sample comes from Hangzhou."), std::string::npos) << o.out;
  EXPECT_NE(o.err.find("4-8 trade"), std::string::npos);  // plain lines: no terminal here
  for (const char* name : {"Z", "Y", "A", "L", "x", "trade", "multipliers", "linkages", "spillovers_ICE",
                           "spillovers_whole", "knowledge_spillovers_region", "knowledge_spillovers_region_industry"})
    for (const char* kind : {".csv", ".npy"})
      EXPECT_TRUE(std::filesystem::exists(tmp.path() / "out" / (std::string(name) + kind))) << name;
  const std::string manifest = read_text(tmp.path() / "out/manifest.json");
  EXPECT_NE(manifest.find("\"definition\": \"Leontief inverse L = (I - A)^-1\""), std::string::npos);
  const std::string summary = read_text(tmp.path() / "out/summary.md");
  EXPECT_NE(summary.find("backward totals per industry are the same everywhere"), std::string::npos);
  EXPECT_NE(summary.find("no growth effect"), std::string::npos);
  EXPECT_EQ(entries(tmp.path()), 1u);
}

TEST(Cli, TwoRunsAreTheSameToTheBit) {
  const temporary_folder tmp;
  for (const char* name : {"a", "b"})
    ASSERT_EQ(agglo_says({"run", "datasets/hangzhou-bay/study.toml", "--out", (tmp.path() / name).string(), "--device",
                          "cpu", "--quiet"})
                  .code,
              0);
  for (const auto& f : std::filesystem::recursive_directory_iterator(tmp.path() / "a"))
    if (f.is_regular_file()) {
      const auto name = std::filesystem::relative(f.path(), tmp.path() / "a");
      EXPECT_EQ(read_text(f.path()), read_text(tmp.path() / "b" / name)) << name;
    }
}

TEST(Cli, UsageErrorsExitWithOne) {
  EXPECT_EQ(agglo_says({}).code, 1);
  EXPECT_EQ(agglo_says({"run"}).code, 1);
  EXPECT_EQ(agglo_says({"run", "x.toml", "--out", "o", "--device", "tpu"}).code, 1);
  EXPECT_EQ(agglo_says({"--help"}).code, 0);
  EXPECT_EQ(agglo_says({"devices"}).code, 0);
}

TEST(Cli, AGpuThatIsNotThereIsAnErrorNeverAQuietCpu) {
  if constexpr (built_spaces::has_gpu)
    if (context<gpu>::available()) GTEST_SKIP() << "a gpu is here";
  const temporary_folder tmp;
  const outcome o = agglo_says(
      {"run", "datasets/hangzhou-bay/study.toml", "--out", (tmp.path() / "out").string(), "--device", "gpu"});
  EXPECT_EQ(o.code, 5) << o.err;
  EXPECT_NE(o.err.find("--device cpu"), std::string::npos);
  EXPECT_EQ(entries(tmp.path()), 0u);
}

TEST(Cli, AMissingColumn) {
  Study s;
  s.replace("firms.csv", "revenue_cny_million", "turnover");
  s.fails(3, {"firms.csv:1", "revenue_cny_million"});
}
TEST(Cli, ADuplicatedColumn) {
  Study s;
  s.replace("firms.csv", "name_zh", "name_en");
  s.fails(3, {"firms.csv:1:", "name_en"});
}
TEST(Cli, AFirmWithoutPlace) {
  Study s;
  s.replace("firms.csv", "Xihu,120.13,30.27,IC,\"IDM: power devices, MEMS, LED chips\",2021",
            "Xihu,,,IC,\"IDM: power devices, MEMS, LED chips\",2021");
  s.fails(3, {"firms.csv:2:"});
}
TEST(Cli, AnUnknownCity) {
  Study s;
  s.replace("firms.csv", "士兰微,Hangzhou,", "士兰微,Hangzou,");
  s.fails(3, {"firms.csv:2:47:", "'Hangzou'", "did you mean 'Hangzhou'?"});
}
TEST(Cli, AnUnknownIndustry) {
  Study s;
  s.replace("firms.csv", "120.13,30.27,IC,", "120.13,30.27,ICX,");
  s.fails(3, {"firms.csv:2:", "'ICX'"});
}
TEST(Cli, TextWhereRevenueShouldBe) {
  Study s;
  s.replace("firms.csv", ",7194.148,", ",7 194,");
  s.fails(3, {"firms.csv:2:", "'7 194'"});
}
TEST(Cli, ANegativeRevenue) {
  Study s;
  s.replace("firms.csv", ",7194.148,", ",-7194.148,");
  s.fails(3, {"firms.csv:2:", "'-7194.148'"});
}
TEST(Cli, ADuplicateFirmYear) {
  Study s;
  s.replace("firms.csv", "LED chips\",2022,", "LED chips\",2021,");
  s.fails(3, {"firms.csv:3:", "line 2"});
}
TEST(Cli, CoordinatesOutsideTheEarthOrSwapped) {
  Study s;
  s.replace("firms.csv", "120.13,30.27", "30.27,120.13");
  s.fails(3, {"firms.csv:2:"});
}
TEST(Cli, MixedEncodings) {
  Study s;
  s.replace("firms.csv", "士兰微", "\xCA\xBF\xC0\xBC\xCE\xA2");  // the same name in GB18030
  s.fails(3, {"firms.csv:3:43:", "mixed encodings", "line 2"});
}
TEST(Cli, MissingResearchIsZeroOnlyWhenTheStudySaysSo) {
  Study s;
  s.replace("study.toml", "missing_rd = \"zero\"", "missing_rd = \"error\"");
  s.fails(3, {"firms.csv:3:", "missing"});
}
TEST(Cli, LabelsInAnotherOrder) {
  Study s;
  s.replace("china_2020_27.csv", "AGR,MIN,FOO", "MIN,AGR,FOO");
  s.fails(3, {"china_2020_27.csv:2", "order"});
}
TEST(Cli, LabelsThatDiffer) {
  Study s;
  s.replace("china_2020_27.csv", "AGR,MIN,FOO", "AGRI,MIN,FOO");
  s.fails(3, {"china_2020_27.csv:2"});
}
TEST(Cli, AnUnbalancedTableNamesTheWorstSectors) {
  Study s;
  s.replace("china_2020_27.csv", "60.3973,7042.1130", "60.3973,9042.1130");
  s.fails(3, {"china_2020_27.csv", "MIN"});
}
TEST(Cli, ATableThatIsNotProductiveNamesTheWorstColumns) {
  Study
      s;  // mining uses more of itself than it makes: inventories and a negative surplus keep row and column in balance
  s.replace("china_2020_27.csv", "60.3973,7042.1130", "60.3973,67042.1130");
  s.replace("china_2020_27.csv", "122.2280,0.0000,46.2219", "122.2280,0.0000,-59953.7781");
  s.replace("china_2020_27.csv", "2311.7527,6633.8680", "2311.7527,-53366.1320");
  s.fails(4, {"china_2020_27.csv", "MIN"});
}
TEST(Cli, ACityWithoutGdp) {
  Study s;
  s.replace("city_facts.csv", "330200,Ningbo,,GDP,2020", "330200,Ningbo,,GDP,2010");
  s.fails(3, {"Ningbo", "GDP", "2020"});
}
TEST(Cli, AnUnknownKeyInTheStudy) {
  Study s;
  s.replace("study.toml", "theta = 1.0", "teta = 1.0");
  s.fails(3, {"study.toml:", "theta"});
}
TEST(Cli, AStudyThatIsNotThere) { EXPECT_EQ(agglo_says({"run", "nowhere.toml", "--out", "out"}).code, 3); }

TEST(Cli, CheckExplainsAStudyAndItsFiles) {
  const outcome o = agglo_says({"check", "datasets/hangzhou-bay/study.toml", "datasets/hangzhou-bay/firms.csv"});
  EXPECT_EQ(o.code, 0) << o.err;
  for (const char* words : {"152 firms", "spectral radius", "Rest of Zhejiang", "planned_expressway", "418"})
    EXPECT_NE(o.out.find(words), std::string::npos) << words << " in:\n" << o.out;
}
TEST(Cli, CheckFindsAStudysMistakes) {
  Study s;
  s.replace("study.toml", "[trade]", "[traid]");
  const outcome o = agglo_says({"check", (s.path() / "study.toml").string()});
  EXPECT_EQ(o.code, 3);
  EXPECT_NE((o.out + o.err).find("study.toml:"), std::string::npos) << o.out << o.err;
}

// The same firms as a Chinese ledger has them: GB18030, Chinese headers, 万元 with thousands separators.
TEST(Cli, AChineseLedgerGivesTheSameResults) {
  Study s;
  std::string text = read_text(s.path() / "firms.csv");
  const std::pair<std::string, std::string> headers[] = {{"firm_id", "企业代码"},
                                                         {"revenue_cny_million", "营业收入"},
                                                         {"rd_expense_cny_million", "研发费用"},
                                                         {"industry", "行业"}};
  for (const auto& [english, chinese] : headers) {
    text.replace(text.find(english), english.size(), chinese);
    s.replace("study.toml", " = \"" + english + "\"", " = \"" + chinese + "\"");
  }
  // Silan's 7194.148 million CNY are 719,414.8 times 10 000.
  s.folder().write("firms.csv", to_gb18030(times_hundred(text)));
  s.replace("study.toml", "revenue_unit = \"million CNY\"", "revenue_unit = \"万元\"");
  s.replace("study.toml", "thousands_separator = \"\"", "thousands_separator = \",\"");
  const temporary_folder tmp;
  const outcome o =
      agglo_says({"run", (s.path() / "study.toml").string(), "--out", (tmp.path() / "a").string(), "--device", "cpu"});
  ASSERT_EQ(o.code, 0) << o.err;
  ASSERT_EQ(
      agglo_says({"run", "datasets/hangzhou-bay/study.toml", "--out", (tmp.path() / "b").string(), "--device", "cpu"})
          .code,
      0);
  for (const char* name : {"L.npy", "knowledge_spillovers_region.npy", "firm_count.npy"})
    EXPECT_EQ(read_text(tmp.path() / "a" / name).size(), read_text(tmp.path() / "b" / name).size()) << name;
  EXPECT_EQ(read_text(tmp.path() / "a/knowledge_spillovers_region.npy"),
            read_text(tmp.path() / "b/knowledge_spillovers_region.npy"));
  EXPECT_NE(read_text(tmp.path() / "a/manifest.json").find("GB18030"), std::string::npos);
}

TEST(Cli, APlaceThatCannotBeWrittenIsSaidBeforeTheWork) {
  const temporary_folder tmp;
  const auto file = tmp.write("file", "");
  const outcome o = agglo_says({"run", "datasets/hangzhou-bay/study.toml", "--out", file.string()});
  EXPECT_EQ(o.code, 6) << o.err;
  EXPECT_EQ(o.err.find("1 load"), std::string::npos);
}

}  // namespace
}  // namespace agglo::test
