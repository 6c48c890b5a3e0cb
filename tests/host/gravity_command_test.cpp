// `agglo gravity` as a user meets it: what is written, what is said, exit codes, and that nothing is half written.
#include <gtest/gtest.h>

#include "tests/host/place_command.hpp"
#include "tests/host/written_numbers.hpp"

namespace agglo::test {
namespace {

class Gravity : public place_command {
 protected:
  Gravity() : place_command("gravity") {}
  void expect_numbers(const std::string& name, const std::vector<double>& want, double tolerance = 1e-9) {
    expect_written(out() / (name + ".csv"), want, tolerance);
  }
};

const std::string two = "city,made,used\na,10,2\nb,30,4\n";
const std::string two_costs = "from,a,b\na,1,2\nb,4,1\n";  // weights 1, .5, .25, 1 with theta 1

// The same two places as the operation's own test, by hand.
TEST_F(Gravity, ConstraintsByHand) {
  const std::vector<std::string> masses{"--costs", write("c.csv", two_costs), "--theta", "1",     "--origin",
                                        "made",    "--destination",           "used",    "--own", "--constraint"};
  const auto with = [&](const std::string& constraint) {
    auto words = masses;
    words.push_back(constraint);
    return words;
  };
  ASSERT_EQ(run(two, with("none")).code, 0);
  expect_numbers("flows", {20, 20, 15, 120});
  expect_numbers("strength", {20, 15, 5, 20, 35, 15, 20, -5, 120, 35});
  ASSERT_EQ(run(two, with("production")).code, 0);
  expect_numbers("flows", {5, 5, 30. / 9, 240. / 9});
  ASSERT_EQ(run(two, with("attraction")).code, 0);
  expect_numbers("flows", {8. / 7, 4. / 7, 6. / 7, 24. / 7});
  const double t = (69 - std::sqrt(69 * 69 - 4 * 7 * 160.)) / 14;
  ASSERT_EQ(run("city,made,used\na,4,5\nb,2,1\n", with("both")).code, 0);
  expect_numbers("flows", {t, 4 - t, 5 - t, t - 3});
  EXPECT_TRUE(contains(read_text(out() / "manifest.json"), "row sums O and column sums D"));
}

// Three places on a line, one mass each: everybody's routes pass the middle, and its flows come from both sides.
TEST_F(Gravity, NetworkOfThreeByHand) {
  const std::string links = "from,to,mode,minutes\na,b,rail,10\nb,c,rail,10\n";
  const outcome o = run("city,people\na,1\nb,1\nc,1\n", {"--minutes", write("l.csv", links), "--links", "--theta", "1",
                                                         "--mass", "people", "--constraint", "none"});
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("flows", {0, .1, .05, .1, 0, .1, .05, .1, 0});
  expect_numbers("strength", {.15, .15, 0, 0, .3, .2, .2, 0, 0, .4, .15, .15, 0, 0, .3});
  // rho = .1 (.5 + sqrt(8.25)) / 2 of (1, m, 1): m + .5 = rho', 2 = rho' m
  const double rho = (.5 + std::sqrt(8.25)) / 2, m = 2 / rho, sum = 2 + m;
  const auto got = written_numbers(out() / "centrality.csv");
  EXPECT_NEAR(got[0], 1 / sum, 1e-9);
  EXPECT_NEAR(got[4], m / sum, 1e-9);
  EXPECT_DOUBLE_EQ(got[2], 2 / 30.);  // closeness of a: two places, 10 and 20 away
  EXPECT_DOUBLE_EQ(got[6], 2 / 20.);
  EXPECT_EQ(got[3], 0);
  EXPECT_EQ(got[7], 1);  // betweenness of b
  // PageRank of b: (1 - d) / 3 + d (p_a + p_c) 2 / 3, a and c alike
  const double d = .85, b = ((1 - d) / 3 + d * 2 / 3) / (1 + d * 2 / 3);
  EXPECT_NEAR(got[5], b, 1e-9);
  EXPECT_TRUE(contains(o.out, "| b | 0.2 | 0.2 | +0 |"));
}

TEST_F(Gravity, NewLineChangesFlows) {
  const std::vector<std::string> more{"--costs",       write("c.csv", two_costs),
                                      "--changed",     write("new.csv", "from,a,b\na,1,1\nb,4,1\n"),
                                      "--theta",       "1",
                                      "--origin",      "made",
                                      "--destination", "used",
                                      "--own",         "--constraint",
                                      "none"};
  ASSERT_EQ(run(two, more).code, 0);
  expect_numbers("flows_changed", {20, 40, 15, 120});
  expect_numbers("flow_change", {0, 20, 0, 0});
}

TEST_F(Gravity, DestinationsOfAnotherTotal) {
  const std::vector<std::string> more{"--costs", write("c.csv", two_costs), "--theta", "1",     "--origin",
                                      "made",    "--destination",           "used",    "--own", "--constraint",
                                      "both"};
  fails(3, two, more, {"made adds up to 40, used to 6", "--scale-destinations"});
  auto scaled = more;
  scaled.push_back("--scale-destinations");
  ASSERT_EQ(run(two, scaled).code, 0);
  const auto flow = written_numbers(out() / "flows.csv");
  EXPECT_NEAR(flow[0] + flow[2], 40. / 3, 1e-9);
  EXPECT_NEAR(flow[0] + flow[1], 10, 1e-9);
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "used is scaled by 6.66667"));
}

// One place sends everything: nothing comes back, and nobody is central by what comes back.
TEST_F(Gravity, FlowsThatDoNotComeBack) {
  const outcome o = run("city,made,used\na,5,0\nb,0,3\n", {"--costs", write("c.csv", two_costs), "--theta", "1",
                                                           "--origin", "made", "--destination", "used"});
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("flows", {0, 5, 0, 0});
  const auto got = written_numbers(out() / "centrality.csv");
  EXPECT_TRUE(std::isnan(got[0]));
  EXPECT_GT(got[5], got[1]);
  EXPECT_TRUE(contains(read_text(out() / "summary.md"), "no flow comes back"));
}

TEST_F(Gravity, BadInputIsNamed) {
  const std::string costs = write("c.csv", two_costs);
  const std::vector<std::string> by{"--costs", costs, "--theta", "1"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), by.begin(), by.end());
    return more;
  };
  fails(1, two, by, {"--mass"});
  fails(1, two, with({"--origin", "made"}), {"--destination"});
  fails(1, two, with({"--mass", "made", "--origin", "made", "--destination", "used"}), {"--mass COLUMN, or"});
  fails(3, two, with({"--mass", "maed"}), {"maed", "did you mean 'made'?"});
  fails(3, "city,m\na,1\n", with({"--mass", "m"}), {"two places"});
  fails(3, "city,m\na,1\nb,inf\n", with({"--mass", "m"}), {"places.csv:3:3"});
  fails(3, "city,m\na,1\nc,1\n", with({"--mass", "m"}), {"c.csv: 'c': expected a row for every place"});
  fails(4, "city,m\na,1\nb,1\n", with({"--mass", "m", "--cutoff", "3"}), {"origin 1 has a mass", "(origin 'b')"});
  fails(3, "city,lon,lat,m\na,120,30,1\nb,120,30,1\n", {"--lon", "lon", "--lat", "lat", "--theta", "1", "--mass", "m"},
        {"'a' and 'b' stand in one spot"});
  // without own flows nobody can take what the largest sends
  fails(4, "city,m\na,9\nb,1\n", with({"--mass", "m", "--constraint", "both"}),
        {"none can send more than the others draw"});
}

TEST_F(Gravity, GpuAgrees) {
  const std::vector<std::string> more{"--costs", write("c.csv", two_costs), "--theta", "1", "--mass", "made", "--own"};
  ASSERT_EQ(run(two, more).code, 0);
  const auto flows = written_numbers(out() / "flows.csv"), centrality = written_numbers(out() / "centrality.csv");
  device_ = "gpu";
  const outcome o = run(two, more);
  if (o.code == 5) GTEST_SKIP() << "no gpu here";
  ASSERT_EQ(o.code, 0) << o.err;
  expect_numbers("flows", flows, 1e-12);
  expect_numbers("centrality", centrality, 1e-11);
}

}  // namespace
}  // namespace agglo::test
