#include "host/analysis/javorcik.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/javorcik_spillovers.hpp"
#include "kernels/table/group_sum.hpp"

namespace agglo {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> products(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] * b[i];
  return out;
}
std::vector<double> shares(const std::vector<double>& part, const std::vector<double>& whole) {
  std::vector<double> out(part.size());
  for (std::size_t c = 0; c < part.size(); ++c) out[c] = whole[c] > 0 ? part[c] / whole[c] : undefined;
  return out;
}
std::vector<double> zero_where_undefined(std::vector<double> v) {
  for (double& x : v)
    if (std::isnan(x)) x = 0;
  return v;
}

/// Each firm's cell without the firm: what stands before it there plus what stands behind it, nothing subtracted.
std::vector<double> without_own(const std::vector<int>& of, const std::vector<double>& held,
                                const std::vector<double>& output) {
  std::vector<std::size_t> order(of.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return of[a] < of[b]; });
  std::vector<double> part(of.size()), whole(of.size());
  const auto add = [&](auto from, auto to) {
    double p = 0, w = 0;
    for (auto k = from; k != to; ++k) {
      if (k != from && of[*k] != of[*(k - 1)]) p = w = 0;
      part[*k] += p, whole[*k] += w;
      p += held[*k], w += output[*k];
    }
  };
  add(order.begin(), order.end());
  add(order.rbegin(), order.rend());
  return shares(part, whole);
}

void expect_no_negative_flow(const flow_table& t) {
  for (index_type i = 0; i < t.sectors.size(); ++i)
    for (index_type j = 0; j < t.sectors.size(); ++j)
      if (!(t.Z(i, j) >= 0))
        throw data_error(fmt::format("the flow from {} to {} is {}: shares of sales need flows of 0 or more",
                                     t.sectors.labels[i], t.sectors.labels[j], t.Z(i, j)),
                         {i, j});
}

/// The sums of cells against the sum of firms.
identity adds_up(const std::vector<double>& cells, const std::vector<double>& firms, const char* what) {
  const double a = std::accumulate(cells.begin(), cells.end(), 0.0),
               b = std::accumulate(firms.begin(), firms.end(), 0.0);
  return {what, b > 0 ? std::abs(a - b) / b : std::abs(a), 1e-11};
}

}  // namespace

template <space S>
javorcik_results javorcik_of(context<S>& ctx, const flow_table& t, const javorcik_firms& f) {
  expect_no_negative_flow(t);
  const index_type n = t.sectors.size(), cells = f.cells();
  const std::vector<axis> axes{{"year", f.years}, {"region", f.regions}, t.sectors};
  std::vector<int> of(f.sector.size());
  for (std::size_t i = 0; i < of.size(); ++i) of[i] = f.cell[i] * static_cast<int>(n) + f.sector[i];
  const vector<int, S> cell(ctx, of);
  const auto sums = [&](const std::vector<double>& values) {
    const vector<double, S> value(ctx, values);
    vector<double, S> sum(ctx, cells * n);
    group_sum(ctx, cell.view(), value.view(), sum.view());
    return sum.to_host();
  };
  const std::vector<double> held = products(f.share, f.output), output = sums(f.output), held_of = sums(held);
  javorcik_results out;
  out.firms = {axes, sums(std::vector<double>(f.share.size(), 1))};
  out.output = {axes, output};
  out.horizontal = {axes, shares(held_of, output)};
  out.horizontal_at_home = {axes, shares(sums(products(f.share, f.at_home)), sums(f.at_home))};
  const matrix<double, S> Z(ctx, n, n, t.Z.values), H(ctx, cells, n, zero_where_undefined(out.horizontal.values)),
      at_home(ctx, cells, n, zero_where_undefined(out.horizontal_at_home.values));
  matrix<double, S> backward(ctx, cells, n), forward(ctx, cells, n);
  javorcik_spillovers(ctx, Z.view(), H.view(), at_home.view(), backward.view(), forward.view());
  out.backward = {axes, backward.to_host()};
  out.forward = {axes, forward.to_host()};
  out.own_left_out = without_own(of, held, f.output);
  out.checks = {adds_up(output, f.output, "outputs of the cells add up to the firms'"),
                adds_up(held_of, held, "output with the attribute of the cells adds up to the firms'")};
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template javorcik_results javorcik_of(context<S>&, const flow_table&, const javorcik_firms&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
