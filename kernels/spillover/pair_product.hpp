#pragma once
#include <cstddef>

// Products of profiles on the CPU: what a BLAS's GEMM would do for a tile, in a layout of our own, because the
// distribution's OpenBLAS leaves AVX-512 unused on processors newer than itself.
namespace agglo::detail {

/// Sources to a panel: 256 bytes of one class after those of the class before. A tile is some panels.
template <class Real>
inline constexpr std::ptrdiff_t panel = 256 / static_cast<std::ptrdiff_t>(sizeof(Real));

enum class vector_level { any, avx2, avx512 };
/// The widest that this machine has.
vector_level best_vector_level();

/// C(i, j) = sum over classes k of P(i, k) Q(j, k) for `rows` receivers and `panels` panels of sources:
/// P(i, k) = P[i classes + k], Q(j, k) = Q[(j / panel classes + k) panel + j % panel], C(i, j) = C[i tile + j].
/// Each sum runs over k in order, at every level; with fused multiply-adds from avx2 on.
void tile_product(const double* P, std::ptrdiff_t rows, const double* Q, std::ptrdiff_t panels, std::ptrdiff_t classes,
                  double* C, std::ptrdiff_t tile, vector_level level);
void tile_product(const float* P, std::ptrdiff_t rows, const float* Q, std::ptrdiff_t panels, std::ptrdiff_t classes,
                  float* C, std::ptrdiff_t tile, vector_level level);

}  // namespace agglo::detail
