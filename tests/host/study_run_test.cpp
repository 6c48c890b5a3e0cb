// The whole study on the real input, in every space. Wanted figures: tests/reference/study_reference.py, an independent
// NumPy form of the same definitions (`python3 tests/reference/study_reference.py --data datasets/hangzhou-bay --out
// DIR`).
#include "host/analysis/study_run.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/spillover/decay.hpp"
#include "tests/host/temporary_folder.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

const study& shipped() {
  static const study s = read_study("datasets/hangzhou-bay/study.toml");
  return s;
}

template <class S>
class StudyRun : public OperationTest<S> {
 protected:
  study_results run(const study& s) {
    return run_study(this->ctx(), s, [](const std::string&) {});
  }
};
TYPED_TEST_SUITE(StudyRun, Spaces, SpaceName);

TYPED_TEST(StudyRun, FindsThePublishedFigures) {
  const study_results r = this->run(shipped());
  EXPECT_EQ(r.input.firms.size(), 152);
  EXPECT_EQ(r.input.firms.missing_rd, 13);
  EXPECT_EQ(r.coincident, 330);
  EXPECT_NEAR(r.input.rounding_closed, 1.83e-8, 1e-10);
  EXPECT_NEAR(r.input.table_audit.spectral.value, .622378, 1e-6);
  EXPECT_TRUE(close(r.output.listed_coverage.values, {.11983, .91091, .71478}, 1e-5));
  EXPECT_TRUE(close(r.base.trade.self_supply_by_region.values, {.4342, .4639, .4207, .4592, .9674, .9344}, 1e-4));
  EXPECT_TRUE(close(r.base.industries[1].multiplier.values,
                    {1.246036, 0.052092, 0.100384, 0.053978, 0.029384, 0.045174, 1.296945, 0.061782, 0.046418,
                     0.023975, 0.030457, 0.021629, 1.195690, 0.016637, 0.009101, 0.077758, 0.072735, 0.070850,
                     1.244893, 0.041203, 1.515813, 1.471837, 1.486533, 1.553312, 2.811576},
                    1e-6));
  const labelled_array shares = row_shares(r.base.knowledge.region);
  EXPECT_NEAR(shares(2, 0), .66137, 1e-5);  // Shaoxing from Hangzhou
  EXPECT_TRUE(close(
      shares.values,
      {.8986, .0243, .0334, .0437, .2462, .6056, .0969, .0513, .6614, .1337, .1471, .0579, .5761, .1021, .0647, .2571},
      1e-4));
}

TYPED_TEST(StudyRun, EveryIdentityHolds) {
  const study_results r = this->run(shipped());
  EXPECT_GE(r.checks().size(), 20u);
  for (const identity& i : r.checks()) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TYPED_TEST(StudyRun, SpacesAgree) {
  const study_results r = this->run(shipped());
  context<cpu> host;
  const study_results want = run_study(host, shipped(), [](const std::string&) {});
  EXPECT_TRUE(close(r.base.trade.T.values, want.base.trade.T.values, 1e-11));
  EXPECT_TRUE(close(r.base.linkages.L.values, want.base.linkages.L.values, 1e-11));
  EXPECT_TRUE(close(r.base.linkages.linkages.values, want.base.linkages.linkages.values, 1e-11));
  EXPECT_TRUE(close(r.base.whole.by_buyer.values, want.base.whole.by_buyer.values, 1e-11));
  EXPECT_TRUE(close(r.base.knowledge.region_industry.values, want.base.knowledge.region_industry.values, 1e-11));
}

TYPED_TEST(StudyRun, TheScenarioMovesTradeAndLearningAndNothingElse) {
  const study_results r = this->run(shipped());
  ASSERT_EQ(r.scenarios.size(), 1u);
  const regional_results& after = r.scenarios[0].results;
  EXPECT_EQ(after.table.x.values, r.base.table.x.values);
  EXPECT_TRUE(close(after.linkages.industry.values, r.base.linkages.industry.values, 1e-12));
  EXPECT_NEAR(after.industries[1].multiplier(0, 2), .157, 5e-4);  // Hangzhou from Shaoxing's NEV
  const labelled_array shares = row_shares(after.knowledge.region);
  EXPECT_NEAR(shares(2, 0), .699, 5e-4);
  EXPECT_EQ(after.c(0, 0), r.base.c(0, 0));
  EXPECT_DOUBLE_EQ(after.c(0, 1), .5 * r.base.c(0, 1));
  EXPECT_EQ(after.c(0, 3), r.base.c(0, 3));
}

TYPED_TEST(StudyRun, AFactorOfOneChangesNothing) {
  study s = shipped();
  s.scenarios[0].pairs = {{"Hangzhou", "Ningbo", 1, ""}};
  const study_results r = this->run(s);
  EXPECT_EQ(r.scenarios[0].results.trade.T.values, r.base.trade.T.values);
  EXPECT_EQ(r.scenarios[0].results.knowledge.region.values, r.base.knowledge.region.values);
}

TYPED_TEST(StudyRun, VerifiedFirmsOnly) {
  study s = shipped();
  s.include_unverified = false;
  const study_results r = this->run(s);
  EXPECT_EQ(r.input.firms.size(), 140);
  EXPECT_EQ(r.input.firms.unverified_left_out, 12);
}

// pools by the definition, T(i, j) given
template <class T>
std::vector<double> brute_pools(const firm_sample& f, const T& near) {
  std::vector<double> pool(f.lon.size());
  for (std::size_t i = 0; i < pool.size(); ++i)
    for (std::size_t j = 0; j < pool.size(); ++j)
      if (i != j)
        pool[i] += std::exp(-great_circle_km(f.lon[i], f.lat[i], f.lon[j], f.lat[j]) / 50) * near(i, j) * f.rd[j];
  return pool;
}

TYPED_TEST(StudyRun, TechnologyOfTheIndustriesInputs) {
  study s = shipped();
  s.scenarios.clear();
  s.knowledge.technology = technology_source::inputs;
  const study_results r = this->run(s);
  const io_table& t = r.input.table;
  const auto buys = [&](int industry, index_type k) { return t.z(k, t.sector(s.industries[industry].second)); };
  const auto cosine = [&](std::size_t i, std::size_t j) {
    double ab = 0, aa = 0, bb = 0;
    for (index_type k = 0; k < t.size(); ++k) {
      const double a = buys(r.input.firms.industry[i], k), b = buys(r.input.firms.industry[j], k);
      ab += a * b, aa += a * a, bb += b * b;
    }
    return ab / std::sqrt(aa * bb);
  };
  EXPECT_TRUE(close(r.base.knowledge.pool.values, brute_pools(r.input.firms, cosine), 1e-12));
}

TYPED_TEST(StudyRun, TechnologyOfTheFirmsClasses) {
  const temporary_folder tmp;
  const firm_sample firms = load_study(shipped()).firms;
  const auto shares = [](std::size_t i, std::size_t k) { return double((i * (k + 3) + k) % 4 + (k == 0)); };
  std::string text = "firm_id,class,value\n688549.SH,c0,7\n";  // in the file of firms, and not in the sample
  for (std::size_t i = 0; i < firms.firm_id.size(); ++i)
    for (std::size_t k = 0; k < 5; ++k)
      if (shares(i, k) > 0)
        text += firms.firm_id[i] + ",c" + std::to_string(k) + "," + std::to_string(shares(i, k)) + "\n";
  study s = shipped();
  s.scenarios.clear();
  s.knowledge.technology = technology_source::classes;
  s.knowledge.technology_file = tmp.write("classes.csv", text);
  const study_results r = this->run(s);
  const auto cosine = [&](std::size_t i, std::size_t j) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t k = 0; k < 5; ++k)
      ab += shares(i, k) * shares(j, k), aa += shares(i, k) * shares(i, k), bb += shares(j, k) * shares(j, k);
    return ab / std::sqrt(aa * bb);
  };
  EXPECT_TRUE(close(r.base.knowledge.pool.values, brute_pools(r.input.firms, cosine), 1e-12));
  for (const identity& i : r.checks()) EXPECT_TRUE(i.holds()) << i.name << ' ' << i.error;
}

TEST(StudyRunErrors, AFirmWithoutClassesIsNamed) {
  const temporary_folder tmp;
  study s = shipped();
  s.knowledge.technology = technology_source::classes;
  s.knowledge.technology_file = tmp.write("classes.csv", "firm_id,class,value\n600460.SH,G06,1\n000000.SH,G06,1\n");
  try {
    load_study(s);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("a class above 0 in"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("'000000.SH': expected a firm of"), std::string::npos) << e.what();
  }
}

TEST(StudyRunErrors, ALocalProductThatIsNoSectorIsNamed) {
  study s = shipped();
  s.local_products = {"CONN"};
  try {
    load_study(s);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("no sector 'CONN'"), std::string::npos) << e.what();
  }
}

TEST(StudyRunErrors, AYearWithoutFirmsIsNamed) {
  study s = shipped();
  s.firms_year = 1999;
  EXPECT_THROW(load_study(s), data_error);
}

TEST(StudyRunErrors, ARegionLeftWithoutOutputIsNamed) {
  study s = shipped();
  s.table_unit = "million CNY";  // a hundred times too small: the cities' GDP exceeds the country's
  try {
    load_study(s);
    FAIL() << "no error";
  } catch (const data_error& e) {
    EXPECT_NE(std::string(e.what()).find("Rest of China is left without output"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace agglo::test
