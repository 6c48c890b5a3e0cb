#include "host/analysis/structural_decomposition.hpp"

#include "kernels/base/error.hpp"
#include "tests/economy.hpp"
#include "tests/host/small_flow_table.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class StructuralDecomposition : public OperationTest<S> {};
TYPED_TEST_SUITE(StructuralDecomposition, Spaces, SpaceName);

namespace {
enum effect { intensity, technology, composition, level, final_demand, change };
}

// One sector by hand. L0 = 1 / (1 - .5) = 2, f0 = 50; L1 = 1 / (1 - .2) = 1.25, f1 = 120.
// Output: technology 1/2 (1.25 - 2)(50 + 120) = -63.75, final demand 1/2 (2 + 1.25)(120 - 50) = 113.75, together 50.
// Work, s0 = .5, s1 = .8: intensity 1/2 .3 (100 + 150) = 37.5, technology 1/2 (-.75)(.5 x 120 + .8 x 50) = -37.5, final
// demand 1/2 70 (.5 x 2 + .8 x 1.25) = 70, together 70. With one product there is no composition.
TYPED_TEST(StructuralDecomposition, OneSectorByHand) {
  const structural_decomposition d =
      decompose_change(this->ctx(), small_flow_table({50}, {100}), small_flow_table({30}, {150}));
  const auto row = [&](std::size_t k) { return d.accounts[k].effects.values; };
  ASSERT_EQ(d.accounts.size(), 2u);
  EXPECT_TRUE(close(row(0), {0, -63.75, 0, 113.75, 113.75, 50}, 1e-12));
  EXPECT_TRUE(close(row(1), {37.5, -37.5, 0, 70, 70, 70}, 1e-12));
  EXPECT_NEAR(d.by_category(0, 0), 113.75, 1e-10);
  for (const identity& i : d.checks) EXPECT_TRUE(i.holds()) << i.name;
}

// Against the definition with inverses: every factor written out in both polar orders.
TYPED_TEST(StructuralDecomposition, IsTheMeanOfThePolarForms) {
  for (const index_type n : {1, 2, 31, 32, 33}) {
    const economy e0 = economy::random(n, 3, n > 30 ? 6 : -1), e1 = economy::random(n, 4, n > 30 ? 9 : -1);
    const structural_decomposition d =
        decompose_change(this->ctx(), small_flow_table(e0.Z, e0.x), small_flow_table(e1.Z, e1.x));
    const auto L0 = plain_leontief(e0.A, n), L1 = plain_leontief(e1.A, n);
    const double t0 = plain_sum(e0.f), t1 = plain_sum(e1.f);
    const auto Lf = [&](const std::vector<double>& L, const std::vector<double>& f, double over, double times) {
      std::vector<double> x = plain_product(L, f);
      for (double& v : x) v *= times / over;
      return x;
    };
    const auto v0 = e0.v(), v1 = e1.v();
    std::vector<double> want;
    for (index_type i = 0; i < n; ++i) {
      const double s0 = e0.x[i] == 0 ? 0 : v0[i] / e0.x[i], s1 = e1.x[i] == 0 ? 0 : v1[i] / e1.x[i];
      const double c0t1 = Lf(L0, e0.f, t0, t1)[i], c1t0 = Lf(L1, e1.f, t1, t0)[i];
      const double L0f1 = Lf(L0, e1.f, 1, 1)[i], L1f0 = Lf(L1, e0.f, 1, 1)[i];
      const double a[] = {(s1 - s0) * e1.x[i], s0 * (e1.x[i] - L0f1), s0 * (L0f1 - c0t1), s0 * (c0t1 - e0.x[i])};
      const double b[] = {(s1 - s0) * e0.x[i], s1 * (L1f0 - e0.x[i]), s1 * (c1t0 - L1f0), s1 * (e1.x[i] - c1t0)};
      for (int k = 0; k < 4; ++k) want.push_back((a[k] + b[k]) / 2);
      want.push_back(want[want.size() - 2] + want.back());
      want.push_back(s1 * e1.x[i] - s0 * e0.x[i]);
    }
    EXPECT_TRUE(close(d.accounts[1].effects.values, want, 1e-10)) << n;
    for (const identity& i : d.checks) EXPECT_TRUE(i.holds()) << n << " " << i.name;
  }
}

// The same table twice: nothing changed. Later sectors in another order: the same.
TYPED_TEST(StructuralDecomposition, JoinsByLabel) {
  const flow_table t = small_flow_table({150, 500, 200, 100}, {1000, 2000});
  flow_table turned = small_flow_table({100, 200, 500, 150}, {2000, 1000});
  turned.sectors.labels = {"s1", "s0"};
  for (labelled_array* a : {&turned.Z, &turned.Y, &turned.x}) a->axes[0] = turned.sectors;
  turned.Z.axes[1] = turned.V.axes[1] = turned.sectors;
  for (const flow_table& later : {t, turned}) {
    const structural_decomposition d = decompose_change(this->ctx(), t, later);
    for (const double v : d.accounts[1].effects.values) EXPECT_NEAR(v, 0, 1e-9);
  }
}

TYPED_TEST(StructuralDecomposition, RefusesTablesThatDoNotMatch) {
  const flow_table t = small_flow_table({150, 500, 200, 100}, {1000, 2000});
  const auto told = [&](auto edit) {
    flow_table other = t;
    edit(other);
    return message_of([&] { decompose_change(this->ctx(), t, other); });
  };
  const std::string sectors = told([](flow_table& o) { o.sectors.labels[1] = "s7"; });
  for (const char* word : {"'s1' is not in the later table", "'s7' is not in the earlier table", "classification"})
    EXPECT_TRUE(contains(sectors, word));
  EXPECT_TRUE(contains(told([](flow_table& o) { o.unit = "k"; }), "one unit"));
  EXPECT_TRUE(contains(told([](flow_table& o) { o.flows = "total"; }), "treatment of imports"));
  EXPECT_TRUE(contains(told([](flow_table& o) { o.Y.axes[1].labels[0] = "firms"; }), "categories of final demand"));
}

}  // namespace agglo::test
