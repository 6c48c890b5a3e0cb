#pragma once
#include <string>

#include "kernels/base/space.hpp"

namespace agglo {

/// What a space computes on: "2 threads", or the GPU's name.
template <space S>
std::string device_name();

/// `agglo devices`: the spaces of this build, their devices and versions. Returns the exit code.
int devices();

}  // namespace agglo
