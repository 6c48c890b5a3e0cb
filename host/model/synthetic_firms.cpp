#include "host/model/synthetic_firms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "host/model/synthetic_draws.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

// What a stream of an individual is for: no two draws share numbers.
enum purpose : std::uint32_t { for_size, for_place, for_rd, for_technology, for_owner, for_profile };

constexpr index_type block = 65536;

void expect_range(bool ok, const char* option, double value, const char* range) {
  if (!ok) throw usage_error(fmt::format("{} {}: expected {}", option, value, range));
}

void expect_rules(const synthetic_rules& r) {
  // Beyond these a double's range or the patience of rejection ends.
  expect_range(r.firms > 0, "--firms", static_cast<double>(r.firms), "one firm or more");
  expect_range(r.tail_exponent >= 0.2 && r.tail_exponent <= 20, "--tail-exponent", r.tail_exponent, "0.2 to 20");
  expect_range(r.tail_share >= 1e-6 && r.tail_share <= 1, "--tail-share", r.tail_share, "0.000001 to 1");
  expect_range(r.scatter >= 1e-6 && r.scatter <= 1, "--scatter", r.scatter, "0.000001 to 1");
  expect_range(r.rd_spread >= 0 && r.rd_spread <= 5, "--rd-spread", r.rd_spread, "0 to 5");
  expect_range(r.owned >= 0 && r.owned <= 0.5, "--owned", r.owned, "0 to 0.5");
  expect_range(r.classes >= 0 && r.classes <= 1000, "--classes", r.classes, "0 to 1000");
  expect_range(r.concentration >= 0.01 && r.concentration <= 1e6, "--concentration", r.concentration,
               "0.01 to 1000000");
}

}  // namespace

std::vector<synthetic_block> blocks_of(const std::vector<synthetic_cell>& cells, index_type most) {
  std::vector<synthetic_block> out;
  for (std::size_t c = 0; c < cells.size(); ++c)
    for (index_type from = 0; from < cells[c].count; from += most)
      out.push_back({static_cast<index_type>(c), cells[c].first + from, std::min(most, cells[c].count - from)});
  return out;
}

synthetic_population::synthetic_population(synthetic_totals totals, const synthetic_rules& rules,
                                           const std::function<void(index_type, index_type)>& told)
    : totals_(std::move(totals)), rules_(rules) {
  expect_rules(rules_);
  const double p = rules_.tail_share;
  if (p < 1) {
    body_end_ = normal_upper_quantile(p);
    body_deviation_ =
        std::exp(-body_end_ * body_end_ / 2) / std::sqrt(2 * std::numbers::pi) / (p * rules_.tail_exponent);
    threshold_ = std::exp(body_deviation_ * body_end_);
  }
  const auto K = static_cast<std::size_t>(rules_.classes), industries = totals_.industries.labels.size();
  profiles_.resize(industries * K);
  const std::vector<double> half(K, 0.5);
  for (std::size_t k = 0; k < industries && K > 0; ++k) {
    random_stream s(rules_.seed, k, for_profile);
    draw_shares(s, half, {profiles_.data() + k * K, K});
  }
  deal_out_firms();
  scale_sizes(told);
}

void synthetic_population::deal_out_firms() {
  const index_type industries = totals_.industries.size();
  std::vector<double> weight;
  for (index_type c = 0; c < static_cast<index_type>(totals_.cities.size()); ++c)
    for (index_type k = 0; k < industries; ++k)
      if (totals_.revenue(c, k) > 0 || totals_.rd(c, k) > 0) {
        cells_.push_back({static_cast<int>(c), static_cast<int>(k), 0, 1, totals_.revenue(c, k), totals_.rd(c, k)});
        weight.push_back(totals_.weight(c, k));
      }
  if (cells_.empty()) throw data_error("no city and industry with revenue: there is nothing to lay firms over");
  const auto filled = static_cast<index_type>(cells_.size());
  if (rules_.firms < filled)
    throw usage_error(
        fmt::format("--firms {}: {} pairs of city and industry have revenue or R&D and need a firm each; "
                    "mend: --firms {} or more",
                    rules_.firms, filled, filled));
  const double all = std::accumulate(weight.begin(), weight.end(), 0.0);
  const index_type left = rules_.firms - filled;
  std::vector<std::size_t> order(cells_.size());
  std::vector<double> remainder(cells_.size());
  index_type dealt = 0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const double due = static_cast<double>(left) * (all > 0 ? weight[c] / all : 1.0 / static_cast<double>(filled));
    cells_[c].count += static_cast<index_type>(due);
    dealt += static_cast<index_type>(due);
    remainder[c] = due - std::floor(due), order[c] = c;
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t k = 0; dealt < left; ++k, ++dealt) ++cells_[order[k % order.size()]].count;
  index_type first = 0;
  for (synthetic_cell& c : cells_) c.first = first, first += c.count;
}

/// Sums by blocks of fixed length, added in their order: the same for any number of threads.
void synthetic_population::scale_sizes(const std::function<void(index_type, index_type)>& told) {
  const std::vector<synthetic_block> blocks = blocks_of(cells_, block);
  const auto count = static_cast<index_type>(blocks.size());
  std::vector<double> revenue(blocks.size()), rd(blocks.size());
  constexpr index_type batch = 64;  // between two words to whoever waits
  for (index_type from = 0; from < count; from += batch) {
    told(from, count);
    const index_type to = std::min(count, from + batch);
#pragma omp parallel for schedule(dynamic)
    for (index_type b = from; b < to; ++b) {
      const auto at = static_cast<std::size_t>(b);
      for (index_type i = blocks[at].first; i < blocks[at].first + blocks[at].count; ++i) {
        const double s = size(i);
        revenue[at] += s, rd[at] += rd_size(i, s);
      }
    }
  }
  told(count, count);
  std::vector<double> revenue_sum(cells_.size()), rd_sum(cells_.size());
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const auto c = static_cast<std::size_t>(blocks[b].cell);
    revenue_sum[c] += revenue[b], rd_sum[c] += rd[b];
  }
  for (std::size_t c = 0; c < cells_.size(); ++c)
    cells_[c].revenue_scale = cells_[c].revenue / revenue_sum[c], cells_[c].rd_scale = cells_[c].rd / rd_sum[c];
}

double synthetic_population::size(index_type i) const {
  random_stream s(rules_.seed, static_cast<std::uint64_t>(i), for_size);
  const double u = s.uniform(), p = rules_.tail_share;
  if (u < p) return threshold_ * std::pow(u / p, -1 / rules_.tail_exponent);
  for (;;)
    if (const double z = s.normal(); z < body_end_) return std::exp(body_deviation_ * z);
}

double synthetic_population::rd_size(index_type i, double size) const {
  return size * std::exp(rules_.rd_spread * random_stream(rules_.seed, static_cast<std::uint64_t>(i), for_rd).normal());
}

bool synthetic_population::has_owner(index_type i) const {
  return random_stream(rules_.seed, static_cast<std::uint64_t>(i), for_owner).uniform() < rules_.owned;
}

index_type synthetic_population::owner(index_type i) const {
  if (!has_owner(i)) return -1;
  random_stream s(rules_.seed, static_cast<std::uint64_t>(i), for_owner);
  s.uniform();  // the one that has_owner drew
  for (int tries = 0; tries < 64; ++tries) {
    const auto j = static_cast<index_type>(s.uniform() * static_cast<double>(rules_.firms));
    if (!has_owner(j)) return j;
  }
  return -1;  // among very few firms all may be owned
}

synthetic_firm synthetic_population::firm(const synthetic_cell& cell, index_type i) const {
  const synthetic_city& city = totals_.cities[static_cast<std::size_t>(cell.city)];
  random_stream place(rules_.seed, static_cast<std::uint64_t>(i), for_place);
  const double km = draw_distance(place, rules_.scatter * city.radius_km, city.radius_km);
  const degrees at = destination({city.lon, city.lat}, 2 * std::numbers::pi * place.uniform(), km);
  const double s = size(i);
  return {at.lon, at.lat, cell.revenue_scale * s, cell.rd > 0 ? cell.rd_scale * rd_size(i, s) : 0, owner(i)};
}

std::span<const double> synthetic_population::profile(int industry) const {
  const auto K = static_cast<std::size_t>(rules_.classes);
  return {profiles_.data() + static_cast<std::size_t>(industry) * K, K};
}

void synthetic_population::technology(const synthetic_cell& cell, index_type i, std::span<double> shares) const {
  std::vector<double> alpha(shares.size());
  const std::span<const double> mean = profile(cell.industry);
  for (std::size_t k = 0; k < alpha.size(); ++k) alpha[k] = rules_.concentration * mean[k];
  random_stream s(rules_.seed, static_cast<std::uint64_t>(i), for_technology);
  draw_shares(s, alpha, shares);
}

}  // namespace agglo
