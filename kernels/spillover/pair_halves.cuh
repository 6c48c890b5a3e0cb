#pragma once
#include <algorithm>

#include "kernels/base/tensor_core.cuh"
#include "kernels/spillover/half_profiles.hpp"
#include "kernels/spillover/pair_tile.cuh"

// Profiles as halves on the device, and their products by tensor cores.
namespace agglo::detail {

/// Halves lie in tiles of 64 firms as shared memory wants them, so that a copy is one run: tile, slice of classes,
/// plane, firm, class, with 8 unused ones behind each firm's, which keep eight rows of a matrix on different banks.
/// Firms and classes are filled up with zeros.
struct half_layout {
  int planes, slice, slices;
  bool resident;                   ///< all classes of 128 receivers stay in shared memory (pair_tensor.cu)
  int pitch, plane, piece, whole;  ///< halves of a firm, of a plane of a tile's slice, of all its planes, of a tile
  /// Bytes for two stages of a slice, which a block of pair_tensor.cu holds beside its firms, and for its receivers.
  [[nodiscard]] constexpr std::size_t stages() const {
    return std::size_t{resident ? 4U : 12U} * static_cast<unsigned>(piece);
  }
  [[nodiscard]] constexpr std::size_t receivers() const {
    return std::size_t{resident ? 4U : 0U} * static_cast<unsigned>(whole);
  }
};
/// `most`: bytes of shared memory that a block may have for them.
inline half_layout layout_of(int planes, index_type classes, std::size_t most) {
  const auto plan = [&](int widest, bool resident) {
    const int steps = static_cast<int>((classes + 15) / 16), slices = (steps * 16 + widest - 1) / widest;
    const int slice_ = (steps + slices - 1) / slices * 16, piece = planes * tile * (slice_ + 8);
    return half_layout{planes, slice_, slices, resident, slice_ + 8, tile * (slice_ + 8), piece, slices * piece};
  };
  const half_layout whole = plan(planes == 1 ? 128 : 32, true);
  return whole.stages() + whole.receivers() <= most ? whole : plan(planes == 1 ? 64 : 32, false);
}

/// One side of the technology factor: entry (p, k) is the sum of the planes' halves times scale[p].
struct half_rows {
  const std::uint16_t* data;
  vector_view<const float, gpu> scale;  ///< of all rows, those that fill up too
};
/// As device_pairs, but for the profiles.
struct half_pairs : device_pairs<float> {
  half_rows received, sent;
  half_layout layout;
};

// A warp a row.
inline constexpr int rounding_threads = 256;
template <int Planes>
__global__ void round_profiles(matrix_view<const double, gpu> from, vector_view<const index_type, gpu> order,
                               half_layout layout, std::uint16_t* to, vector_view<float, gpu> scale) {
  const index_type p = (index_type{blockIdx.x} * rounding_threads + threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x % 32);
  if (p >= scale.size) return;
  const bool known = p < order.size;
  double largest = 0;
  for (index_type k = lane; known && k < from.cols; k += 32) {
    const double x = std::fabs(from(order[p], k));
    if (x > largest) largest = x;
  }
  for (int half = 16; half > 0; half /= 2) {
    const double other = __shfl_xor_sync(~0u, largest, half);
    if (other > largest) largest = other;
  }
  const int e = half_exponent(largest);
  std::uint16_t* const row = to + p / tile * layout.whole + p % tile * layout.pitch;
  for (int k = lane; k < layout.slices * layout.slice; k += 32) {
    const split_half h = split(known && k < from.cols ? from(order[p], k) * power_of_two(-e) : 0.0);
    std::uint16_t* const entry = row + k / layout.slice * layout.piece + k % layout.slice;
    entry[0] = h.high;
    if (Planes == 2) entry[layout.plane] = h.low;
  }
  if (lane == 0) scale[p] = static_cast<float>(power_of_two(e));
}

/// One side's memory. Rows are filled up to whole blocks of 128 receivers.
class half_side {
 public:
  half_side(context<gpu>& ctx, matrix_view<const double, gpu> from, vector_view<const index_type, gpu> order,
            const half_layout& layout)
      : halves_(ctx, (from.rows + 127) / 128 * 2, layout.whole), scale_(ctx, halves_.rows() * tile) {
    const cudaStream_t stream = ctx.native().stream;
    const grid rows{blocks_for(scale_.size() * 32, rounding_threads), rounding_threads};
    if (from.empty()) return;
    std::uint16_t* const to = halves_.view().data;
    layout.planes == 2 ? launch<round_profiles<2>>(stream, rows, from, order, layout, to, scale_.view())
                       : launch<round_profiles<1>>(stream, rows, from, order, layout, to, scale_.view());
  }
  [[nodiscard]] half_rows view() const { return {halves_.view().data, scale_.view()}; }

 private:
  matrix<std::uint16_t, gpu> halves_;
  vector<float, gpu> scale_;
};

class half_firms {
 public:
  half_firms(context<gpu>& ctx, const pair_factors<gpu>& f, const pair_plan& p, matrix_view<const double, gpu> V,
             int planes)
      : firms_(ctx, without_technology(f), p, V),
        layout_(layout_of(planes, f.technology.sends.cols, shared_memory_for_halves(ctx))),
        one_side_(f.technology.receives.data == f.technology.sends.data &&
                  f.technology.receives.stride == f.technology.sends.stride),
        received_(ctx, f.technology.receives, order(), layout_),
        sent_(ctx, one_side_ ? matrix_view<const double, gpu>{} : f.technology.sends, order(), layout_) {}
  [[nodiscard]] vector_view<const index_type, gpu> order() const { return firms_.order(); }
  [[nodiscard]] half_pairs view() const {
    return {firms_.view(), received_.view(), one_side_ ? received_.view() : sent_.view(), layout_};
  }

 private:
  /// Two blocks to a multiprocessor of 228 KB, or what the device allows; less 5 KB for the firms.
  static std::size_t shared_memory_for_halves(context<gpu>& ctx) {
    int bytes = 0;
    check(cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, ctx.native().device));
    return static_cast<std::size_t>(std::min(bytes, 113 << 10) - (5 << 10));
  }
  static pair_factors<gpu> without_technology(pair_factors<gpu> f) {
    f.technology = {};
    return f;
  }
  device_firms<float> firms_;
  half_layout layout_;
  bool one_side_;
  half_side received_, sent_;
};

/// `count` halves, a multiple of 8, by the block's threads.
template <int Threads>
__device__ inline void copy_halves(const std::uint16_t* from, index_type count, std::uint16_t* to) {
  const int first = 8 * static_cast<int>(threadIdx.x), last = static_cast<int>(count);
  AGGLO_UNROLL_BY_4
  for (int k = first; k < last; k += 8 * Threads) copy_ahead(to + k, from + k);
}

/// sum += products of a warp's 16 M receivers and 8 N sources over `classes` classes, both in shared memory.
template <int M, int N>
__device__ inline void multiply_rows(const std::uint16_t* received, const std::uint16_t* sent, int pitch, int classes,
                                     float (&sum)[M][N][4]) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  shared_address A[M], B[N / 2];
  AGGLO_UNROLL
  for (int m = 0; m < M; ++m) A[m] = shared_address_of(received + (m * 16 + lane % 16) * pitch + lane / 16 * 8);
  AGGLO_UNROLL
  for (int n = 0; n < N / 2; ++n)
    B[n] = shared_address_of(sent + (n * 16 + lane % 8 + lane / 16 * 8) * pitch + lane / 8 % 2 * 8);
  AGGLO_UNROLL_BY_4
  for (int k = 0; k < classes; k += 16) {
    std::uint32_t a[M][4];
    AGGLO_UNROLL
    for (int m = 0; m < M; ++m) load_matrices(A[m] + 2 * k, a[m]);
    AGGLO_UNROLL
    for (int n = 0; n < N; n += 2) {
      std::uint32_t b[4];
      load_matrices(B[n / 2] + 2 * k, b);
      AGGLO_UNROLL
      for (int m = 0; m < M; ++m) {
        multiply_add(a[m], b[0], b[1], sum[m][n]);
        multiply_add(a[m], b[2], b[3], sum[m][n + 1]);
      }
    }
  }
}

/// weigh_tile with the products of profiles by tensor cores: warps 0 .. 7 take 16 x 32 pairs each.
__device__ inline void weigh_tile(const half_pairs& w, index_type r0, index_type s0, float* shared,
                                  float (&weight)[per][per]) {
  const half_layout& l = w.layout;
  auto* const received = reinterpret_cast<std::uint16_t*>(shared);
  std::uint16_t* const sent = received + l.piece;
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  const int row = warp % 4 * 16, column = warp / 4 * 32;
  float sum[1][4][4] = {};
  for (int part = 0; part < l.slices; ++part) {
    copy_halves<threads>(w.received.data + r0 / tile * l.whole + part * l.piece, l.piece, received);
    copy_halves<threads>(w.sent.data + s0 / tile * l.whole + part * l.piece, l.piece, sent);
    commit_copies();
    wait_for_copies();
    __syncthreads();
    for (int p = 0; p < 2 * l.planes - 1; ++p)  // high high, high low, low high
      multiply_rows(received + p / 2 * l.plane + row * l.pitch, sent + p % 2 * l.plane + column * l.pitch, l.pitch,
                    l.slice, sum);
    __syncthreads();
  }
  constexpr int pitch = tile + 1;
  for (int n = 0; n < 4; ++n)
    for (int e = 0; e < 4; ++e)
      shared[(row + lane / 4 + e / 2 * 8) * pitch + column + n * 8 + lane % 4 * 2 + e % 2] = sum[0][n][e];
  __syncthreads();
  point<float> source[per];
  for (int b = 0; b < per; ++b) source[b] = place_of(w, s0 + tx() + side * b);
  for (int a = 0; a < per; ++a) {
    const index_type i = r0 + ty() + side * a;
    const point<float> receiver = place_of(w, i);
    for (int b = 0; b < per; ++b) {
      const index_type j = s0 + tx() + side * b;
      const float product = shared[(ty() + side * a) * pitch + tx() + side * b];
      weight[a][b] = drawn(pair_factor(w, i, j, receiver, source[b]), product * w.received.scale[i] * w.sent.scale[j]);
    }
  }
  __syncthreads();
}

/// Bytes of a block's dynamic shared memory that weigh_tile needs.
inline std::size_t tile_bytes(const half_pairs& w) {
  return std::max(static_cast<std::size_t>(w.layout.piece) * 2 * sizeof(std::uint16_t),
                  std::size_t{tile} * (tile + 1) * sizeof(float));
}

}  // namespace agglo::detail
