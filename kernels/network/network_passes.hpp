#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/network/firm_network.hpp"
#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/pair_sums.hpp"

// The passes over pairs of firms that all of a network is made of: host vectors in and out, pairs weighed in S.
namespace agglo::detail {

enum class network_side { rows, columns };  // what a firm sells; what it buys

inline void expects_sizes(vector_view<const double, cpu> v, const char* name) {
  for (index_type i = 0; i < v.size; ++i)
    if (!(v[i] >= 0 && std::isfinite(v[i])))
      throw data_error(
          std::string("infer_network: ") + name + " of firm " + std::to_string(i) + " is negative or not finite", {i});
}
inline void check_network(const network_firms& f) {
  const index_type N = f.sector.size, n = f.Z.rows;
  expects_size(f.supply, N, "supply", "infer_network");
  expects_size(f.demand, N, "demand", "infer_network");
  expects_shape(f.Z, n, n, "Z", "infer_network");
  expects_sizes(f.supply, "supply");
  expects_sizes(f.demand, "demand");
  for (const auto& coordinate : {f.sites.x, f.sites.y})
    for (index_type i = 0; i < coordinate.size; ++i)
      if (!std::isfinite(coordinate[i]))
        throw data_error("infer_network: a coordinate of firm " + std::to_string(i) + " is not finite", {i});
  for (index_type i = 0; i < N; ++i)
    if (f.sector[i] < 0 || f.sector[i] >= n)
      throw data_error("infer_network: sector " + std::to_string(f.sector[i]) + " of firm " + std::to_string(i) +
                           " is not one of 0 .. " + std::to_string(n - 1),
                       {i});
  for (index_type r = 0; r < n; ++r)
    for (index_type q = 0; q < n; ++q)
      if (!(f.Z(r, q) >= 0 && std::isfinite(f.Z(r, q))))
        throw data_error("infer_network: the flow from sector " + std::to_string(r) + " to " + std::to_string(q) +
                             " is negative or not finite",
                         {r, q});
}

template <space S>
class network_passes {
 public:
  network_passes(context<S>& ctx, const network_firms& f)
      : ctx_(ctx), firms_(f), x_(ctx, span(f.sites.x)), y_(ctx, span(f.sites.y)), place_(ctx, span(f.travel.place)),
        sector_(ctx, span(f.sector)), minutes_(ctx, f.travel.minutes.rows, f.travel.minutes.cols, minutes(false)),
        minutes_back_(ctx, f.travel.minutes.rows, f.travel.minutes.cols, minutes(true)) {}

  [[nodiscard]] pair_route route() const { return route_; }

  /// rows: sum over j != i of cell(s(i), s(j)) k(d_ij) v(j, c); columns: the same with what comes from j.
  /// v and the result are N x columns.
  std::vector<double> draw(network_side side, const std::vector<double>& cell, const std::vector<double>& v,
                           index_type columns, const pair_options& options) {
    const index_type N = firms_.sector.size, n = firms_.Z.rows;
    std::vector<double> turned = cell;
    if (side == network_side::columns)
      for (index_type r = 0; r < n; ++r)
        for (index_type q = 0; q < n; ++q)
          turned[static_cast<std::size_t>(r * n + q)] = cell[static_cast<std::size_t>(q * n + r)];
    const matrix<double, S> weight(ctx_, n, n, turned), V(ctx_, N, columns, v);
    matrix<double, S> out(ctx_, N, columns);
    pair_factors<S> f = distances(side);
    f.inputs = {sector_.view(), weight.view()};
    route_ = pair_sums(ctx_, f, V.view(), out.view(), options);
    return out.to_host();
  }

  /// Sum over i in the row's, j in the column's group, i != j, of seller(i) [cell] k(d_ij) buyer(j); cell may be empty.
  std::vector<double> matrix_of(const std::vector<double>& seller, const std::vector<double>& cell,
                                const std::vector<double>& buyer, vector_view<const int, cpu> label, index_type labels,
                                const pair_options& options) {
    const index_type n = firms_.Z.rows;
    const bool sited = firms_.sites.kind != geometry::none;
    const members m = sited ? members{} : gather(seller, buyer, label);
    const auto N = sited ? firms_.sector.size : static_cast<index_type>(m.sector.size());
    const matrix<double, S> weight(ctx_, cell.empty() ? 0 : n, cell.empty() ? 0 : n, cell);
    const matrix<double, S> from(ctx_, N, 1, sited ? seller : m.seller), to(ctx_, N, 1, sited ? buyer : m.buyer);
    const vector<double, S> ones(ctx_, std::vector<double>(static_cast<std::size_t>(N), 1.0));
    const vector<int, S> by(ctx_, sited ? span(label) : std::span<const int>(m.label));
    const vector<int, S> place(ctx_, std::span<const int>(m.place)), sector(ctx_, std::span<const int>(m.sector));
    pair_factors<S> f = distances(network_side::rows);
    if (!sited && !firms_.travel.minutes.empty()) f.travel.place = place.view();
    f.technology = {from.view(), to.view()};
    if (!cell.empty()) f.inputs = {sited ? sector_.view() : sector.view(), weight.view()};
    matrix<double, S> P(ctx_, labels, labels);
    pair_matrix(ctx_, f, ones.view(), by.view(), P.view(), options);
    std::vector<double> sums = P.to_host();
    for (std::size_t k = 0; k < m.within.size(); ++k) {  // pairs of firms that stand and do the same
      double own = m.within[k];
      if (!firms_.travel.minutes.empty()) own *= firms_.decay(firms_.travel.minutes(m.place[k], m.place[k]));
      if (!cell.empty()) own *= cell[static_cast<std::size_t>(m.sector[k] * n + m.sector[k])];
      sums[static_cast<std::size_t>(m.label[k] * labels + m.label[k])] += own;
    }
    return sums;
  }

 private:
  /// Firms of one place, sector and label as one.
  struct members {
    std::vector<int> place, sector, label;
    std::vector<double> seller, buyer;
    std::vector<double> within;  // sum over its i != j of seller(i) buyer(j)
  };

  template <class T>
  static std::span<const T> span(vector_view<const T, cpu> v) {
    return {v.data, static_cast<std::size_t>(v.size)};
  }
  [[nodiscard]] std::vector<double> minutes(bool back) const {
    const auto& m = firms_.travel.minutes;
    std::vector<double> values;
    for (index_type r = 0; r < m.rows; ++r)
      for (index_type s = 0; s < m.cols; ++s) values.push_back(back ? m(s, r) : m(r, s));
    return values;
  }
  pair_factors<S> distances(network_side side) {
    pair_factors<S> f;
    f.sites = {firms_.sites.kind, x_.view(), y_.view()};
    f.decay = firms_.decay;
    f.travel = {place_.view(), side == network_side::rows ? minutes_.view() : minutes_back_.view()};
    return f;
  }
  members gather(const std::vector<double>& seller, const std::vector<double>& buyer,
                 vector_view<const int, cpu> label) const {
    members m;
    std::vector<index_type> order(static_cast<std::size_t>(firms_.sector.size));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<index_type>(i);
    const auto place = [&](index_type i) { return firms_.travel.place.empty() ? 0 : firms_.travel.place[i]; };
    const auto compare = [&](index_type i, index_type j) {
      if (place(i) != place(j)) return place(i) < place(j) ? -1 : 1;
      if (firms_.sector[i] != firms_.sector[j]) return firms_.sector[i] < firms_.sector[j] ? -1 : 1;
      return label[i] != label[j] ? label[i] < label[j] ? -1 : 1 : 0;
    };
    std::stable_sort(order.begin(), order.end(), [&](index_type i, index_type j) { return compare(i, j) < 0; });
    for (std::size_t first = 0; first < order.size();) {
      std::size_t last = first;
      double from = 0, to = 0, within = 0;
      for (; last < order.size() && compare(order[first], order[last]) == 0; ++last) {
        // Both directions with the firms before it: nothing is subtracted.
        const double r = seller[static_cast<std::size_t>(order[last])],
                     c = buyer[static_cast<std::size_t>(order[last])];
        within += r * to + from * c;
        from += r, to += c;
      }
      m.place.push_back(place(order[first]));
      m.sector.push_back(firms_.sector[order[first]]);
      m.label.push_back(label[order[first]]);
      m.seller.push_back(from), m.buyer.push_back(to), m.within.push_back(within);
      first = last;
    }
    return m;
  }

  context<S>& ctx_;
  const network_firms& firms_;
  vector<double, S> x_, y_;
  vector<int, S> place_, sector_;
  matrix<double, S> minutes_, minutes_back_;
  pair_route route_ = pair_route::all_pairs;
};

}  // namespace agglo::detail
