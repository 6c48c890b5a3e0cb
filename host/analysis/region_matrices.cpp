#include "host/analysis/region_matrices.hpp"

namespace agglo {
namespace {

/// The sectors of some industries, region-major, in the order asked for within a region.
std::vector<index_type> sectors_of(const table_regions& t, const std::vector<index_type>& industries) {
  std::vector<index_type> out;
  for (index_type r = 0; r < t.regions.size(); ++r)
    for (const index_type k : industries)
      for (const index_type j : t.of_region(r))
        if (t.industry[static_cast<std::size_t>(j)] == k) out.push_back(j);
  return out;
}

region_matrices empty_matrices(const std::string& name, const table_regions& t) {
  const axis lands{"lands_in", t.regions.labels}, made{"made_in", t.regions.labels};
  return {name, labelled_array({lands, made}), labelled_array({lands, t.buyers}), labelled_array({lands, made})};
}

region_matrices matrices_of(const labelled_array& received, const table_regions& t, index_type k) {
  const index_type R = t.regions.size(), B = t.buyers.size();
  region_matrices m = empty_matrices(t.industries.labels[static_cast<std::size_t>(k)], t);
  const std::vector<index_type> sectors = t.of_industry(k);
  std::vector<double> f(static_cast<std::size_t>(R));
  std::vector<int> makers(static_cast<std::size_t>(R));
  for (const index_type j : sectors) {
    const auto s = static_cast<std::size_t>(t.region[static_cast<std::size_t>(j)]);
    f[s] += t.f[static_cast<std::size_t>(j)];
    ++makers[s];
  }
  for (index_type r = 0; r < R; ++r)
    for (const index_type j : sectors) {
      const index_type s = t.region[static_cast<std::size_t>(j)];
      const double landed = received(r, j), money = landed * t.f[static_cast<std::size_t>(j)];
      m.multiplier(r, s) = landed;
      m.by_maker(r, s) += money;
      for (index_type b = 0; b < B; ++b) m.by_buyer(r, b) += landed * t.demand(j, b);
    }
  for (index_type s = 0; s < R; ++s) {
    const auto maker = static_cast<std::size_t>(s);
    if (makers[maker] < 2) continue;
    for (index_type r = 0; r < R; ++r) m.multiplier(r, s) = f[maker] != 0 ? m.by_maker(r, s) / f[maker] : 0;
  }
  return m;
}

void add(labelled_array& sum, const labelled_array& more) {
  for (std::size_t c = 0; c < sum.values.size(); ++c) sum.values[c] += more.values[c];
}

}  // namespace

std::vector<region_matrices> industry_matrices(const labelled_array& received, const table_regions& t) {
  std::vector<region_matrices> out;
  for (index_type k = 0; k < t.industries.size(); ++k) out.push_back(matrices_of(received, t, k));
  return out;
}

region_matrices whole_matrices(std::span<const region_matrices> industries, const table_regions& t) {
  region_matrices whole = empty_matrices("whole", t);
  for (const region_matrices& m : industries) {
    add(whole.by_buyer, m.by_buyer);
    add(whole.by_maker, m.by_maker);
  }
  for (index_type s = 0; s < t.regions.size(); ++s) {
    double f = 0;
    for (const index_type j : t.of_region(s)) f += t.f[static_cast<std::size_t>(j)];
    for (index_type r = 0; r < t.regions.size(); ++r) whole.multiplier(r, s) = f > 0 ? whole.by_maker(r, s) / f : 0;
  }
  return whole;
}

labelled_array industry_block(const labelled_array& L, const table_regions& t,
                              const std::vector<index_type>& industries) {
  const std::vector<index_type> at = sectors_of(t, industries);
  axis pairs{t.sectors.name, {}};
  for (const index_type j : at) pairs.labels.push_back(t.sectors.labels[static_cast<std::size_t>(j)]);
  labelled_array out({pairs, pairs});
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; j < at.size(); ++j)
      out(static_cast<index_type>(i), static_cast<index_type>(j)) = L(at[i], at[j]);
  return out;
}
labelled_array industry_block_money(const labelled_array& L, const table_regions& t,
                                    const std::vector<index_type>& industries) {
  const std::vector<index_type> at = sectors_of(t, industries);
  labelled_array out = industry_block(L, t, industries);
  for (index_type i = 0; i < out.axes[0].size(); ++i)
    for (std::size_t j = 0; j < at.size(); ++j)
      out(i, static_cast<index_type>(j)) *= t.f[static_cast<std::size_t>(at[j])];
  return out;
}

labelled_array stacked(std::span<const region_matrices> industries, const axis& names,
                       labelled_array region_matrices::*part) {
  if (industries.empty()) return {};
  std::vector<axis> axes{names};
  for (const axis& a : (industries[0].*part).axes) axes.push_back(a);
  std::vector<double> values;
  for (const region_matrices& m : industries)
    values.insert(values.end(), (m.*part).values.begin(), (m.*part).values.end());
  return {std::move(axes), std::move(values)};
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
