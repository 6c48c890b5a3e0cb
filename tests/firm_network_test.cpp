#include "kernels/network/firm_network.hpp"

#include "kernels/base/error.hpp"
#include "tests/network_world.hpp"

namespace agglo::test {

template <class S>
class FirmNetwork : public OperationTest<S> {
 protected:
  firm_network infer(const network_world& w, const network_options& o = {}) {
    return infer_network(this->ctx(), w.view(), o);
  }
  /// What holds of every network: its cells are the table's, its sums are what it says they are.
  void expect_sums(const network_world& w, const firm_network& net) {
    const std::vector<double> W = w.dense(net);
    EXPECT_TRUE(close_entries(w.cells(W), net.represented, 1e-10)) << w.N;
    EXPECT_TRUE(close(w.rows(W), net.sales, 1e-10)) << w.N;
    EXPECT_TRUE(close(w.columns(W), net.purchases, 1e-10)) << w.N;
  }
};
TYPED_TEST_SUITE(FirmNetwork, Spaces, SpaceName);

namespace {

// Sector 1 has firms a and b of sizes 2 and 3, sector 2 has c alone.
network_world three_firms() {
  network_world w;
  w.N = 3, w.n = 2;
  w.sector = {0, 0, 1};
  w.supply = w.demand = {2, 3, 7};
  w.Z = {8, 12, 4, 5};
  return w;
}
/// The same balancing with every weight stored, to the last digit.
std::vector<double> dense_balancing(const network_world& w, const firm_network& net) {
  std::vector<double> W(static_cast<std::size_t>(w.N * w.N));
  for (index_type i = 0; i < w.N; ++i)
    for (index_type j = 0; j < w.N; ++j) W[i * w.N + j] = w.supply[i] * w.demand[j] * w.k(i, j);
  for (int round = 0; round < 300; ++round) {
    const std::vector<double> cells = w.cells(W);
    for (index_type i = 0; i < w.N; ++i)
      for (index_type j = 0; j < w.N; ++j) {
        const index_type c = w.sector[i] * w.n + w.sector[j];
        W[i * w.N + j] *= net.represented[c] == 0 ? 0 : net.represented[c] / cells[c];
      }
    const std::vector<double> rows = w.rows(W);
    for (index_type e = 0; e < w.N * w.N; ++e)
      if (rows[e / w.N] > 0) W[e] *= net.sales_wanted[e / w.N] / rows[e / w.N];
    const std::vector<double> columns = w.columns(W);
    for (index_type e = 0; e < w.N * w.N; ++e)
      if (columns[e % w.N] > 0) W[e] *= net.purchases_wanted[e % w.N] / columns[e % w.N];
  }
  return W;
}
template <class Error, class Work>
std::vector<std::ptrdiff_t> refused(Work work) {
  try {
    work();
  } catch (const Error& told) {
    return told.at;
  }
  return {-1};
}

}  // namespace

// In closed form: a and b share 8 both ways, 2 : 3 of the 12 go to c and of its 4 come from it; nobody can carry 5.
TYPED_TEST(FirmNetwork, OneFactorACellByHand) {
  const network_world w = three_firms();
  const firm_network net = this->infer(w, {.firm_margins = false});
  EXPECT_TRUE(close(w.dense(net), {0, 4, 4.8, 4, 0, 7.2, 1.6, 2.4, 0}, 1e-14));
  EXPECT_EQ(net.represented, (std::vector<double>{8, 12, 4, 0}));
  EXPECT_TRUE(close(net.sales, {8.8, 11.2, 4}, 1e-14));
  EXPECT_TRUE(close(net.sales_wanted, {8, 12, 4}, 1e-14));
  EXPECT_NEAR(net.sales_off, .1, 1e-14);
  EXPECT_TRUE(close(net.purchases_wanted, {4.8, 7.2, 12}, 1e-14));
  EXPECT_NEAR(net.purchases_off, 5.6 / 4.8 - 1, 1e-14);
  EXPECT_EQ(net.rounds, 0);
  EXPECT_FALSE(net.converged);
}

// With firm margins all entries follow from t = w_ab, and balancing keeps w_ab w_bc w_ca / (w_ba w_ac w_cb) = 1:
// t (4 + t) (t - 3.2) = (8 - t) (8 - t) (7.2 - t), or t^3 - 11.2 t^2 + 83.2 t - 230.4 = 0.
TYPED_TEST(FirmNetwork, FirmMarginsByHand) {
  double t = 4, high = 5;
  while (high - t > 1e-15 * t) {
    const double m = (t + high) / 2;
    if (m == t || m == high) break;
    (m * m * m - 11.2 * m * m + 83.2 * m - 230.4 < 0 ? t : high) = m;
  }
  const network_world w = three_firms();
  const firm_network net = this->infer(w, {.tolerance = 1e-12});
  EXPECT_TRUE(net.converged) << net.sales_off << " " << net.purchases_off;
  EXPECT_TRUE(close(w.dense(net), {0, t, 8 - t, 8 - t, 0, 4 + t, t - 3.2, 7.2 - t, 0}, 1e-11));
}

TYPED_TEST(FirmNetwork, SumsAreTheTablesAroundTileSizes) {
  for (const index_type N : {1, 31, 255, 256, 257})
    for (const network_world& w : {network_world::on_sphere(N, 4), network_world::in_places(N, 4)}) {
      const firm_network net = this->infer(w, {.most_rounds = N > 31 ? 2 : 200});
      this->expect_sums(w, net);
      EXPECT_TRUE(net.converged || N != 31) << net.sales_off << " " << net.purchases_off;
      EXPECT_TRUE(N == 1 || net.represented == w.Z);
    }
}

// The limit of the balancing does not depend on how it is reached.
TYPED_TEST(FirmNetwork, IsTheDenseBalancing) {
  for (const network_world& w :
       {network_world::on_sphere(31, 3), network_world::in_places(32, 3), network_world::nowhere(33, 3)}) {
    const firm_network net = this->infer(w, {.tolerance = 1e-11});
    EXPECT_TRUE(net.converged) << net.sales_off << " " << net.purchases_off;
    EXPECT_TRUE(close(w.dense(net), dense_balancing(w, net), 1e-9)) << w.N;
    EXPECT_LE(net.rounds, 100);
    this->expect_sums(w, net);
  }
}

// Firms in places, once by minutes and once by coordinates of which the minutes are the distances.
TYPED_TEST(FirmNetwork, PlacesAndCoordinatesAgree) {
  network_world w = network_world::in_places(120, 3);
  const std::vector<double> east{0, 10, 30, 35, 70};
  for (index_type e = 0; e < 25; ++e) w.minutes[e] = std::abs(east[e / 5] - east[e % 5]);
  w.decay = distance_decay::exponential(20);
  network_world by_km = w;
  by_km.place.clear(), by_km.minutes.clear(), by_km.places = 0;
  by_km.kind = geometry::plane;
  for (const int p : w.place) by_km.x.push_back(east[p]), by_km.y.push_back(7);
  const firm_network a = this->infer(w, {.most_rounds = 3}), b = this->infer(by_km, {.most_rounds = 3});
  EXPECT_EQ(a.route, pair_route::grouped);
  EXPECT_EQ(b.route, pair_route::all_pairs);
  EXPECT_TRUE(close(w.dense(a), by_km.dense(b), 1e-11));
}

// Two firms of one sector alone: each can only sell to the other, whatever its size.
TYPED_TEST(FirmNetwork, MarginsThatContradictEachOtherAreTold) {
  network_world w;
  w.N = 2, w.n = 1;
  w.sector = {0, 0}, w.supply = w.demand = {9, 1}, w.Z = {10};
  const firm_network net = this->infer(w);
  EXPECT_FALSE(net.converged);
  EXPECT_GT(std::max(net.sales_off, net.purchases_off), .5);
  EXPECT_LE(net.rounds, 30);
  this->expect_sums(w, net);
}

// In a band only neighbours trade; the fifth firm has none. Firms in one spot are no trouble.
TYPED_TEST(FirmNetwork, FirmsOutOfReach) {
  network_world w;
  w.N = 5, w.n = 1, w.kind = geometry::plane;
  w.sector = {0, 0, 0, 0, 0}, w.supply = w.demand = {1, 1, 1, 1, 1}, w.Z = {8};
  w.x = {0, 0, 1, 1, 500}, w.y = {0, 0, 0, 0, 0};
  w.decay = distance_decay::band(0, 10);
  const firm_network net = this->infer(w);
  EXPECT_EQ(net.without_buyer, 1);
  EXPECT_EQ(net.without_seller, 1);
  EXPECT_EQ(net.sales[4], 0);
  EXPECT_TRUE(close({net.sales[0], net.sales[3]}, {2, 2}, 1e-12));  // the four carry the cell
  w.x = {0, 20, 40, 60, 80};
  EXPECT_EQ(this->infer(w).represented, std::vector<double>{0});
}

TYPED_TEST(FirmNetwork, GroupsOfFirms) {
  for (const network_world& w : {network_world::on_sphere(65, 3), network_world::in_places(65, 3)}) {
    const firm_network net = this->infer(w, {.most_rounds = 2});
    std::vector<int> label;
    for (index_type i = 0; i < w.N; ++i) label.push_back(static_cast<int>(i * i % 4));
    std::vector<double> want(25), got(5 * 6, -1);
    const std::vector<double> W = w.dense(net);
    for (index_type e = 0; e < w.N * w.N; ++e) want[label[e / w.N] * 5 + label[e % w.N]] += W[e];
    network_matrix(this->ctx(), w.view(), net, {label.data(), w.N}, {got.data(), 5, 5, 6});
    for (index_type r = 5; r-- > 0;) {
      EXPECT_EQ(got[r * 6 + 5], -1);
      got.erase(got.begin() + r * 6 + 5);
    }
    EXPECT_TRUE(close(got, want, 1e-11));
  }
}

TYPED_TEST(FirmNetwork, SinglePrecisionKeepsTheCells) {
  const network_world w = network_world::on_sphere(100, 3);
  const firm_network net = this->infer(w, {.tolerance = 1e-4, .precision = pair_precision::fp32});
  EXPECT_TRUE(net.converged) << net.sales_off << " " << net.purchases_off;
  this->expect_sums(w, net);
}

TYPED_TEST(FirmNetwork, NoFirmsNoSectorsNoSizes) {
  network_world w;
  firm_network net = this->infer(w);
  EXPECT_TRUE(net.converged);
  EXPECT_TRUE(net.cell.empty());
  w = three_firms();
  w.supply = w.demand = {0, 0, 0};
  net = this->infer(w);
  EXPECT_EQ(net.represented, (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(net.sales, (std::vector<double>{0, 0, 0}));
}

TYPED_TEST(FirmNetwork, ProgressIsToldAndMayEndIt) {
  std::vector<network_step> steps;
  index_type rounds = 0;
  const network_world w = network_world::on_sphere(40, 2);
  this->infer(w, {.most_rounds = 2, .told = [&](const network_progress& p) {
                    EXPECT_LE(p.done, p.of);
                    if (p.done == 0) steps.push_back(p.step);
                    rounds = std::max(rounds, p.round);
                  }});
  using enum network_step;
  EXPECT_EQ(steps, (std::vector<network_step>{cells, sellers, buyers, cells, sellers, buyers, cells, sellers, buyers}));
  EXPECT_EQ(rounds, 2);
  EXPECT_THROW(this->infer(w, {.told = [](const network_progress&) { throw 1; }}), int);
}

TYPED_TEST(FirmNetwork, RefusesWhatItCannotUse) {
  const network_world good = network_world::on_sphere(4, 2);
  network_world w = good;
  const auto at = [&] { return refused<data_error>([&] { this->infer(w); }); };
  w.supply[2] = -1;
  EXPECT_EQ(at(), (std::vector<std::ptrdiff_t>{2}));
  w = good, w.demand[3] = NAN;
  EXPECT_EQ(at(), (std::vector<std::ptrdiff_t>{3}));
  w = good, w.sector[1] = 2;
  EXPECT_EQ(at(), (std::vector<std::ptrdiff_t>{1}));
  w = good, w.Z[2] = -4;
  EXPECT_EQ(at(), (std::vector<std::ptrdiff_t>{1, 0}));
  w = good, w.y[1] = NAN;
  EXPECT_EQ(at(), (std::vector<std::ptrdiff_t>{1}));
  w = good, w.decay.length = 0;
  EXPECT_THROW(this->infer(w), data_error);
  w = good, w.supply.pop_back();
  EXPECT_THROW(this->infer(w), shape_error);
  w = good, w.x.pop_back();
  EXPECT_THROW(this->infer(w), shape_error);
}

}  // namespace agglo::test
