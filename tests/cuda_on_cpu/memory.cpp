// Device, pinned and shared memory: it starts as NaN bytes, and under AddressSanitizer only what may touch it can.
#include <link.h>
#include <sanitizer/asan_interface.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <utility>
#include <vector>

#include "runtime.hpp"

namespace cuda_on_cpu {
namespace {

constexpr std::align_val_t page{1024};  // races.cpp's: no two allocations share one
std::map<char*, block_memory> memory;   // by address
std::map<char*, std::size_t> pinned;
std::set<std::pair<int, int>> peers;                  // {device, whose memory it may touch}
char *shared_first = nullptr, *shared_end = nullptr;  // the program's thread-local block: its __shared__ variables
char* dynamic = nullptr;
std::size_t dynamic_bytes = 0;
std::vector<int> open_to;  // devices of the calls in progress
constexpr int every_device = -1;
cudaError_t last = cudaSuccess;
int current = 0;

template <class Blocks>
auto holder(Blocks& blocks, const void* p) {
  auto i = blocks.upper_bound(static_cast<char*>(const_cast<void*>(p)));
  return i == blocks.begin() ? blocks.end() : --i;
}
auto allocation_of(const void* p) {
  const auto i = holder(memory, p);
  return i != memory.end() && static_cast<const char*>(p) < i->first + i->second.bytes ? i : memory.end();
}
bool is_pinned(const void* p) {
  const auto i = holder(pinned, p);
  return i != pinned.end() && static_cast<const char*>(p) < i->first + i->second;
}
bool may_touch(int device, const block_memory& m) {
  return device == every_device || device == m.device || peers.contains({device, m.device});
}
void fence(char* p, const block_memory& m) {
  if (!open_to.empty() && may_touch(open_to.back(), m))
    ASAN_UNPOISON_MEMORY_REGION(p, m.bytes);
  else
    ASAN_POISON_MEMORY_REGION(p, m.bytes);
}
void fence_memory() {
  for (const auto& [p, m] : memory) fence(p, m);
}

}  // namespace

void open_memory(int device) {
  open_to.push_back(device);
  fence_memory();
}
void close_memory() {
  open_to.pop_back();
  fence_memory();
}
void* take_memory(std::size_t n, int device) {
  auto* const p = static_cast<char*>(::operator new(n, page));
  std::memset(p, 0xFF, n);
  memory[p] = {n, device};
  forget(p, n);
  fence(p, memory[p]);
  return p;
}
void give_memory(void* p) {
  const auto i = memory.find(static_cast<char*>(p));
  ASAN_UNPOISON_MEMORY_REGION(p, i->second.bytes);
  forget(p, i->second.bytes);
  memory.erase(i);
  ::operator delete(p, page);
}
void poison_memory(void* p) {
  open_memory(every_device);
  std::memset(p, 0xFF, allocation_of(p)->second.bytes);
  close_memory();
}
bool owns_memory(void* p) { return memory.contains(static_cast<char*>(p)); }

tracked what_is(const void* p, std::size_t n) {
  const char *const first = static_cast<const char*>(p), *const end = first + n;
  if (first < shared_end && shared_first < end) return tracked::shared;
  if (first < dynamic + dynamic_bytes && dynamic < end) return tracked::shared;
  const auto i = holder(memory, end - 1);
  return i != memory.end() && first < i->first + i->second.bytes ? tracked::global : tracked::no;
}
void find_shared() {
  dl_iterate_phdr(
      [](dl_phdr_info* program, std::size_t, void*) {  // the first object is the program itself
        for (int k = 0; k < program->dlpi_phnum; ++k)
          if (const auto& h = program->dlpi_phdr[k]; h.p_type == PT_TLS) {
            shared_first = static_cast<char*>(program->dlpi_tls_data);
            shared_end = shared_first + h.p_memsz;
          }
        return 1;
      },
      nullptr);
}
void new_dynamic_shared(std::size_t n) {  // exact size: one byte too far is caught
  if (n == dynamic_bytes) return;
  forget(dynamic, dynamic_bytes);
  ::operator delete(dynamic, page);
  dynamic = n ? static_cast<char*>(::operator new(n, page)) : nullptr;
  dynamic_bytes = n;
  forget(dynamic, n);
}
void poison_shared() {
  if (shared_first) std::memset(shared_first, 0xFF, static_cast<std::size_t>(shared_end - shared_first));
  if (dynamic) std::memset(dynamic, 0xFF, dynamic_bytes);
}
void* dynamic_shared() { return dynamic; }
cudaError_t fail(cudaError_t e) { return last = e; }
int current_device() { return current; }
int device_count() {
  static const int n = std::getenv("CUDA_ON_CPU_DEVICES") ? std::atoi(std::getenv("CUDA_ON_CPU_DEVICES")) : 1;
  return n;
}
device_access::device_access(cudaStream_t s) {
  if (s) drain(s);
  open_memory(s ? device_of(s) : every_device);
}
device_access::~device_access() { close_memory(); }

}  // namespace cuda_on_cpu

using namespace cuda_on_cpu;

cudaError_t cudaGetLastError() { return std::exchange(last, cudaSuccess); }
cudaError_t cudaPeekAtLastError() { return last; }
cudaError_t cudaGetDeviceCount(int* n) {
  *n = device_count();
  return *n > 0 ? cudaSuccess : fail(cudaErrorNoDevice);
}
cudaError_t cudaSetDevice(int d) {
  if (d < 0 || d >= device_count()) return fail(cudaErrorInvalidDevice);
  current = d;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* d) { return *d = current, cudaSuccess; }
cudaError_t cudaDeviceCanAccessPeer(int* can, int d, int peer) { return *can = d != peer, cudaSuccess; }
cudaError_t cudaDeviceEnablePeerAccess(int peer, unsigned) {
  if (peer < 0 || peer >= device_count() || peer == current) return fail(cudaErrorInvalidDevice);
  if (!peers.insert({current, peer}).second) return fail(cudaErrorPeerAccessAlreadyEnabled);
  return cudaSuccess;
}
cudaError_t cudaDeviceDisablePeerAccess(int peer) {
  return peers.erase({current, peer}) ? cudaSuccess : fail(cudaErrorPeerAccessNotEnabled);
}
cudaError_t cudaMalloc(void** p, std::size_t n) {
  *p = n ? take_memory(n, current) : nullptr;
  return cudaSuccess;
}
cudaError_t cudaFree(void* p) {
  if (!p) return cudaSuccess;
  const auto i = memory.find(static_cast<char*>(p));
  if (i == memory.end()) return fail(cudaErrorInvalidValue);
  drain_device(i->second.device);
  give_memory(p);
  return cudaSuccess;
}
cudaError_t cudaMallocHost(void** p, std::size_t n) {
  *p = ::operator new(n, page);
  std::memset(*p, 0xFF, n);
  pinned[static_cast<char*>(*p)] = n;
  return cudaSuccess;
}
cudaError_t cudaHostAlloc(void** p, std::size_t n, unsigned) { return cudaMallocHost(p, n); }
cudaError_t cudaFreeHost(void* p) {
  if (!p) return cudaSuccess;
  if (!pinned.erase(static_cast<char*>(p))) return fail(cudaErrorInvalidValue);
  for (int d = 0; d < device_count(); ++d) drain_device(d);
  ::operator delete(p, page);
  return cudaSuccess;
}
cudaError_t cudaHostRegister(void* p, std::size_t n, unsigned) {
  if (is_pinned(p)) return fail(cudaErrorHostMemoryAlreadyRegistered);
  pinned[static_cast<char*>(p)] = n;
  return cudaSuccess;
}
cudaError_t cudaHostUnregister(void* p) {
  if (!pinned.erase(static_cast<char*>(p))) return fail(cudaErrorHostMemoryNotRegistered);
  return cudaSuccess;
}
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* a, const void* p) {
  *a = {cudaMemoryTypeUnregistered, -1};
  if (const auto i = allocation_of(p); i != memory.end())
    *a = {cudaMemoryTypeDevice, i->second.device};
  else if (is_pinned(p))
    *a = {cudaMemoryTypeHost, current};
  return cudaSuccess;
}
cudaError_t cudaMemcpy2DAsync(void* d, std::size_t d_pitch, const void* s, std::size_t s_pitch, std::size_t width,
                              std::size_t rows, cudaMemcpyKind kind, cudaStream_t stream) {
  if (width > d_pitch || width > s_pitch) return fail(cudaErrorInvalidValue);
  const bool from_device = allocation_of(s) != memory.end(), to_device = allocation_of(d) != memory.end();
  const bool says_from = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice,
             says_to = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  if (kind != cudaMemcpyDefault && rows * width != 0 && (says_from != from_device || says_to != to_device))
    return fail(cudaErrorInvalidMemcpyDirection);
  auto copy_rows = [=](const char* from) {  // between any two devices: the driver goes through the host if it must
    open_memory(every_device);
    for (std::size_t i = 0; i < rows; ++i) std::memcpy(static_cast<char*>(d) + i * d_pitch, from + i * s_pitch, width);
    close_memory();
  };
  const auto* from = static_cast<const char*>(s);
  if (from_device || is_pinned(s) || capturing(stream)) {
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
cudaError_t cudaMemcpy(void* d, const void* s, std::size_t n, cudaMemcpyKind kind) {
  const cudaError_t e = cudaMemcpyAsync(d, s, n, kind, nullptr);
  return e ? e : cudaStreamSynchronize(nullptr);
}
cudaError_t cudaMemcpyPeerAsync(void* d, int d_device, const void* s, int s_device, std::size_t n,
                                cudaStream_t stream) {
  const auto to = allocation_of(d), from = allocation_of(s);
  if (to == memory.end() || from == memory.end() || to->second.device != d_device || from->second.device != s_device)
    return fail(cudaErrorInvalidValue);
  return cudaMemcpyAsync(d, s, n, cudaMemcpyDeviceToDevice, stream);
}
cudaError_t cudaMemset2DAsync(void* d, std::size_t pitch, int v, std::size_t width, std::size_t rows,
                              cudaStream_t stream) {
  enqueue(stream, [=] {
    open_memory(device_of(stream));
    for (std::size_t i = 0; i < rows; ++i) std::memset(static_cast<char*>(d) + i * pitch, v, width);
    close_memory();
  });
  return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* d, int v, std::size_t n, cudaStream_t stream) {
  return cudaMemset2DAsync(d, n, v, n, 1, stream);
}
cudaError_t cudaMemset(void* d, int v, std::size_t n) {
  cudaMemsetAsync(d, v, n, nullptr);
  return cudaStreamSynchronize(nullptr);
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *free = *total = std::size_t{1} << 40;
  return cudaSuccess;
}
