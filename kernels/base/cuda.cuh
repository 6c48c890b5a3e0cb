#pragma once
// What .cu files alone may see: CUDA's own headers, check(), launch<>() and the handles behind context<gpu>.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

inline void check(cudaError_t e, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (e != cudaSuccess) [[unlikely]]
    throw device_error(std::string(cudaGetErrorName(e)) + ": " + cudaGetErrorString(e) + " (" + file + ':' +
                       std::to_string(line) + ')');
}
inline void check(cublasStatus_t s, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (s != CUBLAS_STATUS_SUCCESS) [[unlikely]]
    throw device_error(std::string(cublasGetStatusString(s)) + " (" + file + ':' + std::to_string(line) + ')');
}
inline void check(cusolverStatus_t s, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (s != CUSOLVER_STATUS_SUCCESS) [[unlikely]]
    throw device_error("cuSOLVER status " + std::to_string(static_cast<int>(s)) + " (" + file + ':' +
                       std::to_string(line) + ')');
}

namespace detail {
template <auto Kernel>
constexpr std::string_view kernel_name() {  // "... [with auto Kernel = NAME]" (g++), "... [Kernel = NAME]" (others)
  const std::string_view f = __PRETTY_FUNCTION__;
  const auto from = f.find("Kernel = ") + 9;
  return f.substr(from, f.find_first_of(";]", from) - from);
}
}  // namespace detail

struct grid {
  dim3 blocks, threads;
  std::size_t shared_bytes = 0;
};

/// Blocks of `threads` that cover n elements, one each.
inline unsigned blocks_for(std::ptrdiff_t n, int threads) { return static_cast<unsigned>((n + threads - 1) / threads); }

/// The one way to start a kernel: launch<kernel>(stream, {blocks, threads}, arguments...). A refused launch throws with
/// the kernel's name; with AGGLO_SYNC_LAUNCHES its own failures do too.
template <auto Kernel, class... A>
void launch(cudaStream_t stream, const grid& g, A&&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = g.blocks;
  config.blockDim = g.threads;
  config.dynamicSmemBytes = g.shared_bytes;
  config.stream = stream;
  cudaError_t e = cudaLaunchKernelEx(&config, Kernel, std::forward<A>(arguments)...);
#ifdef AGGLO_SYNC_LAUNCHES
  if (e == cudaSuccess) e = cudaStreamSynchronize(stream);
#endif
  if (e != cudaSuccess) [[unlikely]] {
    cudaGetLastError();
    throw device_error(std::string(detail::kernel_name<Kernel>()) + ": " + cudaGetErrorString(e));
  }
}

/// A block's dynamic shared memory, grid::shared_bytes of it.
template <class T>
__device__ T* dynamic_shared() {
#ifdef __CUDACC__
  extern __shared__ __align__(16) unsigned char bytes[];
  return reinterpret_cast<T*>(bytes);
#else
  return static_cast<T*>(cuda_on_cpu::dynamic_shared());
#endif
}

/// What a context<gpu> holds. cuBLAS and cuSOLVER start when first asked for: they cost half a second and hundreds of
/// MB.
struct context<gpu>::handles {
  handles(int device, cudaStream_t external);
  handles(const handles&) = delete;
  handles& operator=(const handles&) = delete;
  ~handles();

  int device;
  bool owns_stream;
  cudaStream_t stream{};
  cublasHandle_t blas();
  cusolverDnHandle_t solver();

 private:
  cublasHandle_t blas_{};
  cusolverDnHandle_t solver_{};
};

}  // namespace agglo
