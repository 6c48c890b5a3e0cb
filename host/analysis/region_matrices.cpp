#include "host/analysis/region_matrices.hpp"

namespace agglo {
namespace {

double final_demand(const multiregional_table& t, index_type row) {
  double f = t.exports(row);
  for (index_type s = 0; s < t.regions.size(); ++s) f += t.Y(row, s);
  return f;
}
axis buyers(const multiregional_table& t) {
  axis a{"demand_of", t.regions.labels};
  for (const std::string& r : t.regions.labels) a.labels.push_back("exports of " + r);
  return a;
}
// What column b of the buyers' axis asks of row (p, k): region b's purchases, or region b - R's exports.
double asked(const multiregional_table& t, index_type p, index_type row, index_type b) {
  const index_type R = t.regions.size();
  return b < R ? t.Y(row, b) : (b - R == p ? t.exports(row) : 0.0);
}

}  // namespace

region_matrices sector_matrices(const linkage_analysis& a, const multiregional_table& t, index_type k) {
  const index_type R = t.regions.size(), n = t.sectors.size();
  const axis lands{"lands_in", t.regions.labels}, made{"made_in", t.regions.labels};
  region_matrices m{t.sectors.labels[k], labelled_array({lands, made}), labelled_array({lands, buyers(t)}),
                    labelled_array({lands, made})};
  for (index_type r = 0; r < R; ++r)
    for (index_type s = 0; s < R; ++s) {
      m.multiplier(r, s) = a.received(r, s * n + k);
      m.by_maker(r, s) = m.multiplier(r, s) * final_demand(t, s * n + k);
    }
  for (index_type r = 0; r < R; ++r)
    for (index_type b = 0; b < 2 * R; ++b)
      for (index_type p = 0; p < R; ++p) m.by_buyer(r, b) += m.multiplier(r, p) * asked(t, p, p * n + k, b);
  return m;
}

region_matrices whole_matrices(const linkage_analysis& a, const multiregional_table& t) {
  const index_type R = t.regions.size(), n = t.sectors.size();
  region_matrices whole = sector_matrices(a, t, 0);
  whole.name = "whole";
  for (index_type k = 1; k < n; ++k) {
    const region_matrices m = sector_matrices(a, t, k);
    for (std::size_t c = 0; c < m.by_buyer.values.size(); ++c) whole.by_buyer.values[c] += m.by_buyer.values[c];
    for (std::size_t c = 0; c < m.by_maker.values.size(); ++c) whole.by_maker.values[c] += m.by_maker.values[c];
  }
  for (index_type s = 0; s < R; ++s) {
    double f = 0;
    for (index_type k = 0; k < n; ++k) f += final_demand(t, s * n + k);
    for (index_type r = 0; r < R; ++r) whole.multiplier(r, s) = f > 0 ? whole.by_maker(r, s) / f : 0;
  }
  return whole;
}

labelled_array value_added_embodied(const linkage_analysis& a, const multiregional_table& t) {
  const index_type R = t.regions.size(), n = t.sectors.size();
  labelled_array out({{"earned_in", t.regions.labels}, buyers(t)});
  for (index_type r = 0; r < R; ++r)
    for (index_type b = 0; b < 2 * R; ++b)
      for (index_type row = 0; row < R * n; ++row)
        out(r, b) += a.value_added_received(r, row) * asked(t, row / n, row, b);
  return out;
}

labelled_array industry_block(const linkage_analysis& a, const multiregional_table& t,
                              const std::vector<index_type>& sectors) {
  const index_type R = t.regions.size(), n = t.sectors.size(), K = static_cast<index_type>(sectors.size());
  axis industries{"sector", {}};
  for (const index_type k : sectors) industries.labels.push_back(t.sectors.labels[k]);
  const axis pairs = region_sector_axis(t.regions, industries);
  labelled_array out({pairs, pairs});
  for (index_type i = 0; i < R * K; ++i)
    for (index_type j = 0; j < R * K; ++j) out(i, j) = a.L(i / K * n + sectors[i % K], j / K * n + sectors[j % K]);
  return out;
}
labelled_array industry_block_money(const linkage_analysis& a, const multiregional_table& t,
                                    const std::vector<index_type>& sectors) {
  const index_type n = t.sectors.size(), K = static_cast<index_type>(sectors.size());
  labelled_array out = industry_block(a, t, sectors);
  for (index_type i = 0; i < out.axes[0].size(); ++i)
    for (index_type j = 0; j < out.axes[1].size(); ++j) out(i, j) *= final_demand(t, j / K * n + sectors[j % K]);
  return out;
}

labelled_array regional_balance(const multiregional_table& t) {
  const index_type R = t.regions.size(), n = t.sectors.size();
  labelled_array out(
      {t.regions, {"flow", {"sold_to_regions", "bought_from_regions", "balance", "exports", "imported_inputs"}}});
  for (index_type a = 0; a < R * n; ++a) {
    const index_type from = a / n;
    out(from, 3) += t.exports(a);
    out(from, 4) += t.imported_inputs(a);
    for (index_type s = 0; s < R; ++s) {
      if (s == from) continue;
      double flow = t.Y(a, s);
      for (index_type j = 0; j < n; ++j) flow += t.Z(a, s * n + j);
      out(from, 0) += flow;
      out(s, 1) += flow;
    }
  }
  for (index_type r = 0; r < R; ++r) out(r, 2) = out(r, 0) - out(r, 1);
  return out;
}

labelled_array net_flows(const labelled_array& m) {
  const axis& regions = m.axes[0];
  labelled_array net({{"region", regions.labels}, {"with", regions.labels}});
  for (index_type r = 0; r < regions.size(); ++r)
    for (index_type s = 0; s < regions.size(); ++s) net(r, s) = m(r, s) - m(s, r);
  return net;
}

}  // namespace agglo
