// What a kernel may call: barriers, shuffles and votes of a warp, atomics, loads and stores with cache hints.
// Included by cuda_runtime.h.
#pragma once
#include <cstring>

// Not watched for races, and never inlined, so that reports name the kernel's own line.
#define CUDA_ON_CPU_INTRINSIC [[gnu::noinline, gnu::no_sanitize("thread")]] inline

namespace cuda_on_cpu {
void barrier_of_block(const void* where);
void barrier_of_warp(unsigned mask, bool orders_memory, const void* where);
void atomic_access(void*, std::size_t, void* where);
void thread_fence();
void* dynamic_shared();
void* warp_slot(unsigned lane);  // 16 bytes a lane, for shuffles and votes
unsigned lane();
unsigned live_lanes(unsigned mask);

// Every lane leaves its value and takes another's. As on a device this orders no memory but the values themselves.
template <class T>
[[gnu::no_sanitize("thread")]] T exchange(unsigned mask, T v, unsigned from, const void* where) {
  static_assert(sizeof(T) <= 16 && std::is_trivially_copyable_v<T>);
  std::memcpy(warp_slot(lane()), &v, sizeof v);
  barrier_of_warp(mask, false, where);
  std::memcpy(&v, warp_slot(from), sizeof v);
  barrier_of_warp(mask, false, where);
  return v;
}
template <class T, class Combine>
[[gnu::no_sanitize("thread")]] T combine(unsigned mask, T v, Combine f, const void* where) {
  static_assert(sizeof(T) <= 16 && std::is_trivially_copyable_v<T>);
  std::memcpy(warp_slot(lane()), &v, sizeof v);
  barrier_of_warp(mask, false, where);
  const unsigned members = live_lanes(mask);
  bool first = true;
  for (unsigned l = 0; l < 32; ++l)
    if (members >> l & 1) {
      T other;
      std::memcpy(&other, warp_slot(l), sizeof other);
      v = first ? other : f(v, other);
      first = false;
    }
  barrier_of_warp(mask, false, where);
  return v;
}
template <class T, class Change>
[[gnu::no_sanitize("thread")]] T change(T* p, Change f, void* where) {
  atomic_access(p, sizeof(T), where);
  T before;
  std::memcpy(&before, p, sizeof before);
  const T after = f(before);
  std::memcpy(p, &after, sizeof after);
  return before;
}
}  // namespace cuda_on_cpu

// ---- barriers and fences ----------------------------------------------------------------------------------
CUDA_ON_CPU_INTRINSIC void __syncthreads() { cuda_on_cpu::barrier_of_block(__builtin_return_address(0)); }
CUDA_ON_CPU_INTRINSIC void __syncwarp(unsigned mask = ~0u) {
  cuda_on_cpu::barrier_of_warp(mask, true, __builtin_return_address(0));
}
inline void __threadfence() { cuda_on_cpu::thread_fence(); }
inline void __threadfence_block() { cuda_on_cpu::thread_fence(); }

// ---- shuffles ---------------------------------------------------------------------------------------------
template <class T>
CUDA_ON_CPU_INTRINSIC T __shfl_sync(unsigned mask, T v, int from, int width = 32) {
  const unsigned l = cuda_on_cpu::lane(), w = static_cast<unsigned>(width), base = l & ~(w - 1);
  return cuda_on_cpu::exchange(mask, v, base + (static_cast<unsigned>(from) & (w - 1)), __builtin_return_address(0));
}
template <class T>
CUDA_ON_CPU_INTRINSIC T __shfl_xor_sync(unsigned mask, T v, int bits, int width = 32) {
  const unsigned l = cuda_on_cpu::lane(), w = static_cast<unsigned>(width), other = l ^ static_cast<unsigned>(bits);
  return cuda_on_cpu::exchange(mask, v, other < (l & ~(w - 1)) + w ? other : l, __builtin_return_address(0));
}
template <class T>
CUDA_ON_CPU_INTRINSIC T __shfl_down_sync(unsigned mask, T v, unsigned by, int width = 32) {
  const unsigned l = cuda_on_cpu::lane(), w = static_cast<unsigned>(width);
  return cuda_on_cpu::exchange(mask, v, l % w + by < w ? l + by : l, __builtin_return_address(0));
}
template <class T>
CUDA_ON_CPU_INTRINSIC T __shfl_up_sync(unsigned mask, T v, unsigned by, int width = 32) {
  const unsigned l = cuda_on_cpu::lane(), w = static_cast<unsigned>(width);
  return cuda_on_cpu::exchange(mask, v, l % w >= by ? l - by : l, __builtin_return_address(0));
}

// ---- votes and reductions of a warp -----------------------------------------------------------------------
CUDA_ON_CPU_INTRINSIC unsigned __ballot_sync(unsigned mask, int p) {
  const auto either = [](unsigned a, unsigned b) { return a | b; };
  return cuda_on_cpu::combine(mask, p ? 1u << cuda_on_cpu::lane() : 0u, either, __builtin_return_address(0));
}
CUDA_ON_CPU_INTRINSIC int __any_sync(unsigned mask, int p) {
  const auto either = [](int a, int b) { return a | b; };
  return cuda_on_cpu::combine(mask, p ? 1 : 0, either, __builtin_return_address(0));
}
CUDA_ON_CPU_INTRINSIC int __all_sync(unsigned mask, int p) {
  const auto both = [](int a, int b) { return a & b; };
  return cuda_on_cpu::combine(mask, p ? 1 : 0, both, __builtin_return_address(0));
}
#define CUDA_ON_CPU_REDUCTION(name, T, result)                            \
  CUDA_ON_CPU_INTRINSIC T __reduce_##name##_sync(unsigned mask, T v) {    \
    const auto f = [](T a, T b) { return static_cast<T>(result); };       \
    return cuda_on_cpu::combine(mask, v, f, __builtin_return_address(0)); \
  }
CUDA_ON_CPU_REDUCTION(add, unsigned, a + b)
CUDA_ON_CPU_REDUCTION(add, int, static_cast<unsigned>(a) + static_cast<unsigned>(b))
CUDA_ON_CPU_REDUCTION(min, unsigned, b < a ? b : a)
CUDA_ON_CPU_REDUCTION(min, int, b < a ? b : a)
CUDA_ON_CPU_REDUCTION(max, unsigned, a < b ? b : a)
CUDA_ON_CPU_REDUCTION(max, int, a < b ? b : a)
CUDA_ON_CPU_REDUCTION(and, unsigned, a& b)
CUDA_ON_CPU_REDUCTION(or, unsigned, a | b)
CUDA_ON_CPU_REDUCTION(xor, unsigned, a ^ b)
#undef CUDA_ON_CPU_REDUCTION
// One thread runs at a time: which lanes are beside it is for the device to say, and nothing may rest on more than
// this.
inline unsigned __activemask() { return 1u << cuda_on_cpu::lane(); }

// ---- atomics: one OS thread, so they are plain, but for the watch -----------------------------------------
template <class T, class U>
CUDA_ON_CPU_INTRINSIC T atomicAdd(T* p, U v) {
  const auto w = static_cast<T>(v);
  if constexpr (std::is_integral_v<T>) {  // wraps around
    using wide = std::make_unsigned_t<T>;
    const auto f = [w](T a) { return static_cast<T>(static_cast<wide>(a) + static_cast<wide>(w)); };
    return cuda_on_cpu::change(p, f, __builtin_return_address(0));
  } else {
    return cuda_on_cpu::change(
        p, [w](T a) { return static_cast<T>(a + w); }, __builtin_return_address(0));
  }
}
template <class T, class U>
CUDA_ON_CPU_INTRINSIC T atomicSub(T* p, U v) {
  using wide = std::make_unsigned_t<T>;
  const auto w = static_cast<T>(v);
  const auto f = [w](T a) { return static_cast<T>(static_cast<wide>(a) - static_cast<wide>(w)); };
  return cuda_on_cpu::change(p, f, __builtin_return_address(0));
}
#define CUDA_ON_CPU_ATOMIC(name, result)                                              \
  template <class T, class U>                                                         \
  CUDA_ON_CPU_INTRINSIC T atomic##name(T* p, U v) {                                   \
    const auto b = static_cast<T>(v);                                                 \
    return cuda_on_cpu::change(                                                       \
        p, [b](T a) { return static_cast<T>(result); }, __builtin_return_address(0)); \
  }
CUDA_ON_CPU_ATOMIC(Min, b < a ? b : a)
CUDA_ON_CPU_ATOMIC(Max, a < b ? b : a)
CUDA_ON_CPU_ATOMIC(Exch, (static_cast<void>(a), b))
CUDA_ON_CPU_ATOMIC(And, a& b)
CUDA_ON_CPU_ATOMIC(Or, a | b)
CUDA_ON_CPU_ATOMIC(Xor, a ^ b)
CUDA_ON_CPU_ATOMIC(Inc, a >= b ? T{0} : a + 1)
CUDA_ON_CPU_ATOMIC(Dec, a == 0 || a > b ? b : a - 1)
#undef CUDA_ON_CPU_ATOMIC
template <class T>
CUDA_ON_CPU_INTRINSIC T atomicCAS(T* p, std::type_identity_t<T> compare, std::type_identity_t<T> v) {
  return cuda_on_cpu::change(
      p, [=](T a) { return a == compare ? v : a; }, __builtin_return_address(0));
}

// ---- cache hints, and arithmetic that the host's headers lack ---------------------------------------------
#define CUDA_ON_CPU_HINT(hint)                             \
  template <class T>                                       \
  [[gnu::always_inline]] inline T __ld##hint(const T* p) { \
    return *p;                                             \
  }
CUDA_ON_CPU_HINT(g)
CUDA_ON_CPU_HINT(ca)
CUDA_ON_CPU_HINT(cg)
CUDA_ON_CPU_HINT(cs)
CUDA_ON_CPU_HINT(lu)
CUDA_ON_CPU_HINT(cv)
#undef CUDA_ON_CPU_HINT
#define CUDA_ON_CPU_HINT(hint)                               \
  template <class T>                                         \
  [[gnu::always_inline]] inline void __st##hint(T* p, T v) { \
    *p = v;                                                  \
  }
CUDA_ON_CPU_HINT(wb)
CUDA_ON_CPU_HINT(cg)
CUDA_ON_CPU_HINT(cs)
CUDA_ON_CPU_HINT(wt)
#undef CUDA_ON_CPU_HINT
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x ? __builtin_clz(static_cast<unsigned>(x)) : 32; }
inline int __clzll(long long x) { return x ? __builtin_clzll(static_cast<unsigned long long>(x)) : 64; }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline float rsqrtf(float x) { return 1 / std::sqrt(x); }
inline double rsqrt(double x) { return 1 / std::sqrt(x); }
using std::max;
using std::min;
