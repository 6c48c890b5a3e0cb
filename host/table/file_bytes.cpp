#include "host/table/file_bytes.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "kernels/base/error.hpp"

namespace agglo {

std::string bytes_of(const std::filesystem::path& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) throw data_error(path.string() + ": is a folder, expected a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw data_error(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  std::string bytes;
  if (const auto size = std::filesystem::file_size(path, none); !none) bytes.reserve(size);
  bytes.resize(bytes.capacity());
  std::size_t filled = 0;  // a pipe has no size: read until there is no more
  while (in.read(bytes.data() + filled, static_cast<std::streamsize>(bytes.size() - filled)), in.gcount() > 0) {
    filled += static_cast<std::size_t>(in.gcount());
    if (filled == bytes.size()) {
      if (in.peek() == std::ifstream::traits_type::eof()) break;
      bytes.resize(2 * bytes.size());
    }
  }
  if (in.bad()) throw data_error(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  bytes.resize(filled);
  return bytes;
}

std::string head_of(const std::filesystem::path& path, std::size_t bytes) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return "";  // what is read from a pipe is gone
  std::ifstream in(path, std::ios::binary);
  std::string head(bytes, '\0');
  in.read(head.data(), static_cast<std::streamsize>(bytes));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

}  // namespace agglo
