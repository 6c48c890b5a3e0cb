#pragma once
// The device's own energy counter, through NVML where the driver brings it. Loaded at run time: nothing to link, and a
// machine without a driver runs the same program.
#include <dlfcn.h>

namespace agglo::bench {

class energy_meter {
 public:
  energy_meter() : library_(dlopen("libnvidia-ml.so.1", RTLD_NOW)) {
    if (!library_) return;
    const auto start = find<int (*)()>("nvmlInit_v2");
    const auto device = find<int (*)(unsigned, void**)>("nvmlDeviceGetHandleByIndex_v2");
    total_ = find<int (*)(void*, unsigned long long*)>("nvmlDeviceGetTotalEnergyConsumption");
    if (!start || !device || start() != 0 || device(0, &device_) != 0) total_ = nullptr;
    if (total_ && joules() < 0) total_ = nullptr;  // boards before Volta do not count
  }
  energy_meter(const energy_meter&) = delete;
  energy_meter& operator=(const energy_meter&) = delete;
  ~energy_meter() {
    if (library_) dlclose(library_);
  }
  [[nodiscard]] bool works() const { return total_ != nullptr; }
  /// Since the driver was loaded; negative where the counter cannot be read.
  [[nodiscard]] double joules() const {
    unsigned long long millijoules = 0;
    return total_(device_, &millijoules) == 0 ? 1e-3 * static_cast<double>(millijoules) : -1;
  }

 private:
  template <class F>
  F find(const char* name) const {
    return reinterpret_cast<F>(dlsym(library_, name));
  }
  void* library_;
  void* device_ = nullptr;
  int (*total_)(void*, unsigned long long*) = nullptr;
};

}  // namespace agglo::bench
