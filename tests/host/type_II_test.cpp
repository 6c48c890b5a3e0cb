// Type II multipliers, in every space. Published: Miller & Blair (2009), chapter 2, two sectors with households;
// Eurostat Manual of Supply, Use and Input-Output Tables (2008), chapter 15, Netherlands 2000.
#include "host/analysis/type_II.hpp"

#include "host/analysis/table_linkages.hpp"
#include "tests/host/linkage_tables.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {
namespace {

const char* two_with_households =
    "code,S1,S2,homes,output\nS1,150,500,350,1000\nS2,200,100,1700,2000\nwages,300,1000,,\nrest,350,400,,\n"
    "output,1000,2000,,\n";

template <class S>
class TypeII : public OperationTest<S> {
 protected:
  type_II_results analyse(const flow_table& t, const household_rows& h) {
    return *analyse_table(this->ctx(), t, {.households = h}).type_II;
  }
};
TYPED_TEST_SUITE(TypeII, Spaces, SpaceName);

// Miller & Blair spend all 2050 of final demand out of 2050; closed by hand: L* of three sectors.
TYPED_TEST(TypeII, TwoSectorsOfMillerAndBlair) {
  const file_with f(two_with_households);
  const type_II_results r = this->analyse(load_table(f.path()), {{"wages"}, {"homes"}, 2050});
  EXPECT_TRUE(all_near(column_of(r.multipliers, "output_simple"), {1.518152, 1.452145}, 5e-7));
  EXPECT_TRUE(all_near(column_of(r.multipliers, "output_truncated"), {3.5512, 4.0924}, 5e-5));
  EXPECT_TRUE(all_near(column_of(r.multipliers, "output_total"), {4.9404, 5.8966}, 5e-5));
  EXPECT_TRUE(all_near(column_of(r.multipliers, "wages_total"), {1.389, 1.804}, 5e-4));
  EXPECT_TRUE(all_near(column_of(r.closure, "closed_row"), column_of(r.multipliers, "wages_total"), 1e-14));
  EXPECT_TRUE(all_near(column_of(r.closure, "income"), {.3, .5}, 1e-15));
  EXPECT_TRUE(all_near(column_of(r.closure, "consumption"), {350. / 2050, 1700. / 2050}, 1e-15));
  expect_held(r.checks);
}

TYPED_TEST(TypeII, NetherlandsByItsOwnColumnAndAsPublished) {
  flow_table t = load_table("datasets/manual-netherlands-2000/table.csv");
  const household_rows names{{"COMP"}, {"household"}};
  const type_II_results r = this->analyse(t, names);
  EXPECT_TRUE(all_near(column_of(r.multipliers, "COMP_type_I"), {2.466, 2.333, 1.840, 2.372, 1.953, 1.417}, 5.1e-4));
  EXPECT_TRUE(
      all_near(column_of(r.multipliers, "COMP_type_II"), {3.6784, 3.4809, 2.7448, 3.5388, 2.9135, 2.1141}, 5.1e-5));
  expect_held(r.checks);

  // The manual rounds the column to (0, 0, .08, .03, 0, .59), and the multipliers it prints are .03 % off those.
  household_account rounded = households_of(t, names);
  const double shares[] = {0, 0, .08, .03, 0, .59};
  for (std::size_t j = 0; j < 6; ++j) rounded.consumption[j] = shares[j] * rounded.total_income[0];
  const auto inverted = invert(this->ctx(), t);
  const std::vector<double> got =
      column_of(type_II_multipliers(this->ctx(), inverted, rounded).multipliers, "COMP_type_II");
  EXPECT_TRUE(all_near(got, {3.6365, 3.4412, 2.7136, 3.4985, 2.8803, 2.0900}, 5.1e-5));
  EXPECT_TRUE(all_near(got, {3.6377, 3.4423, 2.7144, 3.4996, 2.8813, 2.0907}, 1.3e-3));
}

// What L* holds, by inverting the closed system of n + 1 sectors.
TYPED_TEST(TypeII, EqualsTheInverseOfTheClosedSystem) {
  context<cpu> host;
  for (const index_type n : {1, 2, 31, 32, 33, 63, 64, 65}) {
    const flow_table t = random_flows(n, 1, static_cast<unsigned>(n));
    const type_II_results r = this->analyse(t, {{"wages"}, {"r0:home"}, 2.0 * t.Y.sum()});
    std::vector<double> A(static_cast<std::size_t>((n + 1) * (n + 1)));
    const labelled_array& c = r.closure;
    for (index_type i = 0; i < n; ++i) {
      for (index_type j = 0; j < n; ++j) A[i * (n + 1) + j] = t.Z(i, j) / t.x(j);
      A[i * (n + 1) + n] = c(i, 1);
      A[n * (n + 1) + i] = c(i, 0);
    }
    const matrix<double, cpu> closed(host, n + 1, n + 1, A);
    matrix<double, cpu> L(host, n + 1, n + 1);
    leontief_inverse(host, closed.view(), L.view());
    const auto l = std::as_const(L).view();
    for (index_type j = 0; j < n; ++j) {
      double output = 0, jobs = 0;
      for (index_type i = 0; i < n; ++i) output += l(i, j), jobs += t.accounts[2].values[i] / t.x(i) * l(i, j);
      ASSERT_NEAR(r.multipliers(j, 1), output, 1e-12 * output) << n;
      ASSERT_NEAR(r.multipliers(j, 2), output + l(n, j), 1e-12 * output) << n;
      ASSERT_NEAR(r.multipliers(j, 3 + 5 * 2 + 2), jobs, 1e-12 * jobs) << n;
      ASSERT_NEAR(r.multipliers(j, 3 + 2), l(n, j), 1e-12 * l(n, j)) << n;
      ASSERT_NEAR(c(j, 2), l(n, j), 1e-12 * l(n, j)) << n;
      ASSERT_NEAR(c(j, 3), l(j, n), 1e-12 * l(j, n)) << n;
    }
    expect_held(r.checks);
  }
}

// 1300 paid and 1300 spent: nothing leaves the circle. The columns are named.
TYPED_TEST(TypeII, AClosedSystemThatIsNotProductiveNamesItsColumns) {
  const file_with f(two_with_households);
  const flow_table t = load_table(f.path());
  const std::string said = message_of<numeric_error>([&] { this->analyse(t, {{"wages"}, {"homes"}}); });
  for (const char* word : {"rho >= 1", "'homes'", "S2, S1", "1300", "wages", "mend"}) EXPECT_TRUE(contains(said, word));
  EXPECT_TRUE(contains(message_of<numeric_error>([&] { this->analyse(t, {{"wages"}, {"homes"}, 1299}); }), "rho >= 1"));
}

// d = 1e-9 of what is spent: it comes from what leaks, and keeps its digits.
TYPED_TEST(TypeII, KeepsItsDigitsWhereHardlyAnythingLeaks) {
  const file_with f(two_with_households);
  flow_table t = load_table(f.path());
  for (index_type j = 0; j < 2; ++j) {  // all primary input but 2^-30 of it is income; all of it is spent on S1 and S2
    const double all = t.V(0, j) + t.V(1, j);
    t.V(1, j) = std::ldexp(all, -30), t.V(0, j) = all - t.V(1, j);
  }
  const type_II_results r = this->analyse(t, {{"wages"}, {"homes"}, 2050});
  const double left = std::ldexp(1, -30);
  EXPECT_NEAR(column_of(r.closure, "closed_row")[0] * left / (1 - left), 1, 1e-14);
}

TYPED_TEST(TypeII, SectorsWithoutOutputComeBackAsZeros) {
  const file_with f(
      "code,S1,none,S2,homes,output\nS1,150,0,500,350,1000\nnone,0,0,0,0,0\nS2,200,0,100,1700,2000\n"
      "wages,300,0,1000,,\nrest,350,0,400,,\noutput,1000,0,2000,,\n");
  const type_II_results r = this->analyse(load_table(f.path()), {{"wages"}, {"homes"}, 2050});
  EXPECT_TRUE(all_near(column_of(r.multipliers, "output_total"), {4.9404, 0, 5.8966}, 5e-5));
  EXPECT_TRUE(all_near(column_of(r.closure, "closed_column"),
                       {column_of(r.closure, "closed_column")[0], 0, column_of(r.closure, "closed_column")[2]}, 0));
}

// Two regions of a sector each, by hand. L of A = (.2 .1; .2 .4) is (30 5; 10 40) / 23; households of r earn .4 of its
// x of 100, 200 and spend (20, 12) and (8, 40) of 40, 80: K = (.4 0; 0 .4) L (.5 .1; .3 .5) = (6.6 2.2; 6.8 8.4) / 23,
// D = ((I - K)^-1) = 23 / 224.48 (14.6 2.2; 6.8 16.4).
constexpr const char* two_regions =
    "code,N:a,S:a,N:homes,S:homes,other,output\nN:a,20,20,20,8,32,100\nS:a,20,80,12,40,48,200\n"
    "wages,40,80,,,,\nrest,20,20,,,,\noutput,100,200,,,,\n";

flow_table regional_table(const char* text) {
  const file_with f(text);
  table_descriptor d = describe_table(f.path());
  d.layout.region_separator = ":";
  d.layout.exports = "other";
  std::erase(d.layout.final_demand, "other");
  io_table t = read_io_table(f.path(), d.layout);
  split_regions(t, ":");
  return flows_of(std::move(t), d, import_treatment::automatic);
}

TYPED_TEST(TypeII, HouseholdsOfTwoRegionsByHand) {
  const flow_table t = regional_table(two_regions);
  const type_II_results r = this->analyse(t, {{"wages"}, {"homes"}});
  EXPECT_EQ(r.households.households.labels, (std::vector<std::string>{"N", "S"}));
  EXPECT_EQ(r.households.total_income, (std::vector<double>{40, 80}));
  EXPECT_TRUE(all_near(r.induced.values, {6.6 / 23, 2.2 / 23, 6.8 / 23, 8.4 / 23}, 1e-15));
  const double of = 23 / 224.48, L[] = {30. / 23, 5. / 23, 10. / 23, 40. / 23};
  const double D[] = {14.6 * of, 2.2 * of, 6.8 * of, 16.4 * of};
  EXPECT_TRUE(all_near(r.closed_corner.values, {D[0], D[1], D[2], D[3]}, 1e-14));
  for (int j = 0; j < 2; ++j)  // the rows of the closed inverse: D W, W = .4 L
    for (int s = 0; s < 2; ++s)
      EXPECT_NEAR(r.closed_rows(s, j), .4 * (D[2 * s] * L[j] + D[2 * s + 1] * L[2 + j]), 1e-14);
  EXPECT_TRUE(r.closure.values.empty());
  expect_held(r.checks);
  // One more household income of 1 in each region for all: as if told.
  const household_account told = households_of(t, {{"wages"}, {"N:homes", "S:homes"}, 150});
  EXPECT_EQ(told.total_income, (std::vector<double>{50, 100}));
}

// What L* holds, by inverting the closed system of n + R sectors.
TYPED_TEST(TypeII, EqualsTheInverseOfTheSystemClosedByRegion) {
  context<cpu> host;
  for (const auto& [n, R] : {std::pair<index_type, index_type>{2, 2}, {6, 3}, {31, 2}, {32, 31}, {33, 33}, {65, 5}}) {
    flow_table t = random_flows(n, R, static_cast<unsigned>(n));
    for (index_type i = 0; i < n; ++i) t.accounts[2].values[i] += 0.1;
    const type_II_results r = this->analyse(t, {{"wages"}, {"home"}, 2.0 * t.Y.sum()});
    const index_type N = n + R;
    std::vector<double> A(static_cast<std::size_t>(N * N));
    const auto region = [&](index_type j) { return static_cast<index_type>(std::stoi(t.regions[j].substr(1))); };
    for (index_type i = 0; i < n; ++i) {
      for (index_type j = 0; j < n; ++j) A[i * N + j] = t.Z(i, j) / t.x(j);
      for (index_type s = 0; s < R; ++s) A[i * N + n + s] = r.consumption(i, s);
      A[(n + region(i)) * N + i] = t.V(0, i) / t.x(i);
    }
    for (index_type s = 0; s < R; ++s) {  // consumption over what is spent out of, by the definition
      double paid = 0, bought = 0, all = 0;
      for (index_type i = 0; i < n; ++i) {
        all += t.V(0, i), bought += t.Y(i, s);
        if (region(i) == s) paid += t.V(0, i);
      }
      double share = 0;
      for (index_type i = 0; i < n; ++i) share += r.consumption(i, s);
      ASSERT_NEAR(share, bought / (paid / all * 2.0 * t.Y.sum()), 1e-12 * share);
    }
    const matrix<double, cpu> closed(host, N, N, A);
    matrix<double, cpu> L(host, N, N);
    leontief_inverse(host, closed.view(), L.view());
    const auto l = std::as_const(L).view();
    for (index_type j = 0; j < n; ++j) {
      double output = 0, earned = 0, jobs = 0;
      for (index_type i = 0; i < n; ++i) output += l(i, j), jobs += t.accounts[2].values[i] / t.x(i) * l(i, j);
      for (index_type s = 0; s < R; ++s) {
        earned += l(n + s, j);
        ASSERT_NEAR(r.closed_rows(s, j), l(n + s, j), 1e-12 * l(n + s, j)) << n;
        ASSERT_NEAR(r.closed_columns(j, s), l(j, n + s), 1e-12 * l(j, n + s)) << n;
      }
      ASSERT_NEAR(r.multipliers(j, 1), output, 1e-12 * output) << n;
      ASSERT_NEAR(r.multipliers(j, 2), output + earned, 1e-12 * output) << n;
      ASSERT_NEAR(r.multipliers(j, 3 + 2), earned, 1e-12 * earned) << n;
      ASSERT_NEAR(r.multipliers(j, 3 + 5 * 2 + 2), jobs, 1e-12 * jobs) << n;
    }
    for (index_type a = 0; a < R; ++a)
      for (index_type b = 0; b < R; ++b) ASSERT_NEAR(r.closed_corner(a, b), l(n + a, n + b), 1e-12 * l(n + a, n + b));
    expect_held(r.checks);
  }
}

// Everything that is paid is income, and all of it is spent: the regions are named, not the rest.
TYPED_TEST(TypeII, RegionsThatAreNotProductiveAreNamed) {
  const flow_table t = regional_table(
      "code,N:a,S:a,N:homes,S:homes,other,output\nN:a,20,0,80,0,0,100\nS:a,0,80,0,40,80,200\n"
      "wages,80,80,,,,\nrest,0,40,,,,\noutput,100,200,,,,\n");
  const std::string said = message_of<numeric_error>([&] { this->analyse(t, {{"wages"}, {"homes"}}); });
  for (const char* word : {"rho >= 1", "column 'homes'", "again: N (1)", "wages", "mend"})
    EXPECT_TRUE(contains(said, word));
  EXPECT_FALSE(contains(said, "S ("));
}

TEST(Households, OfARegionThatEarnsNothingAreRefused) {
  const flow_table t = regional_table(
      "code,N:a,S:a,N:homes,S:homes,other,output\nN:a,20,20,20,8,32,100\nS:a,20,80,12,40,48,200\n"
      "wages,40,0,,,,\nrest,20,100,,,,\noutput,100,200,,,,\n");
  EXPECT_TRUE(contains(message_of([&] {
                         households_of(t, {{"wages"}, {"homes"}});
                       }),
                       "households of S: a total income of 0: expected more than 0 in wages"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages"}, {"home"}}); }), "did you mean 'homes'?"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages"}, {"homes", "N:homes"}}); }), "named twice"));
}

TEST(Households, NamesThatTheTableDoesNotHaveSuggestTheNearest) {
  const file_with f(two_with_households);
  const flow_table t = load_table(f.path());
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wage"}, {"homes"}}); }), "did you mean 'wages'?"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages"}, {"home"}}); }), "did you mean 'homes'?"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages", "wages"}, {"homes"}}); }), "twice"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{}, {"homes"}}); }), "found none"));
  EXPECT_EQ(households_of(t, {{"wages", "rest"}, {"homes"}}).total_income, std::vector<double>{2050});
}

}  // namespace
}  // namespace agglo::test
