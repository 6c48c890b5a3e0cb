#include "host/analysis/inferred_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/analysis/linkage_steps.hpp"
#include "kernels/base/spaces.hpp"
#include "kernels/network/firm_network_solve.hpp"
#include "kernels/spillover/spillover_pool.hpp"

namespace agglo {
namespace {

using values = std::vector<double>;
using hearer = std::function<void(const std::string&, index_type, index_type)>;

template <class T>
vector_view<const T, cpu> view_of(const std::vector<T>& v) {
  return {v.data(), static_cast<index_type>(v.size())};
}

network_firms view_of(const spillover_firms& f, const flow_table& t, const network_choices& how) {
  network_firms out;
  out.sites = {how.sites, view_of(f.x), view_of(f.y)};
  const index_type places = f.minutes.axes.empty() ? 0 : f.minutes.axes[0].size();
  if (places > 0) out.travel = {view_of(f.place.of), {f.minutes.values.data(), places, places}};
  out.decay = how.decay;
  out.sector = view_of(f.sector.of);
  out.supply = view_of(f.stock);
  out.demand = view_of(f.demand.empty() ? f.stock : f.demand);
  out.Z = {t.Z.values.data(), t.sectors.size(), t.sectors.size()};
  return out;
}

void expect_no_negative_flow(const flow_table& t) {
  for (index_type r = 0; r < t.sectors.size(); ++r)
    for (index_type q = 0; q < t.sectors.size(); ++q)
      if (!(t.Z(r, q) >= 0))
        throw data_error(fmt::format("the flow from '{}' to '{}' is {}: firms cannot sell less than nothing; mend: "
                                     "aggregate the sector with another one (agglo aggregate), or correct the table",
                                     t.sectors.labels[static_cast<std::size_t>(r)],
                                     t.sectors.labels[static_cast<std::size_t>(q)], t.Z(r, q)),
                         {r, q});
}

/// A link takes some 24 bytes while it is drawn, and 40 in each of the two files.
void expect_sample_fits(const spillover_firms& f, index_type links) {
  constexpr index_type most = 20'000'000;
  const double pairs = static_cast<double>(f.size()) * static_cast<double>(f.size() - 1);
  if (static_cast<double>(links) > pairs)
    throw data_error(fmt::format("--links {}: {} firms have {:.0f} pairs; mend: ask for fewer links", links, f.size(),
                                 std::max(pairs, 0.0)));
  if (links > most)
    throw data_error(
        fmt::format("--links {}: the sample would take about {:.1f} GB of memory and {:.1f} GB on disk; "
                    "mend: ask for {} at most",
                    links, 24e-9 * static_cast<double>(links), 80e-9 * static_cast<double>(links), most));
}

/// "balancing, round 3, firms off by 1.2e-03 at most"; a round's three passes are one step.
void tell(const hearer& told, const network_progress& p, const std::string& series) {
  if (p.step == network_step::series) return told(fmt::format("{}, sweep {}", series, p.round), p.done, p.of);
  if (p.round == 0) return told("network", p.done, p.of);
  const index_type pass = p.step == network_step::sellers ? 0 : p.step == network_step::buyers ? 1 : 2;
  told(std::isinf(p.deviation) ? fmt::format("balancing, round {}", p.round)
                               : fmt::format("balancing, round {}, firms off by {:.1e} at most", p.round, p.deviation),
       pass * p.of + p.done, 3 * p.of);
}

/// How many firms with supply and with demand each sector has.
struct sector_firms {
  std::vector<index_type> sellers, buyers;
};
sector_firms count_firms(const network_firms& f) {
  const auto n = static_cast<std::size_t>(f.Z.rows);
  sector_firms c{std::vector<index_type>(n), std::vector<index_type>(n)};
  for (index_type i = 0; i < f.sector.size; ++i) {
    const auto s = static_cast<std::size_t>(f.sector[i]);
    c.sellers[s] += f.supply[i] > 0, c.buyers[s] += f.demand[i] > 0;
  }
  return c;
}

void list_missing(const flow_table& t, const sector_firms& count, inferred_network& out) {
  const index_type n = t.sectors.size();
  for (index_type r = 0; r < n; ++r)
    for (index_type q = 0; q < n; ++q) {
      const auto k = static_cast<std::size_t>(r * n + q), row = static_cast<std::size_t>(r),
                 column = static_cast<std::size_t>(q);
      out.flow += t.Z(r, q), out.represented += out.network.represented[k];
      if (t.Z(r, q) <= 0 || out.network.represented[k] > 0) continue;
      const char* reason = count.sellers[row] == 0     ? "no firm of the seller"
                           : count.buyers[column] == 0 ? "no firm of the buyer"
                           : r == q && count.sellers[row] == 1 && count.buyers[row] == 1
                               ? "one firm, which sells nothing to itself"
                               : "no pair of firms within reach";
      out.missing.push_back({t.sectors.labels[row], t.sectors.labels[column], reason, t.Z(r, q)});
    }
  std::stable_sort(out.missing.begin(), out.missing.end(),
                   [](const missing_cell& a, const missing_cell& b) { return a.flow > b.flow; });
}

/// Each firm's share of its sector's output.
values outputs(const network_firms& f, const flow_table& t) {
  values size(static_cast<std::size_t>(t.sectors.size())), x;
  for (index_type i = 0; i < f.sector.size; ++i) size[static_cast<std::size_t>(f.sector[i])] += f.supply[i];
  for (index_type i = 0; i < f.sector.size; ++i) {
    const double all = size[static_cast<std::size_t>(f.sector[i])];
    x.push_back(all > 0 ? f.supply[i] / all * t.x(f.sector[i]) : 0);
  }
  return x;
}

/// Largest relative difference between the sums of sales, or purchases, by sector and the represented table.
double margin_error(const network_firms& f, const firm_network& w) {
  const index_type n = f.Z.rows;
  values sold(static_cast<std::size_t>(n)), bought(sold), rows(sold), columns(sold);
  for (index_type i = 0; i < f.sector.size; ++i) {
    sold[static_cast<std::size_t>(f.sector[i])] += w.sales[static_cast<std::size_t>(i)];
    bought[static_cast<std::size_t>(f.sector[i])] += w.purchases[static_cast<std::size_t>(i)];
  }
  for (index_type k = 0; k < n * n; ++k) {
    rows[static_cast<std::size_t>(k / n)] += w.represented[static_cast<std::size_t>(k)];
    columns[static_cast<std::size_t>(k % n)] += w.represented[static_cast<std::size_t>(k)];
  }
  double worst = 0;
  for (std::size_t s = 0; s < rows.size(); ++s) {
    if (rows[s] > 0) worst = std::max(worst, std::abs(sold[s] / rows[s] - 1));
    if (columns[s] > 0) worst = std::max(worst, std::abs(bought[s] / columns[s] - 1));
  }
  return worst;
}

[[noreturn]] void rethrow_with_firms(const numeric_error& e, const spillover_firms& f) {
  std::string names;
  for (const index_type i : e.at)
    if (i >= 0 && i < f.size()) names += (names.empty() ? "" : ", ") + f.id[static_cast<std::size_t>(i)];
  throw numeric_error(
      fmt::format("the firms' series do not end: in the inferred network firms trade more than their output, most of "
                  "all {}; mend: leave out --without-firm-margins, take a longer decay, or give these firms' sectors "
                  "more firms",
                  names),
      e.at);
}

/// Means of the firms' figures by group, weighted by output; unweighted where a group has none.
labelled_array group_measures(const firm_labels& by, const labelled_array& firms) {
  const auto groups = static_cast<index_type>(by.labels.size());
  labelled_array out({{by.name, by.labels}, {"measure", {"firms", "output", "output_multiplier", "upstreamness"}}});
  values plain(by.labels.size() * 2);
  for (std::size_t k = 0; k < by.of.size(); ++k) {
    const auto i = static_cast<index_type>(k);
    const index_type g = by.of[k];
    const double x = firms(i, 0);
    out(g, 0) += 1, out(g, 1) += x;
    for (const int m : {0, 1}) {
      out(g, 2 + m) += x * firms(i, 4 + m);
      plain[static_cast<std::size_t>(2 * g + m)] += firms(i, 4 + m);
    }
  }
  for (index_type g = 0; g < groups; ++g)
    for (const int m : {0, 1})
      out(g, 2 + m) = out(g, 1) > 0 ? out(g, 2 + m) / out(g, 1)
                                    : plain[static_cast<std::size_t>(2 * g + m)] / std::max(out(g, 0), 1.0);
  return out;
}

template <space S>
class inference {
 public:
  inference(context<S>& ctx, const spillover_firms& f, const flow_table& t, const network_choices& how,
            const hearer& told)
      : ctx_(ctx), firms_(f), table_(t), how_(how), told_(told), pairs_(view_of(f, t, how)) {}

  inferred_network run() {
    expect_no_negative_flow(table_);
    expect_sample_fits(firms_, how_.links);
    if (how_.sites == geometry::sphere) out_.pairs_at_zero = pairs_at_distance_zero(firms_.x, firms_.y);
    try {
      out_.network = infer_network(ctx_, pairs_, options("network"));
    } catch (const numeric_error& e) {
      rethrow_with_names(e, table_.sectors);
    }
    const sector_firms count = count_firms(pairs_);
    list_missing(table_, count, out_);
    if (out_.represented == 0 && out_.flow > 0)
      throw data_error(fmt::format(
          "{}: its firms carry no flow of the table; the largest, {} to {} ({}), has {}; mend: "
          "add firms, or let weights reach farther",
          firms_.file, out_.missing[0].seller, out_.missing[0].buyer, out_.missing[0].flow, out_.missing[0].reason));
    measure_firms();
    measure_sectors(count);
    for (const firm_labels& by : firms_.matrices) group(by);
    if (how_.links > 0) sample();
    out_.checks.insert(out_.checks.begin(),
                       {"firms' sales and purchases add up to the table's represented sums by sector (relative)",
                        margin_error(pairs_, out_.network), 1e-9});
    return std::move(out_);
  }

 private:
  [[nodiscard]] network_options options(const std::string& series) const {
    network_options o;
    o.firm_margins = how_.firm_margins, o.tolerance = how_.tolerance, o.most_rounds = how_.rounds;
    o.precision = how_.precision;
    o.told = [this, series](const network_progress& p) { tell(told_, p, series); };
    return o;
  }
  values chain(leontief_equation e, const values& x, const std::string& name, solve_result& how) {
    values result(x.size());
    try {
      how = network_solve(ctx_, e, pairs_, out_.network, view_of(x), {}, {},
                          {result.data(), static_cast<index_type>(result.size())}, how_.solve_tolerance, options(name));
    } catch (const numeric_error& error) {
      rethrow_with_firms(error, firms_);
    } catch (const data_error& error) {
      const bool known = !error.at.empty() && error.at[0] < firms_.size();
      throw data_error(
          fmt::format("{}: {} firms buy and have no supply, so no output to buy for; the first is '{}'; "
                      "mend: give them a supply, or no demand",
                      firms_.file, error.at.size(), known ? firms_.id[static_cast<std::size_t>(error.at[0])] : ""),
          error.at);
    }
    return result;
  }
  void measure_firms() {
    const values x = outputs(pairs_, table_);
    const values multiplier = chain(leontief_equation::price, x, "output multipliers", out_.multipliers);
    const values upstreamness = chain(leontief_equation::allocation, x, "upstreamness", out_.upstreamness);
    out_.firms = labelled_array({{"firm", firms_.id},
                                 {"measure",
                                  {"output", "sales_to_firms", "purchases_from_firms", "other_sales",
                                   "output_multiplier", "upstreamness", "sales_off", "purchases_off"}}});
    const firm_network& w = out_.network;
    const auto off = [](double got, double wanted) { return wanted > 0 ? got / wanted - 1 : 0; };
    for (index_type i = 0; i < firms_.size(); ++i) {
      const auto k = static_cast<std::size_t>(i);
      const double row[] = {x[k],
                            w.sales[k],
                            w.purchases[k],
                            x[k] - w.sales[k],
                            multiplier[k],
                            upstreamness[k],
                            off(w.sales[k], w.sales_wanted[k]),
                            off(w.purchases[k], w.purchases_wanted[k])};
      for (index_type c = 0; c < 8; ++c) out_.firms(i, c) = row[c];
    }
  }
  void measure_sectors(const sector_firms& count) {
    const index_type n = table_.sectors.size();
    const values alone = table_multipliers();
    out_.sectors = labelled_array({table_.sectors,
                                   {"measure",
                                    {"firms", "output", "sales_represented", "purchases_represented",
                                     "output_multiplier", "upstreamness", "table_output_multiplier"}}});
    const labelled_array means = group_measures({"sector", firms_.sector.of, table_.sectors.labels}, out_.firms);
    for (index_type s = 0; s < n; ++s) {
      double sold = 0, bought = 0, sold_here = 0, bought_here = 0;
      for (index_type q = 0; q < n; ++q) {
        sold += table_.Z(s, q), bought += table_.Z(q, s);
        sold_here += out_.network.represented[static_cast<std::size_t>(s * n + q)];
        bought_here += out_.network.represented[static_cast<std::size_t>(q * n + s)];
      }
      const bool some = count.sellers[static_cast<std::size_t>(s)] > 0;
      out_.output += table_.x(s), out_.output_of_firms += some ? table_.x(s) : 0, out_.sectors_with_firms += some;
      const double undefined = std::nan("");
      const double row[] = {means(s, 0),
                            table_.x(s),
                            sold > 0 ? sold_here / sold : undefined,
                            bought > 0 ? bought_here / bought : undefined,
                            means(s, 0) > 0 ? means(s, 2) : undefined,
                            means(s, 0) > 0 ? means(s, 3) : undefined,
                            alone[static_cast<std::size_t>(s)]};
      for (index_type c = 0; c < 7; ++c) out_.sectors(s, c) = row[c];
    }
  }
  /// 1'L of the table itself, to compare with.
  values table_multipliers() {
    const index_type n = table_.sectors.size();
    const matrix<double, S> Z(ctx_, n, n, table_.Z.values);
    vector<double, S> m(ctx_, n);
    try {
      leontief_solve(ctx_, leontief_equation::price, Z.view(), put(ctx_, table_.x.values).view(), {}, {}, m.view());
    } catch (const numeric_error& e) {
      rethrow_with_names(e, table_.sectors);
    }
    return m.to_host();
  }
  void group(const firm_labels& by) {
    network_group g{by.name, labelled_array({{"sells", by.labels}, {"buys", by.labels}}),
                    group_measures(by, out_.firms)};
    const auto groups = static_cast<index_type>(by.labels.size());
    network_options o;
    o.told = [this, &by](const network_progress& p) { told_(by.name + " flows", p.done, p.of); };
    told_(by.name + " flows", 0, firms_.size());
    network_matrix(ctx_, pairs_, out_.network, view_of(by.of), {g.flows.values.data(), groups, groups}, o);
    out_.checks.push_back({by.name + " flows add up to what the network carries (relative)",
                           out_.represented > 0 ? std::abs(g.flows.sum() / out_.represented - 1) : g.flows.sum(),
                           1e-9});
    out_.groups.push_back(std::move(g));
  }

  void sample() {
    context<cpu> host;
    network_options o;
    o.told = [this](const network_progress& p) {
      told_(p.round == 0 ? "sample: weighing" : "sample: drawing", p.done, p.of);
    };
    out_.links = sample_links(host, pairs_, out_.network, how_.links, how_.seed, o);
    double flow = 0;
    for (const firm_link& link : out_.links.links) flow += link.flow;
    out_.checks.push_back({"the sample's links add up to what the network carries (relative)",
                           std::abs(flow / out_.represented - 1), 1e-9});
  }

  context<S>& ctx_;
  const spillover_firms& firms_;
  const flow_table& table_;
  const network_choices& how_;
  const hearer& told_;
  network_firms pairs_;
  inferred_network out_;
};

}  // namespace

template <space S>
inferred_network infer_between(context<S>& ctx, const spillover_firms& f, const flow_table& t,
                               const network_choices& how, const hearer& told) {
  return inference<S>(ctx, f, t, how, told).run();
}

#define AGGLO_INSTANTIATE(S)                                                                      \
  template inferred_network infer_between(context<S>&, const spillover_firms&, const flow_table&, \
                                          const network_choices&, const hearer&);
AGGLO_FOR_EACH_SPACE(AGGLO_INSTANTIATE)
#undef AGGLO_INSTANTIATE

}  // namespace agglo
