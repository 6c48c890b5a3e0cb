#pragma once
#include <span>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Where the output multiplier of every sector lands. n sectors of R regions.
struct interregional_effects {
  labelled_array effects;   ///< intra, feedback, spillovers, total                                        [n x 4]
  labelled_array received;  ///< output that lands in region r per unit of final demand for j             [R x n]
  double error = 0;         ///< largest |intra + feedback + spillovers - total|
};

/// intra 1'(I - A^ss)^-1, feedback the rest of the own block of L, spillovers the other regions' rows of L, exactly:
/// see interregional_split. `total` is 1'L.
///
///   rows, regions  labels of the n sectors, region-major, and of the R regions
///   offsets        R + 1: region r owns rows offsets[r] .. offsets[r + 1] - 1; regions may differ in size
///   A, v, L        input coefficients, their column slack, Leontief inverse
/// Source  Miller & Blair (2009), sections 3.3 and 6.3; Round (1985, 2001).
template <space S>
interregional_effects split_effects(context<S>&, const axis& rows, const axis& regions,
                                    std::span<const index_type> offsets, const matrix<double, S>& A,
                                    const vector<double, S>& v, const matrix<double, S>& L,
                                    const std::vector<double>& total);

/// Output of every sector owed to each buyer's final demand:  L D.   [n x n] [n x B] -> [n x B]
/// @param demand  D, row-major, money
template <space S>
labelled_array output_owed(context<S>&, const axis& rows, const axis& buyers, const matrix<double, S>& L,
                           const std::vector<double>& demand);

/// What is earned, employed or emitted for each buyer: row i of `owed` times s(i), per unit of output.    [n x B]
labelled_array embodied(labelled_array owed, const std::vector<double>& s);

}  // namespace agglo
