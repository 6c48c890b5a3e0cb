#include "kernels/spillover/pair_product.hpp"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define AGGLO_TARGET(features) __attribute__((target(features)))
#else
#define AGGLO_TARGET(features)
#endif

namespace agglo::detail {
namespace {

/// R receivers against W vectors of one panel, their sums in registers: 6 x 4 of AVX-512's 32, 6 x 2 of AVX2's 16.
template <class Real, int Bytes, int W, int R>
[[gnu::always_inline]] inline void multiply_block(const Real* P, const Real* Q, std::ptrdiff_t classes, Real* C,
                                                  std::ptrdiff_t tile) {
  typedef Real vec __attribute__((vector_size(Bytes)));
  constexpr std::ptrdiff_t width = Bytes / static_cast<std::ptrdiff_t>(sizeof(Real));
  vec sum[R][W] = {};
  for (std::ptrdiff_t k = 0; k < classes; ++k) {
    vec q[W];
#pragma GCC unroll 4
    for (int v = 0; v < W; ++v) std::memcpy(&q[v], Q + k * panel<Real> + v * width, sizeof(vec));
#pragma GCC unroll 6
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
      for (int v = 0; v < W; ++v) sum[r][v] += P[r * classes + k] * q[v];
  }
#pragma GCC unroll 6
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < W; ++v) std::memcpy(C + r * tile + v * width, &sum[r][v], sizeof(vec));
}

template <class Real, int Bytes, int W>
[[gnu::always_inline]] inline void multiply_tile(const Real* P, std::ptrdiff_t rows, const Real* Q,
                                                 std::ptrdiff_t panels, std::ptrdiff_t classes, Real* C,
                                                 std::ptrdiff_t tile) {
  constexpr std::ptrdiff_t step = W * Bytes / static_cast<std::ptrdiff_t>(sizeof(Real));
  for (std::ptrdiff_t h = 0; h < panels; ++h)
    for (std::ptrdiff_t j = 0; j < panel<Real>; j += step) {
      const Real* q = Q + h * classes * panel<Real> + j;
      Real* c = C + h * panel<Real> + j;
      std::ptrdiff_t i = 0;
      for (; i + 6 <= rows; i += 6) multiply_block<Real, Bytes, W, 6>(P + i * classes, q, classes, c + i * tile, tile);
      for (; i + 2 <= rows; i += 2) multiply_block<Real, Bytes, W, 2>(P + i * classes, q, classes, c + i * tile, tile);
      if (i < rows) multiply_block<Real, Bytes, W, 1>(P + i * classes, q, classes, c + i * tile, tile);
    }
}

template <class Real>
AGGLO_TARGET("avx512f")
void by_avx512(const Real* P, std::ptrdiff_t rows, const Real* Q, std::ptrdiff_t panels, std::ptrdiff_t classes,
               Real* C, std::ptrdiff_t tile) {
  multiply_tile<Real, 64, 4>(P, rows, Q, panels, classes, C, tile);
}
template <class Real>
AGGLO_TARGET("avx2,fma")
void by_avx2(const Real* P, std::ptrdiff_t rows, const Real* Q, std::ptrdiff_t panels, std::ptrdiff_t classes, Real* C,
             std::ptrdiff_t tile) {
  multiply_tile<Real, 32, 2>(P, rows, Q, panels, classes, C, tile);
}
template <class Real>
void by_any(const Real* P, std::ptrdiff_t rows, const Real* Q, std::ptrdiff_t panels, std::ptrdiff_t classes, Real* C,
            std::ptrdiff_t tile) {
  multiply_tile<Real, 16, 2>(P, rows, Q, panels, classes, C, tile);
}

template <class Real>
void product(const Real* P, std::ptrdiff_t rows, const Real* Q, std::ptrdiff_t panels, std::ptrdiff_t classes, Real* C,
             std::ptrdiff_t tile, vector_level level) {
  switch (level) {
    case vector_level::avx512:
      return by_avx512(P, rows, Q, panels, classes, C, tile);
    case vector_level::avx2:
      return by_avx2(P, rows, Q, panels, classes, C, tile);
    case vector_level::any:
      return by_any(P, rows, Q, panels, classes, C, tile);
  }
}

}  // namespace

vector_level best_vector_level() {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx512f")) return vector_level::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return vector_level::avx2;
#endif
  return vector_level::any;
}

void tile_product(const double* P, std::ptrdiff_t rows, const double* Q, std::ptrdiff_t panels, std::ptrdiff_t classes,
                  double* C, std::ptrdiff_t tile, vector_level level) {
  product(P, rows, Q, panels, classes, C, tile, level);
}
void tile_product(const float* P, std::ptrdiff_t rows, const float* Q, std::ptrdiff_t panels, std::ptrdiff_t classes,
                  float* C, std::ptrdiff_t tile, vector_level level) {
  product(P, rows, Q, panels, classes, C, tile, level);
}

}  // namespace agglo::detail
