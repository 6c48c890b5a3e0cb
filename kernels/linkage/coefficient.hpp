#pragma once
#include <limits>

#include "kernels/base/space.hpp"

namespace agglo::detail {

/// One coefficient: a flow over the output it belongs to, 0 for a sector without output.
AGGLO_HD inline double coefficient(double flow, double output) { return output == 0 ? 0.0 : flow / output; }

/// True where no coefficient exists: a flow without output, or an output that is negative or not finite.
AGGLO_HD inline bool undefined_coefficient(double flow, double output) {
  return !(output >= 0 && output <= std::numeric_limits<double>::max()) || (output == 0 && flow != 0);
}

}  // namespace agglo::detail
