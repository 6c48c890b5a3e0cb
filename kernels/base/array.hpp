#pragma once
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/base/context.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// Copies src into dst, both of one shape and any strides, within a space. Stream-ordered on gpu.
template <class T, space S>
void copy(context<S>& ctx, matrix_view<const std::type_identity_t<T>, S> src, matrix_view<T, S> dst) {
  expects_shape(dst, src.rows, src.cols, "dst");
  copy(ctx, dst.data, static_cast<std::size_t>(dst.stride) * sizeof(T), src.data,
       static_cast<std::size_t>(src.stride) * sizeof(T), static_cast<std::size_t>(src.cols) * sizeof(T),
       static_cast<std::size_t>(src.rows));
}
/// Sets every element to zero. Stream-ordered on gpu.
template <class T, space S>
void clear(context<S>& ctx, matrix_view<T, S> dst) {
  clear(ctx, dst.data, static_cast<std::size_t>(dst.stride) * sizeof(T), static_cast<std::size_t>(dst.cols) * sizeof(T),
        static_cast<std::size_t>(dst.rows));
}

/// Owning row-major matrix in the memory of S, contiguous; uninitialised unless built from host values. Move-only.
template <class T, space S>
class matrix {
 public:
  matrix(context<S>& ctx, index_type rows, index_type cols)
      : ctx_(ctx), rows_(rows), cols_(cols), data_(static_cast<T*>(allocate(ctx_, bytes()))) {}
  matrix(context<S>& ctx, index_type rows, index_type cols, std::span<const T> host) : matrix(ctx, rows, cols) {
    expects(static_cast<index_type>(host.size()) == rows * cols, "host values do not fill the matrix");
    copy(ctx_, data_, bytes(), host.data(), bytes(), bytes(), 1);
  }
  matrix(matrix&& o) noexcept
      : ctx_(o.ctx_), rows_(std::exchange(o.rows_, 0)), cols_(std::exchange(o.cols_, 0)),
        data_(std::exchange(o.data_, nullptr)) {}
  matrix& operator=(matrix&& o) noexcept {
    std::swap(ctx_, o.ctx_);
    std::swap(rows_, o.rows_);
    std::swap(cols_, o.cols_);
    std::swap(data_, o.data_);
    return *this;
  }
  matrix(const matrix&) = delete;
  matrix& operator=(const matrix&) = delete;
  ~matrix() { release(ctx_, data_); }

  [[nodiscard]] index_type rows() const { return rows_; }
  [[nodiscard]] index_type cols() const { return cols_; }
  [[nodiscard]] matrix_view<T, S> view() { return {data_, rows_, cols_}; }
  [[nodiscard]] matrix_view<const T, S> view() const { return {data_, rows_, cols_}; }
  /// Waits for the context's work and brings the values home, row by row.
  [[nodiscard]] std::vector<T> to_host() const {
    std::vector<T> out(static_cast<std::size_t>(rows_ * cols_));
    copy(ctx_, out.data(), bytes(), data_, bytes(), bytes(), 1);
    ctx_.synchronize();
    return out;
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(rows_ * cols_) * sizeof(T); }
  mutable context<S> ctx_;  // a copy: shares the handles, so that the array may outlive the caller's context
  index_type rows_, cols_;
  T* data_;
};

/// Owning vector in the memory of S; as matrix.
template <class T, space S>
class vector {
 public:
  vector(context<S>& ctx, index_type size) : m_(ctx, 1, size) {}
  vector(context<S>& ctx, std::span<const T> host) : m_(ctx, 1, static_cast<index_type>(host.size()), host) {}

  [[nodiscard]] index_type size() const { return m_.cols(); }
  [[nodiscard]] vector_view<T, S> view() { return m_.view().row(0); }
  [[nodiscard]] vector_view<const T, S> view() const { return m_.view().row(0); }
  [[nodiscard]] std::vector<T> to_host() const { return m_.to_host(); }

 private:
  matrix<T, S> m_;
};

/// A copy in the memory of the target's space, so that one step may run elsewhere than the rest. Returns when it is
/// done.
template <space To, class T, space From>
matrix<T, To> copy_to(context<To>& target, const matrix<T, From>& source) {
  return {target, source.rows(), source.cols(), source.to_host()};
}

}  // namespace agglo
