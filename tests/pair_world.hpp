#pragma once
#include <optional>
#include <vector>

#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/pair_sums.hpp"
#include "tests/operation_test.hpp"

namespace agglo::test {

/// Firms with every factor a pair may have, on the host; what is left empty is not given.
struct pair_world {
  index_type n = 0, classes = 0;
  geometry kind = geometry::none;
  std::vector<double> x, y, receives, sends;
  bool sparse = false;  ///< hand the profiles over by rows without zeros
  distance_decay decay;
  std::vector<int> zone, place, sector, group, owner;
  index_type zones = 0, places = 0, sectors = 0;
  std::vector<double> stretch, minutes, weight;

  [[nodiscard]] double technology(index_type i, index_type j) const {
    double t = 0;
    for (index_type k = 0; k < classes; ++k) t += receives[i * classes + k] * sends[j * classes + k];
    return classes > 0 ? t : 1;
  }
  /// By the definition, with the C library's functions.
  [[nodiscard]] double f(index_type i, index_type j) const {
    if (i == j || (!group.empty() && group[i] >= 0 && group[i] == group[j]) ||
        (!owner.empty() && owner[i] >= 0 && owner[i] == owner[j]))
      return 0;
    double w = 1;
    if (kind != geometry::none) {
      const double km =
          kind == geometry::sphere ? great_circle_km(x[i], y[i], x[j], y[j]) : std::hypot(x[i] - x[j], y[i] - y[j]);
      w = decay(zone.empty() ? km : km * stretch[zone[i] * zones + zone[j]]);
    }
    if (!place.empty()) w *= decay(minutes[place[i] * places + place[j]]);
    if (!sector.empty()) w *= weight[sector[i] * sectors + sector[j]];
    return w * technology(i, j);
  }
  /// In another order of summation than the product's.
  [[nodiscard]] std::vector<double> brute_sums(const std::vector<double>& V, index_type columns) const {
    std::vector<double> S(V.size());
    for (index_type i = 0; i < n; ++i)
      for (index_type j = n; j-- > 0;)
        if (const double w = f(i, j); w != 0)
          for (index_type c = 0; c < columns; ++c) S[i * columns + c] += w * V[j * columns + c];
    return S;
  }
  [[nodiscard]] std::vector<double> brute_matrix(const std::vector<double>& v, const std::vector<int>& label,
                                                 index_type labels) const {
    std::vector<double> P(static_cast<std::size_t>(labels * labels));
    for (index_type i = 0; i < n; ++i)
      for (index_type j = n; j-- > 0;)
        if (const double w = f(i, j); w != 0) P[label[i] * labels + label[j]] += w * v[j];
    return P;
  }
};

template <class S>
class PairTest : public OperationTest<S> {
 protected:
  static std::vector<int> labels(index_type n, int from, int to, unsigned seed) {
    std::vector<int> l;
    for (const double u : OperationTest<S>::uniform(static_cast<std::size_t>(n), from, to, seed))
      l.push_back(static_cast<int>(std::floor(u)));
    return l;
  }
  static std::vector<double> values(index_type n, unsigned seed) {
    return OperationTest<S>::uniform(static_cast<std::size_t>(n), 0, 1, seed);
  }
  static pair_world firms(index_type n) {
    pair_world w;
    w.n = n;
    return w;
  }
  static pair_world on_sphere(index_type n, const distance_decay& decay) {
    pair_world w = firms(n);
    w.kind = geometry::sphere;
    w.decay = decay;
    w.x = OperationTest<S>::uniform(static_cast<std::size_t>(n), 73, 135, 1);
    w.y = OperationTest<S>::uniform(static_cast<std::size_t>(n), 18, 54, 2);
    return w;
  }
  static pair_world with_zones(pair_world w) {
    w.zones = 3;
    w.zone = labels(w.n, 0, 3, 4);
    w.stretch = {1, .7, 1.4, .6, 1, 0, 2, 1.1, 1};
    return w;
  }
  static pair_world with_technology(pair_world w, index_type classes, bool one_side) {
    w.classes = classes;
    w.receives = values(w.n * classes, 5);
    w.sends = one_side ? w.receives : values(w.n * classes, 6);
    return w;
  }
  /// About `held` classes a firm of so many; every seventh firm has none.
  static pair_world with_few_classes(pair_world w, index_type classes, double held, bool one_side) {
    w = with_technology(std::move(w), classes, one_side);
    w.sparse = true;
    for (std::vector<double>* side : {&w.receives, &w.sends}) {
      const auto keep = OperationTest<S>::uniform(side->size(), 0, 1, side == &w.sends && !one_side ? 15 : 14);
      for (std::size_t e = 0; e < side->size(); ++e)
        if (keep[e] * static_cast<double>(classes) > held || e / static_cast<std::size_t>(classes) % 7 == 5)
          (*side)[e] = 0;
    }
    return w;
  }
  sparse_matrix<S> rows_of(index_type classes, const std::vector<double>& dense) {
    std::vector<index_type> start{0};
    std::vector<int> column;
    std::vector<double> value;
    for (std::size_t e = 0; e < dense.size(); ++e) {
      const auto k = static_cast<index_type>(e) % classes;
      if (dense[e] != 0) column.push_back(static_cast<int>(k)), value.push_back(dense[e]);
      if (k + 1 == classes) start.push_back(static_cast<index_type>(column.size()));
    }
    return {this->ctx(), classes, start, column, value};
  }
  static pair_world with_sectors(pair_world w) {
    w.sectors = 5;
    w.sector = labels(w.n, 0, 5, 7);
    w.weight = values(25, 8);
    w.weight[3] = 0;
    return w;
  }
  static pair_world with_places(pair_world w, const distance_decay& decay) {
    w.decay = decay;
    w.places = 7;
    w.place = labels(w.n, 0, 7, 9);
    w.minutes = OperationTest<S>::uniform(49, 5, 300, 10);
    return w;
  }
  static pair_world without_own(pair_world w) {
    w.group = labels(w.n, -1, 4, 11);
    w.owner = labels(w.n, -40, 40, 12);
    return w;
  }

  /// Calls body(factors) with the world in the space's memory.
  template <class Body>
  auto with(const pair_world& w, const Body& body) {
    auto x = this->put(w.x), y = this->put(w.y);
    auto receives = this->put(w.classes > 0 ? w.n : 0, w.classes, w.receives);
    const bool one_side = w.receives == w.sends;
    auto sends = this->put(w.classes > 0 && !one_side ? w.n : 0, w.classes, one_side ? std::vector<double>{} : w.sends);
    auto zone = this->put_int(w.zone), place = this->put_int(w.place), sector = this->put_int(w.sector);
    auto group = this->put_int(w.group), owner = this->put_int(w.owner);
    auto stretch = this->put(w.zones, w.zones, w.stretch), minutes = this->put(w.places, w.places, w.minutes);
    auto weight = this->put(w.sectors, w.sectors, w.weight);
    pair_factors<S> f;
    f.sites = {w.kind, x.view(), y.view()};
    f.decay = w.decay;
    f.zones = {zone.view(), stretch.view()};
    f.travel = {place.view(), minutes.view()};
    if (w.classes > 0) f.technology = {receives.view(), one_side ? receives.view() : sends.view()};
    const auto few_received = rows_of(w.classes, w.sparse ? w.receives : std::vector<double>{});
    const auto few_sent = rows_of(w.classes, w.sparse ? w.sends : std::vector<double>{});
    if (w.sparse) f.technology = {{}, {}, few_received.view(), one_side ? few_received.view() : few_sent.view()};
    f.inputs = {sector.view(), weight.view()};
    f.without = {group.view(), owner.view()};
    return body(f);
  }
  std::vector<double> sums(const pair_world& w, const std::vector<double>& V, index_type columns = 1,
                           const pair_options& options = {}) {
    return with(w, [&](const pair_factors<S>& f) {
      auto v = this->put(w.n, columns, V);
      matrix<double, S> out(this->ctx(), w.n, columns);
      route = pair_sums(this->ctx(), f, v.view(), out.view(), options);
      return out.to_host();
    });
  }
  std::vector<double> matrix_of(const pair_world& w, const std::vector<double>& v, const std::vector<int>& label,
                                index_type labels, const pair_options& options = {}) {
    return with(w, [&](const pair_factors<S>& f) {
      auto amounts = this->put(v);
      auto by = this->put_int(label);
      matrix<double, S> P(this->ctx(), labels, labels);
      pair_matrix(this->ctx(), f, amounts.view(), by.view(), P.view(), options);
      return P.to_host();
    });
  }
  pair_route route{};  ///< of the last sums
};

}  // namespace agglo::test
