#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernels/base/space.hpp"

namespace agglo {

/// What an operation runs on: threads, or one GPU with its stream and library handles.
/// Owned by the caller, passed first to every operation; no global state anywhere. A copy shares the handles, which
/// live until the last context and the last array made with them are gone.
template <space S>
class context;

template <>
class context<cpu> {
 public:
  static bool available() noexcept { return true; }
  void synchronize() const noexcept {}
};

template <>
class context<gpu> {
 public:
  static bool available() noexcept;  ///< false without a usable device
  /// @throw device_error  no such device, or its libraries do not start
  explicit context(int device = 0);
  /// Works on a stream of the caller's (a cudaStream_t), which must outlive the context. @throw device_error
  context(int device, void* external_stream);
  void synchronize() const;  ///< the one place where asynchronous failures surface. @throw device_error

  struct handles;                         // stream, cuBLAS, cuSOLVER: defined in cuda.cuh, seen by .cu files alone
  [[nodiscard]] handles& native() const;  ///< selects the device: the current one is per thread. @throw device_error

 private:
  std::shared_ptr<handles> handles_;
};

/// One GPU as its driver describes it.
struct device_description {
  int number = 0;
  std::string name, compute_capability;
  std::size_t memory_bytes = 0;
};
/// Every GPU the driver shows; empty without one. Never throws for a missing driver.
std::vector<device_description> gpu_devices();
/// "CUDA runtime 13.0, driver 13.0"; a driver of 0.0 means that none is installed.
std::string cuda_versions();

// Memory of a space, by overload. 0 bytes are nullptr.
void* allocate(context<cpu>&, std::size_t bytes);
void* allocate(context<gpu>&, std::size_t bytes);  ///< @throw device_error  names the bytes asked for and those free
void release(context<cpu>&, void*) noexcept;
void release(context<gpu>&, void*) noexcept;

/// rows runs of width bytes, each `pitch` after the last; any direction between host and device, stream-ordered on gpu
/// (a copy to or from pageable host memory has read or written it only after synchronize()).
void copy(context<cpu>&, void* dst, std::size_t dst_pitch, const void* src, std::size_t src_pitch, std::size_t width,
          std::size_t rows);
void copy(context<gpu>&, void* dst, std::size_t dst_pitch, const void* src, std::size_t src_pitch, std::size_t width,
          std::size_t rows);
/// The same for zero bytes.
void clear(context<cpu>&, void* dst, std::size_t pitch, std::size_t width, std::size_t rows);
void clear(context<gpu>&, void* dst, std::size_t pitch, std::size_t width, std::size_t rows);

}  // namespace agglo
