#pragma once
#include "host/model/spatial_weights.hpp"
#include "host/table/unit_places.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// Weights 1 for the k nearest units of each (ties to the earlier row of the file), row by row.
/// @throw data_error  k not below the number of units
template <space S>
spatial_weights nearest_weights(context<S>&, const unit_places&, index_type k);
/// Weights 1 for all other units within `km`, those in one spot among them.
template <space S>
spatial_weights band_weights(context<S>&, const unit_places&, double km);
/// decay(d_ij) for every pair of units, none of it stored.
spatial_weights pair_weights(const unit_places&, const distance_decay&, const std::string& name,
                             const std::string& formula);

}  // namespace agglo
