#pragma once
#include <cstddef>

#include "kernels/base/space.hpp"

namespace agglo {

/// Signed 64-bit sizes and positions everywhere: n * n of n = 40 000 overflows 32 bits.
using index_type = std::ptrdiff_t;

/// Non-owning, contiguous vector of `size` values in the memory of S. Pass by value.
template <class T, space S>
struct vector_view {
  T* data = nullptr;
  index_type size = 0;

  AGGLO_HD constexpr T& operator[](index_type i) const { return data[i]; }
  AGGLO_HD constexpr bool empty() const { return size == 0; }
  AGGLO_HD constexpr vector_view block(index_type first, index_type count) const { return {data + first, count}; }
  template <std::same_as<const T> U>
  AGGLO_HD constexpr operator vector_view<U, S>() const {
    return {data, size};
  }
};

/// Non-owning, row-major matrix: element (i, j) is data[i * stride + j], stride >= cols. Pass by value.
/// A block of a matrix is a view with the whole's stride, so A^rr or a NumPy slice needs no copy.
template <class T, space S>
struct matrix_view {
  T* data = nullptr;
  index_type rows = 0;
  index_type cols = 0;
  index_type stride = 0;

  constexpr matrix_view() = default;
  AGGLO_HD constexpr matrix_view(T* d, index_type r, index_type c) : data(d), rows(r), cols(c), stride(c) {}
  AGGLO_HD constexpr matrix_view(T* d, index_type r, index_type c, index_type s)
      : data(d), rows(r), cols(c), stride(s) {}

  AGGLO_HD constexpr T& operator()(index_type i, index_type j) const { return data[i * stride + j]; }
  AGGLO_HD constexpr bool empty() const { return rows == 0 || cols == 0; }
  AGGLO_HD constexpr bool contiguous() const { return stride == cols || rows <= 1; }
  AGGLO_HD constexpr vector_view<T, S> row(index_type i) const { return {data + i * stride, cols}; }
  AGGLO_HD constexpr matrix_view block(index_type i, index_type j, index_type r, index_type c) const {
    return {data + i * stride + j, r, c, stride};
  }
  template <std::same_as<const T> U>
  AGGLO_HD constexpr operator matrix_view<U, S>() const {
    return {data, rows, cols, stride};
  }
};

}  // namespace agglo
