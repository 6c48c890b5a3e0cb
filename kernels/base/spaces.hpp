#pragma once
#include "kernels/base/space.hpp"

// The spaces this build has: the one place that knows. Tests, run_on and analysis/'s explicit instantiations ask here.
//   AGGLO_FOR_EACH_SPACE(X)  expands X(S) once for every space S.
#ifdef AGGLO_CUDA
#define AGGLO_FOR_EACH_SPACE(X) X(cpu) X(gpu)
#else
#define AGGLO_FOR_EACH_SPACE(X) X(cpu)
#endif

namespace agglo {

template <class... S>
struct space_list {
  static constexpr bool has_gpu = (std::same_as<S, gpu> || ...);
};

#ifdef AGGLO_CUDA
using built_spaces = space_list<cpu, gpu>;
#else
using built_spaces = space_list<cpu>;
#endif

}  // namespace agglo
