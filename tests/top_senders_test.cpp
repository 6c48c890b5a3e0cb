#include "kernels/spillover/top_senders.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "tests/pair_world.hpp"

namespace agglo::test {

template <class S>
class TopSenders : public PairTest<S> {
 protected:
  struct lists {
    std::vector<int> sender;
    std::vector<double> amount;
  };
  lists top(const pair_world& w, const std::vector<double>& v, const std::vector<int>& receivers, index_type count) {
    return this->with(w, [&](const pair_factors<S>& f) {
      auto amounts = this->put(v);
      auto to = this->put_int(receivers);
      matrix<int, S> sender(this->ctx(), to.size(), count);
      matrix<double, S> amount(this->ctx(), to.size(), count);
      top_senders(this->ctx(), f, amounts.view(), to.view(), sender.view(), amount.view());
      return lists{sender.to_host(), amount.to_host()};
    });
  }
};
TYPED_TEST_SUITE(TopSenders, Spaces, SpaceName);

TYPED_TEST(TopSenders, ByHand) {
  pair_world w = this->firms(5);
  w.group = {-1, 2, -1, -1, 2};
  const auto got = this->top(w, {5, 7, 7, 0, std::numeric_limits<double>::quiet_NaN()}, {3, 1, 4}, 3);
  EXPECT_EQ(got.sender, (std::vector<int>{1, 2, 0, 2, 0, -1, 2, 0, -1}));
  EXPECT_EQ(got.amount, (std::vector<double>{7, 7, 5, 7, 5, 0, 7, 5, 0}));
}

TYPED_TEST(TopSenders, MatchesBruteForce) {
  for (const index_type n : {1, 31, 255, 257, 999, 1000}) {
    const auto somewhere = this->with_zones(this->on_sphere(n, distance_decay::exponential(300, 2000)));
    const pair_world w =
        this->without_own(this->with_sectors(n == 257 || n == 999 ? this->with_few_classes(somewhere, 40, 9, false)
                                                                  : this->with_technology(somewhere, 3, false)));
    const auto v = this->values(n, 13);
    const std::vector<int> receivers{0, static_cast<int>(n) - 1, static_cast<int>(n) / 2};
    const auto got = this->top(w, v, receivers, 4);
    for (std::size_t q = 0; q < receivers.size(); ++q) {
      std::vector<int> by(static_cast<std::size_t>(n));
      std::iota(by.begin(), by.end(), 0);
      const auto given = [&](int j) { return w.f(receivers[q], j) * v[static_cast<std::size_t>(j)]; };
      std::stable_sort(by.begin(), by.end(), [&](int a, int b) { return given(a) > given(b); });
      for (std::size_t k = 0; k < 4; ++k) {
        const bool some = k < by.size() && given(by[k]) > 0;
        EXPECT_EQ(got.sender[q * 4 + k], some ? by[k] : -1) << "n = " << n;
        EXPECT_TRUE(close_entries({got.amount[q * 4 + k]}, {some ? given(by[k]) : 0}, 1e-12)) << "n = " << n;
      }
    }
  }
}

TYPED_TEST(TopSenders, AllOfThemAddUpToThePool) {
  const pair_world w = this->with_places(this->firms(20), distance_decay::exponential(60));
  const auto v = this->values(20, 13);
  const auto got = this->top(w, v, {7}, 19);
  EXPECT_TRUE(
      close_entries({std::accumulate(got.amount.begin(), got.amount.end(), 0.0)}, {this->sums(w, v)[7]}, 1e-14));
}

TYPED_TEST(TopSenders, NobodyAsksAndNothingIsListed) {
  EXPECT_EQ(this->top(this->firms(2), {1, 2}, {}, 3).sender, std::vector<int>{});
  EXPECT_EQ(this->top(this->firms(2), {1, 2}, {0}, 0).sender, std::vector<int>{});
  EXPECT_EQ(this->top(this->firms(1), {1}, {0}, 1).sender, std::vector<int>{-1});
}

TYPED_TEST(TopSenders, NamesAReceiverThatIsNoFirm) {
  try {
    this->top(this->firms(2), {1, 2}, {0, 2}, 1);
    FAIL() << "firm 2 of 2 went through";
  } catch (const data_error& e) {
    EXPECT_EQ(e.at, std::vector<std::ptrdiff_t>{1});
  }
}

}  // namespace agglo::test
