#pragma once
// For .cu files whose arrays stay in host memory: events between streams, page-locked memory.
#include "kernels/base/cuda.cuh"

namespace agglo {

/// A point in one stream's work that another stream waits for. Before the first record() nothing waits.
class event {
 public:
  event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming)); }
  event(const event&) = delete;
  event& operator=(const event&) = delete;
  ~event() { cudaEventDestroy(event_); }

  void record(context<gpu>& after) { check(cudaEventRecord(event_, after.native().stream)); }
  void hold(context<gpu>& back) const { check(cudaStreamWaitEvent(back.native().stream, event_)); }

 private:
  cudaEvent_t event_{};
};

/// Page-locks memory that somebody else owns, so that copies run beside kernels. Where the system refuses, copies are
/// slower and right all the same.
class page_lock {
 public:
  page_lock(void* p, std::size_t bytes) : p_(bytes == 0 ? nullptr : p) {
    if (p_ == nullptr || cudaHostRegister(p_, bytes, cudaHostRegisterDefault) == cudaSuccess) return;
    cudaGetLastError();  // so that no later check meets this refusal
    p_ = nullptr;
  }
  page_lock(const page_lock&) = delete;
  page_lock& operator=(const page_lock&) = delete;
  ~page_lock() {
    if (p_ != nullptr) cudaHostUnregister(p_);
  }

 private:
  void* p_;
};

}  // namespace agglo
