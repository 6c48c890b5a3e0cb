#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/spillover/pair_factors.hpp"

// Products of sparse profiles on the CPU: the receivers by rows, the sources of each tile by classes, so that a
// receiver meets those sources alone with which it shares a class.
namespace agglo::detail {

template <class Real>
class sparse_profiles {
 public:
  sparse_profiles() = default;
  /// `order`: position -> firm. Memory 12 (fp32: 8) bytes an entry of each side, 4 K bytes a tile of sources.
  sparse_profiles(const technology_factor<cpu>& t, const std::vector<index_type>& order, index_type tile)
      : classes_(t.sparse_sends.columns) {
    if (!t.sparse()) return;
    const auto firms = static_cast<index_type>(order.size());
    row_start_.push_back(0);
    for (const index_type i : order) {
      for (index_type e = t.sparse_receives.start[i]; e < t.sparse_receives.start[i + 1]; ++e) {
        row_class_.push_back(t.sparse_receives.column[e]);
        row_value_.push_back(static_cast<Real>(t.sparse_receives.weight[e]));
      }
      row_start_.push_back(static_cast<index_type>(row_class_.size()));
    }
    for (index_type first = 0; first < firms; first += tile) take_tile(t.sparse_sends, order, first, tile);
  }

  [[nodiscard]] bool given() const { return classes_ > 0; }
  /// row(j) = product of receiver's profile with that of source j of the tile, j < n.
  void multiply(index_type receiver, index_type tile, index_type n, Real* row) const {
    std::fill_n(row, n, Real(0));
    const std::uint32_t* const starts = class_start_.data() + tile * (classes_ + 1);
    const index_type base = tile_start_[static_cast<std::size_t>(tile)];
    for (index_type e = row_start_[receiver]; e < row_start_[receiver + 1]; ++e) {
      const Real value = row_value_[e];
      const int k = row_class_[e];
      for (index_type s = base + starts[k]; s < base + starts[k + 1]; ++s) row[source_[s]] += value * value_[s];
    }
  }

 private:
  void take_tile(const sparse_rows<cpu>& sends, const std::vector<index_type>& order, index_type first,
                 index_type tile) {
    const index_type last = std::min(first + tile, static_cast<index_type>(order.size()));
    const std::size_t begin = source_.size();
    std::vector<std::uint32_t> next(static_cast<std::size_t>(classes_) + 1);
    for (index_type p = first; p < last; ++p)
      for (index_type e = sends.start[order[p]]; e < sends.start[order[p] + 1]; ++e) ++next[sends.column[e] + 1];
    for (index_type k = 0; k < classes_; ++k) next[k + 1] += next[k];
    tile_start_.push_back(static_cast<index_type>(begin));
    class_start_.insert(class_start_.end(), next.begin(), next.end());
    source_.resize(begin + next.back()), value_.resize(source_.size());
    for (index_type p = first; p < last; ++p)
      for (index_type e = sends.start[order[p]]; e < sends.start[order[p] + 1]; ++e) {
        const std::size_t at = begin + next[sends.column[e]]++;
        source_[at] = static_cast<std::uint16_t>(p - first);
        value_[at] = static_cast<Real>(sends.weight[e]);
      }
  }

  index_type classes_ = 0;
  std::vector<index_type> row_start_, tile_start_;
  std::vector<int> row_class_;
  std::vector<std::uint32_t> class_start_;  // K + 1 a tile, from its first entry
  std::vector<std::uint16_t> source_;       // within its tile
  std::vector<Real> row_value_, value_;
};

}  // namespace agglo::detail
