#include "host/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace agglo {
namespace {

constexpr const char* clear_line = "\r\x1b[K";

}  // namespace

progress::progress(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}
void progress::step(const std::string& what) {
  if (quiet_) return;
  if (terminal_)
    fmt::print(stderr, "{}{} ...", clear_line, what);
  else
    fmt::print(stderr, "{}\n", what);
  std::fflush(stderr);
}
void progress::warn(const std::string& what) {
  fmt::print(stderr, "{}warning: {}\n", terminal_ && !quiet_ ? clear_line : "", what);
}
void progress::done() {
  if (!quiet_ && terminal_) fmt::print(stderr, "{}", clear_line);
}

}  // namespace agglo
