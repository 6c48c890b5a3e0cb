#include "host/analysis/interregional_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "host/analysis/inverted_table.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/linkage/additive_decomposition.hpp"
#include "kernels/linkage/multiplicative_decomposition.hpp"
#include "kernels/linkage/row_products.hpp"

namespace agglo {
namespace {

constexpr double bound = 1e-9;

index_type position(const std::string& word, const std::vector<std::string>& known, const char* option,
                    const char* what) {
  const auto at = std::find(known.begin(), known.end(), word);
  if (at == known.end())
    throw usage_error(
        fmt::format("{}: '{}': expected {} of the table; mend: {}", option, word, what, suggestion(word, known)));
  return at - known.begin();
}

std::vector<std::string> account_codes(const flow_table& t) {
  std::vector<std::string> out;
  for (const account& a : t.accounts) out.push_back(a.code);
  return out;
}

std::vector<index_type> accounts_asked(const flow_table& t, const interregional_measures& m) {
  const std::vector<std::string> known = account_codes(t);
  std::vector<index_type> out;
  for (const std::string& code : m.embodied) out.push_back(position(code, known, "--embodied", "an account"));
  const auto usual = std::find(known.begin(), known.end(), "value_added");
  if (m.embodied.empty() && usual != known.end()) out.push_back(usual - known.begin());
  return out;
}

std::vector<std::string> distinct(const std::vector<std::string>& words) {
  std::set<std::string> seen;
  std::vector<std::string> out;
  for (const std::string& w : words)
    if (seen.insert(w).second) out.push_back(w);
  return out;
}

/// An industry's own name may hold commas, so the whole entry is tried first.
std::vector<index_type> industries_asked(const std::vector<std::string>& known, const interregional_measures& m) {
  std::vector<index_type> out;
  const auto add = [&](index_type k) {
    if (std::find(out.begin(), out.end(), k) == out.end()) out.push_back(k);
  };
  for (const std::string& entry : m.industries) {
    if (const auto at = std::find(known.begin(), known.end(), entry); at != known.end()) {
      add(at - known.begin());
      continue;
    }
    for (std::size_t from = 0; from <= entry.size();) {
      const std::size_t to = std::min(entry.find(',', from), entry.size());
      add(position(entry.substr(from, to - from), known, "--industries", "an industry"));
      from = to + 1;
    }
  }
  return out;
}

template <space S>
labelled_array owed_to_buyers(context<S>& ctx, const inverted_table<S>& t, const table_regions& regions) {
  const index_type B = regions.buyers.size();
  if (t.kept.complete()) return output_owed(ctx, t.kept.rows, regions.buyers, t.inverses.L, regions.demand.values);
  std::vector<double> demand;
  for (const index_type j : t.kept.at)
    for (index_type b = 0; b < B; ++b) demand.push_back(regions.demand(j, b));
  return t.kept.put_back_rows(output_owed(ctx, t.kept.rows, regions.buyers, t.inverses.L, demand));
}

embodied_account embody(const account& a, const flow_table& t, const interregional_analysis& r) {
  std::vector<double> s(a.values);
  for (std::size_t j = 0; j < s.size(); ++j) s[j] = t.x.values[j] != 0 ? s[j] / t.x.values[j] : 0;
  embodied_account out{a.code, a.unit, {}, embodied(r.owed, s)};
  out.regions = sums_by_region(out.sectors, r.regions, "earned_in");
  return out;
}

double largest(const std::vector<double>& v) {
  double m = 0;
  for (const double x : v) m = std::max(m, std::abs(x));
  return m > 0 ? m : 1;
}

void add_checks(interregional_analysis& r, const flow_table& t) {
  double output = 0, buyers = 0;
  const labelled_array by_region = sums_by_region(r.owed, r.regions, "lands_in");
  for (index_type j = 0; j < t.sectors.size(); ++j) output = std::max(output, std::abs(row_sum(r.owed, j) - t.x(j)));
  for (std::size_t c = 0; c < by_region.values.size(); ++c)
    buyers = std::max(buyers, std::abs(by_region.values[c] - r.whole.by_buyer.values[c]));
  r.checks.push_back({"intra + feedback + spillovers = total", r.between.error, bound});
  r.checks.push_back({"output owed to all buyers = x (of the largest output)", output / largest(t.x.values), bound});
  r.checks.push_back(
      {"matrix by buyer = L D by region (of its largest entry)", buyers / largest(by_region.values), bound});
  for (const embodied_account& e : r.embodied) {
    const auto a =
        std::find_if(t.accounts.begin(), t.accounts.end(), [&](const account& k) { return k.code == e.code; });
    const double total = std::accumulate(a->values.begin(), a->values.end(), 0.0);
    double size = 0;
    for (const double v : a->values) size += std::abs(v);
    r.checks.push_back({e.code + " embodied adds up to the account (relative)",
                        size > 0 ? std::abs(e.regions.sum() - total) / size : 0, bound});
  }
}

/// M3 (M2 (M1 f)), which is x.
template <space S>
double factors_error(context<S>& ctx, const inverted_table<S>& t, const matrix<double, S>& M1,
                     const matrix<double, S>& M2, const matrix<double, S>& M3) {
  vector<double, S> from = put(ctx, t.f), to(ctx, static_cast<index_type>(t.f.size()));
  for (const matrix<double, S>* M : {&M1, &M2, &M3}) {
    row_products(ctx, M->view(), from.view(), to.view());
    std::swap(from, to);
  }
  const std::vector<double> x = from.to_host();
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::abs(x[i] - t.x[i]));
  return worst / largest(t.x);
}

template <space S>
void add_loops(context<S>& ctx, const inverted_table<S>& t, std::span<const index_type> offsets,
               const std::vector<double>& total, const interregional_measures& m, interregional_analysis& out) {
  const index_type n = t.kept.rows.size();
  matrix<double, S> M1(ctx, n, n), M2(ctx, n, n), M3(ctx, n, n);
  try {
    multiplicative_decomposition(ctx, t.inverses.A.view(), t.inverses.v.view(), offsets, M1.view(), M2.view(),
                                 M3.view());
  } catch (const numeric_error& e) {
    rethrow_with_names(e, t.kept.rows);
  }
  out.checks.push_back({"x = M3 M2 M1 f (of the largest output)", factors_error(ctx, t, M1, M2, M3), bound});
  if (m.additive) {
    matrix<double, S> transfer(ctx, n, n), open(ctx, n, n), closed(ctx, n, n);
    additive_decomposition(ctx, M1.view(), M2.view(), M3.view(), offsets,
                           additive_terms<S>{transfer.view(), open.view(), closed.view()});
    labelled_array sums({t.kept.rows, {"effect", {"own", "transfer", "open_loop", "closed_loop", "total"}}});
    fill_column(sums, 0, std::vector<double>(total.size(), 1.0));
    fill_column(sums, 1, multipliers_of(ctx, {}, transfer));
    fill_column(sums, 2, multipliers_of(ctx, {}, open));
    fill_column(sums, 3, multipliers_of(ctx, {}, closed));
    fill_column(sums, 4, total);
    double error = 0;
    for (index_type j = 0; j < n; ++j)
      error = std::max(error, std::abs(sums(j, 0) + sums(j, 1) + sums(j, 2) + sums(j, 3) - sums(j, 4)));
    out.checks.push_back({"own + transfer + open loop + closed loop = total", error, bound});
    out.loops.additive = t.kept.put_back_rows(sums);
    out.loops.transfer = t.kept.put_back_square(transfer.to_host());
    out.loops.open_loop = t.kept.put_back_square(open.to_host());
    out.loops.closed_loop = t.kept.put_back_square(closed.to_host());
  }
  if (!m.multiplicative) return;
  out.loops.M1 = t.kept.put_back_square(M1.to_host());
  out.loops.M2 = t.kept.put_back_square(M2.to_host());
  out.loops.M3 = t.kept.put_back_square(M3.to_host());
}

}  // namespace

void expect_known(const flow_table& t, const interregional_measures& m) {
  if (t.regions.empty()) {
    const char* asked = !m.industries.empty() ? "--industries"
                        : !m.embodied.empty() ? "--embodied"
                        : m.multiplicative    ? "--multiplicative"
                        : m.additive          ? "--additive"
                                              : nullptr;
    if (asked)
      throw usage_error(fmt::format(
          "{}: expected a table of several regions; mend: if its sectors are labelled like Hangzhou:ICE, write "
          "region_separator = \":\" into its descriptor",
          asked));
    return;
  }
  accounts_asked(t, m);
  if (!m.industries.empty()) industries_asked(distinct(t.industries), m);
}

template <space S>
interregional_analysis analyse_between_regions(context<S>& ctx, const inverted_table<S>& t,
                                               const interregional_measures& m) {
  interregional_analysis out;
  expect_known(t.table, m);
  if (t.table.regions.empty()) return out;
  out.regions = regions_of(t.table);
  out.chosen = industries_asked(out.regions.industries.labels, m);
  const std::vector<index_type> offsets = offsets_among(out.regions, t.kept.at);
  const std::vector<double> total = multipliers_of(ctx, {}, t.inverses.L);
  out.between =
      split_effects(ctx, t.kept.rows, out.regions.regions, offsets, t.inverses.A, t.inverses.v, t.inverses.L, total);
  out.between.effects = t.kept.put_back_rows(out.between.effects);
  out.between.received = t.kept.put_back_columns(out.between.received);
  out.industries = industry_matrices(out.between.received, out.regions);
  out.whole = whole_matrices(out.industries, out.regions);
  out.net_spillover = net_flows(out.whole.by_buyer);
  out.trade = regional_trade(t.table.Z, out.regions);
  out.owed = owed_to_buyers(ctx, t, out.regions);
  for (const index_type a : accounts_asked(t.table, m))
    out.embodied.push_back(embody(t.table.accounts[static_cast<std::size_t>(a)], t.table, out));
  add_checks(out, t.table);
  if (m.multiplicative || m.additive) add_loops(ctx, t, offsets, total, m, out);
  return out;
}

#define AGGLO_INSTANTIATE(S)                                                                     \
  template interregional_analysis analyse_between_regions(context<S>&, const inverted_table<S>&, \
                                                          const interregional_measures&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
