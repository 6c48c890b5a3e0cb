#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace agglo {

/// A folder that appears whole or not at all. Files are written to a hidden sibling; commit() puts it in the place of
/// the folder in one rename, and whatever ends the run before leaves the old folder as it was.
class output_folder {
 public:
  /// Checks that the place can be had before any work is done. An existing folder is replaced only if it is empty or
  /// one of agglo's (it holds manifest.json). @throw output_error
  explicit output_folder(std::filesystem::path place);
  output_folder(const output_folder&) = delete;
  output_folder& operator=(const output_folder&) = delete;
  ~output_folder();

  /// @throw output_error  a full disk, a missing right; names the file and the reason
  void write(const std::string& name, std::string_view bytes);
  /// Behind what this run wrote of the file before; begins it where there is nothing yet. @throw output_error
  void append(const std::string& name, std::string_view bytes);
  void commit();  ///< @throw output_error

 private:
  void put(const std::string& name, std::string_view bytes, const char* mode);

  std::filesystem::path place_, partial_;
  int lock_ = -1;  ///< on the hidden folder: says that this run lives
};

}  // namespace agglo
