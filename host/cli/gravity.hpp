#pragma once
#include <iostream>

#include "host/cli/place_arguments.hpp"
#include "kernels/places/gravity_flows.hpp"

namespace agglo {

struct gravity_options : place_options {
  std::string mass, origin, destination;  ///< columns; mass stands for both
  gravity_constraint constraint = gravity_constraint::production;
  bool own = false, scale_destinations = false;
  double damping = .85;
};

/// `agglo gravity PLACES --out DIR`: flows between places by gravity, what each sends and receives, and who is central
/// in the network they make; writes DIR whole or not at all.
/// @returns the exit code
/// @throw usage_error, data_error, numeric_error, output_error, device_error
int gravity(const gravity_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
