#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/base/array.hpp"
#include "kernels/spillover/pair_factors.hpp"

// What both spaces do on the host before any pair is weighed: check labels and tables, and choose the order in which
// the firms are walked. O(N log N + tables) beside the pairs' O(N^2).
namespace agglo::detail {

/// Product of row i of R and row j of Q, the columns of both ascending.
template <space S>
AGGLO_HD inline double row_product(const sparse_rows<S>& R, index_type i, const sparse_rows<S>& Q, index_type j) {
  double product = 0;
  index_type b = Q.start[j];
  for (index_type a = R.start[i]; a < R.start[i + 1]; ++a) {
    while (b < Q.start[j + 1] && Q.column[b] < R.column[a]) ++b;
    if (b < Q.start[j + 1] && Q.column[b] == R.column[a]) product += R.weight[a] * Q.weight[b];
  }
  return product;
}

/// A square table, contiguous.
struct host_table {
  index_type size = 0;
  std::vector<double> values;
  [[nodiscard]] const double* row(index_type r) const { return values.data() + r * size; }
};

/// Labels by position in the walk's order; empty where the factor is not given.
struct pair_plan {
  std::vector<index_type> order;  ///< order[position] = firm
  std::vector<int> zone, place, sector, group, owner;
  std::vector<int> label;              ///< of pair_matrix; its positions ascend by it
  host_table stretch, travel, inputs;  ///< travel: decayed already
  [[nodiscard]] index_type firms() const { return static_cast<index_type>(order.size()); }
};

template <class T, space S>
std::vector<T> to_host(context<S>& ctx, vector_view<const T, S> v) {
  std::vector<T> home(static_cast<std::size_t>(v.size));
  const std::size_t bytes = home.size() * sizeof(T);
  copy(ctx, home.data(), bytes, v.data, bytes, bytes, 1);
  ctx.synchronize();
  return home;
}
template <space S>
host_table to_host(context<S>& ctx, matrix_view<const double, S> m) {
  matrix<double, S> whole(ctx, m.rows, m.cols);  // without the caller's stride
  copy<double>(ctx, m, whole.view());
  return {m.rows, whole.to_host()};
}

inline void expects_labels(const std::vector<int>& label, index_type count, const char* name) {
  for (std::size_t i = 0; i < label.size(); ++i)
    if (label[i] < 0 || label[i] >= count)
      throw data_error(std::string(name) + ' ' + std::to_string(label[i]) + " of firm " + std::to_string(i) +
                           " is not one of 0 .. " + std::to_string(count - 1),
                       {static_cast<index_type>(i)});
}
inline void expects_entries(const host_table& t, bool negative_too, const std::string& what) {
  for (index_type r = 0; r < t.size; ++r)
    for (index_type s = 0; s < t.size; ++s)
      if (const double v = t.row(r)[s]; !std::isfinite(v) || (v < 0 && !negative_too))
        throw data_error(what + ' ' + std::to_string(r) + " and " + std::to_string(s) +
                             (negative_too ? " is not finite" : " is negative or not finite"),
                         {r, s});
}

/// Sizes and parameters, never the data.
template <space S>
void check_factors(const pair_factors<S>& f, index_type firms, const char* where) {
  const auto expects_table = [&](const auto& label, const auto& table, const char* label_name, const char* table_name) {
    if (label.empty() && table.empty()) return;
    expects_size(label, firms, label_name, where);
    expects_shape(table, table.rows, table.rows, table_name, where);
  };
  const bool sited = f.sites.kind != geometry::none;
  if (sited) {
    expects_size(f.sites.x, firms, f.sites.kind == geometry::sphere ? "lon" : "x", where);
    expects_size(f.sites.y, firms, f.sites.kind == geometry::sphere ? "lat" : "y", where);
  }
  expects_table(f.zones.zone, f.zones.factor, "zone", "factor");
  expects_table(f.travel.place, f.travel.minutes, "place", "minutes");
  expects_table(f.inputs.sector, f.inputs.weight, "sector", "weight");
  expects(sited || f.zones.factor.empty(), "zones stretch distances, and there are no coordinates", where);
  expects(!sited || f.travel.minutes.empty(), "coordinates and travel times cannot both be given", where);
  const auto& t = f.technology;
  if (!t.receives.empty() || !t.sends.empty()) {
    expects_shape(t.receives, firms, t.sends.cols, "receives", where);
    expects_shape(t.sends, firms, t.sends.cols, "sends", where);
    expects(!t.sparse(), "profiles are dense or sparse, not both", where);
  }
  if (t.sparse() || t.sparse_receives.columns > 0)
    for (const sparse_rows<S>* side : {&t.sparse_receives, &t.sparse_sends}) {
      expects(side->columns == t.sparse_sends.columns, "the sides of sparse profiles differ in their classes", where);
      expects_size(side->start, firms == 0 && side->start.empty() ? 0 : firms + 1, "start", where);
      expects_size(side->column, side->entries(), "column", where);
    }
  if (!f.without.group.empty()) expects_size(f.without.group, firms, "group", where);
  if (!f.without.owner.empty()) expects_size(f.without.owner, firms, "owner", where);
  if (!sited && f.travel.minutes.empty()) return;
  const distance_decay& d = f.decay;
  expects<data_error>(d.length > 0 && d.cutoff > 0, "decay needs a positive length and cutoff", where);
  if (d.form == decay_form::power)
    expects<data_error>(d.theta > 0 && d.inner > 0 && std::isfinite(d.theta) && -std::log(d.inner) * d.theta < 80,
                        "a power decay needs a positive theta and inner bound, and inner^-theta below 1e34", where);
  if (d.form == decay_form::band)
    expects<data_error>(d.inner >= 0 && d.inner <= d.cutoff, "a band needs 0 <= from <= to", where);
}

/// Labels in the firms' own order. With `matrix_label` the walk goes by it, then by zone: firms of one label follow
/// each other. Stable, so firms alike stay in the caller's order.
template <space S>
pair_plan make_plan(context<S>& ctx, const pair_factors<S>& f, index_type firms,
                    vector_view<const int, S> matrix_label = {}, index_type labels = 0) {
  pair_plan p;
  p.order.resize(static_cast<std::size_t>(firms));
  std::iota(p.order.begin(), p.order.end(), index_type{0});
  p.stretch = to_host(ctx, f.zones.factor);
  p.travel = to_host(ctx, f.travel.minutes);
  p.inputs = to_host(ctx, f.inputs.weight);
  expects_entries(p.stretch, false, "the distance factor between zones");
  expects_entries(p.travel, false, "the travel time between places");
  expects_entries(p.inputs, true, "the coefficient between sectors");
  for (double& minutes : p.travel.values) minutes = f.decay(minutes);
  p.zone = to_host(ctx, f.zones.zone);
  p.place = to_host(ctx, f.travel.place);
  p.sector = to_host(ctx, f.inputs.sector);
  p.group = to_host(ctx, f.without.group);
  p.owner = to_host(ctx, f.without.owner);
  p.label = to_host(ctx, matrix_label);
  expects_labels(p.zone, p.stretch.size, "zone");
  expects_labels(p.place, p.travel.size, "place");
  expects_labels(p.sector, p.inputs.size, "sector");
  expects_labels(p.label, labels, "group");
  if (p.label.empty() && p.zone.empty()) return p;
  const auto at = [](const std::vector<int>& l, index_type i) {
    return l.empty() ? 0 : l[static_cast<std::size_t>(i)];
  };
  std::stable_sort(p.order.begin(), p.order.end(), [&](index_type i, index_type j) {
    return at(p.label, i) != at(p.label, j) ? at(p.label, i) < at(p.label, j) : at(p.zone, i) < at(p.zone, j);
  });
  for (std::vector<int>* l : {&p.zone, &p.place, &p.sector, &p.group, &p.owner, &p.label}) {
    const std::vector<int> by_firm = *l;
    for (std::size_t k = 0; k < by_firm.size(); ++k) (*l)[k] = by_firm[static_cast<std::size_t>(p.order[k])];
  }
  return p;
}

}  // namespace agglo::detail
