#pragma once
#include <vector>

#include "host/analysis/inverted_table.hpp"

namespace agglo {

struct important_coefficient {
  index_type seller, buyer;  ///< numbers of the sectors in the table
  double coefficient;        ///< a_ij
  double limit;              ///< percent of it
};

/// Tolerable limits of every coefficient and the coefficients with the smallest.
struct important_coefficients {
  double percent = 0;                       ///< change of output that is tolerated
  labelled_array limits;                    ///< see tolerable_limits; infinite where a_ij = 0           [n x n]
  std::vector<important_coefficient> most;  ///< inverse-important: the smallest limits first
};

/// @param percent  change of an output that is tolerated   @param at_most  length of the list
/// @throw data_error  percent is not above 0
/// Source  as tolerable_limits.
template <space S>
important_coefficients find_important(context<S>&, const inverted_table<S>&, double percent, std::size_t at_most);

}  // namespace agglo
