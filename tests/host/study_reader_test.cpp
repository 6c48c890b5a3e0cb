#include <gtest/gtest.h>

#include "host/model/study.hpp"
#include "kernels/base/error.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

// Lines are counted in the tests below.
const std::string good = R"(title = "t"
[firms]
file = "firms.csv"
year = 2021
revenue_unit = "million CNY"
rd_unit = "million CNY"
missing_rd = "zero"
[places]
file = "places.csv"
facts_file = "facts.csv"
gdp_year = 2020
area_year = 2020
[table]
file = "table.csv"
year = 2020
unit = "100 million CNY"
local_products = ["CON"]
[industries]
NEV = "NEV"
IC = "ICE"
[[region]]
name = "City"
cities = ["A", "B"]
[[region]]
name = "Rest"
lon = 113.5
lat = 32.5
area_km2 = 100.0
[trade]
theta = 1.0
[knowledge]
decay_km = 50
[scenario.line]
assumption = "why"
[[scenario.line.pair]]
between = ["City", "Rest"]
mode = "rail"
minutes_before = 80.0
minutes_after = 20.0
)";

std::string with(const std::string& old, const std::string& now) {
  std::string text = good;
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), now);
}
std::string error_of(const std::string& text) {
  const temporary_folder tmp;
  const auto file = tmp.write("study.toml", text);
  try {
    read_study(file);
  } catch (const data_error& e) {
    const std::string message = e.what();
    EXPECT_EQ(message.rfind(file.string() + ":", 0), 0u) << message;
    return message.substr(std::min(file.string().size(), message.size()));
  }
  return "no error";
}

TEST(StudyReader, ReadsEveryParameter) {
  const temporary_folder tmp;
  const study s = read_study(tmp.write("study.toml", good));
  EXPECT_EQ(s.firms_file, tmp.path() / "firms.csv");
  EXPECT_EQ(s.firms_year, 2021);
  EXPECT_TRUE(s.firms.missing_rd_is_zero);
  EXPECT_EQ(s.industries, (std::vector<std::pair<std::string, std::string>>{{"NEV", "NEV"}, {"IC", "ICE"}}));
  ASSERT_EQ(s.regions.size(), 2u);
  EXPECT_TRUE(s.regions[1].remainder());
  EXPECT_EQ(s.knowledge.decay.length, 50);  // whole numbers are numbers
  ASSERT_EQ(s.scenarios.size(), 1u);
  EXPECT_EQ(s.scenarios[0].pairs[0].factor, .25);
  EXPECT_EQ(s.scenarios[0].pairs[0].basis, "rail, 80 -> 20 minutes");
}

TEST(StudyReader, AnUnknownKeySuggestsTheNearest) {
  EXPECT_EQ(error_of(with("theta = 1.0", "theta = 1.0\ntolerence = 1e-9")),
            ":31:1: 'trade.tolerence': expected a known key; mend: did you mean 'tolerance'?");
  EXPECT_NE(error_of(with("[knowledge]", "[knowlege]")).find("'knowledge'"), std::string::npos);
  EXPECT_NE(error_of(with("[knowledge]", "[x]\n[knowledge]")).find("'x': expected a known key"), std::string::npos);
}

TEST(StudyReader, AMissingKeyIsNamed) {
  EXPECT_EQ(error_of(with("theta = 1.0\n", "")),
            ":29:1: '[trade]': expected the key 'trade.theta'; mend: add it: theta = ...");
}

TEST(StudyReader, AWrongTypeSaysWhatWasExpected) {
  EXPECT_EQ(error_of(with("year = 2021", "year = \"2021\"")),
            ":4:8: '\"2021\"': expected a whole number for 'firms.year'; mend: write it without quotes or decimals");
  EXPECT_NE(error_of(with("decay_km = 50", "decay_km = -1")).find("a number above 0 for 'knowledge.decay_km'"),
            std::string::npos);
  EXPECT_NE(error_of(with("decay_km = 50", "decay_km = nan")).find("a finite number"), std::string::npos);
}

TEST(StudyReader, KnowledgeHasADecayOfItsOwn) {
  const temporary_folder tmp;
  const auto read = [&](const std::string& knowledge) {
    return read_study(tmp.write("study.toml", with("decay_km = 50", knowledge))).knowledge;
  };
  const knowledge_options power = read("decay = \"power\"\ntheta = 2\ninner_km = 1\ncutoff_km = 300");
  EXPECT_EQ(power.decay.form, decay_form::power);
  EXPECT_EQ(weight_text(power), "max(km, 1)^-2, 0 beyond 300");
  EXPECT_EQ(weight_text(read("decay = \"band\"\ncutoff_km = 100\nleave_out = \"same_region\"")),
            "1 for 0 <= km <= 100, else 0, firms of one region left out");
  EXPECT_EQ(weight_text(read("decay = \"gaussian\"\ndecay_km = 40\ninput_output = \"suppliers\"")),
            "exp(-km^2 / (2 40^2)) times A(sender's sector, receiver's)");
  EXPECT_EQ(weight_text(read("decay_km = 50")), "exp(-km / 50)");
}

TEST(StudyReader, KnowledgeRefusesWhatItsDecayDoesNotHave) {
  const auto told = [](const std::string& knowledge) { return error_of(with("decay_km = 50", knowledge)); };
  EXPECT_TRUE(contains(told("decay = \"powr\""), "did you mean 'power'?"));
  EXPECT_TRUE(contains(told("decay = \"power\"\ntheta = 1"), "'knowledge.inner_km'"));
  EXPECT_TRUE(contains(told("decay_km = 50\ntheta = 1"), "no such parameter with an exponential decay"));
  EXPECT_TRUE(contains(told("decay = \"band\""), "'knowledge.cutoff_km'"));
  EXPECT_TRUE(contains(told("decay = \"band\"\ninner_km = 9\ncutoff_km = 3"), "at most cutoff_km"));
  EXPECT_TRUE(contains(told("decay_km = 50\ninput_output = \"suplier\""), "did you mean 'suppliers'?"));
  EXPECT_TRUE(contains(told("decay_km = 50\nleave_out = \"region\""), "same_region"));
}

TEST(StudyReader, KnowledgeMayWeighTechnology) {
  const temporary_folder tmp;
  const auto read = [&](const std::string& knowledge) {
    return read_study(tmp.write("study.toml", with("decay_km = 50", "decay_km = 50\n" + knowledge))).knowledge;
  };
  EXPECT_EQ(read("").technology, technology_source::none);
  EXPECT_EQ(weight_text(read("technology = \"inputs\"\nproximity = \"mahalanobis\"")),
            "exp(-km / 50) times Mahalanobis proximity of the industries' inputs");
  const knowledge_options classes = read("technology = \"classes\"\ntechnology_file = \"patents.csv\"");
  EXPECT_EQ(classes.technology_file, tmp.path() / "patents.csv");
  EXPECT_EQ(weight_text(classes), "exp(-km / 50) times Jaffe proximity of the firms' classes in patents.csv");
  const auto told = [](const std::string& knowledge) {
    return error_of(with("decay_km = 50", "decay_km = 50\n" + knowledge));
  };
  EXPECT_TRUE(contains(told("technology = \"patents\""), "'patents'"));
  EXPECT_TRUE(contains(told("technology = \"classes\""), "expected the key 'knowledge.technology_file'"));
  EXPECT_TRUE(contains(told("technology_file = \"a.csv\""), "no such parameter without classes"));
  EXPECT_TRUE(contains(told("proximity = \"jaffe\""), "no such parameter without technology"));
  EXPECT_TRUE(contains(told("technology = \"inputs\"\nproximity = \"jafe\""), "did you mean 'jaffe'?"));
}

TEST(StudyReader, SyntaxErrorsCarryTheirPlace) {
  EXPECT_EQ(error_of(with("year = 2021", "year = ")).substr(0, 3), ":4:");
}

TEST(StudyReader, UnknownWordsSuggestTheNearest) {
  EXPECT_NE(
      error_of(with("between = [\"City\", \"Rest\"]", "between = [\"Citi\", \"Rest\"]")).find("did you mean 'City'?"),
      std::string::npos);
  EXPECT_NE(error_of(with("missing_rd = \"zero\"", "missing_rd = \"nil\"")).find("one of zero, error"),
            std::string::npos);
  EXPECT_NE(error_of(with("unit = \"100 million CNY\"", "unit = \"100 milion CNY\"")).find("100 million CNY"),
            std::string::npos);
}

TEST(StudyReader, RegionsAreCheckedAsAWhole) {
  EXPECT_NE(error_of(with("name = \"Rest\"", "name = \"City\"")).find("not named twice"), std::string::npos);
  EXPECT_NE(error_of(with("\"A\", \"B\"", "\"A\", \"A\"")).find("'A' in one region only"), std::string::npos);
  EXPECT_NE(error_of(with("lat = 32.5", "lat = 113.5")).find("swapped"), std::string::npos);
  EXPECT_NE(error_of(with("lon = 113.5\nlat = 32.5\narea_km2 = 100.0", "cities = [\"C\"]")).find("one without"),
            std::string::npos);
  EXPECT_NE(error_of(with("name = \"Rest\"", "name = \"R:x\"")).find("without ':'"), std::string::npos);
}

TEST(StudyReader, ScenariosNeedOneKindOfFactor) {
  EXPECT_NE(error_of(with("mode = \"rail\"", "factor = 0.5\nmode = \"rail\"")).find("either a factor or minutes"),
            std::string::npos);
  EXPECT_NE(error_of(with("minutes_after = 20.0", "minutes_after = 0")).find("above 0"), std::string::npos);
  EXPECT_NE(error_of(good + "[[scenario.line.pair]]\nbetween = [\"Rest\", \"City\"]\nfactor = 2.0\n").find("once"),
            std::string::npos);
}

TEST(StudyReader, AFileThatIsNotThereIsAnError) { EXPECT_THROW(read_study("no/such/study.toml"), data_error); }

}  // namespace
}  // namespace agglo::test
