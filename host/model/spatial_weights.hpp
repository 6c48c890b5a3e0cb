#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"
#include "kernels/spillover/decay.hpp"
#include "kernels/spillover/pair_weight.hpp"

namespace agglo {

/// How weights are scaled before they serve as W.
enum class weight_scale {
  rows,    ///< each row over its sum: W y is the neighbours' mean; a unit without neighbours keeps a row of zeros
  radius,  ///< all weights over the proven upper bound of their spectral radius
  none     ///< as they are
};

/// Who is whose neighbour, and how much: an n x n matrix W of weights >= 0 by rows, or all pairs by distance, of which
/// no weight is stored.
struct spatial_weights {
  std::string name;                ///< "queen", "nearest_5"
  std::string source;              ///< "columbus.gal", "the 5 nearest of places.csv by great circle"
  std::string year;                ///< of the units, "" where they have none
  std::vector<std::string> units;  ///< labels of rows and columns

  std::vector<index_type> start;  ///< n + 1; row i holds entries start[i] .. start[i + 1] - 1
  std::vector<int> column;        ///< rising in each row
  std::vector<double> weight;

  std::optional<distance_decay> decay;  ///< all pairs: the weight of i and j is decay(d_ij), 0 for i = j
  geometry sites = geometry::none;      ///< of x and y
  std::vector<double> x, y;

  [[nodiscard]] index_type size() const { return static_cast<index_type>(units.size()); }
  [[nodiscard]] bool all_pairs() const { return decay.has_value(); }
  [[nodiscard]] index_type entries() const { return static_cast<index_type>(weight.size()); }
};

/// Units whose row holds no weight above 0. For sparse weights.
index_type units_without_neighbours(const spatial_weights&);
/// Each row over its sum. For sparse weights.
void normalise_rows(spatial_weights&);
/// tr W and tr W^2, exactly: the sums of w_ii and of w_ij w_ji. For sparse weights.
double first_trace(const spatial_weights&);
double second_trace(const spatial_weights&);

}  // namespace agglo
