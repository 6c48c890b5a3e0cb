#include "kernels/network/firm_links.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "kernels/network/firm_links_steps.hpp"
#include "kernels/network/network_passes.hpp"
#include "kernels/spillover/pair_walk.hpp"

namespace agglo {
namespace {

using detail::pair_plan;
using detail::pair_walk;

/// Sellers of one sector that walk the buyers together.
struct seller_run {
  index_type first, last;
  int sector;
};
/// A drawn point: how far into the run's part of the cell with sector `buyer` it lies.
struct drawn_point {
  int buyer;
  double at;
};

/// Calls work(run) for all runs, in threads, and tells how many firms are done between batches.
template <class Work>
void for_runs(const std::vector<seller_run>& runs, const network_options& o, network_step step, index_type round,
              const Work& work) {
  const auto count = static_cast<index_type>(runs.size());
  const index_type batch = o.told ? index_type{8} * omp_get_max_threads() : std::max<index_type>(count, 1);
  const index_type firms = runs.empty() ? 0 : runs.back().last;
  if (o.told) o.told({step, round, 0, 0, firms});
  for (index_type from = 0; from < count; from += batch) {
    const index_type to = std::min(from + batch, count);
#pragma omp parallel for schedule(dynamic)
    for (index_type k = from; k < to; ++k) work(k);
    if (o.told) o.told({step, round, 0, runs[static_cast<std::size_t>(to) - 1].last, firms});
  }
}

class sampling {
 public:
  sampling(context<cpu>& ctx, const network_firms& f, const firm_network& w, const network_options& o)
      : firms_(f), network_(w), options_(o), n_(f.Z.rows), factors_(distances(f)),
        plan_(detail::make_plan(ctx, factors_, f.sector.size, f.sector, n_)),
        walk_(factors_, plan_, {w.buyer.data(), f.sector.size, 1}) {
    for (index_type p = 0; p < plan_.firms(); ++p) {
      if (p % detail::walk_unit == 0 || sector(p) != sector(p - 1)) runs_.push_back({p, p, sector(p)});
      runs_.back().last = p + 1;
    }
  }

  link_sample draw(index_type draws, std::uint64_t seed) {
    weigh_runs();
    share_points(draws, seed);
    find_pairs();
    return std::move(out_);
  }

 private:
  static pair_factors<cpu> distances(const network_firms& f) {
    pair_factors<cpu> p;
    p.sites = f.sites, p.travel = f.travel, p.decay = f.decay;
    return p;
  }
  [[nodiscard]] int sector(index_type position) const { return plan_.label[static_cast<std::size_t>(position)]; }
  [[nodiscard]] index_type firm(index_type position) const { return plan_.order[static_cast<std::size_t>(position)]; }
  [[nodiscard]] double seller(index_type position) const {
    return network_.seller[static_cast<std::size_t>(firm(position))];
  }

  /// held_(run, q): what the run's sellers have of the cell of their sector and q, over its factor.
  void weigh_runs() {
    held_.assign(runs_.size() * static_cast<std::size_t>(n_), 0);
    for_runs(runs_, options_, network_step::cells, 0, [&](index_type k) {
      const seller_run run = runs_[static_cast<std::size_t>(k)];
      double* const held = held_.data() + k * n_;
      double weight[detail::walk_tile];
      walk_(run.first, run.last, [&](index_type i, index_type first, index_type n, const double* w) {
        if (i == run.first) std::fill_n(weight, n, 0.0);
        const double from = seller(i);
        for (index_type j = 0; j < n; ++j) weight[j] += from * w[j];
        if (i + 1 < run.last) return;
        for (index_type j = 0; j < n; ++j) held[sector(first + j)] += weight[j] * walk_.values(0)[first + j];
      });
    });
  }
  /// Draws each cell's points and hands them to the runs that they fall into.
  void share_points(index_type draws, std::uint64_t seed) {
    double all = 0;
    for (const double z : network_.represented) all += z;
    points_.resize(runs_.size());
    flow_.assign(network_.represented.size(), 0);
    std::vector<std::vector<std::size_t>> runs_of(static_cast<std::size_t>(n_));
    for (std::size_t k = 0; k < runs_.size(); ++k) runs_of[static_cast<std::size_t>(runs_[k].sector)].push_back(k);
    for (index_type cell = 0; cell < n_ * n_; ++cell) {
      const double Z = network_.represented[static_cast<std::size_t>(cell)];
      if (Z <= 0) continue;
      const int buyer = static_cast<int>(cell % n_);
      double length = 0;
      for (const std::size_t k : runs_of[static_cast<std::size_t>(cell / n_)]) length += held(k, buyer);
      const index_type m = detail::draws_of_cell(draws, Z, all);
      flow_[static_cast<std::size_t>(cell)] = Z / static_cast<double>(m);
      out_.draws += m;
      detail::cell_points points(seed, cell, m, length);
      double before = 0;
      std::size_t last = 0;
      for (const std::size_t k : runs_of[static_cast<std::size_t>(cell / n_)]) {
        if (held(k, buyer) == 0) continue;
        last = k;
        for (; points.left() && points.at() < before + held(k, buyer); points.pass())
          points_[k].push_back({buyer, points.at() - before});
        before += held(k, buyer);
      }
      for (; points.left(); points.pass())
        points_[last].push_back({buyer, held(last, buyer)});  // by rounding past the end
    }
  }
  [[nodiscard]] double held(std::size_t run, int buyer) const {
    return held_[run * static_cast<std::size_t>(n_) + static_cast<std::size_t>(buyer)];
  }
  /// The pair that each point hits.
  void find_pairs() {
    std::vector<std::vector<firm_link>> found(runs_.size());
    for_runs(runs_, options_, network_step::cells, 1, [&](index_type k) {
      const auto at = static_cast<std::size_t>(k);
      if (!points_[at].empty()) found[at] = pairs_of(runs_[at], points_[at]);
      points_[at] = {};
    });
    for (std::vector<firm_link>& some : found) {
      out_.links.insert(out_.links.end(), some.begin(), some.end());
      some = {};
    }
    detail::gather_links(out_.links);
  }
  std::vector<firm_link> pairs_of(const seller_run& run, const std::vector<drawn_point>& points) const {
    struct progress {
      std::size_t next = 0, end = 0;  // of the points
      double passed = 0;
      firm_link last{-1, -1, 0};
    };
    std::vector<progress> cell(static_cast<std::size_t>(n_));
    for (std::size_t p = 0; p < points.size(); ++p) {
      progress& c = cell[static_cast<std::size_t>(points[p].buyer)];
      if (c.end == 0) c.next = p;  // points of one cell follow each other
      c.end = p + 1;
    }
    std::vector<firm_link> found;
    walk_(run.first, run.last, [&](index_type i, index_type first, index_type n, const double* w) {
      const double from = seller(i);
      for (index_type j = 0; j < n; ++j) {
        const int buyer = sector(first + j);
        progress& c = cell[static_cast<std::size_t>(buyer)];
        const double length = from * w[j] * walk_.values(0)[first + j];
        if (c.next >= c.end || length == 0) continue;
        c.passed += length;
        c.last = {static_cast<std::int32_t>(firm(i)), static_cast<std::int32_t>(firm(first + j)),
                  flow_[static_cast<std::size_t>(run.sector * n_ + buyer)]};
        for (; c.next < c.end && points[c.next].at < c.passed; ++c.next) found.push_back(c.last);
      }
    });
    for (progress& c : cell)  // by rounding past the end
      for (; c.next < c.end; ++c.next) found.push_back(c.last);
    return found;
  }

  const network_firms& firms_;
  const firm_network& network_;
  const network_options& options_;
  index_type n_;
  pair_factors<cpu> factors_;
  pair_plan plan_;
  pair_walk<double> walk_;
  std::vector<seller_run> runs_;
  std::vector<double> held_, flow_;
  std::vector<std::vector<drawn_point>> points_;
  link_sample out_;
};

}  // namespace

link_sample sample_links(context<cpu>& ctx, const network_firms& f, const firm_network& w, index_type draws,
                         std::uint64_t seed, const network_options& o) {
  detail::check_network(f);
  detail::check_factors(pair_factors<cpu>{.sites = f.sites, .decay = f.decay, .travel = f.travel}, f.sector.size,
                        "sample_links");
  expects<data_error>(draws >= 0, "draws are negative");
  expects(static_cast<index_type>(w.seller.size()) == f.sector.size && w.represented.size() == w.cell.size() &&
              static_cast<index_type>(w.cell.size()) == f.Z.rows * f.Z.rows,
          "the network is not of these firms and sectors");
  if (f.sites.kind == geometry::none) return detail::sample_by_blocks(f, w, draws, seed, o);
  return sampling(ctx, f, w, o).draw(draws, seed);
}

}  // namespace agglo
