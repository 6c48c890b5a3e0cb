#pragma once
#include <iostream>

#include "host/cli/place_arguments.hpp"

namespace agglo {

struct access_command_options : place_options {
  double tolerance = 1e-12;
};

/// `agglo access PLACES --out DIR`: market access of every place, simple and as a fixed point, and how it changes with
/// other costs; writes DIR whole or not at all.
/// @returns the exit code
/// @throw usage_error, data_error, numeric_error, output_error, device_error
int access(const access_command_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
