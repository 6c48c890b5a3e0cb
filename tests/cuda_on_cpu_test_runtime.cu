// The emulated runtime's calls: streams, events, graphs, memory, devices, and what a kernel may call.
#include <cusparse.h>
#include <gtest/gtest.h>

#include <numeric>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

__global__ void add(int* a, int value) { a[threadIdx.x] += value; }
__global__ void times(int* a, int factor) { a[threadIdx.x] *= factor; }

struct device_ints {  // n ints of the current device, all zero
  explicit device_ints(int count) : n(static_cast<std::size_t>(count)) {
    check(cudaMalloc(&p, n * sizeof(int)));
    check(cudaMemset(p, 0, n * sizeof(int)));
  }
  device_ints(const device_ints&) = delete;
  ~device_ints() { cudaFree(p); }
  [[nodiscard]] std::vector<int> home() const {
    std::vector<int> v(n);
    check(cudaMemcpy(v.data(), p, n * sizeof(int), cudaMemcpyDeviceToHost));
    return v;
  }
  std::size_t n;
  int* p = nullptr;
};
struct stream {
  stream() { check(cudaStreamCreateWithFlags(&s, cudaStreamNonBlocking)); }
  stream(const stream&) = delete;
  ~stream() { cudaStreamDestroy(s); }
  cudaStream_t s{};
};

// ---- streams and events
TEST(CudaOnCpuRuntime, WorkRunsWhenSomebodyWaits) {
  device_ints a(1);
  const stream s;
  launch<add>(s.s, {1, 1}, a.p, 1);
  EXPECT_EQ(a.home()[0], 0);  // a missing wait shows: cudaMemcpy waits for no non-blocking stream
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(a.home()[0], 1);
}
TEST(CudaOnCpuRuntime, AQueryCompletesInTheEnd) {
  device_ints a(1);
  const stream s;
  for (int k = 0; k < 3; ++k) launch<add>(s.s, {1, 1}, a.p, 1);
  int asked = 0;
  while (cudaStreamQuery(s.s) == cudaErrorNotReady) ++asked;
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(a.home()[0], 3);
}
TEST(CudaOnCpuRuntime, AnEventOrdersTwoStreams) {
  for (const bool waits : {true, false}) {
    device_ints a(1);
    const stream first, second;
    cudaEvent_t e{};
    check(cudaEventCreateWithFlags(&e, cudaEventDisableTiming));
    launch<add>(first.s, {1, 1}, a.p, 5);
    check(cudaEventRecord(e, first.s));
    launch<add>(first.s, {1, 1}, a.p, 100);
    if (waits) check(cudaStreamWaitEvent(second.s, e, 0));
    launch<times>(second.s, {1, 1}, a.p, 2);
    check(cudaStreamSynchronize(second.s));
    EXPECT_EQ(a.home()[0], waits ? 10 : 0);
    EXPECT_EQ(cudaEventQuery(e), waits ? cudaSuccess : cudaErrorNotReady);
    check(cudaEventDestroy(e));
    check(cudaDeviceSynchronize());
    EXPECT_EQ(a.home()[0], waits ? 110 : 105);
  }
}
TEST(CudaOnCpuRuntime, EventsTimeWhatLiesBetween) {
  device_ints a(64);
  const stream s;
  cudaEvent_t from{}, to{};
  check(cudaEventCreate(&from));
  check(cudaEventCreate(&to));
  check(cudaEventRecord(from, s.s));
  for (int k = 0; k < 10; ++k) launch<add>(s.s, {1, 64}, a.p, 1);
  check(cudaEventRecord(to, s.s));
  float ms = -1;
  EXPECT_EQ(cudaEventElapsedTime(&ms, from, to), cudaErrorNotReady);
  check(cudaEventSynchronize(to));
  check(cudaEventElapsedTime(&ms, from, to));
  EXPECT_GT(ms, 0);
  check(cudaEventDestroy(from));
  check(cudaEventDestroy(to));
}
TEST(CudaOnCpuRuntime, HostFunctionsKeepTheirPlace) {
  std::vector<int> seen;
  const stream s;
  const auto note = [](void* v) { static_cast<std::vector<int>*>(v)->push_back(1); };
  check(cudaLaunchHostFunc(s.s, note, &seen));
  EXPECT_TRUE(seen.empty());
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(seen.size(), 1u);
}

// ---- graphs
TEST(CudaOnCpuRuntime, AGraphRepeatsWhatWasCaptured) {
  device_ints a(1);
  const stream s, side;
  cudaEvent_t fork{}, join{};
  check(cudaEventCreate(&fork));
  check(cudaEventCreate(&join));
  check(cudaStreamBeginCapture(s.s, cudaStreamCaptureModeThreadLocal));
  launch<add>(s.s, {1, 1}, a.p, 1);
  EXPECT_EQ(cudaStreamSynchronize(s.s), cudaErrorStreamCaptureUnsupported);
  check(cudaEventRecord(fork, s.s));
  check(cudaStreamWaitEvent(side.s, fork, 0));
  launch<times>(side.s, {1, 1}, a.p, 3);
  check(cudaEventRecord(join, side.s));
  check(cudaStreamWaitEvent(s.s, join, 0));
  void* scratch = nullptr;
  check(cudaMallocAsync(&scratch, 16, s.s));
  check(cudaFreeAsync(scratch, s.s));
  cudaGraph_t g{};
  check(cudaStreamEndCapture(s.s, &g));
  EXPECT_EQ(a.home()[0], 0);  // captured, not run
  cudaGraphExec_t x{};
  check(cudaGraphInstantiate(&x, g));
  check(cudaGraphDestroy(g));
  for (int k = 0; k < 3; ++k) check(cudaGraphLaunch(x, s.s));
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(a.home()[0], 39);  // x -> 3 (x + 1), three times
  launch<add>(side.s, {1, 1}, a.p, 1);
  check(cudaStreamSynchronize(side.s));
  EXPECT_EQ(a.home()[0], 40);  // the side stream is free again
  check(cudaGraphExecDestroy(x));
  check(cudaEventDestroy(fork));
  check(cudaEventDestroy(join));
  cudaGetLastError();
}

// ---- memory
TEST(CudaOnCpuRuntime, PageableMemoryIsReadAtTheCallAndPinnedLater) {
  device_ints a(1);
  const stream s;
  int pageable = 1;
  int* pinned = nullptr;
  check(cudaMallocHost(&pinned, sizeof(int)));
  *pinned = 1;
  check(cudaMemcpyAsync(a.p, &pageable, sizeof(int), cudaMemcpyHostToDevice, s.s));
  pageable = 2;
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(a.home()[0], 1);
  check(cudaMemcpyAsync(a.p, pinned, sizeof(int), cudaMemcpyDefault, s.s));
  *pinned = 2;  // too early
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(a.home()[0], 2);
  cudaPointerAttributes of{};
  check(cudaPointerGetAttributes(&of, pinned));
  EXPECT_EQ(of.type, cudaMemoryTypeHost);
  check(cudaPointerGetAttributes(&of, a.p));
  EXPECT_EQ(of.type, cudaMemoryTypeDevice);
  check(cudaFreeHost(pinned));
  EXPECT_EQ(cudaMemcpy(a.p, &pageable, sizeof(int), cudaMemcpyDeviceToHost), cudaErrorInvalidMemcpyDirection);
  EXPECT_EQ(cudaFree(&pageable), cudaErrorInvalidValue);
  cudaGetLastError();
}

// ---- devices: this test runs with CUDA_ON_CPU_DEVICES=2
TEST(CudaOnCpuRuntime, MemoryBelongsToItsDevice) {
  int devices = 0, can = 0;
  check(cudaGetDeviceCount(&devices));
  if (devices < 2) GTEST_SKIP() << "CUDA_ON_CPU_DEVICES=2 is not set";
  device_ints here(1);
  check(cudaSetDevice(1));
  device_ints there(1);
  stream s;
  launch<add>(s.s, {1, 1}, there.p, 7);
  check(cudaMemcpyPeerAsync(here.p, 0, there.p, 1, sizeof(int), s.s));
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(here.home()[0], 7);
  EXPECT_EQ(cudaMemcpyPeerAsync(here.p, 1, there.p, 1, sizeof(int), s.s), cudaErrorInvalidValue);
  const auto touch_the_other = [&] {
    launch<add>(s.s, {1, 1}, here.p, 1);
    check(cudaStreamSynchronize(s.s));
  };
  EXPECT_DEATH(touch_the_other(), "AddressSanitizer");
  check(cudaDeviceCanAccessPeer(&can, 1, 0));
  EXPECT_EQ(can, 1);
  check(cudaDeviceEnablePeerAccess(0, 0));
  EXPECT_EQ(cudaDeviceEnablePeerAccess(0, 0), cudaErrorPeerAccessAlreadyEnabled);
  touch_the_other();
  EXPECT_EQ(here.home()[0], 8);
  check(cudaDeviceDisablePeerAccess(0));
  check(cudaSetDevice(0));
  EXPECT_THROW(launch<add>(s.s, {1, 1}, there.p, 1), device_error);  // a stream of another device
  EXPECT_EQ(cudaSetDevice(2), cudaErrorInvalidDevice);
  cudaGetLastError();
}

// ---- limits
__global__ void fill_shared(int* a, int n) {
  int* const s = dynamic_shared<int>();
  for (int k = static_cast<int>(threadIdx.x); k < n; k += static_cast<int>(blockDim.x)) s[k] = k;
  __syncthreads();
  a[threadIdx.x] = s[n - 1];
}
TEST(CudaOnCpuRuntime, MoreSharedMemoryMustBeAskedFor) {
  device_ints a(1);
  const stream s;
  const std::size_t bytes = 64 << 10;
  EXPECT_THROW(launch<fill_shared>(s.s, {1, 1, bytes}, a.p, 1), device_error);
  EXPECT_EQ(cudaFuncSetAttribute(fill_shared, cudaFuncAttributeMaxDynamicSharedMemorySize, 228 << 10),
            cudaErrorInvalidValue);
  check(cudaFuncSetAttribute(fill_shared, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 << 10));
  launch<fill_shared>(s.s, {1, 1, bytes}, a.p, 16 << 10);
  check(cudaStreamSynchronize(s.s));
  EXPECT_EQ(a.home()[0], (16 << 10) - 1);
  int blocks = 0, sms = 0;
  check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, fill_shared, 256, bytes));
  EXPECT_EQ(blocks, 3);
  check(cudaDeviceGetAttribute(&sms, cudaDevAttrMultiProcessorCount, 0));
  EXPECT_GT(sms, 1);
  EXPECT_THROW(launch<fill_shared>(s.s, {1, 1025}, a.p, 1), device_error);
  cudaGetLastError();
}

// ---- warps
__global__ void warp_calls(int* out) {
  const int l = static_cast<int>(threadIdx.x);
  const unsigned low = 0xFFFFu, mine = l < 16 ? low : ~low;
  int* const o = out + 16 * l;
  o[0] = __shfl_sync(~0u, l, 5);
  o[1] = __shfl_sync(~0u, l, 5, 8);
  o[2] = __shfl_up_sync(~0u, l, 3);
  o[3] = __shfl_down_sync(~0u, l, 3);
  o[4] = __shfl_xor_sync(~0u, l, 17);
  o[5] = static_cast<int>(__ballot_sync(mine, l % 2));
  o[6] = __any_sync(mine, l == 20);
  o[7] = __all_sync(mine, l >= 16);
  o[8] = __reduce_add_sync(mine, l);
  o[9] = __reduce_max_sync(mine, -l);
  o[10] = static_cast<int>(__activemask() >> l & 1);
  o[11] = __popc(static_cast<unsigned>(l));
  o[12] = __ldg(&out[16 * l]) + __ldcs(&out[16 * l]);
  __stcs(&o[13], l);
  o[14] = __clz(l);
  o[15] = __ffs(l);
}
TEST(CudaOnCpuRuntime, LanesTalkToEachOther) {
  device_ints a(32 * 16);
  launch<warp_calls>(nullptr, {1, 32}, a.p);
  const std::vector<int> all = a.home();
  for (int l = 0; l < 32; ++l) {
    const std::vector<int> got(all.begin() + 16 * l, all.begin() + 16 * l + 16);
    const bool low = l < 16;
    const std::vector<int> want{5,
                                l / 8 * 8 + 5,
                                l < 3 ? l : l - 3,
                                l + 3 < 32 ? l + 3 : l,
                                l ^ 17,
                                low ? 0xAAAA : static_cast<int>(0xAAAA0000u),
                                low ? 0 : 1,
                                low ? 0 : 1,
                                low ? 120 : 376,
                                low ? 0 : -16,
                                1,
                                __builtin_popcount(static_cast<unsigned>(l)),
                                10,
                                l,
                                l ? __builtin_clz(static_cast<unsigned>(l)) : 32,
                                __builtin_ffs(l)};
    EXPECT_EQ(got, want) << "lane " << l;
  }
}

// ---- atomics
__global__ void atomic_calls(int* a, unsigned long long* b, double* c) {
  const int l = static_cast<int>(threadIdx.x);
  atomicAdd(&a[0], l);
  atomicSub(&a[1], l);
  atomicMin(&a[2], -l);
  atomicMax(&a[3], l);
  atomicExch(&a[4], 9);
  atomicCAS(&a[5], 0, 4);
  atomicAnd(&a[6], ~(1 << l));
  atomicOr(&a[7], 1 << l);
  atomicXor(&a[8], 3);
  atomicInc(reinterpret_cast<unsigned*>(&a[9]), 2u);
  atomicAdd(b, 1ull << 40);
  atomicAdd(c, 0.5);
}
TEST(CudaOnCpuRuntime, AtomicsDoWhatTheySay) {
  device_ints a(10), b(2), c(2);
  check(cudaMemset(&a.p[6], 0xFF, sizeof(int)));
  launch<atomic_calls>(nullptr, {1, 5}, a.p, reinterpret_cast<unsigned long long*>(b.p),
                       reinterpret_cast<double*>(c.p));
  EXPECT_EQ(a.home(), (std::vector<int>{10, -10, -4, 4, 9, 4, ~31, 31, 3, 2}));
  EXPECT_EQ(b.home(), (std::vector<int>{0, 5 << 8}));
  double half[1];
  check(cudaMemcpy(half, c.p, sizeof half, cudaMemcpyDeviceToHost));
  EXPECT_EQ(half[0], 2.5);
}

// ---- cuSPARSE: [2 0 1; 0 3 0] in rows
TEST(CudaOnCpuRuntime, SparseProducts) {
  context<gpu> ctx;
  const cudaStream_t s = ctx.native().stream;
  const vector<int, gpu> start(ctx, std::vector<int>{0, 2, 3}), column(ctx, std::vector<int>{0, 2, 1});
  const vector<double, gpu> value(ctx, std::vector<double>{2, 1, 3});
  vector<double, gpu> x(ctx, std::vector<double>{1, 10, 100, 2, 20, 200}), y(ctx, std::vector<double>{1, 1, 1, 1});
  cusparseHandle_t h{};
  cusparseSpMatDescr_t A{};
  cusparseDnVecDescr_t in{}, out{};
  cusparseDnMatDescr_t B{}, C{};
  EXPECT_EQ(cusparseCreate(&h), CUSPARSE_STATUS_SUCCESS);
  cusparseSetStream(h, s);
  const auto write = [](const auto& v) { return const_cast<void*>(static_cast<const void*>(v.view().data)); };
  cusparseCreateCsr(&A, 2, 3, 3, write(start), write(column), write(value), CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I,
                    CUSPARSE_INDEX_BASE_ZERO, CUDA_R_64F);
  cusparseCreateDnVec(&in, 3, x.view().data, CUDA_R_64F);
  cusparseCreateDnVec(&out, 2, y.view().data, CUDA_R_64F);
  const double one = 1, two = 2, zero = 0;
  std::size_t bytes = 0;
  cusparseSpMV_bufferSize(h, CUSPARSE_OPERATION_NON_TRANSPOSE, &one, A, in, &two, out, CUDA_R_64F,
                          CUSPARSE_SPMV_ALG_DEFAULT, &bytes);
  cusparseSpMV(h, CUSPARSE_OPERATION_NON_TRANSPOSE, &one, A, in, &two, out, CUDA_R_64F, CUSPARSE_SPMV_ALG_DEFAULT,
               nullptr);
  EXPECT_EQ(y.to_host(), (std::vector<double>{104, 32, 1, 1}));
  cusparseCreateDnMat(&B, 3, 2, 2, x.view().data, CUDA_R_64F, CUSPARSE_ORDER_ROW);  // [1 10; 100 2; 20 200]
  cusparseCreateDnMat(&C, 2, 2, 2, y.view().data, CUDA_R_64F, CUSPARSE_ORDER_ROW);
  cusparseSpMM(h, CUSPARSE_OPERATION_NON_TRANSPOSE, CUSPARSE_OPERATION_NON_TRANSPOSE, &one, A, B, &zero, C, CUDA_R_64F,
               CUSPARSE_SPMM_ALG_DEFAULT, nullptr);
  EXPECT_EQ(y.to_host(), (std::vector<double>{22, 220, 300, 6}));
  cusparseDestroySpMat(A);
  cusparseDestroyDnVec(in);
  cusparseDestroyDnVec(out);
  cusparseDestroyDnMat(B);
  cusparseDestroyDnMat(C);
  cusparseDestroy(h);
}

}  // namespace
}  // namespace agglo
