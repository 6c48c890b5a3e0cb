// The part of the CUDA runtime that agglo uses, on the CPU, for tests alone: the same .cu sources, compiled by the host
// compiler with this folder first on the include path. One OS thread; the threads of a block are fibres that run from
// barrier to barrier in a seeded random order. A stream is a queue that runs when somebody waits for it, so a missing
// wait shows. Device memory starts as NaN bytes, and under AddressSanitizer the host may not touch it.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __grid_constant__
#define __align__(n) alignas(n)
// One block runs at a time, so a block's shared variable is a static one. The section lets every block start from NaN
// bytes; -fsanitize-sections=cuda_shared keeps AddressSanitizer's fences around each variable.
#define __shared__ static __attribute__((section("cuda_shared")))

struct uint3 {
  unsigned x, y, z;
};
struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {}
};
inline constexpr int warpSize = 32;
inline uint3 threadIdx{}, blockIdx{};
inline dim3 blockDim, gridDim;

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9
};
enum cudaMemcpyKind {
  cudaMemcpyHostToHost,
  cudaMemcpyHostToDevice,
  cudaMemcpyDeviceToHost,
  cudaMemcpyDeviceToDevice,
  cudaMemcpyDefault
};
using cudaStream_t = struct CUstream_st*;
inline constexpr unsigned cudaStreamNonBlocking = 1;
struct cudaLaunchAttribute;
struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  std::size_t dynamicSmemBytes;
  cudaStream_t stream;
  cudaLaunchAttribute* attrs;
  unsigned numAttrs;
};

const char* cudaGetErrorName(cudaError_t);
const char* cudaGetErrorString(cudaError_t);
cudaError_t cudaGetLastError();
cudaError_t cudaGetDeviceCount(int*);
cudaError_t cudaSetDevice(int);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t*, unsigned);
cudaError_t cudaStreamDestroy(cudaStream_t);
cudaError_t cudaStreamSynchronize(cudaStream_t);
cudaError_t cudaMallocAsync(void**, std::size_t, cudaStream_t);
cudaError_t cudaFreeAsync(void*, cudaStream_t);
cudaError_t cudaMemcpyAsync(void*, const void*, std::size_t, cudaMemcpyKind, cudaStream_t);
cudaError_t cudaMemsetAsync(void*, int, std::size_t, cudaStream_t);
cudaError_t cudaMemcpy2DAsync(void*, std::size_t, const void*, std::size_t, std::size_t, std::size_t, cudaMemcpyKind,
                              cudaStream_t);
cudaError_t cudaMemset2DAsync(void*, std::size_t, int, std::size_t, std::size_t, cudaStream_t);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);

struct cudaDeviceProp {
  char name[256];
  std::size_t totalGlobalMem;
  int major, minor, multiProcessorCount;
};
cudaError_t cudaGetDeviceProperties(cudaDeviceProp*, int);
cudaError_t cudaRuntimeGetVersion(int*);
cudaError_t cudaDriverGetVersion(int*);
using cudaMemPool_t = struct CUmemPool_st*;
enum cudaMemPoolAttr { cudaMemPoolAttrReleaseThreshold };
inline cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t*, int) { return cudaSuccess; }
inline cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t, cudaMemPoolAttr, void*) { return cudaSuccess; }

namespace cuda_on_cpu {
enum class wait_for { nothing, warp, block };
void enqueue(cudaStream_t, std::function<void()>);  // other libraries' work: cuBLAS, cuSOLVER
cudaError_t enqueue_kernel(const cudaLaunchConfig_t&, std::function<void()> one_thread);
[[gnu::noinline]] void wait(wait_for);
void* dynamic_shared();
void* warp_slot(unsigned lane);  // 16 bytes a lane, for shuffles and votes
unsigned lane();
struct device_access {  // while one lives, host code may touch device memory; given a stream, its queued work runs
                        // first
  explicit device_access(cudaStream_t = nullptr);
  device_access(const device_access&) = delete;
  ~device_access();
};
}  // namespace cuda_on_cpu

template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* c, void (*kernel)(P...), A&&... a) {
  return cuda_on_cpu::enqueue_kernel(
      *c, [kernel, args = std::tuple<P...>(std::forward<A>(a)...)] { std::apply(kernel, args); });
}

[[gnu::always_inline]] inline void __syncthreads() { cuda_on_cpu::wait(cuda_on_cpu::wait_for::block); }
[[gnu::always_inline]] inline void __syncwarp(unsigned = ~0u) { cuda_on_cpu::wait(cuda_on_cpu::wait_for::warp); }
template <class T>
T cuda_on_cpu_exchange(T v, unsigned from) {
  static_assert(sizeof(T) <= 16 && std::is_trivially_copyable_v<T>);
  std::memcpy(cuda_on_cpu::warp_slot(cuda_on_cpu::lane()), &v, sizeof v);
  __syncwarp();
  std::memcpy(&v, cuda_on_cpu::warp_slot(from), sizeof v);
  __syncwarp();
  return v;
}
template <class T>
T __shfl_sync(unsigned, T v, int l) {
  return cuda_on_cpu_exchange(v, unsigned(l) & 31u);
}
template <class T>
T __shfl_xor_sync(unsigned, T v, int m) {
  return cuda_on_cpu_exchange(v, cuda_on_cpu::lane() ^ unsigned(m));
}
template <class T>
T __shfl_down_sync(unsigned, T v, unsigned d) {
  const unsigned l = cuda_on_cpu::lane();
  return cuda_on_cpu_exchange(v, l + d < 32 ? l + d : l);
}
inline unsigned __ballot_sync(unsigned, bool p) {
  unsigned b = p ? 1u << cuda_on_cpu::lane() : 0u;
  for (int m = 1; m < 32; m *= 2) b |= __shfl_xor_sync(~0u, b, m);
  return b;
}
template <class T, class U>
T atomicAdd(T* p, U v) {
  const T o = *p;
  *p = static_cast<T>(o + static_cast<T>(v));
  return o;
}  // one OS thread
template <class T, class U>
T atomicMin(T* p, U v) {
  const T o = *p;
  *p = std::min(o, static_cast<T>(v));
  return o;
}
template <class T, class U>
T atomicMax(T* p, U v) {
  const T o = *p;
  *p = std::max(o, static_cast<T>(v));
  return o;
}
template <class T>
T atomicCAS(T* p, T compare, T v) {
  const T o = *p;
  if (o == compare) *p = v;
  return o;
}
template <class T>
T __ldg(const T* p) {
  return *p;
}
inline float rsqrtf(float x) { return 1 / std::sqrt(x); }
inline double rsqrt(double x) { return 1 / std::sqrt(x); }
using std::max;
using std::min;
