// What the parts of the emulated runtime share. blocks.cpp runs a kernel's threads, races.cpp watches what they touch,
// memory.cpp and streams.cpp hold what CUDA calls by those names.
#pragma once
#include <cuda_runtime.h>

#include <cstdint>

namespace cuda_on_cpu {

// ---- races.cpp: who touched which byte last ---------------------------------------------------------------
constexpr unsigned most_threads = 1024;
constexpr std::size_t stack_bytes = 64 << 10;

void kernel_starts(const void* kernel);
void block_starts();
void kernel_ends();
void thread_resumes(unsigned thread, const char* stack);
void thread_pauses();
void block_barrier();
void warp_barrier(unsigned first_thread, unsigned lanes);  // among the lanes of the warp that starts at first_thread
void thread_fence();
void print_kernel();                        // the running one's name, to stderr
void print_place(const void* pc);           // "function file:line" to stderr, with what it is inlined into
[[noreturn]] void give_up();                // after a report: exit code 1, not a signal, which CTest would call a crash
void forget(const void* p, std::size_t n);  // memory that changes hands

// ---- memory.cpp -------------------------------------------------------------------------------------------
enum class tracked { no, shared, global };
tracked what_is(const void* page, std::size_t n);
void open_memory(int device);  // to a kernel or library call on `device`: its own memory and that of its peers
void close_memory();
void new_dynamic_shared(std::size_t n);
void find_shared();
void poison_shared();
cudaError_t fail(cudaError_t);  // remembers it for cudaGetLastError
int device_count();
int current_device();
struct block_memory {  // a device allocation
  std::size_t bytes;
  int device;
};
void* take_memory(std::size_t n, int device);
void give_memory(void*);

// ---- blocks.cpp -------------------------------------------------------------------------------------------
bool toss();  // a coin, from the seed that also orders threads

// ---- streams.cpp ------------------------------------------------------------------------------------------
int device_of(cudaStream_t);
bool capturing(cudaStream_t);
void drain(cudaStream_t);
void drain_device(int device);

}  // namespace cuda_on_cpu
