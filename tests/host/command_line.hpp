#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "host/cli/cli.hpp"

namespace agglo::test {

/// What the program said and returned.
struct outcome {
  int code = 0;
  std::string out, err;
};

/// The program with these words behind its name, as a user types them.
inline outcome agglo_says(std::vector<std::string> words) {
  words.insert(words.begin(), "agglo");
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  outcome o;
  o.code = cli(static_cast<int>(argv.size()), argv.data());
  o.err = ::testing::internal::GetCapturedStderr();
  o.out = ::testing::internal::GetCapturedStdout();
  return o;
}

}  // namespace agglo::test
