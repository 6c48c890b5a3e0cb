#include "kernels/network/firm_links_steps.hpp"
#include "kernels/network/network_passes.hpp"

namespace agglo::detail {
namespace {

/// Firms of one place and sector, in the positions first .. last - 1.
struct block {
  index_type first, last;
  int place, sector;
  double seller = 0, buyer = 0;  ///< sums of the factors
  double within = 0;             ///< sum over its pairs i != j of seller(i) buyer(j)
};

class block_sampling {
 public:
  block_sampling(const network_firms& f, const firm_network& w) : firms_(f), network_(w), n_(f.Z.rows) {
    const auto place = [&](index_type i) { return f.travel.place.empty() ? 0 : f.travel.place[i]; };
    for (index_type i = 0; i < f.sector.size; ++i) order_.push_back(i);
    std::stable_sort(order_.begin(), order_.end(), [&](index_type i, index_type j) {
      return f.sector[i] != f.sector[j] ? f.sector[i] < f.sector[j] : place(i) < place(j);
    });
    of_sector_.resize(static_cast<std::size_t>(n_) + 1);
    for (index_type p = 0; p < f.sector.size; ++p) {
      const index_type i = order_[static_cast<std::size_t>(p)];
      if (blocks_.empty() || blocks_.back().sector != f.sector[i] || blocks_.back().place != place(i))
        blocks_.push_back({p, p, place(i), f.sector[i]});
      block& b = blocks_.back();
      before_seller_.push_back(b.seller), before_buyer_.push_back(b.buyer);
      b.within += seller(p) * b.buyer + b.seller * buyer(p);  // both directions with the firms before it
      b.seller += seller(p), b.buyer += buyer(p);
      b.last = p + 1;
    }
    for (const block& b : blocks_) {
      ++of_sector_[static_cast<std::size_t>(b.sector) + 1];
      double length = 0, after = 0;  // of each seller with the others of its block, and of those after it
      for (index_type p = b.last; p-- > b.first;) others_.push_back(after), after += buyer(p);
      std::reverse(others_.end() - (b.last - b.first), others_.end());
      for (index_type p = b.first; p < b.last; ++p) {
        before_others_.push_back(length);
        length += seller(p) * (before_buyer_[static_cast<std::size_t>(p)] + others_[static_cast<std::size_t>(p)]);
      }
    }
    for (std::size_t r = 1; r < of_sector_.size(); ++r) of_sector_[r] += of_sector_[r - 1];
  }

  link_sample draw(index_type draws, std::uint64_t seed, const network_options& o) const {
    double all = 0;
    for (const double z : network_.represented) all += z;
    const index_type cells = n_ * n_;
    if (o.told) o.told({network_step::cells, 0, 0, 0, firms_.sector.size});
    std::vector<std::vector<firm_link>> found(static_cast<std::size_t>(cells));
    std::vector<index_type> drawn(found.size());
#pragma omp parallel for schedule(dynamic)
    for (index_type cell = 0; cell < cells; ++cell) {
      const double Z = network_.represented[static_cast<std::size_t>(cell)];
      if (Z <= 0) continue;
      drawn[static_cast<std::size_t>(cell)] = draws_of_cell(draws, Z, all);
      find_pairs(cell, drawn[static_cast<std::size_t>(cell)], seed, found[static_cast<std::size_t>(cell)]);
    }
    link_sample out;
    for (std::size_t cell = 0; cell < found.size(); ++cell) {
      out.draws += drawn[cell];
      out.links.insert(out.links.end(), found[cell].begin(), found[cell].end());
    }
    gather_links(out.links);
    out.route = pair_route::grouped;
    if (o.told) o.told({network_step::cells, 0, 0, firms_.sector.size, firms_.sector.size});
    return out;
  }

 private:
  [[nodiscard]] double seller(index_type p) const {
    return network_.seller[static_cast<std::size_t>(order_[static_cast<std::size_t>(p)])];
  }
  [[nodiscard]] double buyer(index_type p) const {
    return network_.buyer[static_cast<std::size_t>(order_[static_cast<std::size_t>(p)])];
  }
  [[nodiscard]] double decayed(const block& a, const block& b) const {
    return firms_.travel.minutes.empty() ? 1 : firms_.decay(firms_.travel.minutes(a.place, b.place));
  }
  /// Length of all pairs of two blocks, over the cell's factor.
  [[nodiscard]] double length(const block& a, const block& b) const {
    return (&a == &b ? a.within : a.seller * b.buyer) * decayed(a, b);
  }
  /// Calls work(a, b, length) for the cell's pairs of blocks that have a length, in one order.
  template <class Work>
  void for_blocks(index_type cell, const Work& work) const {
    const auto r = static_cast<std::size_t>(cell / n_), q = static_cast<std::size_t>(cell % n_);
    for (auto a = of_sector_[r]; a < of_sector_[r + 1]; ++a)
      for (auto b = of_sector_[q]; b < of_sector_[q + 1]; ++b)
        if (const double l = length(blocks_[a], blocks_[b]); l > 0) work(blocks_[a], blocks_[b], l);
  }
  void find_pairs(index_type cell, index_type draws, std::uint64_t seed, std::vector<firm_link>& found) const {
    double all = 0, before = 0;
    for_blocks(cell, [&](const block&, const block&, double l) { all += l; });
    const double flow = network_.represented[static_cast<std::size_t>(cell)] / static_cast<double>(draws);
    cell_points points(seed, cell, draws, all);
    const block *last_a = nullptr, *last_b = nullptr;
    for_blocks(cell, [&](const block& a, const block& b, double l) {
      last_a = &a, last_b = &b;
      for (; points.left() && points.at() < before + l; points.pass())
        found.push_back(pair_at((points.at() - before) / l, a, b, flow));
      before += l;
    });
    for (; points.left() && last_a; points.pass()) found.push_back(pair_at(1, *last_a, *last_b, flow));  // by rounding
  }
  /// The pair at a share of the length of two blocks.
  [[nodiscard]] firm_link pair_at(double share, const block& a, const block& b, double flow) const {
    const bool own = &a == &b;
    const std::vector<double>& before = own ? before_others_ : before_seller_;
    const auto weighs = [&](index_type p) { return seller(p) * (own ? others(p) : b.buyer) > 0; };
    const double sold = share * (own ? a.within : a.seller);
    const index_type i = hit(before, a, sold, weighs);
    double bought = (sold - before[static_cast<std::size_t>(i)]) / seller(i) * (own ? 1 : b.buyer);
    if (own && bought >= before_buyer_[static_cast<std::size_t>(i)]) bought += buyer(i);  // past itself
    const index_type j = hit(before_buyer_, b, bought, [&](index_type p) { return buyer(p) > 0 && !(own && p == i); });
    return {static_cast<std::int32_t>(order_[static_cast<std::size_t>(i)]),
            static_cast<std::int32_t>(order_[static_cast<std::size_t>(j)]), flow};
  }
  /// What the others of its block buy.
  [[nodiscard]] double others(index_type p) const {
    return before_buyer_[static_cast<std::size_t>(p)] + others_[static_cast<std::size_t>(p)];
  }
  /// The position of the block at `point`, `before` being what lies before each; one that weighs something, whatever
  /// rounding made of the point.
  template <class Weighs>
  static index_type hit(const std::vector<double>& before, const block& b, double point, const Weighs& weighs) {
    const auto begin = before.begin() + b.first, end = before.begin() + b.last;
    index_type p = b.first + std::max<index_type>(std::upper_bound(begin, end, point) - begin - 1, 0);
    for (index_type q = p; q >= b.first; --q)
      if (weighs(q)) return q;
    while (p + 1 < b.last && !weighs(p)) ++p;
    return p;
  }

  const network_firms& firms_;
  const firm_network& network_;
  index_type n_;
  std::vector<index_type> order_;  // position -> firm
  std::vector<block> blocks_;      // by sector
  std::vector<std::size_t> of_sector_;
  std::vector<double> before_seller_, before_buyer_, before_others_;  // of each position, within its block
  std::vector<double> others_;                                        // what the firms of its block after it buy
};

}  // namespace

link_sample sample_by_blocks(const network_firms& f, const firm_network& w, index_type draws, std::uint64_t seed,
                             const network_options& o) {
  return block_sampling(f, w).draw(draws, seed, o);
}

}  // namespace agglo::detail
