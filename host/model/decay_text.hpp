#pragma once
#include <string>

#include "kernels/spillover/decay.hpp"

namespace agglo {

/// "exp(-km / 50), 0 beyond 200": what is left of a weight at a distance called `d`.
std::string decay_text(const distance_decay&, const std::string& d);

}  // namespace agglo
