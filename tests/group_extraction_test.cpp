#include "kernels/linkage/group_extraction.hpp"

#include <numeric>

#include "kernels/base/error.hpp"
#include "kernels/linkage/extraction.hpp"
#include "tests/economy.hpp"
#include "tests/operation_test.hpp"
#include "tests/published_tables.hpp"

namespace agglo::test {

using sector_list = std::vector<index_type>;

template <class S>
class GroupExtraction : public OperationTest<S> {
 protected:
  group_loss of(const economy& e, const sector_list& group) {
    auto L = this->put(e.n, e.n, e.L);
    auto x = this->put(e.x), f = this->put(e.f);
    return group_extraction(this->ctx(), L.view(), x.view(), f.view(), group);
  }
  external_loss outside(const economy& e, const sector_list& group) {
    auto A = this->put(e.n, e.n, e.A), L = this->put(e.n, e.n, e.L);
    auto x = this->put(e.x), f = this->put(e.f);
    return external_extraction(this->ctx(), A.view(), L.view(), x.view(), f.view(), group);
  }
};
TYPED_TEST_SUITE(GroupExtraction, Spaces, SpaceName);

namespace {

struct cut {
  bool sales, purchases, within;  // A_JK, A_KJ, A_JJ
};
// Output of the economy with the group's blocks of A really set to zero.
double output_without(const economy& e, const sector_list& group, cut what, bool demand_too) {
  std::vector<char> in(e.n);
  for (const index_type j : group) in[j] = 1;
  auto A = e.A;
  auto f = e.f;
  for (index_type k = 0; k < e.n * e.n; ++k) {
    const bool seller = in[k / e.n], buyer = in[k % e.n];
    if ((seller && buyer && what.within) || (seller && !buyer && what.sales) || (!seller && buyer && what.purchases))
      A[k] = 0;
  }
  for (const index_type j : group)
    if (demand_too) f[j] = 0;
  return plain_sum(plain_product(plain_leontief(A, e.n), f));
}
// The same of Ghosh's system x' = v'(I - B)^-1 with the group's rows of B zero.
double output_without_sales(const economy& e, const sector_list& group) {
  std::vector<double> B(e.A), v(e.x);
  for (index_type k = 0; k < e.n * e.n; ++k) {
    const index_type i = k / e.n, j = k % e.n;
    v[j] -= e.A[k] * e.x[j];
    B[k] = e.x[i] != 0 ? e.A[k] * e.x[j] / e.x[i] : 0;
  }
  for (const index_type i : group)
    for (index_type j = 0; j < e.n; ++j) B[i * e.n + j] = 0;
  return plain_sum(plain_product(plain_leontief(transposed(B, e.n), e.n), v));
}
economy published(const std::vector<double>& A, const std::vector<double>& x) {
  std::vector<double> f(x);
  for (std::size_t k = 0; k < A.size(); ++k) f[k / x.size()] -= A[k] * x[k % x.size()];
  return {A, f};
}

}  // namespace

// By hand, Miller & Blair (2009), chapter 2: the second sector alone keeps 1700 / .95; without the group of both
// nothing is left, and with their final demand kept nothing but that.
TYPED_TEST(GroupExtraction, MillerBlairTwoSectors) {
  const economy e({.15, .25, .20, .05}, {350, 1700});
  const auto first = this->of(e, {0}), both = this->of(e, {1, 0});
  EXPECT_NEAR(first.total, 3000 - 1700 / .95, 1e-9);
  EXPECT_NEAR(first.kept, 3000 - 1700 / .95 - 350, 1e-9);
  EXPECT_NEAR(first.backward, 3000 - 1700 / .95 - (350 + .25 * 1700 / .95), 1e-9);
  EXPECT_NEAR(both.total, 3000, 1e-9);
  EXPECT_NEAR(both.kept, 3000 - 2050, 1e-9);
  EXPECT_NEAR(both.backward, 3000 - 2050, 1e-9);
  EXPECT_NEAR(first.forward, 3000 - 1400 / .95 - (650 + .1 * 1400 / .95), 1e-9);
  EXPECT_NEAR(first.forward_leontief, 3000 - 350 - (.2 * 350 + 1700) / .95, 1e-9);
  EXPECT_NEAR(both.forward, 3000 - 2050, 1e-9);
  // cut off, the first still makes 350 / .85; buying nothing outside, (350 + .25 * 1700 / .95) / .85
  const auto alone = this->outside(e, {0}), nothing = this->outside(e, {0, 1});
  EXPECT_NEAR(alone.total, 3000 - 1700 / .95 - 350 / .85, 1e-9);
  EXPECT_NEAR(alone.backward, 3000 - 1700 / .95 - (350 + .25 * 1700 / .95) / .85, 1e-9);
  EXPECT_NEAR(nothing.total, 0, 1e-9);
  EXPECT_NEAR(nothing.backward, 0, 1e-9);
}

TYPED_TEST(GroupExtraction, MatchesBruteForce) {
  struct situation {
    economy e;
    sector_list group;
  };
  std::vector<situation> all;
  all.push_back({published(two_regions::A(), two_regions::x), {0, 1, 2}});  // a region
  all.push_back({published(two_regions::A(), two_regions::x), {4, 3}});
  all.push_back({published(two_by_two::A(), two_by_two::x), {0, 2}});  // an industry over both regions
  for (const index_type n : {1, 2, 3, 4, 5, 6, 7, 8}) {
    sector_list odd;
    for (index_type j = n - 1; j >= 0; j -= 2) odd.push_back(j);
    all.push_back({economy::random(n), odd});
  }
  all.push_back({economy::random(6, 5, 2), {2, 5}});  // a sector without output in the group
  for (const index_type g : {1, 7, 8, 9, 31, 32, 33, 40}) {
    sector_list some(static_cast<std::size_t>(g));
    for (index_type k = 0; k < g; ++k) some[static_cast<std::size_t>(k)] = (7 * k + 3) % 40;
    all.push_back({economy::random(40, 6), some});
  }
  for (const auto& [e, group] : all) {
    const double before = plain_sum(e.x), within = 1e-12 * before;
    const auto got = this->of(e, group);
    EXPECT_NEAR(got.total, before - output_without(e, group, {true, true, true}, true), within) << e.n;
    EXPECT_NEAR(got.kept, before - output_without(e, group, {true, true, true}, false), within) << e.n;
    EXPECT_NEAR(got.backward, before - output_without(e, group, {false, true, true}, false), within) << e.n;
    EXPECT_NEAR(got.forward, before - output_without_sales(e, group), within) << e.n;
    EXPECT_NEAR(got.forward_leontief, before - output_without(e, group, {true, false, true}, false), within) << e.n;
    const auto outside = this->outside(e, group);
    EXPECT_NEAR(outside.total, before - output_without(e, group, {true, true, false}, false), within) << e.n;
    EXPECT_NEAR(outside.backward, before - output_without(e, group, {false, true, false}, false), within) << e.n;
  }
}

// A large group, against the formula: everything extracted leaves nothing. 257 sectors need two blocks of threads.
TYPED_TEST(GroupExtraction, WholeEconomy) {
  const economy e = economy::random(257, 2);
  sector_list everyone(257);
  std::iota(everyone.rbegin(), everyone.rend(), index_type{0});
  const auto got = this->of(e, everyone);
  EXPECT_NEAR(got.total, plain_sum(e.x), 1e-10 * plain_sum(e.x));
  EXPECT_NEAR(got.backward, plain_sum(e.x) - plain_sum(e.f), 1e-10 * plain_sum(e.x));
}

TYPED_TEST(GroupExtraction, OneSectorIsExtraction) {
  const economy e = economy::random(9);
  auto L = this->put(9, 9, e.L);
  auto x = this->put(e.x), f = this->put(e.f);
  vector<double, TypeParam> t(this->ctx(), 9), k(this->ctx(), 9), b(this->ctx(), 9), g(this->ctx(), 9),
      h(this->ctx(), 9);
  extraction(this->ctx(), L.view(), x.view(), f.view(), {t.view(), k.view(), b.view(), g.view(), h.view()});
  const auto total = t.to_host(), kept = k.to_host(), backward = b.to_host(), forward = g.to_host(),
             forward_leontief = h.to_host();
  for (index_type j = 0; j < 9; ++j) {
    const auto got = this->of(e, {j});
    EXPECT_NEAR(got.total, total[j], 1e-12 * total[j]);
    EXPECT_NEAR(got.kept, kept[j], 1e-12 * total[j]);
    EXPECT_NEAR(got.backward, backward[j], 1e-12 * total[j]);
    EXPECT_NEAR(got.forward, forward[j], 1e-12 * total[j]);
    EXPECT_NEAR(got.forward_leontief, forward_leontief[j], 1e-12 * total[j]);
  }
}

TYPED_TEST(GroupExtraction, ManyGroupsAreEachAlone) {
  const economy e = economy::random(33, 2);
  const std::vector<sector_list> groups{{0, 1, 2}, {}, {32}, {2, 31, 7}};
  auto A = this->put(33, 33, e.A), L = this->put(33, 33, e.L);
  auto x = this->put(e.x), f = this->put(e.f);
  const auto all = group_extractions(this->ctx(), L.view(), x.view(), f.view(), groups);
  const auto outside = external_extractions(this->ctx(), A.view(), L.view(), x.view(), f.view(), groups);
  ASSERT_EQ(all.size(), 4u);
  ASSERT_EQ(outside.size(), 4u);
  for (std::size_t k = 0; k < groups.size(); ++k) {
    const auto one = this->of(e, groups[k]);
    EXPECT_EQ(all[k].total, one.total);
    EXPECT_EQ(all[k].forward, one.forward);
    EXPECT_EQ(all[k].forward_leontief, one.forward_leontief);
    EXPECT_EQ(outside[k].total, this->outside(e, groups[k]).total);
  }
}

TYPED_TEST(GroupExtraction, ReadsABlockOfALargerMatrix) {
  const economy e({.15, .25, .20, .05}, {350, 1700});
  auto M = this->put(2, 4, {9, e.L[0], e.L[1], 9, 9, e.L[2], e.L[3], 9});
  auto x = this->put(e.x), f = this->put(e.f);
  const sector_list second{1};
  const auto got = group_extraction(this->ctx(), M.view().block(0, 1, 2, 2), x.view(), f.view(), second);
  EXPECT_NEAR(got.total, 3000 - 350 / .85, 1e-9);
}

TYPED_TEST(GroupExtraction, EmptyGroupAndTable) {
  const economy e = economy::random(3);
  EXPECT_EQ(this->of(e, {}).total, 0);
  EXPECT_EQ(this->outside(e, {}).backward, 0);
  matrix<double, TypeParam> none(this->ctx(), 0, 0);
  EXPECT_EQ(group_extraction(this->ctx(), none.view(), {}, {}, {}).kept, 0);
}

TYPED_TEST(GroupExtraction, RefusesWrongShapesAndGroups) {
  const economy e = economy::random(3);
  auto L = this->put(3, 3, e.L), wide = this->put(1, 3, {1, 0, 0});
  auto three = this->put(e.x), one = this->put({1});
  const sector_list first{0};
  EXPECT_THROW(group_extraction(this->ctx(), wide.view(), three.view(), three.view(), first), shape_error);
  EXPECT_THROW(group_extraction(this->ctx(), L.view(), one.view(), three.view(), first), shape_error);
  EXPECT_THROW(group_extraction(this->ctx(), L.view(), three.view(), one.view(), first), shape_error);
  EXPECT_THROW(external_extraction(this->ctx(), wide.view(), L.view(), three.view(), three.view(), first), shape_error);
  EXPECT_THROW(external_extraction(this->ctx(), L.view(), wide.view(), three.view(), three.view(), first), shape_error);
  for (const sector_list& wrong : {sector_list{3}, sector_list{-1}, sector_list{1, 2, 1}}) {
    EXPECT_THROW(this->outside(e, wrong), data_error);
    try {
      this->of(e, wrong);
      FAIL();
    } catch (const data_error& told) {
      EXPECT_EQ(told.at, (std::vector<std::ptrdiff_t>{wrong.back()}));
    }
  }
}

TYPED_TEST(GroupExtraction, NamesASectorWhereTheBlockIsSingular) {
  auto L = this->put(3, 3, {1, 0, 0, 0, 1, 1, 0, 1, 1});
  auto x = this->put({1, 1, 1});
  const sector_list group{2, 1};
  try {
    group_extraction(this->ctx(), L.view(), x.view(), x.view(), group);
    FAIL();
  } catch (const numeric_error& told) {
    EXPECT_EQ(told.at, (std::vector<std::ptrdiff_t>{1}));
  }
}

}  // namespace agglo::test
