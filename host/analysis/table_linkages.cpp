#include "host/analysis/table_linkages.hpp"

#include <limits>
#include <numeric>

#include "kernels/base/spaces.hpp"
#include "kernels/linkage/extraction.hpp"
#include "kernels/linkage/field_of_influence.hpp"
#include "kernels/linkage/propagation_lengths.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

using positions = std::vector<index_type>;

axis pick(const axis& a, const positions& at) {
  axis out{a.name, {}};
  for (const index_type i : at) out.labels.push_back(a.labels[i]);
  return out;
}
std::vector<double> pick(const std::vector<double>& values, const positions& at) {
  std::vector<double> out;
  for (const index_type i : at) out.push_back(values[i]);
  return out;
}
std::vector<double> pick_square(const labelled_array& m, const positions& at) {
  std::vector<double> out;
  out.reserve(at.size() * at.size());
  for (const index_type i : at)
    for (const index_type j : at) out.push_back(m(i, j));
  return out;
}
labelled_array put_back_square(const axis& all, const positions& at, const std::vector<double>& values) {
  labelled_array out({all, all});
  std::size_t k = 0;
  for (const index_type i : at)
    for (const index_type j : at) out(i, j) = values[k++];
  return out;
}
labelled_array put_back_rows(const axis& all, const positions& at, const labelled_array& part) {
  labelled_array out({all, part.axes[1]});
  for (std::size_t i = 0; i < at.size(); ++i)
    for (index_type c = 0; c < part.axes[1].size(); ++c) out(at[i], c) = part(static_cast<index_type>(i), c);
  return out;
}

axis account_axis(const flow_table& t) {
  axis out{"account", {}};
  for (const account& a : t.accounts) out.labels.push_back(a.code);
  return out;
}

std::vector<double> column_slack(const flow_table& t, const positions& at) {
  std::vector<double> v;
  for (const index_type j : at) {
    double sum = 0;
    for (index_type k = 0; k < t.V.axes[0].size(); ++k) sum += t.V(k, j);
    v.push_back(sum / t.x(j));
  }
  return v;
}

double row_sum(const labelled_array& m, index_type i) {
  double sum = 0;
  for (index_type j = 0; j < m.axes[1].size(); ++j) sum += m(i, j);
  return sum;
}

double mean_of(const labelled_array& linkages, linkage_column column) {
  double sum = 0;
  for (index_type j = 0; j < linkages.axes[0].size(); ++j) sum += linkages(j, column);
  return sum / static_cast<double>(linkages.axes[0].size());
}

// x = L f and x' = v'G use L and G as they are written: a transposed or misplaced one shows.
std::vector<identity> check(const table_linkages& r, const flow_table& t, const positions& at,
                            const std::vector<double>& primary_multipliers, const labelled_array& measured) {
  double leak = 0, demand = 0, supply = 0, largest = 0;
  for (const double m : primary_multipliers) leak = std::max(leak, std::abs(m - 1));
  std::vector<double> f, v;
  for (index_type i = 0; i < t.sectors.size(); ++i) {
    f.push_back(row_sum(t.Y, i));
    v.push_back(0);
    for (index_type k = 0; k < t.V.axes[0].size(); ++k) v.back() += t.V(k, i);
  }
  for (const index_type i : at) {
    double by_demand = 0, by_supply = 0;
    for (const index_type j : at) by_demand += r.L(i, j) * f[j], by_supply += v[j] * r.G(j, i);
    demand = std::max(demand, std::abs(by_demand - t.x(i)));
    supply = std::max(supply, std::abs(by_supply - t.x(i)));
    largest = std::max(largest, t.x(i));
  }
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
labelled_array chain_positions(context<S>& ctx, const axis& rows, const table_inverses<S>& t) {
  labelled_array out({rows, {"measure", {"upstreamness", "downstreamness"}}});
  vector<double, S> up(ctx, rows.size());
  row_products(ctx, t.G.view(), vector_view<const double, S>{}, up.view());
  fill_column(out, 0, up.to_host());
  fill_column(out, 1, multipliers_of(ctx, {}, t.L));
  return out;
}

template <space S>
labelled_array losses_of(context<S>& ctx, const axis& rows, const matrix<double, S>& L, const std::vector<double>& x,
                         const std::vector<double>& f) {
  const index_type n = rows.size();
  vector<double, S> total(ctx, n), kept(ctx, n), backward(ctx, n), forward(ctx, n), forward_leontief(ctx, n);
  extraction(ctx, L.view(), put(ctx, x).view(), put(ctx, f).view(),
             extraction_losses<S>{total.view(), kept.view(), backward.view(), forward.view(), forward_leontief.view()});
  labelled_array out({rows, {"output lost", {"total", "kept", "backward", "forward", "forward_leontief"}}});
  fill_column(out, 0, total.to_host());
  fill_column(out, 1, kept.to_host());
  fill_column(out, 2, backward.to_host());
  fill_column(out, 3, forward.to_host());
  fill_column(out, 4, forward_leontief.to_host());
  return out;
}

}  // namespace

template <space S>
table_linkages analyse_table(context<S>& ctx, const flow_table& t, const table_measures& measures) {
  table_linkages out;
  positions at;
  for (index_type j = 0; j < t.sectors.size(); ++j)
    if (t.x(j) != 0)
      at.push_back(j);
    else
      out.no_output.push_back(t.sectors.labels[j]);
  const axis rows = pick(t.sectors, at), accounts = account_axis(t);
  const index_type K = accounts.size();
  const std::vector<double> slack = column_slack(t, at);
  const table_inverses<S> inverses = invert_table(ctx, rows, pick_square(t.Z, at), pick(t.x.values, at), slack);
  out.route = inverses.route;
  out.residual = inverses.residual;
  out.A = put_back_square(t.sectors, at, inverses.A.to_host());
  out.B = put_back_square(t.sectors, at, inverses.B.to_host());
  out.L = put_back_square(t.sectors, at, inverses.L.to_host());
  out.G = put_back_square(t.sectors, at, inverses.G.to_host());

  out.S = labelled_array({accounts, t.sectors});
  axis columns{"per unit of final demand", {"output"}};
  columns.labels.insert(columns.labels.end(), accounts.labels.begin(), accounts.labels.end());
  labelled_array simple({rows, columns});
  fill_column(simple, 0, multipliers_of(ctx, {}, inverses.L));
  for (index_type k = 0; k < K; ++k) {
    for (const index_type j : at) out.S(k, j) = t.accounts[k].values[j] / t.x(j);
    std::vector<double> s;
    for (const index_type j : at) s.push_back(out.S(k, j));
    fill_column(simple, k + 1, multipliers_of(ctx, s, inverses.L));
  }
  out.multipliers = put_back_rows(t.sectors, at, simple);
  out.type_I = labelled_array({t.sectors, accounts});
  for (index_type j = 0; j < t.sectors.size(); ++j)
    for (index_type k = 0; k < K; ++k)
      out.type_I(j, k) =
          out.S(k, j) != 0 ? out.multipliers(j, k + 1) / out.S(k, j) : std::numeric_limits<double>::quiet_NaN();

  const labelled_array measured = linkage_table(ctx, rows, inverses, measures.forward);
  out.linkages = put_back_rows(t.sectors, at, measured);
  out.key_class.assign(t.sectors.labels.size(), "no output");
  const std::vector<std::string> classes = key_classes(measured);
  for (std::size_t i = 0; i < at.size(); ++i) out.key_class[at[i]] = classes[i];

  std::vector<double> f;
  for (const index_type i : at) f.push_back(row_sum(t.Y, i));
  out.chain = put_back_rows(t.sectors, at, chain_positions(ctx, rows, inverses));
  out.extraction = put_back_rows(t.sectors, at, losses_of(ctx, rows, inverses.L, pick(t.x.values, at), f));
  const index_type n = rows.size();
  if (measures.field_of_influence || measures.propagation_lengths) {
    matrix<double, S> pairs(ctx, n, n);
    if (measures.field_of_influence) {
      field_of_influence(ctx, std::as_const(inverses.L).view(), pairs.view());
      out.influence = put_back_square(t.sectors, at, pairs.to_host());
    }
    if (measures.propagation_lengths) {
      propagation_lengths(ctx, std::as_const(inverses.L).view(), pairs.view());
      out.lengths = put_back_square(t.sectors, at, pairs.to_host());
    }
  }

  out.checks = t.checks;
  for (identity& i : check(out, t, at, multipliers_of(ctx, slack, inverses.L), measured))
    out.checks.push_back(std::move(i));
  return out;
}

#define AGGLO_INSTANTIATE(S) \
  template table_linkages analyse_table(context<S>&, const flow_table&, const table_measures&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
