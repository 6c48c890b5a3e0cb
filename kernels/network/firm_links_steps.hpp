#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/network/firm_links.hpp"
#include "kernels/random/philox.hpp"

// What both ways of sampling links do: how often a cell is drawn, where its points lie, and pairs drawn twice as one.
namespace agglo::detail {

/// Draws of a cell of flow Z, of a network of flow `all`: in proportion, one at least.
inline index_type draws_of_cell(index_type draws, double Z, double all) {
  return std::max<index_type>(1, std::llround(static_cast<double>(draws) * (Z / all)));
}

/// The points of one cell, ascending: one drawn in each of `count` equal parts of its length.
class cell_points {
 public:
  cell_points(std::uint64_t seed, index_type cell, index_type count, double length)
      : numbers_(seed, static_cast<std::uint64_t>(cell), purpose), count_(count), length_(length), at_(point()) {}
  [[nodiscard]] bool left() const { return next_ < count_; }
  [[nodiscard]] double at() const { return at_; }
  void pass() {
    if (++next_ < count_) at_ = point();
  }

 private:
  static constexpr std::uint32_t purpose = 0x6c696e6b;  // of the random numbers
  double point() { return (static_cast<double>(next_) + numbers_.uniform()) / static_cast<double>(count_) * length_; }
  random_stream numbers_;
  index_type count_, next_ = 0;
  double length_, at_;
};

/// By seller, then buyer; a pair drawn twice is one link of both flows.
inline void gather_links(std::vector<firm_link>& links) {
  std::sort(links.begin(), links.end(), [](const firm_link& a, const firm_link& b) {
    return a.seller != b.seller ? a.seller < b.seller : a.buyer < b.buyer;
  });
  std::size_t kept = 0;
  for (const firm_link& link : links) {
    firm_link* const before = kept > 0 ? &links[kept - 1] : nullptr;
    if (before && before->seller == link.seller && before->buyer == link.buyer)
      before->flow += link.flow;
    else
      links[kept++] = link;
  }
  links.resize(kept);
}

/// sample_links where firms have no coordinates: firms of one place and sector are one block, a cell's blocks lie end
/// to end, and a point that hits a pair of blocks finds its firms by halving. `f` and `w` are checked.
link_sample sample_by_blocks(const network_firms& f, const firm_network& w, index_type draws, std::uint64_t seed,
                             const network_options&);

}  // namespace agglo::detail
