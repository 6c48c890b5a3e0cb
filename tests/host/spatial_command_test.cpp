#include <gtest/gtest.h>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

class Spatial : public ::testing::Test {
 protected:
  outcome run(const std::string& coefficients, const std::vector<std::string>& more) {
    const auto file = tmp_.write("coefficients.csv", coefficients);
    std::vector<std::string> words{"spatial", file.string(), "--out", out().string(), "--device", "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return agglo_says(std::move(words));
  }
  void fails(int code, const std::string& coefficients, const std::vector<std::string>& more, const std::string& word) {
    const outcome o = run(coefficients, more);
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_TRUE(contains(o.err, word));
    EXPECT_FALSE(std::filesystem::exists(out()));
  }
  [[nodiscard]] std::string text(const std::string& name) const { return read_text(out() / name); }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  [[nodiscard]] std::string pair() const { return tmp_.write("pair.gal", "2\na 1\nb\nb 1\na\n").string(); }

  temporary_folder tmp_;
};

const std::string one = "variable,rho,beta\nx,0.5,3\n";

TEST_F(Spatial, TablesSummaryAndManifest) {
  const outcome o = run("model,year,variable,rho,beta,theta\nlag,2020,x,0.5,3,\nlag,2020,z,0.5,0,3\nlag,2021,x,0,2,0\n",
                        {"--weights", pair(), "--per-unit", "--unit", "jobs", "--orders", "2"});
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string effects = text("effects.csv"), orders = text("orders.csv"), units = text("units.csv");
  EXPECT_TRUE(contains(effects, "model,year,weights,variable,rho,beta,theta,direct,indirect,total,standard_error\n"));
  EXPECT_TRUE(contains(effects, "lag,2020,pair,x,0.5,3,0,4,1.99999999999"));
  EXPECT_TRUE(contains(effects, "lag,2021,pair,x,0,2,0,2,0,2,0\n"));
  EXPECT_TRUE(contains(orders, "lag,2020,pair,x,1,0,1.5,1.5\n"));
  EXPECT_TRUE(contains(orders, "lag,2020,pair,x,2,0.75,0,0.75\n"));
  EXPECT_TRUE(contains(orders, "lag,2020,pair,z,1,0,3,3\n"));
  EXPECT_TRUE(contains(units, "lag,2020,pair,x,b,4,1.99999999999"));
  EXPECT_TRUE(contains(text("weights.csv"), "pair,,2,2,0,1\n"));
  const std::string m = text("manifest.json"), s = text("summary.md");
  for (const char* word :
       {"residual_bound", "error_bound", "\"rho\": 0.5", "jobs", "pair.gal", "each row over its sum"})
    EXPECT_TRUE(contains(m, word));
  EXPECT_TRUE(contains(s, "| x | 4 | 2 | 6 |"));
  EXPECT_TRUE(contains(o.out, "4 tables (.csv)"));
}

TEST_F(Spatial, TheExampleOfTheDocumentation) {
  const outcome o = agglo_says({"spatial", "datasets/columbus/coefficients.csv", "--weights",
                                "datasets/columbus/columbus.gal", "--out", out().string(), "--device", "cpu"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(text("summary.md"), "| INC | -0.053062 | 0.0130398 | -0.0400222 |"));
}

// Years of units and several W in one run: a model takes the W it names, of its year.
TEST_F(Spatial, EveryYearAndEveryWInOneRun) {
  const auto units = tmp_.write(
      "units.csv", "firm,year,e,n\na,2020,0,0\nb,2020,1,0\nc,2020,5,0\na,2021,0,0\nb,2021,4,0\nc,2021,5,0\n");
  const std::vector<std::string> with{
      "--units",       units.string(),
      "--id",          "firm",
      "--x",           "e",
      "--y",           "n",
      "--year-column", "year",
      "--within",      "2",
      "--nearest",     "1",
      "--nearest",     "2",
      "--decay",       "exponential",
      "--length",      "3",
      "--weights",     "net=" + tmp_.write("e.csv", "from,to\na,b\nb,c\nc,a\n").string()};
  const outcome o =
      run("variable,rho,beta,year,weights\nx,0.5,1,2020,\nx,0.4,1,2021,nearest_1\nx,0.3,1,,within_2\n", with);
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string effects = text("effects.csv"), weights = text("weights.csv");
  for (const char* row :
       {",2020,net,x,0.5", ",2020,nearest_1,x,0.5", ",2020,nearest_2,x,0.5", ",2020,within_2,x,0.5",
        ",2020,exponential,x,0.5", ",2021,nearest_1,x,0.4", ",2020,within_2,x,0.3", ",2021,within_2,x,0.3"})
    EXPECT_TRUE(contains(effects, row));
  EXPECT_EQ(std::count(effects.begin(), effects.end(), '\n'), 9);
  EXPECT_TRUE(contains(weights, "within_2,2020,3,2,1,1\n"));
  EXPECT_TRUE(contains(text("summary.md"), "units have no neighbours"));
}

TEST_F(Spatial, SampledTracesSayTheirError) {
  const outcome o = run(one, {"--weights", "datasets/columbus/columbus.gal", "--exact-up-to", "10", "--probes", "20",
                              "--normalise", "radius"});
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(contains(text("summary.md"), " ± "));
  EXPECT_TRUE(contains(text("manifest.json"), "spectral_radius_before_scaling"));
  EXPECT_TRUE(contains(text("manifest.json"), "\"traces\": \"sampled\""));
}

TEST_F(Spatial, OptionsThatDoNotGoTogether) {
  fails(1, one, {}, "weights are missing");
  fails(1, one, {"--nearest", "2"}, "need --units");
  fails(1, one, {"--weights", pair(), "--units", "u.csv"}, "--units needs");
  fails(1, one, {"--units", "u.csv", "--nearest", "1"}, "--lon and --lat, or --x and --y");
  fails(1, one, {"--weights", pair(), "--lon", "lon", "--lat", "lat"}, "are columns of --units");
  fails(1, one, {"--weights", pair(), "--length", "3"}, "need --decay");
  fails(1, one, {"--weights", pair(), "--weights", pair()}, "two weights are called 'pair'");
  fails(1, one, {"--weights", pair(), "--probes", "1"}, "--probes must be 2");
  fails(1, one, {"--units", "u.csv", "--x", "e", "--y", "n", "--decay", "power", "--theta", "2"}, "--inner");
}

TEST_F(Spatial, BadInput) {
  fails(3, "variable,rho,beta\nx,1.5,3\n", {"--weights", pair()},
        "coefficients.csv:2:3: '1.5': expected |rho| below 1");
  fails(3, "variable,roh,beta\nx,.5,3\n", {"--weights", pair()}, "did you mean 'roh'");
  fails(3, "variable,rho,beta\nx,.5,nan\n", {"--weights", pair()}, "coefficients.csv:2:6");
  fails(3, "variable,rho,beta\nx,.5,1\nz,.6,1\n", {"--weights", pair()}, "0.5, as in the model's first row");
  fails(3, "variable,rho,beta\nx,.5,1\nx,.5,1\n", {"--weights", pair()}, "every variable of a model once");
  fails(3, "variable,rho,beta\n", {"--weights", pair()}, "no rows");
  fails(3, "variable,rho,beta,weights\nx,.5,1,pairs\n", {"--weights", pair()}, "did you mean 'pair'");
  fails(3, one, {"--weights", (tmp_.path() / "none.gal").string()}, "none.gal");
  const auto units = tmp_.write("u.csv", "id,lon,lat\na,0,0\nb,181,0\nb,1,1\n");
  const std::vector<std::string> places{"--units", units.string(), "--lon", "lon", "--lat", "lat", "--nearest", "1"};
  fails(3, one, places, "u.csv:3:3: '181': expected a longitude");
  fails(3, one, places, "line 3 already");
  tmp_.write("u.csv", "id,lon,lat\na,0,90\nb,100,90\n");
  EXPECT_EQ(run(one, places).code, 0);  // one spot, the pole
  tmp_.write("u.csv", "id,lon,lat\na,0,90\n");
  std::filesystem::remove_all(out());
  fails(3, one, places, "1 neighbours wanted of 1 units");
}

}  // namespace
}  // namespace agglo::test
