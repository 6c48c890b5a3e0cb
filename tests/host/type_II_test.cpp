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
  for (std::size_t j = 0; j < 6; ++j) rounded.consumption[j] = shares[j] * rounded.total_income;
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

TEST(Households, NamesThatTheTableDoesNotHaveSuggestTheNearest) {
  const file_with f(two_with_households);
  const flow_table t = load_table(f.path());
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wage"}, {"homes"}}); }), "did you mean 'wages'?"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages"}, {"home"}}); }), "did you mean 'homes'?"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{"wages", "wages"}, {"homes"}}); }), "twice"));
  EXPECT_TRUE(contains(message_of([&] { households_of(t, {{}, {"homes"}}); }), "found none"));
  EXPECT_EQ(households_of(t, {{"wages", "rest"}, {"homes"}}).total_income, 2050);
}

}  // namespace
}  // namespace agglo::test
