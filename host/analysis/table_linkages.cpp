#include "host/analysis/table_linkages.hpp"

#include <limits>

#include "host/analysis/inverted_table.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/extraction.hpp"
#include "kernels/linkage/field_of_influence.hpp"
#include "kernels/linkage/propagation_lengths.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

axis account_axis(const flow_table& t) {
  axis out{"account", {}};
  for (const account& a : t.accounts) out.labels.push_back(a.code);
  return out;
}

double mean_of(const labelled_array& linkages, linkage_column column) {
  double sum = 0;
  for (index_type j = 0; j < linkages.axes[0].size(); ++j) sum += linkages(j, column);
  return sum / static_cast<double>(linkages.axes[0].size());
}

// x = L f and x' = v'G use L and G as they are written: a transposed or misplaced one shows.
template <space S>
std::vector<identity> check(const table_linkages& r, const inverted_table<S>& t,
                            const std::vector<double>& primary_multipliers, const labelled_array& measured) {
  double leak = 0, demand = 0, supply = 0, largest = 0;
  for (const double m : primary_multipliers) leak = std::max(leak, std::abs(m - 1));
  const std::vector<index_type>& at = t.kept.at;
  std::vector<double> by_supply(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    double by_demand = 0;
    const double v = t.slack[i] * t.x[i];
    for (std::size_t j = 0; j < at.size(); ++j)
      by_demand += r.L(at[i], at[j]) * t.f[j], by_supply[j] += v * r.G(at[i], at[j]);
    demand = std::max(demand, std::abs(by_demand - t.x[i]));
    largest = std::max(largest, t.x[i]);
  }
  for (std::size_t j = 0; j < at.size(); ++j) supply = std::max(supply, std::abs(by_supply[j] - t.x[j]));
  const double scale = largest > 0 ? largest : 1;
  std::vector<identity> out{{"(I - A) L = I (largest entry)", r.residual, 1e-9},
                            {"all primary inputs v'L = 1 per unit of final demand", leak, 1e-9},
                            {"x = L f (of the largest output)", demand / scale, 1e-9},
                            {"x' = v'G (of the largest output)", supply / scale, 1e-9}};
  if (!at.empty()) {
    out.push_back({"mean power of dispersion = 1", std::abs(mean_of(measured, power) - 1), 1e-12});
    out.push_back({"mean sensitivity of dispersion = 1", std::abs(mean_of(measured, sensitivity) - 1), 1e-12});
  }
  return out;
}

template <space S>
labelled_array chain_positions(context<S>& ctx, const inverted_table<S>& t) {
  const axis& rows = t.kept.rows;
  labelled_array out({rows, {"measure", {"upstreamness", "downstreamness"}}});
  vector<double, S> up(ctx, rows.size());
  row_products(ctx, t.inverses.G.view(), vector_view<const double, S>{}, up.view());
  fill_column(out, 0, up.to_host());
  fill_column(out, 1, multipliers_of(ctx, {}, t.inverses.L));
  return out;
}

template <space S>
labelled_array variations(context<S>& ctx, const inverted_table<S>& t) {
  labelled_array out({t.kept.rows, {"coefficient of variation", {"L", "G"}}});
  vector<double, S> cv(ctx, t.kept.rows.size());
  index_type at = 0;
  for (const auto* m : {&t.inverses.L, &t.inverses.G}) {
    row_variation(ctx, m->view(), cv.view());
    fill_column(out, at++, cv.to_host());
  }
  return out;
}

template <space S>
labelled_array losses_of(context<S>& ctx, const inverted_table<S>& t) {
  const axis& rows = t.kept.rows;
  const index_type n = rows.size();
  vector<double, S> total(ctx, n), kept(ctx, n), backward(ctx, n), forward(ctx, n), forward_leontief(ctx, n);
  extraction(ctx, t.inverses.L.view(), put(ctx, t.x).view(), put(ctx, t.f).view(),
             extraction_losses<S>{total.view(), kept.view(), backward.view(), forward.view(), forward_leontief.view()});
  labelled_array out({rows, {"output lost", {"total", "kept", "backward", "forward", "forward_leontief"}}});
  fill_column(out, 0, total.to_host());
  fill_column(out, 1, kept.to_host());
  fill_column(out, 2, backward.to_host());
  fill_column(out, 3, forward.to_host());
  fill_column(out, 4, forward_leontief.to_host());
  return out;
}

template <space S>
void add_multipliers(context<S>& ctx, const inverted_table<S>& t, table_linkages& out) {
  const axis accounts = account_axis(t.table);
  const index_type K = accounts.size();
  out.S = labelled_array({accounts, t.kept.all});
  axis columns{"per unit of final demand", {"output"}};
  columns.labels.insert(columns.labels.end(), accounts.labels.begin(), accounts.labels.end());
  labelled_array simple({t.kept.rows, columns});
  fill_column(simple, 0, multipliers_of(ctx, {}, t.inverses.L));
  for (index_type k = 0; k < K; ++k) {
    std::vector<double> s;
    for (const index_type j : t.kept.at) s.push_back(out.S(k, j) = t.table.accounts[k].values[j] / t.table.x(j));
    fill_column(simple, k + 1, multipliers_of(ctx, s, t.inverses.L));
  }
  out.multipliers = t.kept.put_back_rows(simple);
  out.type_I = labelled_array({t.kept.all, accounts});
  for (index_type j = 0; j < t.kept.all.size(); ++j)
    for (index_type k = 0; k < K; ++k)
      out.type_I(j, k) =
          out.S(k, j) != 0 ? out.multipliers(j, k + 1) / out.S(k, j) : std::numeric_limits<double>::quiet_NaN();
}

template <space S>
void add_pairs(context<S>& ctx, const inverted_table<S>& t, const table_measures& measures, table_linkages& out) {
  if (!measures.field_of_influence && !measures.propagation_lengths) return;
  const index_type n = t.kept.rows.size();
  matrix<double, S> pairs(ctx, n, n);
  if (measures.field_of_influence) {
    field_of_influence(ctx, t.inverses.L.view(), pairs.view());
    out.influence = t.kept.put_back_square(pairs.to_host());
  }
  if (measures.propagation_lengths) {
    propagation_lengths(ctx, t.inverses.L.view(), pairs.view());
    out.lengths = t.kept.put_back_square(pairs.to_host());
  }
}

// One after the other, and each is freed where it was: at no time are there two copies of all four.
template <space S>
void bring_home(context<S>& ctx, inverted_table<S>& t, table_linkages& out) {
  table_inverses<S>& m = t.inverses;
  for (auto [from, to] : {std::pair{&m.A, &out.A}, {&m.B, &out.B}, {&m.L, &out.L}, {&m.G, &out.G}}) {
    *to = t.kept.put_back_square(from->to_host());
    *from = matrix<double, S>(ctx, 0, 0);
  }
}

}  // namespace

template <space S>
table_linkages analyse_table(context<S>& ctx, const flow_table& table, const table_measures& measures) {
  expect_known(table, measures.between);  // names are looked up before the work
  std::optional<household_account> households;
  if (measures.households) households = households_of(table, *measures.households);
  const std::vector<sector_group> groups = groups_of(table, measures.groups);
  table_linkages out;
  if (measures.open_economy) out.open_economy = open_economy_upstreamness(ctx, table);  // needs no inverse
  inverted_table<S> t = invert(ctx, table);
  out.no_output = t.kept.dropped;
  out.route = t.inverses.route;
  out.residual = t.inverses.residual;
  add_multipliers(ctx, t, out);

  const labelled_array measured = linkage_table(ctx, t.kept.rows, t.inverses, measures.forward);
  out.linkages = t.kept.put_back_rows(measured);
  out.key_class.assign(t.kept.all.labels.size(), "no output");
  const std::vector<std::string> classes = key_classes(measured);
  for (std::size_t i = 0; i < t.kept.at.size(); ++i) out.key_class[t.kept.at[i]] = classes[i];

  out.chain = t.kept.put_back_rows(chain_positions(ctx, t));
  out.extraction = t.kept.put_back_rows(losses_of(ctx, t));
  add_pairs(ctx, t, measures, out);
  out.between = analyse_between_regions(ctx, t, measures.between);
  // Every further group of measures: one line here, its own file, its own member of table_linkages.
  out.row_variation = t.kept.put_back_rows(variations(ctx, t));
  if (households) out.type_II = type_II_multipliers(ctx, t, *households);
  if (!groups.empty()) out.group_losses = extract_sector_groups(ctx, t, groups);
  if (measures.tolerable_limits) out.important = find_important(ctx, t, *measures.tolerable_limits, measures.important);
  if (measures.footprints) out.footprints = footprints(ctx, t);

  const std::vector<double> primary = multipliers_of(ctx, t.slack, t.inverses.L);
  bring_home(ctx, t, out);
  out.checks = table.checks;
  const auto add_checks = [&out](const std::vector<identity>& more) {
    out.checks.insert(out.checks.end(), more.begin(), more.end());
  };
  add_checks(check(out, t, primary, measured));
  if (out.type_II) add_checks(out.type_II->checks);
  if (out.open_economy) add_checks(out.open_economy->checks);
  if (out.footprints) add_checks(out.footprints->checks);
  add_checks(out.between.checks);
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template table_linkages analyse_table(context<S>&, const flow_table&, const table_measures&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
