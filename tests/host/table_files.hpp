#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "kernels/base/error.hpp"

namespace agglo::test {

/// A file that lives as long as the test. Its folder carries the test's name, so that tests may run side by side.
class file_with {
 public:
  explicit file_with(const std::string& bytes, const std::string& name = "input.csv") {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              (std::string("agglo-") + test->test_suite_name() + "-" + test->name());
    std::filesystem::create_directories(folder_);
    path_ = folder_ / name;
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~file_with() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(folder_, ignored);  // only when empty
  }
  file_with(const file_with&) = delete;
  file_with& operator=(const file_with&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// A place in the file as messages give it: "path:line:column: ".
  [[nodiscard]] std::string at(int line, int column) const {
    return path_.string() + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
  }

 private:
  std::filesystem::path folder_, path_;
};

/// What f throws as Error; fails the test if it does not.
template <class Error = data_error, class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

inline ::testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "'" << part << "' is not in:\n" << text;
}

}  // namespace agglo::test
