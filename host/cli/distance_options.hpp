#pragma once
#include <optional>

#include "host/model/spillover_firms.hpp"
#include "kernels/spillover/pair_weight.hpp"

namespace agglo {

/// How weights fall with distance, as the user wrote it; the columns it comes from stand in spillover_columns.
struct distance_options {
  std::optional<decay_form> decay;  ///< without one: exponential where a length is given
  std::optional<double> length, theta, inner, cutoff;
};

/// Distances of the firms: none, coordinates, or places where only the decay is used.
struct firm_distances {
  geometry sites = geometry::none;
  distance_decay decay;
};

/// @throw usage_error  options that do not go together or are missing; `where` is the command
firm_distances distances_of(const distance_options&, const spillover_columns&, const char* where);

}  // namespace agglo
