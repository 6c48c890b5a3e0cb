#pragma once
#include <filesystem>
#include <string>

namespace agglo {

/// All bytes of a file or a pipe. @throw data_error  it is a folder or cannot be read
std::string bytes_of(const std::filesystem::path& path);

/// The first bytes of a file, at most `bytes`: enough to tell a binary format. "" for a folder or what cannot be read.
std::string head_of(const std::filesystem::path& path, std::size_t bytes);

}  // namespace agglo
