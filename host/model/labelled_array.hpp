#pragma once
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// One side of an array: what it runs over ("region", "sector", "product") and the label of each position.
struct axis {
  std::string name;
  std::vector<std::string> labels;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(labels.size()); }
};

/// Values on the host with a label for every position of every axis, row-major: how results travel and are written.
class labelled_array {
 public:
  labelled_array() = default;
  /// All zero.
  explicit labelled_array(std::vector<axis> axes);
  /// @throw shape_error  values do not fill the axes
  labelled_array(std::vector<axis> axes, std::vector<double> values);

  double& operator()(index_type i) { return values[static_cast<std::size_t>(i)]; }
  double operator()(index_type i) const { return values[static_cast<std::size_t>(i)]; }
  double& operator()(index_type i, index_type j) { return (*this)(i * axes[1].size() + j); }
  double operator()(index_type i, index_type j) const { return (*this)(i * axes[1].size() + j); }
  double& operator()(index_type i, index_type j, index_type k) {
    return (*this)((i * axes[1].size() + j) * axes[2].size() + k);
  }
  double operator()(index_type i, index_type j, index_type k) const {
    return (*this)((i * axes[1].size() + j) * axes[2].size() + k);
  }
  [[nodiscard]] double sum() const;

  std::vector<axis> axes;
  std::vector<double> values;
};

/// The labels of (region, sector) pairs, region-major: "Hangzhou:ICE".
axis region_sector_axis(const axis& regions, const axis& sectors);

/// Each row over its sum; a row that sums to zero stays zero.
labelled_array row_shares(const labelled_array&);
/// a - b, entry by entry, under a's labels. @throw shape_error
labelled_array difference(const labelled_array& a, const labelled_array& b);

}  // namespace agglo
