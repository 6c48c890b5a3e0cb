#pragma once
// One reading of a matrix on the cpu for up to four weighted sums at once. For leontief_solve.cpp alone.
#include <algorithm>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo::detail {
namespace {

// Four running sums a row of Z and a right-hand side. Rows of Z are taken several at a time: their streams come from
// memory side by side, and a weight loaded serves them all.
using four = double __attribute__((vector_size(32), aligned(8), may_alias));

#define AGGLO_INLINE [[gnu::always_inline]] inline
// The build targets plain x86-64; these loops are compiled for wider vectors as well and chosen at start.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define AGGLO_WIDE_VECTORS [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define AGGLO_WIDE_VECTORS
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

AGGLO_INLINE const four& load(const double* p) { return *reinterpret_cast<const four*>(p); }
AGGLO_INLINE double least(const four& v, double other) {
  return std::min(std::min(std::min(v[0], v[1]), std::min(v[2], v[3])), other);
}

template <int Rows, int Sides, bool Sizes>
AGGLO_INLINE void dot(work& t, index_type i) {
  four sum[Rows][Sides] = {}, low = {};
  const double* const Z = t.Z + i * t.stride;
  index_type j = 0;
  for (; j + 4 <= t.cols; j += 4)
    for (int a = 0; a < Rows; ++a) {
      four z = load(Z + a * t.stride + j);
      low = z < low ? z : low;
      if constexpr (Sizes) z = z < 0 ? -z : z;
      for (int r = 0; r < Sides; ++r) sum[a][r] += z * load(t.w + r * t.w_stride + j);
    }
  t.lowest = least(low, t.lowest);
  for (int a = 0; a < Rows; ++a)
    for (int r = 0; r < Sides; ++r) {
      four& s = sum[a][r];
      for (index_type k = j; k < t.cols; ++k) {
        double z = Z[a * t.stride + k];
        t.lowest = std::min(t.lowest, z);
        if constexpr (Sizes) z = z < 0 ? -z : z;
        s[k - j] += z * t.w[r * t.w_stride + k];
      }
      t.to[r * t.to_stride + i + a] = (s[0] + s[1]) + (s[2] + s[3]);
    }
}
template <int Sides, bool Sizes = false>
AGGLO_INLINE void dot_rows(work& t, index_type first, index_type last) {
  constexpr int rows = Sides <= 2 ? 4 : 2;  // as many as registers hold
  index_type i = first;
  for (; i + rows <= last; i += rows) dot<rows, Sides, Sizes>(t, i);
  for (; i < last; ++i) dot<1, Sides, Sizes>(t, i);
}

// to += w(first..last)' Z, `Rows` rows at a time: the sums stay in the cache and are touched once for all of them.
template <int Rows, int Sides, bool Sizes>
AGGLO_INLINE void add(work& t, index_type i) {
  const double* const Z = t.Z + i * t.stride;
  four low = {};
  index_type j = 0;
  for (; j + 4 <= t.cols; j += 4) {
    four z[Rows];
    for (int a = 0; a < Rows; ++a) {
      z[a] = load(Z + a * t.stride + j);
      low = z[a] < low ? z[a] : low;
      if constexpr (Sizes) z[a] = z[a] < 0 ? -z[a] : z[a];
    }
    for (int r = 0; r < Sides; ++r) {
      four s = z[0] * t.w[r * t.w_stride + i];
      for (int a = 1; a < Rows; ++a) s += z[a] * t.w[r * t.w_stride + i + a];
      *reinterpret_cast<four*>(t.to + r * t.to_stride + j) += s;
    }
  }
  t.lowest = least(low, t.lowest);
  for (; j < t.cols; ++j)
    for (int r = 0; r < Sides; ++r) {
      double s = 0;
      for (int a = 0; a < Rows; ++a) {
        double z = Z[a * t.stride + j];
        t.lowest = std::min(t.lowest, z);
        if constexpr (Sizes) z = z < 0 ? -z : z;
        s += z * t.w[r * t.w_stride + i + a];
      }
      t.to[r * t.to_stride + j] += s;
    }
}
template <int Sides, bool Sizes = false>
AGGLO_INLINE void add_rows(work& t, index_type first, index_type last) {
  constexpr int rows = 4;
  index_type i = first;
  for (; i + rows <= last; i += rows) add<rows, Sides, Sizes>(t, i);
  for (; i < last; ++i) add<1, Sides, Sizes>(t, i);
}

// Clones are of functions, not of templates.
#define AGGLO_SIDES(N)                                                                                         \
  AGGLO_WIDE_VECTORS void dot_##N(work& t, index_type first, index_type last) { dot_rows<N>(t, first, last); } \
  AGGLO_WIDE_VECTORS void add_##N(work& t, index_type first, index_type last) { add_rows<N>(t, first, last); }
AGGLO_SIDES(1)
AGGLO_SIDES(2)
AGGLO_SIDES(3)
AGGLO_SIDES(4)
#undef AGGLO_SIDES
AGGLO_WIDE_VECTORS void dot_sizes(work& t, index_type first, index_type last) { dot_rows<1, true>(t, first, last); }
AGGLO_WIDE_VECTORS void add_sizes(work& t, index_type first, index_type last) { add_rows<1, true>(t, first, last); }

using part = void (*)(work&, index_type, index_type);

/// Which entries are summed: as they are, or their sizes, for one weight alone.
enum class entries { signed_values, sizes };

/// to(r, i) = sum over j of Z(i, j) w(r, j), r < 4.  @returns the least entry of Z below 0, else 0
double row_sums(entries of, matrix_view<const double, cpu> Z, matrix_view<const double, cpu> w,
                matrix_view<double, cpu> to) {
  const part dots[] = {dot_1, dot_2, dot_3, dot_4};
  const part of_sides = of == entries::sizes ? dot_sizes : dots[w.rows - 1];
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
  const part adds[] = {add_1, add_2, add_3, add_4};
  const part of_sides = of == entries::sizes ? add_sizes : adds[w.rows - 1];
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

}  // namespace
}  // namespace agglo::detail
