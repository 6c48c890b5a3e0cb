// The emulated tensor cores against plain products, and copies that have not arrived.
#include <gtest/gtest.h>

#include <random>

#include "kernels/base/array.hpp"
#include "kernels/base/half.hpp"
#include "kernels/base/tensor_core.cuh"

namespace agglo {
namespace {

// D = A B', A 16 x 16, B 16 x 16 halves, from shared memory as ldmatrix wants them: two products of 16 x 8.
__global__ void multiply_matrices(const std::uint16_t* A, const std::uint16_t* B, float* D) {
  std::uint16_t* const shared = dynamic_shared<std::uint16_t>();
  for (unsigned e = threadIdx.x; e < 256; e += 32) shared[e] = A[e], shared[256 + e] = B[e];
  __syncwarp();
  const unsigned l = threadIdx.x;
  std::uint32_t a[4], b[4];
  load_matrices(shared_address_of(shared + l % 16 * 16 + l / 16 * 8), a);
  load_matrices(shared_address_of(shared + 256 + (l % 8 + l / 16 * 8) * 16 + l / 8 % 2 * 8), b);
  for (unsigned half = 0; half < 2; ++half) {
    float sum[4] = {0, 0, 0, 0};
    multiply_add(a, b[2 * half], b[2 * half + 1], sum);
    for (unsigned e = 0; e < 4; ++e) D[(l / 4 + e / 2 * 8) * 16 + half * 8 + 2 * (l % 4) + e % 2] = sum[e];
  }
}
__global__ void without_barrier(std::uint32_t* out) {  // lanes read rows that others wrote
  std::uint16_t* const shared = dynamic_shared<std::uint16_t>();
  for (unsigned e = threadIdx.x; e < 256; e += 32) shared[e] = static_cast<std::uint16_t>(e);
  std::uint32_t a[4];
  load_matrices(shared_address_of(shared + threadIdx.x * 8), a);
  out[threadIdx.x] = a[0];
}
template <bool Wait, bool Barrier>
__global__ void copy_and_read(const int* from, int* out) {
  int* const shared = dynamic_shared<int>();
  copy_ahead(shared + 4 * threadIdx.x, from + 4 * threadIdx.x);
  commit_copies();
  if (Wait) wait_for_copies();
  if (Barrier) __syncthreads();
  out[threadIdx.x] = shared[4 * (Barrier ? threadIdx.x ^ 40 : threadIdx.x)];
  if (!Wait) wait_for_copies();
}
__global__ void overwrite_too_early(const int* from, int* out) {
  int* const shared = dynamic_shared<int>();
  shared[threadIdx.x] = 7;
  __syncthreads();
  out[threadIdx.x] = shared[threadIdx.x ^ 40];
  if (threadIdx.x < 16) copy_ahead(shared + 4 * threadIdx.x, from + 4 * threadIdx.x);
  commit_copies();
  wait_for_copies();
}

TEST(CudaOnCpuTensorCores, FragmentsLieAsTheIsaSays) {
  std::mt19937 engine(3);
  std::vector<std::uint16_t> A(256), B(256);
  for (auto* M : {&A, &B})
    for (std::uint16_t& h : *M) h = half_bits(static_cast<double>(static_cast<int>(engine() % 129) - 64));
  context<gpu> ctx;
  const matrix<std::uint16_t, gpu> a(ctx, 16, 16, A), b(ctx, 16, 16, B);
  matrix<float, gpu> d(ctx, 16, 16);
  launch<multiply_matrices>(ctx.native().stream, {1, 32, 1024}, a.view().data, b.view().data, d.view().data);
  const std::vector<float> D = d.to_host();
  for (std::size_t i = 0; i < 16; ++i)
    for (std::size_t j = 0; j < 16; ++j) {
      float want = 0;  // whole numbers: exact
      for (std::size_t k = 0; k < 16; ++k) want += half_value(A[i * 16 + k]) * half_value(B[j * 16 + k]);
      EXPECT_EQ(D[i * 16 + j], want) << i << ' ' << j;
    }
}

TEST(CudaOnCpuTensorCores, SumsAreTruncated) {
  context<gpu> ctx;
  std::vector<std::uint16_t> A(256), B(256);
  A[0] = half_bits(4096), B[0] = half_bits(8192);  // 2^25
  A[1] = half_bits(3), B[1] = half_bits(1);        // its last place is 4
  const matrix<std::uint16_t, gpu> a(ctx, 16, 16, A), b(ctx, 16, 16, B);
  matrix<float, gpu> d(ctx, 16, 16);
  launch<multiply_matrices>(ctx.native().stream, {1, 32, 1024}, a.view().data, b.view().data, d.view().data);
  EXPECT_EQ(d.to_host()[0], 33554432.0F);
}

TEST(CudaOnCpuTensorCores, MatricesReadWithoutABarrierAreARace) {
  const auto run = [] {
    context<gpu> ctx;
    matrix<std::uint32_t, gpu> out(ctx, 1, 32);
    launch<without_barrier>(ctx.native().stream, {1, 32, 1024}, out.view().data);
    return out.to_host();
  };
  EXPECT_EXIT(run(), ::testing::ExitedWithCode(1), "data race in kernel .*without_barrier");
}

template <auto Kernel>
std::vector<int> run_copies() {
  context<gpu> ctx;
  std::vector<int> from(256);
  for (int k = 0; k < 256; ++k) from[static_cast<std::size_t>(k)] = k;
  const matrix<int, gpu> a(ctx, 1, 256, from);
  matrix<int, gpu> out(ctx, 1, 64);
  launch<Kernel>(ctx.native().stream, {1, 64, 1024}, a.view().data, out.view().data);
  return out.to_host();
}
TEST(CudaOnCpuTensorCores, CopiesArriveWhenTheirThreadHasWaited) {
  EXPECT_EQ((run_copies<copy_and_read<true, true>>()[3]), 4 * (3 ^ 40));
  EXPECT_EQ((run_copies<copy_and_read<true, false>>()[3]), 4 * 3);
  EXPECT_EQ((run_copies<copy_and_read<false, false>>()[3]), -1);
  EXPECT_EXIT(run_copies<overwrite_too_early>(), ::testing::ExitedWithCode(1),
              "data race in kernel .*overwrite_too_early");
}

}  // namespace
}  // namespace agglo
