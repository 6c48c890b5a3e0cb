#include "host/analysis/footprints.hpp"

#include <algorithm>

#include "kernels/base/spaces.hpp"

namespace agglo {
namespace {

constexpr index_type abroad = -1;

// Who makes and who buys what: numbers of regions and industries.
struct places {
  axis regions{"region", {}}, industries{"industry", {}};
  std::vector<index_type> region, industry;  // of each sector with output
  std::vector<index_type> buyer;             // of each column of final demand
};

index_type number_of(axis& known, const std::string& label) {
  const auto found = std::find(known.labels.begin(), known.labels.end(), label);
  if (found != known.labels.end()) return found - known.labels.begin();
  known.labels.push_back(label);
  return known.size() - 1;
}

places places_of(const flow_table& t, const kept_sectors& kept) {
  places p;
  const bool regional = !t.regions.empty();
  if (!regional) p.regions.labels = {"home"}, p.industries.labels = t.sectors.labels;
  std::vector<index_type> region, industry;  // of all sectors: those without output keep their column
  for (index_type j = 0; j < t.sectors.size(); ++j) {
    region.push_back(regional ? number_of(p.regions, t.regions[j]) : 0);
    industry.push_back(regional ? number_of(p.industries, t.industries[j]) : j);
  }
  for (const index_type j : kept.at) p.region.push_back(region[j]), p.industry.push_back(industry[j]);
  const axis& uses = t.Y.axes[1];
  for (index_type c = 0; c < uses.size(); ++c) {
    const std::string& label = uses.labels[c];
    if (regional)
      p.buyer.push_back(t.final_demand_regions[c].empty() ? abroad : number_of(p.regions, t.final_demand_regions[c]));
    else
      p.buyer.push_back(label == "exports" || label == "less_imports" ? abroad : 0);
  }
  return p;
}

// Final demand by buying region, what leaves the table in one column more.          [n x (R + 1), sectors with output]
std::vector<double> demand_by_region(const flow_table& t, const kept_sectors& kept, const places& p) {
  const index_type columns = p.regions.size() + 1;
  std::vector<double> out(kept.at.size() * static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < kept.at.size(); ++i)
    for (index_type c = 0; c < t.Y.axes[1].size(); ++c) {
      const index_type s = p.buyer[c] == abroad ? columns - 1 : p.buyer[c];
      out[i * static_cast<std::size_t>(columns) + static_cast<std::size_t>(s)] += t.Y(kept.at[i], c);
    }
  return out;
}

struct span_of_rows {
  index_type first, count;
};
// The rows of one region, as runs that stand together.
std::vector<span_of_rows> runs_of(const std::vector<index_type>& region, index_type r) {
  std::vector<span_of_rows> out;
  for (index_type i = 0; i < static_cast<index_type>(region.size()); ++i) {
    if (region[i] != r) continue;
    if (!out.empty() && out.back().first + out.back().count == i)
      ++out.back().count;
    else
      out.push_back({i, 1});
  }
  return out;
}

labelled_array sum_by_region(const labelled_array& by_sector, const axis& regions, const std::vector<index_type>& of) {
  labelled_array out({by_sector.axes[0], regions});
  for (index_type k = 0; k < by_sector.axes[0].size(); ++k)
    for (std::size_t j = 0; j < of.size(); ++j) out(k, of[j]) += by_sector(k, static_cast<index_type>(j));
  return out;
}

// The largest difference of two sums over an account's row, of the account's own size.
void compare(double& worst, double got, double want, double size) {
  if (size > 0) worst = std::max(worst, std::abs(got - want) / size);
}

// What final demand uses or emits itself, to the region whose final demand it is.
void add_direct(footprint_results& out, const flow_table& t, const places& p) {
  if (std::all_of(t.accounts.begin(), t.accounts.end(), [](const account& a) { return a.final_demand.empty(); }))
    return;
  out.F_Y = labelled_array({out.D_cba_reg.axes[0], t.Y.axes[1]});
  for (index_type k = 0; k < out.F_Y.axes[0].size(); ++k)
    for (index_type c = 0; c < out.F_Y.axes[1].size(); ++c) {
      const std::vector<double>& direct = t.accounts[static_cast<std::size_t>(k)].final_demand;
      if (direct.empty()) break;
      out.F_Y(k, c) = direct[static_cast<std::size_t>(c)];
      const index_type r = p.buyer[static_cast<std::size_t>(c)];
      if (r == abroad) continue;
      out.D_cba_reg(k, r) += out.F_Y(k, c);
      out.D_pba_reg(k, r) += out.F_Y(k, c);
    }
}

}  // namespace

template <space S>
footprint_results footprints(context<S>& ctx, const inverted_table<S>& t) {
  const places p = places_of(t.table, t.kept);
  const index_type n = t.kept.rows.size(), R = p.regions.size(), C = R + 1, N = p.industries.size();
  axis accounts{"account", {}};
  for (const account& a : t.table.accounts) accounts.labels.push_back(a.code);
  const index_type K = accounts.size();
  const axis bought = t.table.regions.empty() ? t.kept.all : region_sector_axis(p.regions, p.industries);

  labelled_array F({accounts, t.kept.rows}), M(F), D_pba(F), D_exp(F);
  labelled_array D_cba({accounts, bought}), D_own(D_cba);
  std::vector<double> coefficients;
  for (index_type k = 0; k < K; ++k)
    for (index_type j = 0; j < n; ++j) {
      F(k, j) = t.table.accounts[k].values[t.kept.at[j]];
      coefficients.push_back(F(k, j) / t.x[j]);
    }
  const std::vector<double> demand = demand_by_region(t.table, t.kept, p);
  const auto y = [&](index_type j, index_type s) { return demand[static_cast<std::size_t>(j * C + s)]; };
  const auto column = [&](index_type j, index_type buyer) {
    return t.table.regions.empty() ? t.kept.at[j] : buyer * N + p.industry[j];
  };

  const matrix<double, S> s(ctx, K, n, coefficients), Y(ctx, n, C, demand);
  matrix<double, S> X(ctx, n, C), of_region(ctx, K, n);
  gemm(ctx, 1, t.inverses.L.view(), Y.view(), 0, X.view());
  const std::vector<double> output = X.to_host();
  for (index_type r = 0; r < R; ++r) {  // what region r's sectors use or emit per unit of final demand for each product
    clear(ctx, of_region.view());
    for (const span_of_rows& run : runs_of(p.region, r))
      gemm(ctx, 1, s.view().block(0, run.first, K, run.count), t.inverses.L.view().block(run.first, 0, run.count, n), 1,
           of_region.view());
    const std::vector<double> m = of_region.to_host();
    for (index_type k = 0; k < K; ++k)
      for (index_type j = 0; j < n; ++j) {
        const double here = m[static_cast<std::size_t>(k * n + j)];
        M(k, j) += here;
        D_own(k, column(j, r)) += here * y(j, r);
      }
  }
  for (index_type k = 0; k < K; ++k)
    for (index_type j = 0; j < n; ++j)
      for (index_type r = 0; r < R; ++r) D_cba(k, column(j, r)) += M(k, j) * y(j, r);
  labelled_array D_imp = difference(D_cba, D_own);
  if (R == 1) D_imp = labelled_array({accounts, bought});  // not the rounding of the two sums
  for (index_type k = 0; k < K; ++k)
    for (index_type j = 0; j < n; ++j) {
      const double own = coefficients[static_cast<std::size_t>(k * n + j)];
      double all = 0, others = 0;
      for (index_type c = 0; c < C; ++c) {
        const double x = output[static_cast<std::size_t>(j * C + c)];
        all += x;
        if (c != p.region[j]) others += x;
      }
      D_pba(k, j) = own * all;
      D_exp(k, j) = own * others;
    }

  footprint_results out;
  out.D_pba_reg = sum_by_region(D_pba, p.regions, p.region);
  out.D_exp_reg = sum_by_region(D_exp, p.regions, p.region);
  std::vector<index_type> buyers;
  for (index_type c = 0; c < bought.size(); ++c) buyers.push_back(t.table.regions.empty() ? 0 : c / N);
  out.D_cba_reg = sum_by_region(D_cba, p.regions, buyers);
  out.D_imp_reg = sum_by_region(D_imp, p.regions, buyers);
  out.abroad = labelled_array({accounts});
  double balance = 0, produced = 0;
  for (index_type k = 0; k < K; ++k) {
    double pba = 0, cba = 0, size = 0, own = 0;
    for (index_type j = 0; j < n; ++j) {
      pba += D_pba(k, j), own += F(k, j), size += std::abs(F(k, j));
      out.abroad(k) += M(k, j) * y(j, R);
    }
    for (index_type r = 0; r < R; ++r) cba += out.D_cba_reg(k, r);
    compare(balance, cba + out.abroad(k), own, size);
    compare(produced, pba, own, size);
  }
  add_direct(out, t.table, p);
  out.checks = {{"D_cba and what is exported add up to F", balance, 1e-9}, {"D_pba adds up to F", produced, 1e-9}};
  out.F = t.kept.put_back_columns(F);
  out.M = t.kept.put_back_columns(M);
  out.D_pba = t.kept.put_back_columns(D_pba);
  out.D_exp = t.kept.put_back_columns(D_exp);
  out.D_cba = std::move(D_cba);
  out.D_imp = std::move(D_imp);
  return out;
}

#define AGGLO_INSTANTIATE(S) template footprint_results footprints(context<S>&, const inverted_table<S>&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
