#pragma once
#include <functional>
#include <vector>

#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "kernels/places/market_access.hpp"

namespace agglo {

/// Market access of places, both forms.
struct place_access {
  labelled_array simple, fixed_point;  ///< [places]
  labelled_array own_share;            ///< of simple access, what the own place gives                     [places]
  access_outcome settled;
};

/// How far the fixed point is: of a thousand parts of the logarithm that the residual still has to fall.
using access_progress = std::function<void(index_type done, index_type of)>;

/// From costs between places. @throw numeric_error  as market_access_fixed_point, with the place's name
template <space S>
place_access access_of(context<S>&, const labelled_array& cost, const std::vector<double>& amount,
                       const distance_decay&, const access_options&, const access_progress&);

/// From coordinates, degrees, by the pair engine: no matrix is stored. `within` km is the cost within a place.
template <space S>
place_access access_of(context<S>&, const axis& places, const std::vector<double>& lon, const std::vector<double>& lat,
                       double within, const std::vector<double>& amount, const distance_decay&, const access_options&,
                       const access_progress&);

/// ln of access after less before, a column a form                                                        [places x 2]
labelled_array log_change(const place_access& before, const place_access& after);

}  // namespace agglo
