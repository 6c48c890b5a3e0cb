#pragma once
// Tensor cores, a warp at a time: matrices of halves, sums in single precision. Lane l holds of every 8 x 8 matrix row
// l / 4, columns 2 (l % 4) and the next; the PTX ISA gives these layouts for ldmatrix and mma.m16n8k16. In the tests
// the same functions run on the CPU. All 32 lanes call.
#include <cuda_pipeline.h>

#include "kernels/base/cuda.cuh"

#ifdef __CUDACC__
#define AGGLO_UNROLL _Pragma("unroll")
#define AGGLO_UNROLL_BY_4 _Pragma("unroll 4")
#else
#include <tensor_cores.h>
#define AGGLO_UNROLL
#define AGGLO_UNROLL_BY_4
#endif

namespace agglo {

/// A place in shared memory, counted in bytes: 32 bits of arithmetic instead of 64.
#ifdef __CUDACC__
using shared_address = std::uint32_t;
__device__ inline shared_address shared_address_of(const void* p) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(p));
}
#else
using shared_address = const char*;
inline shared_address shared_address_of(const void* p) { return static_cast<const char*>(p); }
#endif

/// Four 8 x 8 matrices of halves from shared memory: lane l says where row l % 8 of matrix l / 8 begins, on 16 bytes.
__device__ inline void load_matrices(shared_address row, std::uint32_t (&to)[4]) {
#ifdef __CUDACC__
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(row));
#else
  cuda_on_cpu::load_matrices(row, to);
#endif
}

/// sum(i, j) += sum over k < 16 of A(i, k) B(j, k), A 16 x 16, B 8 x 16, sum 16 x 8. A's four matrices: rows 0-7 and
/// 8-15 of columns 0-7, then of 8-15. B's two: columns 0-7, 8-15. sum: rows 0-7 in the first two, 8-15 in the others.
__device__ inline void multiply_add(const std::uint32_t (&A)[4], std::uint32_t B_first, std::uint32_t B_second,
                                    float (&sum)[4]) {
#ifdef __CUDACC__
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, "
      "%3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(B_first), "r"(B_second));
#else
  cuda_on_cpu::multiply_add(A, B_first, B_second, sum);
#endif
}

/// 16 bytes from global to shared memory, both aligned to them, without waiting: there after commit_copies() and a
/// wait_for_copies() of the thread that asked, for others after a barrier behind it.
__device__ inline void copy_ahead(void* shared, const void* global) { __pipeline_memcpy_async(shared, global, 16); }
__device__ inline void commit_copies() { __pipeline_commit(); }
__device__ inline void wait_for_copies() { __pipeline_wait_prior(0); }

}  // namespace agglo
