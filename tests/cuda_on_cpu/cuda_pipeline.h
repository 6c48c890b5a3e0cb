// Copies from global to shared memory that their thread waits for. Until it does, their target is NaN bytes, so that a
// missing wait shows; both the asking and the arrival are stores of the asking thread for the watch of races.
#pragma once
#include <cuda_runtime.h>

#include <deque>
#include <vector>

namespace cuda_on_cpu {

using word_of_copy [[gnu::may_alias]] = unsigned long long;
struct awaited_copy {
  word_of_copy* to;
  const word_of_copy* from;
};
inline std::deque<std::vector<awaited_copy>> copies_of_thread[1024];  // the last batch is open
[[gnu::no_sanitize("thread")]] inline std::deque<std::vector<awaited_copy>>& my_copies() {
  auto& mine = copies_of_thread[threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)];
  if (mine.empty()) mine.emplace_back();
  return mine;
}

}  // namespace cuda_on_cpu

inline void __pipeline_memcpy_async(void* shared, const void* global, std::size_t size) {
  if (size != 16 || (reinterpret_cast<std::uintptr_t>(shared) | reinterpret_cast<std::uintptr_t>(global)) % 16 != 0)
    __builtin_trap();
  for (int word = 0; word < 2; ++word) {
    auto* const to = static_cast<cuda_on_cpu::word_of_copy*>(shared) + word;
    *to = ~0ull;
    cuda_on_cpu::my_copies().back().push_back({to, static_cast<const cuda_on_cpu::word_of_copy*>(global) + word});
  }
}
inline void __pipeline_commit() { cuda_on_cpu::my_copies().emplace_back(); }
inline void __pipeline_wait_prior(std::size_t still_under_way) {
  auto& mine = cuda_on_cpu::my_copies();
  while (mine.size() > still_under_way + 1) {
    for (const cuda_on_cpu::awaited_copy& c : mine.front()) *c.to = *c.from;
    mine.pop_front();
  }
}
