// The largest paths against every path there is, on tables small enough to list them all.
#include "host/analysis/structural_paths.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/error.hpp"
#include "tests/economy.hpp"
#include "tests/host/table_files.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

template <class S>
class StructuralPaths : public OperationTest<S> {
 protected:
  path_list find(const std::vector<double>& Z, const std::vector<double>& x, const path_query& query) {
    axis sectors{"sector", {}};
    for (std::size_t j = 0; j < x.size(); ++j) sectors.labels.push_back(std::string("s").append(std::to_string(j)));
    return structural_paths(this->ctx(), {{sectors, sectors}, Z}, {{sectors}, x}, query);
  }
};
TYPED_TEST_SUITE(StructuralPaths, Spaces, SpaceName);

namespace {

path_query query(std::vector<double> s, std::vector<double> y, index_type top, double tolerance = 0) {
  path_query q;
  q.s = std::move(s), q.y = std::move(y), q.top = top, q.tolerance = tolerance;
  return q;
}

// Every path of at most `depth` purchases, largest first.
void every_path(const std::vector<double>& A, const path_query& q, std::vector<index_type> ends, double weight,
                index_type depth, std::vector<supply_path>& to) {
  const auto n = static_cast<index_type>(q.s.size());
  to.push_back({q.s[ends.back()] * weight, {ends.rbegin(), ends.rend()}});
  if (depth == 0) return;
  const index_type buyer = ends.back();
  ends.push_back(0);
  for (index_type i = 0; i < n; ++i) {
    ends.back() = i;
    if (A[i * n + buyer] != 0) every_path(A, q, ends, weight * A[i * n + buyer], depth - 1, to);
  }
}
std::vector<supply_path> every_path(const std::vector<double>& A, const path_query& q, index_type depth) {
  std::vector<supply_path> all;
  for (std::size_t j = 0; j < q.y.size(); ++j)
    if (q.y[j] != 0) every_path(A, q, {static_cast<index_type>(j)}, q.y[j], depth, all);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.value) > std::abs(b.value); });
  return all;
}
double total_of(const economy& e, const path_query& q) {
  double total = 0;
  for (index_type k = 0; k < e.n * e.n; ++k) total += q.s[k / e.n] * e.L[k] * q.y[k % e.n];
  return total;
}

}  // namespace

// Miller & Blair's two sectors, f = (600, 1500): output by hand. Direct demand 1500 and 600; sector 1 for sector 2's
// demand .25 x 1500 = 375, sector 2 for sector 1's .2 x 600 = 120, sector 1 for itself .15 x 600 = 90; total
// 1247.5248 + 1841.5842.
TYPED_TEST(StructuralPaths, MillerBlairByHand) {
  const path_list got = this->find({150, 500, 200, 100}, {1000, 2000}, query({1, 1}, {600, 1500}, 5));
  ASSERT_EQ(got.paths.size(), 5u);
  EXPECT_NEAR(got.total, 3089.109, 1e-3);
  const std::vector<double> values{1500, 600, 375, 120, 90};
  const std::vector<std::vector<index_type>> sectors{{1}, {0}, {0, 1}, {1, 0}, {0, 0}};
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(got.paths[k].value, values[k], 1e-9);
    EXPECT_EQ(got.paths[k].sectors, sectors[k]);
  }
  EXPECT_EQ(got.total, got.listed + got.remainder);
  EXPECT_NEAR(got.listed, 2685, 1e-9);
  EXPECT_LE(got.largest_left, 90);
}

// Against all paths of up to seven purchases, whatever the signs of s, y and the flows.
TYPED_TEST(StructuralPaths, AreTheLargestOfAll) {
  for (const index_type n : {1, 2, 3, 5}) {
    economy e = economy::random(n, 7);
    for (const double lowest : {0.0, -1.0}) {
      if (lowest < 0) {
        for (index_type k = 0; k < n * n; k += 3) e.Z[k] = -e.Z[k], e.A[k] = -e.A[k];
        e.L = plain_leontief(e.A, n);
      }
      path_query q = query(this->uniform(n, lowest, 1, 3), this->uniform(n, lowest * 50, 100, 4), 40);
      const std::vector<supply_path> all = every_path(e.A, q, 7);
      const path_list got = this->find(e.Z, e.x, q);
      ASSERT_EQ(got.paths.size(), 40u);
      EXPECT_NEAR(got.total, total_of(e, q), 1e-9 * std::abs(got.total) + 1e-9);
      double listed = 0;
      std::size_t k = 0;
      for (const supply_path& p : got.paths) {
        listed += p.value;
        if (p.sectors.size() > 8) continue;  // longer than the enumeration
        ASSERT_LT(k, all.size());
        EXPECT_NEAR(p.value, all[k].value, 1e-12 * std::abs(all[0].value)) << k;
        ++k;
      }
      EXPECT_NEAR(got.listed, listed, 1e-9 * std::abs(listed));
      EXPECT_LE(got.largest_left, std::abs(got.paths.back().value) * (1 + 1e-9));
    }
  }
}

// A chain by hand: all three paths are found, and nothing is left.
TYPED_TEST(StructuralPaths, AnEndingChainIsListedWhole) {
  const path_list got = this->find({0, 10, 0, 0, 0, 20, 0, 0, 0}, {10, 40, 50}, query({2, 1, 0}, {0, 20, 30}, 100));
  ASSERT_EQ(got.paths.size(), 4u);
  EXPECT_NEAR(got.remainder, 0, 1e-12);
  EXPECT_LE(got.largest_left, 1e-9);
  EXPECT_NEAR(got.paths[0].value, 20, 1e-12);  // 1 for demand
  EXPECT_NEAR(got.paths[1].value, 12, 1e-12);  // 1 for 2: .4 x 30
  EXPECT_NEAR(got.paths[2].value, 10, 1e-12);  // 2 x 0 for 1: .25 x 20
  EXPECT_NEAR(got.paths[3].value, 6, 1e-12);   // 2 x 0 for 1 for 2: .25 x .4 x 30
  EXPECT_EQ(got.paths[3].sectors, (std::vector<index_type>{0, 1, 2}));
}

TYPED_TEST(StructuralPaths, ToleranceAndLengthLimitTheList) {
  const economy e = economy::random(4, 5);
  path_query q = query({1, 1, 1, 1}, e.f, 1000, .01);
  const path_list got = this->find(e.Z, e.x, q);
  const std::vector<supply_path> all = every_path(e.A, q, 7);
  const double limit = .01 * total_of(e, q);
  const auto above = std::count_if(all.begin(), all.end(), [&](const auto& p) { return p.value >= limit; });
  EXPECT_GE(static_cast<std::ptrdiff_t>(got.paths.size()), above);
  EXPECT_LE(got.largest_left, limit * (1 + 1e-9));
  for (std::ptrdiff_t k = 0; k < above; ++k) EXPECT_NEAR(got.paths[k].value, all[k].value, 1e-9);
  q.tolerance = 0, q.max_length = 1;
  const path_list direct = this->find(e.Z, e.x, q);
  EXPECT_EQ(direct.paths.size(), 20u);  // 4 direct, 16 of one purchase
  double sum = 0;
  for (const supply_path& p : every_path(e.A, q, 1)) sum += p.value;
  EXPECT_NEAR(direct.listed, sum, 1e-9 * sum);
  EXPECT_EQ(direct.listed + direct.remainder, direct.total);
}

TYPED_TEST(StructuralPaths, StopsAtTheStatedMemory) {
  const economy e = economy::random(33, 5);
  path_query q = query(std::vector<double>(33, 1), e.f, 1000000);
  q.memory = 1 << 20;
  const std::string told = message_of<numeric_error>([&] { this->find(e.Z, e.x, q); });
  for (const char* word : {"1 MB", "of 1000000", "--tolerance", "--top", "--memory"}) EXPECT_TRUE(contains(told, word));
}

TYPED_TEST(StructuralPaths, NamesWhatIsWrong) {
  EXPECT_TRUE(contains(message_of<data_error>([&] {
                         this->find({150, 500, 200, std::nan("")}, {1000, 2000}, query({1, 1}, {1, 1}, 3));
                       }),
                       "s1"));
  EXPECT_TRUE(contains(message_of<numeric_error>([&] {
                         this->find({50, 50, 50, 50}, {100, 100}, query({1, 1}, {1, 1}, 3));
                       }),
                       "s0"));
  EXPECT_THROW(this->find({50, 5, 5, 50}, {100, 100}, query({1}, {1, 1}, 3)), shape_error);
  EXPECT_TRUE(this->find({50, 5, 5, 50}, {100, 100}, query({1, 1}, {1, 1}, 0)).paths.empty());
}

}  // namespace agglo::test
