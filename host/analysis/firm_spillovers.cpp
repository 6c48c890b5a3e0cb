#include "host/analysis/firm_spillovers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/analysis/firm_profiles.hpp"
#include "host/analysis/group_matrix.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/spillover/pair_matrix.hpp"
#include "kernels/spillover/spillover_pool.hpp"
#include "kernels/spillover/top_senders.hpp"

namespace agglo {
namespace {

/// The firms' columns in the space's memory.
template <space S>
class firm_factors {
 public:
  firm_factors(context<S>& ctx, const spillover_firms& f, const spillover_weights& w)
      : weights_(w), x_(ctx, f.x), y_(ctx, f.y), place_(ctx, f.place.of), sector_(ctx, f.sector.of),
        group_(ctx, f.group.of), owner_(ctx, f.owner.of), zone_(ctx, f.zone.of),
        stretch_(ctx, side(f.stretch), side(f.stretch), f.stretch.values),
        minutes_(ctx, side(f.minutes), side(f.minutes), f.minutes.values),
        coefficients_(ctx, side(f.coefficients), side(f.coefficients), f.coefficients.values),
        technology_(ctx, f.technology, w.technology, w.precision) {}
  [[nodiscard]] pair_factors<S> view() const {
    pair_factors<S> f;
    f.sites = {weights_.sites, x_.view(), y_.view()};
    f.decay = weights_.decay;
    f.zones = {zone_.view(), stretch_.view()};
    f.travel = {place_.view(), minutes_.view()};
    f.technology = technology_.view();
    f.inputs = {sector_.view(), coefficients_.view()};
    f.without = {group_.view(), owner_.view()};
    return f;
  }

 private:
  static index_type side(const labelled_array& a) { return a.axes.empty() ? 0 : a.axes[0].size(); }
  const spillover_weights& weights_;
  vector<double, S> x_, y_;
  vector<int, S> place_, sector_, group_, owner_, zone_;
  matrix<double, S> stretch_, minutes_, coefficients_;
  firm_profiles<S> technology_;
};

labelled_array column_shares(const labelled_array& m) {
  labelled_array out = m;
  for (index_type c = 0; c < m.axes[1].size(); ++c) {
    double sum = 0;
    for (index_type r = 0; r < m.axes[0].size(); ++r) sum += m(r, c);
    for (index_type r = 0; r < m.axes[0].size(); ++r) out(r, c) = sum == 0 ? 0 : m(r, c) / sum;
  }
  return out;
}

labelled_array positions(const labelled_array& m) {
  labelled_array out({{"group", m.axes[0].labels}, {"position", {"within", "received", "sent", "net"}}});
  for (index_type r = 0; r < m.axes[0].size(); ++r) {
    out(r, 0) = m(r, r);
    for (index_type s = 0; s < m.axes[0].size(); ++s)
      if (s != r) out(r, 1) += m(r, s), out(r, 2) += m(s, r);
    out(r, 3) = out(r, 2) - out(r, 1);
  }
  return out;
}

/// Largest difference between a group's row of the matrix and its firms' pools, relative to the largest.
identity rows_add_up(const spillover_group& g, const firm_labels& label, const labelled_array& pool, double bound) {
  std::vector<double> pools(label.labels.size());
  for (std::size_t i = 0; i < label.of.size(); ++i) pools[label.of[i]] += pool.values[i];
  double worst = 0, largest = 0;
  for (index_type r = 0; r < g.matrix.axes[0].size(); ++r) {
    double row = 0;
    for (index_type s = 0; s < g.matrix.axes[1].size(); ++s) row += g.matrix(r, s);
    worst = std::max(worst, std::abs(row - pools[r]));
    largest = std::max(largest, std::abs(pools[r]));
  }
  return {g.name + " matrix adds up to the firms' pools (relative)", largest > 0 ? worst / largest : worst, bound};
}

std::vector<int> numbers_of(const spillover_firms& f, const std::vector<std::string>& ids) {
  std::vector<int> numbers;
  for (const std::string& id : ids) {
    const auto found = std::find(f.id.begin(), f.id.end(), id);
    if (found == f.id.end())
      throw data_error(fmt::format("{}: no firm '{}' to list the senders of; {}", f.file, id, suggestion(id, f.id)));
    numbers.push_back(static_cast<int>(found - f.id.begin()));
  }
  return numbers;
}

}  // namespace

template <space S>
firm_spillovers spill_over(context<S>& ctx, const spillover_firms& f, const spillover_weights& w,
                           const std::function<void(const std::string&, index_type, index_type)>& told) {
  const std::vector<int> asked = numbers_of(f, w.senders_of);
  const index_type N = f.size();
  const firm_factors<S> columns(ctx, f, w);
  const pair_factors<S> factors = columns.view();
  const vector<double, S> stock(ctx, f.stock);
  const auto options = [&](const std::string& step) {
    return pair_options{.precision = w.precision,
                        .after_batch = [&told, step](index_type done, index_type of) { told(step, done, of); }};
  };
  firm_spillovers out;
  if (w.sites == geometry::sphere) out.pairs_at_zero = pairs_at_distance_zero(f.x, f.y);

  matrix<double, S> pool(ctx, N, 1);
  told("pools", 0, N);
  out.route = pair_sums(ctx, factors, {stock.view().data, N, 1}, pool.view(), options("pools"));
  out.pool = {{{"firm", f.id}}, pool.to_host()};

  // a matrix may weigh all pairs where the pools took an exact route
  const bool rounded = w.precision == pair_precision::fp16 && out.route != pair_route::all_pairs;
  const double bound = w.precision == pair_precision::fp64 ? 1e-11 : rounded ? 1e-3 : 1e-5;
  for (const firm_labels& label : f.matrices) {
    const auto groups = static_cast<index_type>(label.labels.size());
    const std::string step = label.name + " matrix";
    std::vector<double> values;
    if (group_matrix_is_cheaper(out.route, N, groups)) {
      values = group_matrix(ctx, factors, f.stock, label.of, groups, out.route,
                            [&](index_type done, index_type of) { told(step, done, of); });
    } else {
      const vector<int, S> of(ctx, label.of);
      matrix<double, S> P(ctx, groups, groups);
      told(step, 0, N);
      pair_matrix(ctx, factors, stock.view(), of.view(), P.view(), options(step));
      values = P.to_host();
    }
    spillover_group g{label.name, {{{"receives", label.labels}, {"sends", label.labels}}, values}, {}, {}, {}};
    g.row_shares = row_shares(g.matrix);
    g.column_shares = column_shares(g.matrix);
    g.position = positions(g.matrix);
    out.checks.push_back(rows_add_up(g, label, out.pool, bound));
    out.groups.push_back(std::move(g));
  }

  if (asked.empty()) return out;
  const vector<int, S> receiver(ctx, asked);
  matrix<int, S> sender(ctx, receiver.size(), w.senders);
  matrix<double, S> amount(ctx, receiver.size(), w.senders);
  top_senders(ctx, factors, stock.view(), receiver.view(), sender.view(), amount.view());
  const std::vector<int> who = sender.to_host();
  const std::vector<double> how_much = amount.to_host();
  for (std::size_t e = 0; e < who.size(); ++e)
    if (who[e] >= 0) {
      const int i = asked[e / static_cast<std::size_t>(w.senders)];
      out.senders.push_back({f.id[i], f.id[who[e]], how_much[e], how_much[e] / out.pool(i)});
    }
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                                         \
  template firm_spillovers spill_over(context<S>&, const spillover_firms&, const spillover_weights&, \
                                      const std::function<void(const std::string&, index_type, index_type)>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
