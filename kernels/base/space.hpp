#pragma once
#include <concepts>

#if defined(__CUDACC__)
#define AGGLO_HD __host__ __device__
#else
#define AGGLO_HD
#endif

namespace agglo {

/// Where data lives and where the work on it runs. The place is part of the type:
/// a host function cannot be handed device memory by mistake.
struct cpu {
  static constexpr const char* name = "cpu";
};
struct gpu {  // not `cuda`: that would hide CCCL's ::cuda
  static constexpr const char* name = "gpu";
};

template <class S>
concept space = std::same_as<S, cpu> || std::same_as<S, gpu>;

}  // namespace agglo
