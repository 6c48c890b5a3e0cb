#pragma once
// One reading of a matrix on the cpu for several weighted sums at once. For leontief_solve.cpp alone.
#include <algorithm>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::detail {
namespace {

// A vector of running sums for a row of Z and a right-hand side. Rows of Z are taken several at a time: their streams
// come from memory side by side, and a weight loaded serves them all. What four right-hand sides do with a value read
// is 4 multiplications and additions; at 20 GB/s a core that is more than vectors of four doubles get done beside their
// loads, so vectors of eight and their 32 registers are used where the processor has them.
using four = double __attribute__((vector_size(32), aligned(8), may_alias));
using eight = double __attribute__((vector_size(64), aligned(8), may_alias));
template <class Vector>
constexpr index_type lanes_of = sizeof(Vector) / sizeof(double);

#define AGGLO_INLINE [[gnu::always_inline]] inline
// The build targets plain x86-64; these loops are compiled for wider vectors as well and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define AGGLO_WIDE_VECTORS [[gnu::target_clones("default", "arch=x86-64-v3")]]
#define AGGLO_EIGHT_LANES [[gnu::target("arch=x86-64-v4")]]
inline bool eight_lanes() {
  static const bool there = __builtin_cpu_supports("x86-64-v4") != 0;
  return there;
}
#else
#define AGGLO_WIDE_VECTORS
#define AGGLO_EIGHT_LANES
inline bool eight_lanes() { return false; }
#endif

struct work {
  const double* Z;
  index_type stride, cols;
  const double* w;
  index_type w_stride;
  double* to;
  index_type to_stride;
  double lowest;
};

template <class Vector>
AGGLO_INLINE const Vector& load(const double* p) {
  return *reinterpret_cast<const Vector*>(p);
}
template <class Vector>
AGGLO_INLINE double least(const Vector& v, double other) {
  for (index_type k = 0; k < lanes_of<Vector>; ++k) other = std::min(v[k], other);
  return other;
}
/// Half on half, down to one.
template <class Vector>
AGGLO_INLINE double sum_of_lanes(const Vector& v) {
  double part[lanes_of<Vector>];
  for (index_type k = 0; k < lanes_of<Vector>; ++k) part[k] = v[k];
  for (index_type half = lanes_of<Vector> / 2; half > 0; half /= 2)
    for (index_type k = 0; k < half; ++k) part[k] += part[k + half];
  return part[0];
}

template <class Vector, int Rows, int Sides, bool Sizes>
AGGLO_INLINE void dot(work& t, index_type i) {
  constexpr index_type lanes = lanes_of<Vector>;
  Vector sum[Rows][Sides] = {}, low = {};
  const double* const Z = t.Z + i * t.stride;
  index_type j = 0;
  for (; j + lanes <= t.cols; j += lanes) {
    Vector z[Rows];
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      z[a] = load<Vector>(Z + a * t.stride + j);
      low = z[a] < low ? z[a] : low;
      if constexpr (Sizes) z[a] = z[a] < 0 ? -z[a] : z[a];
    }
#pragma GCC unroll 8
    for (int r = 0; r < Sides; ++r) {
      const Vector w = load<Vector>(t.w + r * t.w_stride + j);
#pragma GCC unroll 8
      for (int a = 0; a < Rows; ++a) sum[a][r] += z[a] * w;
    }
  }
  t.lowest = least(low, t.lowest);
  for (int a = 0; a < Rows; ++a)
    for (int r = 0; r < Sides; ++r) {
      Vector& s = sum[a][r];
      for (index_type k = j; k < t.cols; ++k) {
        double z = Z[a * t.stride + k];
        t.lowest = std::min(t.lowest, z);
        if constexpr (Sizes) z = z < 0 ? -z : z;
        s[k - j] += z * t.w[r * t.w_stride + k];
      }
      t.to[r * t.to_stride + i + a] = sum_of_lanes(s);
    }
}
template <class Vector, int Sides, bool Sizes = false>
AGGLO_INLINE void dot_rows(work& t, index_type first, index_type last) {
  // As many as registers hold: 16, or 32 of the wider vectors.
  constexpr int rows = Sides > 4 ? 3 : Sides <= 2 || lanes_of<Vector> == 8 ? 4 : 2;
  index_type i = first;
  for (; i + rows <= last; i += rows) dot<Vector, rows, Sides, Sizes>(t, i);
  for (; i < last; ++i) dot<Vector, 1, Sides, Sizes>(t, i);
}

// to += w(first..last)' Z, `Rows` rows at a time: the sums stay in the cache and are touched once for all of them. The
// weights stand in registers: read from memory again for every vector, they would take more loads than Z.
template <class Vector, int Rows, int Sides, bool Sizes>
AGGLO_INLINE void add(work& t, index_type i) {
  constexpr index_type lanes = lanes_of<Vector>;
  const double* const Z = t.Z + i * t.stride;
  Vector low = {}, w[Sides][Rows];
  for (int r = 0; r < Sides; ++r)
    for (int a = 0; a < Rows; ++a) w[r][a] = Vector{} + t.w[r * t.w_stride + i + a];
  index_type j = 0;
  for (; j + lanes <= t.cols; j += lanes) {
    Vector s[Sides];
#pragma GCC unroll 8
    for (int r = 0; r < Sides; ++r) s[r] = load<Vector>(t.to + r * t.to_stride + j);
#pragma GCC unroll 8
    for (int a = 0; a < Rows; ++a) {
      Vector z = load<Vector>(Z + a * t.stride + j);
      low = z < low ? z : low;
      if constexpr (Sizes) z = z < 0 ? -z : z;
#pragma GCC unroll 8
      for (int r = 0; r < Sides; ++r) s[r] += z * w[r][a];
    }
#pragma GCC unroll 8
    for (int r = 0; r < Sides; ++r) *reinterpret_cast<Vector*>(t.to + r * t.to_stride + j) = s[r];
  }
  t.lowest = least(low, t.lowest);
  for (; j < t.cols; ++j)
    for (int r = 0; r < Sides; ++r) {
      double s = 0;
      for (int a = 0; a < Rows; ++a) {
        double z = Z[a * t.stride + j];
        t.lowest = std::min(t.lowest, z);
        if constexpr (Sizes) z = z < 0 ? -z : z;
        s += z * w[r][a][0];
      }
      t.to[r * t.to_stride + j] += s;
    }
}
template <class Vector, int Sides, bool Sizes = false>
AGGLO_INLINE void add_rows(work& t, index_type first, index_type last) {
  constexpr int rows = lanes_of<Vector> == 8 && Sides > 1 ? (Sides == 4 ? 6 : 8) : 4;  // their weights in registers
  index_type i = first;
  for (; i + rows <= last; i += rows) add<Vector, rows, Sides, Sizes>(t, i);
  for (; i < last; ++i) add<Vector, 1, Sides, Sizes>(t, i);
}

// Clones are of functions, not of templates.
#define AGGLO_SUMS(NAME, ...)                                                      \
  AGGLO_WIDE_VECTORS void dot_##NAME(work& t, index_type i, index_type end) {      \
    dot_rows<four, __VA_ARGS__>(t, i, end);                                        \
  }                                                                                \
  AGGLO_WIDE_VECTORS void add_##NAME(work& t, index_type i, index_type end) {      \
    add_rows<four, __VA_ARGS__>(t, i, end);                                        \
  }                                                                                \
  AGGLO_EIGHT_LANES void dot_eight_##NAME(work& t, index_type i, index_type end) { \
    dot_rows<eight, __VA_ARGS__>(t, i, end);                                       \
  }                                                                                \
  AGGLO_EIGHT_LANES void add_eight_##NAME(work& t, index_type i, index_type end) { \
    add_rows<eight, __VA_ARGS__>(t, i, end);                                       \
  }
AGGLO_SUMS(1, 1)
AGGLO_SUMS(2, 2)
AGGLO_SUMS(3, 3)
AGGLO_SUMS(4, 4)
AGGLO_SUMS(sizes, 1, true)
#undef AGGLO_SUMS
#define AGGLO_MORE_SUMS(N) \
  AGGLO_EIGHT_LANES void dot_eight_##N(work& t, index_type i, index_type end) { dot_rows<eight, N>(t, i, end); }
AGGLO_MORE_SUMS(5)
AGGLO_MORE_SUMS(6)
AGGLO_MORE_SUMS(7)
AGGLO_MORE_SUMS(8)
#undef AGGLO_MORE_SUMS

using part = void (*)(work&, index_type, index_type);

/// Which entries are summed: as they are, or their sizes, for one weight alone.
enum class entries { signed_values, sizes };

/// How many weighted sums one reading of Z serves. Sums over rows of eight would leave the first cache with what they
/// add to, and are no faster than two of four.
inline index_type most_row_sums() { return eight_lanes() ? 8 : 4; }
constexpr index_type most_column_sums = 4;

/// to(r, i) = sum over j of Z(i, j) w(r, j), r < most_row_sums().  @returns the least entry of Z below 0, else 0
double row_sums(entries of, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> w,
                matrix_view<double, cpu> to) {
  const part four_lanes[] = {dot_sizes, dot_1, dot_2, dot_3, dot_4};
  const part with_eight[] = {dot_eight_sizes, dot_eight_1, dot_eight_2, dot_eight_3, dot_eight_4,
                             dot_eight_5,     dot_eight_6, dot_eight_7, dot_eight_8};
  const part of_sides = (eight_lanes() ? with_eight : four_lanes)[of == entries::sizes ? 0 : w.rows];
  constexpr index_type height = 32;  // rows of a share; a row's sum does not depend on it
  double lowest = 0;
#pragma omp parallel for schedule(static) reduction(min : lowest) if (Z.rows * Z.cols > 65536)
  for (index_type i = 0; i < Z.rows; i += height) {
    work t{Z.data, Z.stride, Z.cols, w.data, w.stride, to.data, to.stride, 0};
    of_sides(t, i, std::min(i + height, Z.rows));
    lowest = std::min(lowest, t.lowest);
  }
  return lowest;
}

/// to(r, j) = sum over i of w(r, i) Z(i, j), r < 4. `parts` is scratch to keep between calls: at most 128 doubles a
/// column.  @returns the least entry of Z below 0, else 0
double column_sums(entries of, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> w,
                   matrix_view<double, cpu> to, std::vector<double>& parts) {
  const part adds[2][5] = {{add_1, add_2, add_3, add_4, add_sizes},
                           {add_eight_1, add_eight_2, add_eight_3, add_eight_4, add_eight_sizes}};
  const part of_sides = adds[eight_lanes()][of == entries::sizes ? 4 : w.rows - 1];
  // Panels of rows, of the shape alone, whose sums are added in order: the same bits for any team.
  const index_type height = std::max<index_type>(128, (Z.rows + 31) / 32), panels = (Z.rows + height - 1) / height;
  parts.resize(static_cast<std::size_t>(panels * w.rows * Z.cols));
  double lowest = 0;
#pragma omp parallel for schedule(static) reduction(min : lowest) if (Z.rows * Z.cols > 65536)
  for (index_type p = 0; p < panels; ++p) {
    double* const sums = parts.data() + p * w.rows * Z.cols;
    std::fill_n(sums, w.rows * Z.cols, 0.0);
    work t{Z.data, Z.stride, Z.cols, w.data, w.stride, sums, Z.cols, 0};
    of_sides(t, p * height, std::min((p + 1) * height, Z.rows));
    lowest = std::min(lowest, t.lowest);
  }
  constexpr index_type strip = 512;
#pragma omp parallel for collapse(2) schedule(static) if (Z.rows * Z.cols > 65536)
  for (index_type r = 0; r < w.rows; ++r)
    for (index_type first = 0; first < Z.cols; first += strip) {
      const index_type last = std::min(first + strip, Z.cols);
      for (index_type j = first; j < last; ++j) to(r, j) = parts[static_cast<std::size_t>(r * Z.cols + j)];
      for (index_type p = 1; p < panels; ++p)
        for (index_type j = first; j < last; ++j)
          to(r, j) += parts[static_cast<std::size_t>((p * w.rows + r) * Z.cols + j)];
    }
  return lowest;
}

#undef AGGLO_INLINE
#undef AGGLO_WIDE_VECTORS
#undef AGGLO_EIGHT_LANES

}  // namespace
}  // namespace agglo::detail
