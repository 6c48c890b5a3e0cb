#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/host/command_line.hpp"
#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {

/// A command over a file of places, run in a folder of its own.
class place_command : public ::testing::Test {
 protected:
  explicit place_command(std::string name) : name_(std::move(name)) {}
  outcome run(const std::string& places, const std::vector<std::string>& more) {
    const auto file = tmp_.write("places.csv", places);
    std::vector<std::string> words{name_, file.string(), "--out", out().string(), "--device", device_};
    words.insert(words.end(), more.begin(), more.end());
    std::filesystem::remove_all(out());
    return agglo_says(std::move(words));
  }
  /// Fails with this code and these words, and leaves neither results nor half results.
  void fails(int code, const std::string& places, const std::vector<std::string>& more,
             const std::vector<std::string>& words) {
    const outcome o = run(places, more);
    EXPECT_EQ(o.code, code) << o.err;
    for (const std::string& w : words) EXPECT_TRUE(contains(o.err, w));
    EXPECT_FALSE(std::filesystem::exists(out()));
    for (const auto& f : std::filesystem::directory_iterator(tmp_.path()))
      EXPECT_EQ(f.path().filename().string().find(".partial-"), std::string::npos);
  }
  std::string write(const std::string& name, const std::string& text) { return tmp_.write(name, text).string(); }
  [[nodiscard]] std::filesystem::path out() const { return tmp_.path() / "out"; }
  temporary_folder tmp_;
  std::string device_ = "cpu";

 private:
  std::string name_;
};

}  // namespace agglo::test
