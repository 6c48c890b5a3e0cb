#pragma once
#include "host/analysis/interregional_effects.hpp"
#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "host/model/multiregional_table.hpp"
#include "host/model/table_regions.hpp"
#include "kernels/base/context.hpp"
#include "kernels/linkage/leontief_inverse.hpp"

namespace agglo {

/// Linkages and interregional effects of a multi-regional table. N = R n sectors, region-major.
struct linkage_analysis {
  inverse_route route{};       ///< how L was found
  double residual = 0;         ///< largest entry of |I - (I - A) L|
  labelled_array A, L;         ///< [N x N]
  labelled_array multipliers;  ///< per unit of final demand: output 1'L, value_added, imports           [N x 3]
  labelled_array linkages;  ///< direct and total, backward and forward (Ghosh), power, sensitivity, variation [N x 7]
  std::vector<std::string> key_class;  ///< key, backward, forward or weak                              [N]
  labelled_array industry;  ///< what is the same in every region: output, value added and imports per unit, backward
                            ///< linkages, power of dispersion                                         [n x 6]
  double regional_difference = 0;  ///< largest difference between regions of an industry's output multiplier

  table_regions regions;
  interregional_effects between;  ///< intra, feedback, spillovers, total [N x 4]; where output lands       [R x N]
  labelled_array value_added_embodied;  ///< earned in r for each buyer, v L D by region                     [R x B]
  std::vector<identity> checks;
};

/// A = Z x^-1, L = (I - A)^-1 and everything that follows from them, on S.
///
///   multipliers  s'L; value added + imports = 1 for every sector with output
///   linkages     backward 1'A, 1'L; forward B1, G1 with G = x^-1 L x; power and sensitivity over all N, mean 1
///   effects      intra 1'(I - A^ss)^-1, feedback the rest of the own block, spillovers the other regions' rows of L
///
/// @throw numeric_error  the table is not productive; sectors are named
/// Source  Miller & Blair (2009), chapters 2, 3, 6 and 12; Rasmussen (1957); Round (1985).
template <space S>
linkage_analysis analyse_linkages(context<S>&, const multiregional_table&);

}  // namespace agglo
