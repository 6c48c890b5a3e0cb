#include <cuda_runtime.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <new>
#include <random>
#include <utility>
#include <vector>

extern "C" char __start_cuda_shared[] __attribute__((weak)), __stop_cuda_shared[] __attribute__((weak));
struct CUstream_st {
  std::deque<std::function<void()>> work;
};

namespace cuda_on_cpu {
namespace {

constexpr std::size_t stack_bytes = 64 << 10;
struct fiber {
  std::unique_ptr<char[]> stack{new char[stack_bytes]};
  void* sp = nullptr;
  void* fake = nullptr;  // AddressSanitizer's own stack of this fibre
  wait_for waits = wait_for::nothing;
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
std::unique_ptr<char[]> dynamic;
std::map<void*, std::size_t> memory;
int access_depth = 0;
cudaError_t last = cudaSuccess;

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
  fiber& f = fibers[running];
  f.done = true;
  __sanitizer_start_switch_fiber(nullptr, scheduler_bottom, scheduler_size);
  cuda_on_cpu_switch(&f.sp, scheduler_sp);
  std::abort();
}
void resume(unsigned i) {
  fiber& f = fibers[i];
  running = i;
  threadIdx = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
  __sanitizer_start_switch_fiber(&scheduler_fake, f.stack.get(), stack_bytes);
  cuda_on_cpu_switch(&scheduler_sp, f.sp);
  __sanitizer_finish_switch_fiber(scheduler_fake, nullptr, nullptr);
}

[[gnu::no_sanitize_address]] void fill(char* p, const char* end) {
  while (p < end) {
    *const_cast<volatile char*>(p) = static_cast<char>(0xFF);
    ++p;
  }  // NaN, -1: not memset, which would check the fences
}
[[noreturn]] void deadlock() {
  std::fprintf(stderr, "cuda_on_cpu: a barrier that not every thread reaches:\n");
  std::map<const void*, int> at;
  for (unsigned i = 0; i < live; ++i)
    if (!fibers[i].done) ++at[fibers[i].where];
  for (const auto& [pc, threads] : at) {
    char text[512] = "";
    __sanitizer_symbolize_pc(const_cast<void*>(pc), "%f %s:%l", text, sizeof text);
    const char* caller = text + std::strlen(text) + 1;  // after the inlined barrier itself
    std::fprintf(stderr, "  %d threads wait at %s\n", threads, *caller ? caller : text);
  }
  std::_Exit(1);  // not abort: CTest would call a caught fault a crash
}
bool release_warps() {  // a warp barrier opens when all its live lanes wait at it
  bool any = false;
  for (unsigned w = 0; w < live; w += 32) {
    const unsigned end = std::min(live, w + 32);
    bool all = true, some = false;
    for (unsigned i = w; i < end; ++i)
      if (!fibers[i].done) {
        some = true;
        all = all && fibers[i].waits == wait_for::warp;
      }
    if (some && all) {
      any = true;
      for (unsigned i = w; i < end; ++i) fibers[i].waits = wait_for::nothing;
    }
  }
  return any;
}
void run_block(std::mt19937& shuffle) {
  fill(__start_cuda_shared, __stop_cuda_shared);
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
    std::shuffle(order.begin(), order.end(), shuffle);
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
    if (all_at_block)
      for (unsigned i = 0; i < live; ++i) fibers[i].waits = wait_for::nothing;
    else if (!ran)
      deadlock();
  }
}
void open_memory() {
  if (access_depth++ == 0)
    for (const auto& [p, n] : memory) ASAN_UNPOISON_MEMORY_REGION(p, n);
}
void close_memory() {
  if (--access_depth == 0)
    for (const auto& [p, n] : memory) ASAN_POISON_MEMORY_REGION(p, n);
}
void drain(cudaStream_t s) {
  while (!s->work.empty()) {
    auto w = std::move(s->work.front());
    s->work.pop_front();
    w();
  }
}
bool is_device(const void* p) {
  auto i = memory.upper_bound(const_cast<void*>(p));
  return i != memory.begin() && static_cast<const char*>(p) < static_cast<char*>((--i)->first) + i->second;
}

}  // namespace

void wait(wait_for what) {
  fiber& f = fibers[running];
  f.waits = what;
  f.where = __builtin_return_address(0);
  __sanitizer_start_switch_fiber(&f.fake, scheduler_bottom, scheduler_size);
  cuda_on_cpu_switch(&f.sp, scheduler_sp);
  __sanitizer_finish_switch_fiber(f.fake, &scheduler_bottom, &scheduler_size);
}
void* dynamic_shared() { return dynamic.get(); }
unsigned lane() { return running % 32; }
void* warp_slot(unsigned l) { return slots[running / 32 * 32 + l].data(); }
void enqueue(cudaStream_t s, std::function<void()> w) { s->work.push_back(std::move(w)); }

cudaError_t enqueue_kernel(const cudaLaunchConfig_t& c, std::function<void()> one_thread) {
  const dim3 b = c.blockDim, g = c.gridDim;
  const bool ok = b.x * b.y * b.z >= 1 && b.x * b.y * b.z <= 1024 && b.z <= 64 && g.x >= 1 && g.x <= 0x7fffffffu &&
                  g.y >= 1 && g.y <= 65535 && g.z >= 1 && g.z <= 65535 && c.dynamicSmemBytes <= 227 * 1024;
  if (!ok) return last = cudaErrorInvalidConfiguration;
  enqueue(c.stream, [c, one_thread = std::move(one_thread)] {
    static const unsigned seed =
        std::getenv("CUDA_ON_CPU_SEED") ? static_cast<unsigned>(std::atoi(std::getenv("CUDA_ON_CPU_SEED"))) : 1;
    static std::mt19937 shuffle(seed);
    body = &one_thread;
    blockDim = c.blockDim;
    gridDim = c.gridDim;
    live = c.blockDim.x * c.blockDim.y * c.blockDim.z;
    if (fibers.size() < live) fibers.resize(live);
    slots.resize((live + 31) / 32 * 32);
    open_memory();
    const std::uint64_t blocks = std::uint64_t{gridDim.x} * gridDim.y * gridDim.z;
    for (std::uint64_t k = 0; k < blocks; ++k) {
      blockIdx = {unsigned(k % gridDim.x), unsigned(k / gridDim.x % gridDim.y), unsigned(k / gridDim.x / gridDim.y)};
      dynamic.reset(new char[c.dynamicSmemBytes]);  // exact size: one byte too far is caught
      std::memset(dynamic.get(), 0xFF, c.dynamicSmemBytes);
      run_block(shuffle);
    }
    close_memory();
  });
  return cudaSuccess;
}
device_access::device_access(cudaStream_t s) {
  if (s) drain(s);
  open_memory();
}
device_access::~device_access() { close_memory(); }
}  // namespace cuda_on_cpu

using namespace cuda_on_cpu;
const char* cudaGetErrorName(cudaError_t e) {
  return e == cudaErrorInvalidConfiguration ? "cudaErrorInvalidConfiguration"
         : e == cudaErrorMemoryAllocation   ? "cudaErrorMemoryAllocation"
         : e                                ? "cudaErrorInvalidValue"
                                            : "cudaSuccess";
}
const char* cudaGetErrorString(cudaError_t e) { return cudaGetErrorName(e); }
cudaError_t cudaGetLastError() { return std::exchange(last, cudaSuccess); }
cudaError_t cudaGetDeviceCount(int* n) {
  *n = 1;
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int d) { return d == 0 ? cudaSuccess : last = cudaErrorInvalidValue; }
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* s, unsigned) {
  *s = new CUstream_st;
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t s) {
  drain(s);
  delete s;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t s) {
  drain(s);
  return cudaSuccess;
}
cudaError_t cudaMallocAsync(void** p, std::size_t n, cudaStream_t) {
  if (n == 0) return last = cudaErrorInvalidValue;
  *p = ::operator new (n, std::align_val_t{256});
  std::memset(*p, 0xFF, n);
  memory[*p] = n;
  if (!access_depth) ASAN_POISON_MEMORY_REGION(*p, n);
  return cudaSuccess;
}
cudaError_t cudaFreeAsync(void* p, cudaStream_t s) {
  enqueue(s, [p] {
    ASAN_UNPOISON_MEMORY_REGION(p, memory.at(p));
    memory.erase(p);
    ::operator delete (p, std::align_val_t{256});
  });
  return cudaSuccess;
}
cudaError_t cudaMemcpy2DAsync(void* d, std::size_t d_pitch, const void* s, std::size_t s_pitch, std::size_t width,
                              std::size_t rows, cudaMemcpyKind, cudaStream_t stream) {
  if (width > d_pitch || width > s_pitch) return last = cudaErrorInvalidValue;
  auto copy_rows = [=](const char* from) {
    open_memory();
    for (std::size_t i = 0; i < rows; ++i) std::memcpy(static_cast<char*>(d) + i * d_pitch, from + i * s_pitch, width);
    close_memory();
  };
  const auto* from = static_cast<const char*>(s);
  if (is_device(s)) {
    enqueue(stream, [=] { copy_rows(from); });
  } else {  // pageable host memory is read before the call returns
    auto staged = std::make_shared<std::vector<char>>(from, from + (rows ? (rows - 1) * s_pitch + width : 0));
    enqueue(stream, [=] { copy_rows(staged->data()); });
  }
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void* d, const void* s, std::size_t n, cudaMemcpyKind kind, cudaStream_t stream) {
  return cudaMemcpy2DAsync(d, n, s, n, n, 1, kind, stream);
}
cudaError_t cudaMemset2DAsync(void* d, std::size_t pitch, int v, std::size_t width, std::size_t rows,
                              cudaStream_t stream) {
  enqueue(stream, [=] {
    open_memory();
    for (std::size_t i = 0; i < rows; ++i) std::memset(static_cast<char*>(d) + i * pitch, v, width);
    close_memory();
  });
  return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* d, int v, std::size_t n, cudaStream_t stream) {
  return cudaMemset2DAsync(d, n, v, n, 1, stream);
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *free = *total = std::size_t{1} << 40;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int) {
  *p = {"emulated on the CPU", std::size_t{1} << 40, 9, 0, 1};
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* v) { return *v = 13000, cudaSuccess; }
cudaError_t cudaDriverGetVersion(int* v) { return *v = 13000, cudaSuccess; }
