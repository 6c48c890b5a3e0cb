#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agglo {

/// Root of everything this library throws; the command line catches it once, in main.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The caller passed arrays that do not fit together.
struct shape_error : error {
  using error::error;
};
/// A value in the data breaks the model; `at` holds the positions (sectors, rows) where kernels know them.
struct data_error : error {
  explicit data_error(const std::string& what, std::vector<std::ptrdiff_t> positions = {})
      : error(what), at(std::move(positions)) {}
  std::vector<std::ptrdiff_t> at;
};
/// The computation has no finite answer; `at` holds the sectors, which analysis/ turns into names.
struct numeric_error : error {
  explicit numeric_error(const std::string& what, std::vector<std::ptrdiff_t> positions = {})
      : error(what), at(std::move(positions)) {}
  std::vector<std::ptrdiff_t> at;
};
/// The accelerator failed or is absent.
struct device_error : error {
  using error::error;
};
/// A result could not be written.
struct output_error : error {
  using error::error;
};
/// The command was called in a way it does not know.
struct usage_error : error {
  using error::error;
};

/// Throws Error, with the function that was called, unless `ok`.
template <class Error = shape_error>
void expects(bool ok, std::string_view what, const char* where = __builtin_FUNCTION()) {
  if (!ok) [[unlikely]]
    throw Error(std::string(where) + ": " + std::string(what));
}

/// Throws shape_error with both shapes unless `m` is rows x cols.
template <class Matrix>
void expects_shape(const Matrix& m, std::ptrdiff_t rows, std::ptrdiff_t cols, std::string_view name,
                   const char* where = __builtin_FUNCTION()) {
  if (m.rows != rows || m.cols != cols) [[unlikely]]
    throw shape_error(std::string(where) + ": " + std::string(name) + " is " + std::to_string(m.rows) + " x " +
                      std::to_string(m.cols) + ", wanted " + std::to_string(rows) + " x " + std::to_string(cols));
}
/// Throws shape_error with both lengths unless `v` has `size` values.
template <class Vector>
void expects_size(const Vector& v, std::ptrdiff_t size, std::string_view name,
                  const char* where = __builtin_FUNCTION()) {
  if (v.size != size) [[unlikely]]
    throw shape_error(std::string(where) + ": " + std::string(name) + " has " + std::to_string(v.size) +
                      " values, wanted " + std::to_string(size));
}

}  // namespace agglo
