// What the emulation reports in kernels that are wrong although their result may be right, and what it lets pass.
#include <gtest/gtest.h>

#include "kernels/base/array.hpp"
#include "kernels/base/cuda.cuh"

namespace agglo {
namespace {

constexpr int threads = 64;
constexpr unsigned leaves = 256;

// Runs a kernel over n zeros; what it left.
template <auto Kernel>
std::vector<int> run(unsigned blocks, unsigned block_threads, index_type n) {
  context<gpu> ctx;
  matrix<int, gpu> a(ctx, 1, n);
  clear(ctx, a.view());
  launch<Kernel>(ctx.native().stream, {blocks, block_threads}, a.view().data);
  return a.to_host();
}
template <auto Kernel>
void expect_report(unsigned blocks, unsigned block_threads, const char* text) {
  EXPECT_EXIT(run<Kernel>(blocks, block_threads, 2 * leaves), ::testing::ExitedWithCode(1), text);
}
#define RACE(kernel, memory, one, other)                                                                       \
  "data race in kernel .*" kernel ".*of " memory " memory.*" one " .*cuda_on_cpu_test_races.cu:[0-9]+.*" other \
  " .*cuda_on_cpu_test_races.cu:[0-9]+"

// ---- barriers of a block
__global__ void neighbour_without_barrier(int* out) {  // 1, whoever comes first: unset memory is not 0 either
  __shared__ int s[threads];
  s[threadIdx.x] = 1;
  out[threadIdx.x] = s[(threadIdx.x + 1) % threads] != 0;
}
__global__ void neighbour(int* out) {
  __shared__ int s[threads];
  s[threadIdx.x] = 1;
  __syncthreads();
  out[threadIdx.x] = s[(threadIdx.x + 1) % threads];
}
__global__ void read_then_overwrite(int* out) {  // every order of the threads gives what the next store hides
  __shared__ int s[threads];
  s[threadIdx.x] = 1;
  __syncthreads();
  const int x = s[(threadIdx.x + 1) % threads];
  s[threadIdx.x] = 1;
  out[threadIdx.x] = x;
}
template <bool Barrier>
__global__ void tree(int* out) {
  __shared__ int s[leaves];
  s[threadIdx.x] = 1;
  __syncthreads();
  for (unsigned half = leaves / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) s[threadIdx.x] += s[threadIdx.x + half];
    if (Barrier || half > 1) __syncthreads();
  }
  if (threadIdx.x == (Barrier ? 5 : 0)) out[0] = s[0];
}
TEST(CudaOnCpuRaces, AMissingBarrierIsFoundThoughTheResultIsRight) {
  expect_report<neighbour_without_barrier>(1, threads, "data race in kernel .*neighbour_without_barrier");
  expect_report<read_then_overwrite>(1, threads, RACE("read_then_overwrite", "shared", "reads it at", "writes it at"));
  EXPECT_EQ(run<neighbour>(1, threads, threads), std::vector<int>(threads, 1));
}
TEST(CudaOnCpuRaces, ATreeWithItsBarriersIsNone) {
  for (unsigned s = 1; s < 6; ++s) {
    cuda_on_cpu::seed(s);
    EXPECT_EQ(run<tree<true>>(1, leaves, 1)[0], 256);
  }
}
TEST(CudaOnCpuRaces, ALastLevelReadByItsOwnWriterNeedsNoBarrier) { EXPECT_EQ(run<tree<false>>(1, leaves, 1)[0], 256); }

// ---- bytes beside each other are no race; the same byte is
template <class T>
__global__ void fill_beside(int* out) {
  auto* const p = reinterpret_cast<T*>(out);
  p[threadIdx.x] = static_cast<T>(threadIdx.x);
}
__global__ void halves_overlap(int* out) {  // thread 1 writes the upper half of what thread 0 writes whole
  if (threadIdx.x == 0) *reinterpret_cast<long long*>(out) = 1;
  if (threadIdx.x == 1) out[1] = 2;
}
TEST(CudaOnCpuRaces, NeighbouringBytesAreApart) {
  run<fill_beside<char>>(1, threads, threads);
  run<fill_beside<short>>(1, threads, threads);
  run<fill_beside<double>>(1, threads, 2 * threads);
  expect_report<halves_overlap>(1, threads, RACE("halves_overlap", "global", "writes it at", "writes it at"));
}

// ---- warps
template <bool Barrier, bool Shuffle = false>
__global__ void warp_tree(int* out) {
  __shared__ int s[leaves];
  s[threadIdx.x] = 1;
  const unsigned lane = threadIdx.x % 32;
  for (unsigned half = 16; half > 0; half /= 2) {
    if (Barrier) __syncwarp();
    if (Shuffle) __shfl_sync(~0u, 0, 0);
    const int more = lane < half ? s[threadIdx.x + half] : 0;
    if (Barrier) __syncwarp();
    if (lane < half) s[threadIdx.x] += more;
  }
  if (lane == 0) out[threadIdx.x / 32] = s[threadIdx.x];
}
__global__ void across_warps(int* out) {  // a warp's barrier does not order another warp
  __shared__ int s[threads];
  s[threadIdx.x] = 1;
  __syncwarp();
  out[threadIdx.x] = s[threadIdx.x ^ 32];
}
__global__ void half_warps(int* out) {  // each half waits for itself
  __shared__ int s[32];
  const unsigned mask = threadIdx.x < 16 ? 0xFFFFu : 0xFFFF0000u;
  s[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp(mask);
  out[threadIdx.x] = s[threadIdx.x ^ 8];
}
__global__ void half_warps_mixed(int* out) {
  __shared__ int s[32];
  const unsigned mask = threadIdx.x < 16 ? 0xFFFFu : 0xFFFF0000u;
  s[threadIdx.x] = static_cast<int>(threadIdx.x);
  __syncwarp(mask);
  out[threadIdx.x] = s[threadIdx.x ^ 16];
}
TEST(CudaOnCpuRaces, AWarpIsOrderedByItsOwnBarrierAlone) {
  EXPECT_EQ((run<warp_tree<true>>(1, leaves, 8)), std::vector<int>(8, 32));
  expect_report<warp_tree<false>>(1, leaves, "data race in kernel .*warp_tree");
  expect_report<across_warps>(1, threads, "data race in kernel .*across_warps");
}
TEST(CudaOnCpuRaces, AShuffleOrdersNoMemory) {
  expect_report<warp_tree<false, true>>(1, leaves, "data race in kernel .*warp_tree");
}
TEST(CudaOnCpuRaces, AMaskOrdersTheLanesItNames) {
  EXPECT_EQ(run<half_warps>(1, 32, 32)[9], 1);
  expect_report<half_warps_mixed>(1, 32, "data race in kernel .*half_warps_mixed");
}

// ---- blocks
__global__ void every_block_writes(int* out) { out[0] = static_cast<int>(blockIdx.x); }
__global__ void next_block_reads(int* out) {
  out[blockIdx.x] = 1;
  out[leaves + blockIdx.x] = out[(blockIdx.x + 1) % gridDim.x];
}
__global__ void own_cells(int* out) { out[blockIdx.x * blockDim.x + threadIdx.x] = 1; }
__global__ void same_flag(int* out) { out[0] = 1; }
TEST(CudaOnCpuRaces, BlocksOfOneLaunchAreUnordered) {
  expect_report<every_block_writes>(
      2, 1, RACE("every_block_writes", "global", "block .0,0,0. writes it at", "block .1,0,0. writes it at"));
  expect_report<next_block_reads>(3, 1, "data race in kernel .*next_block_reads");
  EXPECT_EQ(run<own_cells>(4, threads, 4 * threads), std::vector<int>(4 * threads, 1));
}
TEST(CudaOnCpuRaces, LaunchesOfOneStreamAreOrdered) {
  context<gpu> ctx;
  vector<int, gpu> a(ctx, 1);
  for (int k = 0; k < 3; ++k) launch<every_block_writes>(ctx.native().stream, {1, 1}, a.view().data);
  EXPECT_EQ(a.to_host()[0], 0);
}
TEST(CudaOnCpuRaces, WritersOfTheSameValuePass) { EXPECT_EQ(run<same_flag>(3, threads, 1)[0], 1); }

// ---- atomics
__global__ void count(int* out) { atomicAdd(out, 1); }
__global__ void count_and_look(int* out) {
  atomicAdd(out, 1);
  if (threadIdx.x == 7) out[1] = out[0];
}
__global__ void count_plainly(int* out) { out[0] += 1; }
// The block that comes last adds what all have written: a fence before the count publishes it.
template <bool Fence>
__global__ void last_block_adds(int* out) {
  __shared__ bool last;
  out[2 + blockIdx.x] = 1;
  if (Fence) __threadfence();
  if (threadIdx.x == 0) last = atomicAdd(out, 1) == static_cast<int>(gridDim.x) - 1;
  __syncthreads();
  if (!last || threadIdx.x != 0) return;
  int sum = 0;
  for (unsigned b = 0; b < gridDim.x; ++b) sum += out[2 + b];
  out[1] = sum;
}
TEST(CudaOnCpuRaces, AtomicsPassAmongThemselvesAlone) {
  EXPECT_EQ(run<count>(3, threads, 1)[0], 3 * threads);
  expect_report<count_and_look>(1, threads, "data race in kernel .*count_and_look.*changes it atomically");
  expect_report<count_plainly>(1, threads, "data race in kernel .*count_plainly");
  expect_report<count_plainly>(2, 1, "data race in kernel .*count_plainly");
}
TEST(CudaOnCpuRaces, AFenceAndAnAtomicOrderTwoBlocks) {
  EXPECT_EQ(run<last_block_adds<true>>(5, 1, 16)[1], 5);
  expect_report<last_block_adds<false>>(5, 1, "data race in kernel .*last_block_adds");
}

// ---- barriers that some threads miss
__global__ void half_way_barrier(int* out) {
  if (threadIdx.x < 40)
    __syncthreads();
  else
    __syncwarp();
  out[threadIdx.x] = 1;
  __syncthreads();
}
__global__ void crossed_masks(int* out) {
  __syncwarp(threadIdx.x % 2 ? 0xAAAAAAAAu : ~0u);
  out[threadIdx.x] = 1;
  __syncthreads();
}
__global__ void mask_without_me(int* out) {
  __syncwarp(1);
  out[threadIdx.x] = 1;
}
TEST(CudaOnCpuRaces, ABarrierNotReachedByAllNamesItsKernel) {
  expect_report<half_way_barrier>(1, threads,
                                  "a barrier that not every thread reaches, in kernel .*half_way_barrier.*"
                                  "[0-9]+ threads wait at .*cuda_on_cpu_test_races.cu:[0-9]+");
  expect_report<crossed_masks>(1, 32, "a barrier that not every thread reaches, in kernel .*crossed_masks");
  expect_report<mask_without_me>(1, 32, "a lane that its own mask leaves out, at mask_without_me");
}

// ---- bounds and poison
__global__ void past_the_end(int* out) { out[2 * leaves + threadIdx.x] = 1; }
__global__ void past_dynamic_shared(int* out) {
  int* const s = dynamic_shared<int>();
  s[threadIdx.x + 1] = 1;
  out[threadIdx.x] = 1;
}
__global__ void copy_doubles(const double* from, double* to) { to[threadIdx.x] = from[threadIdx.x] + 1; }
template <class T>
__global__ void shared_unset(T* to) {
  __shared__ T s[threads];
  if (blockIdx.x == 0) s[threadIdx.x] = 1;
  to[blockIdx.x * threads + threadIdx.x] = s[threadIdx.x];
}
TEST(CudaOnCpuRaces, MemoryEndsWhereItEnds) {
  EXPECT_DEATH(run<past_the_end>(1, 1, 2 * leaves), "AddressSanitizer");
  const auto dynamic = [] {
    context<gpu> ctx;
    vector<int, gpu> a(ctx, threads);
    launch<past_dynamic_shared>(ctx.native().stream, {1, threads, threads * sizeof(int)}, a.view().data);
    ctx.synchronize();
  };
  EXPECT_DEATH(dynamic(), "AddressSanitizer");
}
TEST(CudaOnCpuRaces, MemoryThatNobodyWroteIsNotANumber) {
  context<gpu> ctx;
  vector<double, gpu> a(ctx, threads), b(ctx, threads), c(ctx, 2 * threads);
  launch<copy_doubles>(ctx.native().stream, {1, threads}, a.view().data, b.view().data);
  for (const double x : b.to_host()) EXPECT_TRUE(x != x);
  launch<shared_unset<double>>(ctx.native().stream, {2, threads}, c.view().data);
  const std::vector<double> s = c.to_host();
  EXPECT_EQ(s[3], 1);  // the second block does not see the first one's values
  EXPECT_TRUE(s[threads + 3] != s[threads + 3]);
}
TEST(CudaOnCpuRaces, TheHostMayNotTouchDeviceMemory) {
  context<gpu> ctx;
  vector<int, gpu> a(ctx, 4);
  clear(ctx, matrix_view<int, gpu>(a.view().data, 1, 4));
  ctx.synchronize();
  EXPECT_DEATH(a.view().data[0] = 1, "AddressSanitizer");
  EXPECT_DEATH(std::memset(a.view().data, 0, 4), "AddressSanitizer");
}

// ---- the order of the threads
__global__ void take_a_number(int* out) { out[1 + threadIdx.x] = atomicAdd(out, 1); }
TEST(CudaOnCpuRaces, TheSeedGivesTheOrder) {
  const auto order = [](unsigned s) {
    cuda_on_cpu::seed(s);
    return run<take_a_number>(1, threads, threads + 1);
  };
  EXPECT_EQ(order(7), order(7));
  EXPECT_NE(order(7), order(8));
}

}  // namespace
}  // namespace agglo
