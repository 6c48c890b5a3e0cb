#pragma once
#include <vector>

#include "kernels/network/firm_network.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

/// Firms and a table on the host, and their network entry by entry, as no product would keep it.
struct network_world {
  index_type N = 0, n = 0, places = 0;
  geometry kind = geometry::none;
  std::vector<double> x, y, minutes, supply, demand, Z;
  std::vector<int> sector, place;
  distance_decay decay;

  [[nodiscard]] network_firms view() const {
    network_firms f;
    f.sites = {kind, of(x), of(y)};
    f.travel = {{place.data(), static_cast<index_type>(place.size())}, {minutes.data(), places, places}};
    f.decay = decay;
    f.sector = {sector.data(), N};
    f.supply = of(supply), f.demand = of(demand);
    f.Z = {Z.data(), n, n};
    return f;
  }
  static vector_view<const double, cpu> of(const std::vector<double>& v) {
    return {v.data(), static_cast<index_type>(v.size())};
  }
  /// By the definition, with the C library's functions.
  [[nodiscard]] double k(index_type i, index_type j) const {
    if (i == j) return 0;
    if (!place.empty()) return decay(minutes[place[i] * places + place[j]]);
    if (kind == geometry::sphere) return decay(great_circle_km(x[i], y[i], x[j], y[j]));
    return kind == geometry::plane ? decay(std::hypot(x[i] - x[j], y[i] - y[j])) : 1;
  }
  [[nodiscard]] std::vector<double> dense(const firm_network& w) const {
    std::vector<double> W(static_cast<std::size_t>(N * N));
    for (index_type i = 0; i < N; ++i)
      for (index_type j = 0; j < N; ++j)
        W[i * N + j] = w.seller[i] * w.cell[sector[i] * n + sector[j]] * k(i, j) * w.buyer[j];
    return W;
  }
  /// Sums of W by sector, n x n.
  [[nodiscard]] std::vector<double> cells(const std::vector<double>& W) const {
    std::vector<double> sums(static_cast<std::size_t>(n * n));
    for (index_type i = 0; i < N; ++i)
      for (index_type j = 0; j < N; ++j) sums[sector[i] * n + sector[j]] += W[i * N + j];
    return sums;
  }
  [[nodiscard]] std::vector<double> rows(const std::vector<double>& W) const {
    std::vector<double> sums(static_cast<std::size_t>(N));
    for (index_type k = 0; k < N * N; ++k) sums[k / N] += W[k];
    return sums;
  }
  [[nodiscard]] std::vector<double> columns(const std::vector<double>& W) const {
    std::vector<double> sums(static_cast<std::size_t>(N));
    for (index_type k = 0; k < N * N; ++k) sums[k % N] += W[k];
    return sums;
  }
  /// Output of the firms where each sector makes 1.6 times what it sells and buys at most.
  [[nodiscard]] std::vector<double> output() const {
    std::vector<double> total(static_cast<std::size_t>(n)), sizes(static_cast<std::size_t>(n)), x_of(supply);
    for (index_type r = 0; r < n; ++r) {
      double sold = 0, bought = 0;
      for (index_type q = 0; q < n; ++q) sold += Z[r * n + q], bought += Z[q * n + r];
      total[r] = 1.6 * std::max(sold, bought);
    }
    for (index_type i = 0; i < N; ++i) sizes[sector[i]] += supply[i];
    for (index_type i = 0; i < N; ++i) x_of[i] = supply[i] / sizes[sector[i]] * total[sector[i]];
    return x_of;
  }

  /// Sizes within a factor of ten, sectors in no order, some cells of the table empty.
  static network_world random(index_type N, index_type n, unsigned seed = 1) {
    network_world w;
    const auto uniform = [&](index_type size, double lo, double hi, unsigned more) {
      std::mt19937_64 engine(100 * seed + more);
      std::uniform_real_distribution<double> u(lo, hi);
      std::vector<double> v(static_cast<std::size_t>(size));
      for (double& one : v) one = u(engine);
      return v;
    };
    w.N = N, w.n = n;
    w.supply = uniform(N, 1, 10, 1);
    w.demand = w.supply;
    w.Z = uniform(n * n, 1, 50, 2);
    for (index_type c = 2; c < n * n; c += 7) w.Z[c] = 0;
    for (const double s : uniform(N, 0, static_cast<double>(n), 3)) w.sector.push_back(static_cast<int>(s));
    w.x = uniform(N, 119, 122, 4), w.y = uniform(N, 29, 31, 5);
    return w;
  }
  static network_world on_sphere(index_type N, index_type n, unsigned seed = 1) {
    network_world w = random(N, n, seed);
    w.kind = geometry::sphere;
    w.decay = distance_decay::exponential(150);
    return w;
  }
  static network_world in_places(index_type N, index_type n, unsigned seed = 1) {
    network_world w = random(N, n, seed);
    w.places = 5;
    for (const double lon : w.x) w.place.push_back(static_cast<int>((lon - 119) / 3 * 5));
    for (int e = 0; e < 25; ++e) w.minutes.push_back(e % 6 == 0 ? 20 : 30 + 7 * e);  // one way longer than the other
    w.decay = distance_decay::power(1, 1);
    w.x.clear(), w.y.clear();
    return w;
  }
  static network_world nowhere(index_type N, index_type n, unsigned seed = 1) {
    network_world w = random(N, n, seed);
    w.x.clear(), w.y.clear();
    return w;
  }
};

}  // namespace agglo::test
