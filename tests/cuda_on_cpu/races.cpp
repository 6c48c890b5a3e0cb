// Watches every load and store of a kernel. The .cu files are compiled with -fsanitize=thread, which puts a call before
// each; but the calls end here, in place of that sanitizer's own runtime. Each goes to AddressSanitizer's table first,
// so that a kernel keeps its bounds, and then to a shadow of the last writer and two readers of the bytes. Compiled
// without sanitizers, and without the standard library's templates: the linker might keep this file's copies of them
// for everybody.
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <cstdio>
#include <cstdlib>

#include "shadow.hpp"

extern "C" {  // AddressSanitizer's: where its table is, and its checks with their reports
void __asan_get_shadow_mapping(std::size_t* scale, std::size_t* offset);
void __asan_loadN(void*, std::size_t);
void __asan_storeN(void*, std::size_t);
}

namespace cuda_on_cpu {
namespace {

// Time counts barriers: of the block, of a warp, and the starts of blocks and kernels.
u64 now = 1, kernel_start = 0, block_start = 0, last_barrier = 0;
u64 ordered_before[most_threads][32];  // [thread][lane of its warp]: what that lane did earlier is ordered before it
u64 acquired[most_threads], block_acquired;
bool fenced[most_threads], any_fence;
bool in_kernel;
unsigned me;
const char* my_stack;
const void* kernel;
u64* block_starts_at;  // of the running kernel, to say which block an old record is of
std::size_t blocks_started, blocks_room;

bool ordered(const record& r, u64 floor) {
  if (r.tick < floor) return true;  // another launch or, in shared memory, another block
  if (r.tick < block_start) return r.tick < block_acquired || r.tick < acquired[me];
  if (r.tick < last_barrier || r.thread == me) return true;
  return r.thread / 32 == me / 32 && r.tick < ordered_before[me][r.thread % 32];
}

// ---- reports ----------------------------------------------------------------------------------------------
const char* base() { return reinterpret_cast<const char*>(&kernel_starts); }
void print_thread(unsigned t, u64 tick) {
  std::size_t block = blocks_started;
  while (block > 1 && block_starts_at[block - 1] > tick) --block;
  const std::size_t k = block - 1;
  std::fprintf(stderr, "thread (%u,%u,%u) of block (%zu,%zu,%zu)", t % blockDim.x, t / blockDim.x % blockDim.y,
               t / blockDim.x / blockDim.y, k % gridDim.x, k / gridDim.x % gridDim.y, k / gridDim.x / gridDim.y);
}
void print_access(const record& r, bool write) {
  std::fprintf(stderr, "\n  ");
  print_thread(r.thread, r.tick);
  std::fprintf(stderr, r.atomic ? " changes it atomically at " : write ? " writes it at " : " reads it at ");
  print_place(base() + r.pc);
}
[[noreturn]] void report(u64 address, std::size_t size, const record& before, bool wrote, const record& mine,
                         bool write) {
  std::fprintf(stderr, "cuda_on_cpu: data race in kernel ");
  print_kernel();
  std::fprintf(stderr, "\n  on %zu bytes of %s memory, without a barrier between:", size,
               page_of(address).kind == tracked::shared ? "shared" : "global");
  print_access(before, wrote);
  print_access(mine, write);
  std::fprintf(stderr, "\n");
  give_up();
}

// Two threads may store the same value: which of them comes last makes no difference. The call comes before the store,
// so the value is looked at when the thread calls next; no other has run in between.
struct {
  bool active = false;
  u64 address = 0;
  std::size_t size = 0;
  char value[8] = {};
  record before, mine;
} same_value;
void settle_same_value() {
  same_value.active = false;
  if (std::memcmp(reinterpret_cast<const void*>(same_value.address), same_value.value, same_value.size) != 0)
    report(same_value.address, same_value.size, same_value.before, true, same_value.mine, true);
}

// ---- one access -------------------------------------------------------------------------------------------
void note_reader(cell& c, const record& mine, u64 floor) {
  // A reader that is ordered before me says nothing that I do not. Of the others two are enough, in two warps if there
  // are two: whoever writes next conflicts with one of them if with any.
  if (ordered(c.reader, floor))
    c.reader = mine;
  else if (ordered(c.other_reader, floor) || c.other_reader.tick < block_start ||
           (c.reader.tick >= block_start && c.reader.thread / 32 == c.other_reader.thread / 32))
    c.other_reader = mine;
}
template <bool Write>
void touch(u64 address, std::size_t size, u64 pc, std::uint8_t atomic) {
  page* p = &page_of(address);
  if (p->kind == tracked::no) return;
  const unsigned shift = ((address | size) & 7) == 0 ? 3 : ((address | size) & 3) == 0 ? 2 : 0;
  record mine;
  mine.tick = now;
  mine.pc = static_cast<std::int32_t>(reinterpret_cast<const char*>(pc) - base());
  mine.thread = static_cast<std::uint16_t>(me);
  mine.atomic = atomic;
  const u64 floor = p->kind == tracked::shared ? block_start : kernel_start;
  for (u64 a = address; a < address + size;) {
    p = &page_of(a);
    if (p->shift > shift) narrow(*p, shift);
    cell& c = p->cells[(a & (page_bytes - 1)) >> p->shift];
    a += u64{1} << p->shift;
    if (!(atomic && c.writer.atomic) && !ordered(c.writer, floor)) {
      if (Write && !atomic && !c.writer.atomic && size <= 8) {
        if (!same_value.active) {
          same_value.active = true;
          same_value.address = address;
          same_value.size = size;
          std::memcpy(same_value.value, reinterpret_cast<const void*>(address), size);
          same_value.before = c.writer;
          same_value.mine = mine;
        }
      } else {
        report(address, size, c.writer, true, mine, Write);
      }
    }
    if (Write) {
      if (!ordered(c.reader, floor)) report(address, size, c.reader, false, mine, true);
      if (!ordered(c.other_reader, floor)) report(address, size, c.other_reader, false, mine, true);
      if (atomic && c.writer.atomic == 2 && c.writer.tick >= floor) {
        if (c.writer.tick > acquired[me]) acquired[me] = c.writer.tick;
        mine.atomic = 2;
      }
      c.writer = mine;
    } else {
      note_reader(c, mine, floor);
    }
  }
}

u64 asan_scale, asan_offset;
template <bool Write>
inline void check_bounds(u64 address, std::size_t size) {
  if (!asan_offset) __asan_get_shadow_mapping(&asan_scale, &asan_offset);
  const auto first = *reinterpret_cast<const signed char*>((address >> 3) + asan_offset),
             last = *reinterpret_cast<const signed char*>(((address + size - 1) >> 3) + asan_offset);
  if ((first | last) == 0 && size <= 16) return;
  if (Write)
    __asan_storeN(reinterpret_cast<void*>(address), size);
  else
    __asan_loadN(reinterpret_cast<void*>(address), size);
}
template <bool Write>
inline void access(void* p, std::size_t size, void* pc, std::uint8_t atomic = 0) {
  const u64 address = reinterpret_cast<u64>(p);
  if (same_value.active) settle_same_value();
  if (in_kernel && address - reinterpret_cast<u64>(my_stack) < stack_bytes) return;
  if (size == 0) return;
  check_bounds<Write>(address, size);
  if (in_kernel) touch<Write>(address, size, reinterpret_cast<u64>(pc), atomic);
}

}  // namespace

void kernel_starts(const void* k) {
  kernel = k;
  kernel_start = ++now;
  blocks_started = 0;
}
void kernel_ends() { in_kernel = false; }
void block_starts() {
  block_start = last_barrier = ++now;
  block_acquired = 0;
  if (any_fence) {
    std::memset(acquired, 0, sizeof acquired);
    std::memset(fenced, 0, sizeof fenced);
  }
  if (blocks_started == blocks_room) {
    blocks_room = blocks_room ? 2 * blocks_room : 1024;
    block_starts_at = static_cast<u64*>(std::realloc(block_starts_at, blocks_room * sizeof(u64)));
  }
  block_starts_at[blocks_started++] = now;
}
void block_barrier() {
  last_barrier = ++now;
  if (any_fence)
    for (const u64 a : acquired)
      if (a > block_acquired) block_acquired = a;
}
void warp_barrier(unsigned first, unsigned lanes) {
  ++now;
  for (unsigned m = 0; m < 32; ++m) {
    u64 newest = 0;
    for (unsigned l = 0; l < 32; ++l)
      if (lanes >> l & 1 && ordered_before[first + l][m] > newest) newest = ordered_before[first + l][m];
    for (unsigned l = 0; l < 32; ++l)
      if (lanes >> l & 1) ordered_before[first + l][m] = lanes >> m & 1 ? now : newest;
  }
}
void thread_resumes(unsigned thread, const char* stack) {
  me = thread;
  my_stack = stack;
  in_kernel = true;
}
void thread_pauses() {
  if (same_value.active) settle_same_value();
  in_kernel = false;
}
void thread_fence() { fenced[me] = any_fence = true; }
void atomic_access(void* p, std::size_t size, void* pc) {
  ++now;  // so that what a thread publishes by it is older than what it does next
  access<true>(p, size, pc, fenced[me] ? 2 : 1);
}
// The symbolizer takes return addresses. Inlined frames come first, each string after the last one's zero.
void print_place(const void* return_address) {
  char text[4096] = "";
  __sanitizer_symbolize_pc(const_cast<void*>(return_address), "%f %s:%l", text, sizeof text - 1);
  for (const char* t = text; *t; t += std::strlen(t) + 1)
    std::fprintf(stderr, "%s%s", t == text ? "" : ", inlined into ", t);
}
void print_kernel() {
  char text[4096] = "";
  __sanitizer_symbolize_pc(const_cast<char*>(static_cast<const char*>(kernel)) + 1, "%f", text, sizeof text - 1);
  const char* name = text;
  while (name[std::strlen(name) + 1]) name += std::strlen(name) + 1;
  std::fprintf(stderr, "%s", name);
}
void give_up() {
  std::fflush(nullptr);
  std::_Exit(1);
}
}  // namespace cuda_on_cpu

// ---- what the compiler calls ------------------------------------------------------------------------------
using cuda_on_cpu::access;
extern "C" {
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void*, void*) {}
void __tsan_vptr_read(void*) {}
#define CUDA_ON_CPU_HOOKS(n)                                                                   \
  void __tsan_read##n(void* p) { access<false>(p, n, __builtin_return_address(0)); }           \
  void __tsan_write##n(void* p) { access<true>(p, n, __builtin_return_address(0)); }           \
  void __tsan_unaligned_read##n(void* p) { access<false>(p, n, __builtin_return_address(0)); } \
  void __tsan_unaligned_write##n(void* p) { access<true>(p, n, __builtin_return_address(0)); }
CUDA_ON_CPU_HOOKS(1)
CUDA_ON_CPU_HOOKS(2)
CUDA_ON_CPU_HOOKS(4)
CUDA_ON_CPU_HOOKS(8)
CUDA_ON_CPU_HOOKS(16)
void __tsan_read_range(void* p, std::size_t n) { access<false>(p, n, __builtin_return_address(0)); }
void __tsan_write_range(void* p, std::size_t n) { access<true>(p, n, __builtin_return_address(0)); }

// The standard library's own atomics (shared_ptr, guards of statics) in host code of .cu files: as they are.
#define CUDA_ON_CPU_ATOMICS(bits, T)                                                                                \
  T __tsan_atomic##bits##_load(const volatile T* p, int) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }           \
  void __tsan_atomic##bits##_store(volatile T* p, T v, int) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }           \
  T __tsan_atomic##bits##_exchange(volatile T* p, T v, int) { return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); } \
  T __tsan_atomic##bits##_fetch_add(volatile T* p, T v, int) { return __atomic_fetch_add(p, v, __ATOMIC_SEQ_CST); } \
  T __tsan_atomic##bits##_fetch_sub(volatile T* p, T v, int) { return __atomic_fetch_sub(p, v, __ATOMIC_SEQ_CST); } \
  T __tsan_atomic##bits##_fetch_and(volatile T* p, T v, int) { return __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST); } \
  T __tsan_atomic##bits##_fetch_or(volatile T* p, T v, int) { return __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST); }   \
  T __tsan_atomic##bits##_fetch_xor(volatile T* p, T v, int) { return __atomic_fetch_xor(p, v, __ATOMIC_SEQ_CST); } \
  bool __tsan_atomic##bits##_compare_exchange_strong(volatile T* p, T* e, T v, int, int) {                          \
    return __atomic_compare_exchange_n(p, e, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                         \
  }                                                                                                                 \
  bool __tsan_atomic##bits##_compare_exchange_weak(volatile T* p, T* e, T v, int, int) {                            \
    return __atomic_compare_exchange_n(p, e, v, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                          \
  }
CUDA_ON_CPU_ATOMICS(8, std::uint8_t)
CUDA_ON_CPU_ATOMICS(16, std::uint16_t)
CUDA_ON_CPU_ATOMICS(32, std::uint32_t)
CUDA_ON_CPU_ATOMICS(64, std::uint64_t)
void __tsan_atomic_thread_fence(int) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
void __tsan_atomic_signal_fence(int) {}
}
