#include "host/table/npy.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "host/table/file_bytes.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

static_assert(std::endian::native == std::endian::little, "entries are copied as they stand");

[[noreturn]] void fail(const std::string& file, std::size_t byte, const std::string& expected,
                       const std::string& mend) {
  throw data_error(fmt::format("{}: byte {}: expected {}; mend: {}", file, byte, expected, mend));
}

const char* const save_again = "write it with numpy.save(file, numpy.asarray(matrix, numpy.float64))";

/// The text behind 'key': in the header's dictionary.
std::string_view value_of(std::string_view header, std::string_view key, const std::string& file) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) fail(file, 10, fmt::format("'{}' in the header, found none", key), save_again);
  std::string_view rest = header.substr(at + key.size() + 3);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return rest;
}

std::vector<index_type> shape_of(std::string_view text, const std::string& file) {
  std::vector<index_type> shape;
  const std::size_t close = text.find(')');
  bool good = text.starts_with('(') && close != std::string_view::npos;
  const char *p = text.data() + 1, *const end = good ? text.data() + close : p;
  while (good && p != end) {
    index_type extent = -1;
    const auto [q, code] = std::from_chars(p, end, extent);
    good = code == std::errc() && extent >= 0;
    shape.push_back(extent);
    for (p = q; good && p != end && (*p == ',' || *p == ' '); ++p) {
    }
  }
  if (!good || shape.empty() || shape.size() > 2)
    fail(file, 10,
         fmt::format("a shape of one or two axes, found {}", text.substr(0, std::min<std::size_t>(close, 40) + 1)),
         save_again);
  return shape;
}

}  // namespace

labelled_matrix read_npy(const std::filesystem::path& file) { return npy_from(bytes_of(file), file.string()); }

labelled_matrix npy_from(const std::string& bytes, const std::string& name) {
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
  if (!bytes.starts_with("\x93NUMPY")) fail(name, 0, "NumPy's mark \\x93NUMPY, found another file", save_again);
  if (bytes.size() < 12) fail(name, bytes.size(), "a header, found the end of the file", "copy the whole file");
  if (byte(6) < 1 || byte(6) > 3)
    fail(name, 6, fmt::format("format 1.0, 2.0 or 3.0, found {}.{}", byte(6), byte(7)), save_again);
  std::size_t begin = 10, length = byte(8) | byte(9) << 8;
  if (byte(6) > 1) begin = 12, length |= byte(10) << 16 | byte(11) << 24;
  if (bytes.size() < begin + length)
    fail(name, bytes.size(), fmt::format("a header of {} bytes, found the end of the file", length),
         "copy the whole file");
  const std::string_view header = std::string_view(bytes).substr(begin, length);
  const std::string_view type = value_of(header, "descr", name), order = value_of(header, "fortran_order", name);
  const bool wide = type.starts_with("'<f8'"), fortran = order.starts_with("True");
  if (!wide && !type.starts_with("'<f4'"))
    fail(name, begin, fmt::format("entries of type '<f8' or '<f4', found {}", type.substr(0, type.find(','))),
         save_again);
  if (!fortran && !order.starts_with("False")) fail(name, begin, "fortran_order True or False", save_again);
  const std::vector<index_type> shape = shape_of(value_of(header, "shape", name), name);

  labelled_matrix m;
  m.file = name, m.encoding = "npy";
  m.rows = shape[0], m.columns = shape.size() == 2 ? shape[1] : 1;
  const std::size_t one = wide ? 8 : 4, left = bytes.size() - begin - length;
  const auto rows = static_cast<std::size_t>(m.rows), columns = static_cast<std::size_t>(m.columns);
  if ((columns != 0 && rows > left / one / columns) || left != rows * columns * one)
    fail(name, begin + length, fmt::format("{} x {} entries of {} bytes, found {} bytes", rows, columns, one, left),
         "copy the whole file");
  m.values.resize(rows * columns);
  const char* const data = bytes.data() + begin + length;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t at = one * (fortran ? j * rows + i : i * columns + j);
      float narrow = 0;
      double& value = m.values[i * columns + j];
      if (wide)
        std::memcpy(&value, data + at, 8);
      else
        std::memcpy(&narrow, data + at, 4), value = narrow;
      if (!std::isfinite(value))
        fail(name, begin + length + at, fmt::format("finite entries, found {} in row {}, column {}", value, i, j),
             "write 0 for no flow");
    }
  return m;
}

}  // namespace agglo
