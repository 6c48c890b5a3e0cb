#include "kernels/network/firm_links.hpp"

#include <omp.h>

#include "kernels/base/error.hpp"
#include "tests/network_world.hpp"

namespace agglo::test {
namespace {

class FirmLinks : public ::testing::Test {
 protected:
  link_sample sample(const network_world& w, const firm_network& net, index_type draws, std::uint64_t seed = 1) {
    return sample_links(ctx_, w.view(), net, draws, seed);
  }
  firm_network infer(const network_world& w) { return infer_network(ctx_, w.view(), {.most_rounds = 3}); }
  static std::vector<double> dense(const network_world& w, const link_sample& s) {
    std::vector<double> W(static_cast<std::size_t>(w.N * w.N));
    for (const firm_link& l : s.links) W[l.seller * w.N + l.buyer] += l.flow;
    return W;
  }

  context<cpu> ctx_;
};

TEST_F(FirmLinks, CellsAreTheTablesAroundTileSizes) {
  for (const index_type N : {1, 2, 31, 64, 65, 257, 511, 513, 600})
    for (const network_world& w :
         {network_world::on_sphere(N, 4), network_world::in_places(N, 4), network_world::nowhere(N, 4)}) {
      const firm_network net = infer(w);
      for (const index_type draws : {0, 30, 5000}) {
        const link_sample s = sample(w, net, draws);
        EXPECT_TRUE(close_entries(w.cells(dense(w, s)), net.represented, 1e-12)) << N;
        EXPECT_LE(static_cast<index_type>(s.links.size()), s.draws);
        EXPECT_LE(s.links.empty() ? 0 : std::abs(s.draws - draws), 16) << N;  // one a cell at least, and rounding
        for (std::size_t k = 0; k < s.links.size(); ++k) {
          EXPECT_NE(s.links[k].seller, s.links[k].buyer);
          EXPECT_TRUE(k == 0 || s.links[k - 1].seller < s.links[k].seller ||
                      (s.links[k - 1].seller == s.links[k].seller && s.links[k - 1].buyer < s.links[k].buyer));
        }
      }
    }
}

// One pair a cell: the sample is the network, whatever the seed.
TEST_F(FirmLinks, OnePairACellByHand) {
  network_world w;
  w.N = w.n = 2;
  w.sector = {0, 1}, w.supply = w.demand = {1, 1}, w.Z = {0, 4, 2, 0};
  const link_sample s = sample(w, infer(w), 3, 77);
  ASSERT_EQ(s.links.size(), 2u);
  EXPECT_EQ(s.draws, 3);
  EXPECT_NEAR(s.links[0].flow, 4, 1e-15);
  EXPECT_EQ(s.links[1].seller, 1);
  EXPECT_NEAR(s.links[1].flow, 2, 1e-15);
}

// Over many seeds the mean of every link is its flow in the dense network, within five standard errors, and their
// deviations are as large as chance makes them.
TEST_F(FirmLinks, ExpectedFlowsAreTheNetworks) {
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);  // thousands of small samples
  network_world idle = network_world::in_places(70, 2, 3);
  for (std::size_t i = 0; i < 70; i += 3) idle.supply[i] = 0;  // first and last firms of blocks among them
  for (std::size_t i = 1; i < 70; i += 4) idle.demand[i] = 0;
  for (const network_world& w :
       {network_world::on_sphere(70, 2), network_world::in_places(70, 2), network_world::nowhere(70, 2), idle}) {
    const firm_network net = infer(w);
    const std::vector<double> want = w.dense(net);
    constexpr int seeds = 1000;
    std::vector<double> mean(want.size()), square(want.size());
    for (int seed = 0; seed < seeds; ++seed) {
      const std::vector<double> got = dense(w, sample(w, net, 400, static_cast<std::uint64_t>(seed)));
      for (std::size_t e = 0; e < got.size(); ++e) mean[e] += got[e] / seeds, square[e] += got[e] * got[e] / seeds;
    }
    double all = 0, squares = 0, count = 0;
    for (const double z : net.represented) all += z;
    for (std::size_t e = 0; e < want.size(); ++e) {
      if (want[e] == 0) {
        EXPECT_EQ(mean[e], 0);
        continue;
      }
      const std::size_t i = e / static_cast<std::size_t>(w.N), j = e % static_cast<std::size_t>(w.N);
      const double Z = net.represented[static_cast<std::size_t>(w.sector[i] * w.n + w.sector[j])];
      const double draw = Z / std::max(1., std::round(400 * Z / all));
      if (want[e] / draw * seeds < 20) continue;  // too seldom drawn to be normal
      const double chance = square[e] - mean[e] * mean[e], z = (mean[e] - want[e]) / std::sqrt(chance / seeds);
      EXPECT_LT(std::abs(z), 5) << e;
      squares += z * z, ++count;
    }
    EXPECT_GT(count, 900);
    EXPECT_NEAR(squares / count, 1, .15);
  }
  omp_set_num_threads(threads);
}

// Firms in places: links summed by firm scatter around what firms sell and buy as draws of that many do, or less, since
// the strata keep a seller's pairs, which lie side by side, closer than chance would.
TEST_F(FirmLinks, FirmsKeepTheirMarginsInExpectation) {
  const network_world w = network_world::in_places(20'000, 6);
  const firm_network net = infer(w);
  const link_sample s = sample(w, net, 400'000);
  EXPECT_EQ(s.route, pair_route::grouped);
  std::vector<double> sold(net.sales.size()), bought(sold.size());
  double all = 0;
  for (const double z : net.represented) all += z;
  for (const firm_link& l : s.links) sold[l.seller] += l.flow, bought[l.buyer] += l.flow;
  double squares = 0, squares_bought = 0;
  for (std::size_t i = 0; i < sold.size(); ++i) {
    const double draw = all / 400'000;  // about, of each cell
    squares += std::pow(sold[i] - net.sales[i], 2) / (net.sales[i] * draw);
    squares_bought += std::pow(bought[i] - net.purchases[i], 2) / (net.purchases[i] * draw);
  }
  const auto firms = static_cast<double>(sold.size());
  EXPECT_LT(squares / firms, 1.05);  // a seller's pairs lie side by side: strata keep them closer than chance
  EXPECT_GT(squares_bought / firms, .9);
  EXPECT_LT(squares_bought / firms, 1.1);
}

TEST_F(FirmLinks, OneSeedOneSampleForAnyNumberOfThreads) {
  for (const network_world& w : {network_world::on_sphere(300, 3), network_world::in_places(300, 3)}) {
    const firm_network net = infer(w);
    const int threads = omp_get_max_threads();
    const link_sample a = sample(w, net, 2000);
    omp_set_num_threads(3);
    const link_sample b = sample(w, net, 2000);
    omp_set_num_threads(1);
    const link_sample c = sample(w, net, 2000);
    omp_set_num_threads(threads);
    const auto same = [](const link_sample& s, const link_sample& t) {
      return std::equal(s.links.begin(), s.links.end(), t.links.begin(), t.links.end(),
                        [](const firm_link& x, const firm_link& y) {
                          return x.seller == y.seller && x.buyer == y.buyer && x.flow == y.flow;
                        });
    };
    EXPECT_TRUE(same(a, b));
    EXPECT_TRUE(same(a, c));
    EXPECT_FALSE(same(a, sample(w, net, 2000, 2)));
  }
}

TEST_F(FirmLinks, NothingAndErrors) {
  const network_world none, w = network_world::on_sphere(5, 2);
  EXPECT_TRUE(sample(none, infer(none), 100).links.empty());
  const firm_network net = infer(w);
  EXPECT_THROW(sample(w, net, -1), data_error);
  EXPECT_THROW(sample(w, infer(none), 1), shape_error);
  index_type calls = 0;
  sample_links(ctx_, w.view(), net, 10, 1, {.told = [&](const network_progress& p) { calls += p.done <= p.of; }});
  EXPECT_GE(calls, 4);
}

}  // namespace
}  // namespace agglo::test
