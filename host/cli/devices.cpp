#include <fmt/format.h>
#include <omp.h>

#include <vector>

#include "host/cli/device_names.hpp"
#include "kernels/base/context.hpp"
#include "kernels/base/spaces.hpp"

extern "C" char* openblas_get_config();

namespace agglo {
namespace {

// Templates, so that a build without CUDA never asks for what it does not have.
template <class Spaces>
std::vector<device_description> all_gpus() {
  if constexpr (Spaces::has_gpu) return gpu_devices();
  return {};
}
template <class Spaces>
std::string gpu_text() {
  if constexpr (!Spaces::has_gpu) return "gpu  not built in: install the CUDA Toolkit and build again\n";
  std::string text;
  for (const device_description& d : all_gpus<Spaces>())
    text += fmt::format("gpu  {}: {}, compute capability {}, {:.1f} GiB\n", d.number, d.name, d.compute_capability,
                        static_cast<double>(d.memory_bytes) / (1u << 30));
  if (text.empty()) text = "gpu  built in, but no usable device here\n";
  if constexpr (Spaces::has_gpu) text += "     " + cuda_versions() + "\n";
  return text;
}

}  // namespace

template <>
std::string device_name<cpu>() {
  return fmt::format("{} threads", omp_get_max_threads());
}
template <>
std::string device_name<gpu>() {
  const auto all = all_gpus<built_spaces>();
  return all.empty() ? "none" : all[0].name;
}

int devices() {
  fmt::print("agglo {}\n", AGGLO_VERSION);
  fmt::print("cpu  {}, {}\n", device_name<cpu>(), openblas_get_config());
  fmt::print("{}", gpu_text<built_spaces>());
  return 0;
}

}  // namespace agglo
