// Runs a kernel: blocks one after another, a block's threads as fibres from barrier to barrier, in a seeded random
// order.
#include <sanitizer/common_interface_defs.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "runtime.hpp"

// The kernels see these as constants, as they are to each thread.
namespace cuda_on_cpu {
uint3 this_thread asm("cuda_on_cpu_threadIdx"), this_block asm("cuda_on_cpu_blockIdx");
dim3 block_shape asm("cuda_on_cpu_blockDim"), grid_shape asm("cuda_on_cpu_gridDim");

namespace {

enum class wait_for { nothing, warp, block };
struct fiber {
  std::unique_ptr<char[]> stack{new char[stack_bytes]};
  void* sp = nullptr;
  void* fake = nullptr;  // AddressSanitizer's own stack of this fibre
  wait_for waits = wait_for::nothing;
  unsigned mask = 0;
  bool orders_memory = false;
  const void* where = nullptr;
  bool done = false;
};
std::vector<fiber> fibers;  // of the running block; stacks are kept from block to block
unsigned running, live;
void* scheduler_sp;
void* scheduler_fake;
const void* scheduler_bottom;
std::size_t scheduler_size;
const std::function<void()>* body;
std::vector<std::array<char, 16>> slots;
std::mt19937 shuffle_engine([] {
  const char* s = std::getenv("CUDA_ON_CPU_SEED");
  return s ? static_cast<unsigned>(std::atoi(s)) : 1u;
}());

// Callee-saved registers to the stack, stack pointer to *save, and the same back from `to`.
extern "C" void cuda_on_cpu_switch(void** save, void* to);
asm(R"(.text
.type cuda_on_cpu_switch,@function
cuda_on_cpu_switch:
  push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15
  mov %rsp, (%rdi)
  mov %rsi, %rsp
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  ret
.size cuda_on_cpu_switch,.-cuda_on_cpu_switch)");

[[noreturn]] void fiber_main() {
  __sanitizer_finish_switch_fiber(nullptr, &scheduler_bottom, &scheduler_size);
  (*body)();
  thread_pauses();
  fiber& f = fibers[running];
  f.done = true;
  __sanitizer_start_switch_fiber(nullptr, scheduler_bottom, scheduler_size);
  cuda_on_cpu_switch(&f.sp, scheduler_sp);
  std::abort();
}
void resume(unsigned i) {
  fiber& f = fibers[i];
  running = i;
  this_thread = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
  thread_resumes(i, f.stack.get());
  __sanitizer_start_switch_fiber(&scheduler_fake, f.stack.get(), stack_bytes);
  cuda_on_cpu_switch(&scheduler_sp, f.sp);
  __sanitizer_finish_switch_fiber(scheduler_fake, nullptr, nullptr);
}
void wait(wait_for what, unsigned mask, bool orders_memory, const void* where) {
  thread_pauses();
  fiber& f = fibers[running];
  f.waits = what;
  f.mask = mask;
  f.orders_memory = orders_memory;
  f.where = where;
  __sanitizer_start_switch_fiber(&f.fake, scheduler_bottom, scheduler_size);
  cuda_on_cpu_switch(&f.sp, scheduler_sp);
  __sanitizer_finish_switch_fiber(f.fake, &scheduler_bottom, &scheduler_size);
}

[[noreturn]] void deadlock() {
  std::fprintf(stderr, "cuda_on_cpu: a barrier that not every thread reaches, in kernel ");
  print_kernel();
  std::map<const void*, int> at;
  int gone = 0;
  for (unsigned i = 0; i < live; ++i) fibers[i].done ? ++gone : ++at[fibers[i].where];
  std::fprintf(stderr, "\n  in block (%u,%u,%u)", blockIdx.x, blockIdx.y, blockIdx.z);
  for (const auto& [pc, threads] : at) {
    std::fprintf(stderr, "\n  %d threads wait at ", threads);
    print_place(pc);
  }
  if (gone) std::fprintf(stderr, "\n  %d threads have returned", gone);
  std::fprintf(stderr, "\n");
  give_up();
}
// A warp barrier opens when all the live lanes that it names wait at it.
bool release_warps() {
  bool any = false;
  for (unsigned w = 0; w < live; w += 32) {
    const unsigned lanes = std::min(live - w, 32u);
    for (unsigned i = w; i < w + lanes; ++i) {
      if (fibers[i].done || fibers[i].waits != wait_for::warp) continue;
      const unsigned mask = fibers[i].mask;
      unsigned members = 0;
      bool all = true, orders = true;
      for (unsigned l = 0; l < lanes; ++l) {
        const fiber& f = fibers[w + l];
        if (!(mask >> l & 1) || f.done) continue;
        members |= 1u << l;
        all = all && f.waits == wait_for::warp && f.mask == mask;
        orders = orders && f.orders_memory;
      }
      if (!all) continue;
      any = true;
      if (orders) warp_barrier(w, members);
      for (unsigned l = 0; l < lanes; ++l)
        if (members >> l & 1) fibers[w + l].waits = wait_for::nothing;
    }
  }
  return any;
}
void run_block() {
  poison_shared();
  block_starts();
  std::vector<unsigned> order(live);
  for (unsigned i = 0; i < live; ++i) {
    fiber& f = fibers[i];
    order[i] = i;
    f.done = false;
    f.waits = wait_for::nothing;
    void** top = reinterpret_cast<void**>(f.stack.get() + stack_bytes) - 2;  // the ABI's alignment at entry
    *top = reinterpret_cast<void*>(&fiber_main);
    f.sp = top - 6;
  }
  for (;;) {
    std::shuffle(order.begin(), order.end(), shuffle_engine);
    bool ran = false, all_done = true, all_at_block = true;
    for (const unsigned i : order)
      if (!fibers[i].done && fibers[i].waits == wait_for::nothing) {
        ran = true;
        resume(i);
      }
    for (unsigned i = 0; i < live; ++i)
      if (!fibers[i].done) {
        all_done = false;
        all_at_block = all_at_block && fibers[i].waits == wait_for::block;
      }
    if (all_done) return;
    if (release_warps()) continue;
    if (all_at_block) {
      block_barrier();
      for (unsigned i = 0; i < live; ++i) fibers[i].waits = wait_for::nothing;
    } else if (!ran) {
      deadlock();
    }
  }
}

}  // namespace

void barrier_of_block(const void* where) { wait(wait_for::block, 0, true, where); }
void barrier_of_warp(unsigned mask, bool orders_memory, const void* where) {
  if (!(mask >> lane() & 1)) {
    std::fprintf(stderr, "cuda_on_cpu: a lane that its own mask leaves out, at ");
    print_place(where);
    std::fprintf(stderr, "\n");
    give_up();
  }
  wait(wait_for::warp, mask, orders_memory, where);
}
unsigned lane() { return running % 32; }
unsigned live_lanes(unsigned mask) {
  unsigned members = 0;
  const unsigned w = running / 32 * 32;
  for (unsigned l = 0; l < 32 && w + l < live; ++l)
    if (mask >> l & 1 && !fibers[w + l].done) members |= 1u << l;
  return members;
}
void* warp_slot(unsigned l) { return slots[running / 32 * 32 + l].data(); }
void seed(unsigned s) { shuffle_engine.seed(s); }
bool toss() { return shuffle_engine() & 1; }

void run_kernel(const cudaLaunchConfig_t& c, const void* kernel, const std::function<void()>& one_thread) {
  body = &one_thread;
  block_shape = c.blockDim;
  grid_shape = c.gridDim;
  live = c.blockDim.x * c.blockDim.y * c.blockDim.z;
  if (fibers.size() < live) fibers.resize(live);
  slots.resize((live + 31) / 32 * 32);
  open_memory(device_of(c.stream));
  find_shared();
  new_dynamic_shared(c.dynamicSmemBytes);
  kernel_starts(kernel);
  const std::uint64_t blocks = std::uint64_t{gridDim.x} * gridDim.y * gridDim.z;
  for (std::uint64_t k = 0; k < blocks; ++k) {
    this_block = {unsigned(k % gridDim.x), unsigned(k / gridDim.x % gridDim.y), unsigned(k / gridDim.x / gridDim.y)};
    run_block();
  }
  kernel_ends();
  close_memory();
}
}  // namespace cuda_on_cpu
