#include "host/report/output_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;
constexpr const char* ours = "manifest.json";

[[noreturn]] void fail(const fs::path& file, int reason, const char* mend) {
  throw output_error(fmt::format("{}: {}; {}", file.string(), std::strerror(reason), mend));
}
std::string partial_prefix(const fs::path& place) { return "." + place.filename().string() + ".partial-"; }

// A killed run leaves its hidden folder behind, without the lock that a living one holds on it.
void sweep(const fs::path& place) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(place.parent_path(), ignored)) {
    if (!entry.path().filename().string().starts_with(partial_prefix(place))) continue;
    const int folder = open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) continue;
    if (flock(folder, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), ignored);
    close(folder);
  }
}

}  // namespace

output_folder::output_folder(fs::path place) : place_(fs::absolute(place).lexically_normal()) {
  if (!place_.has_filename()) place_ = place_.parent_path();  // "out/"
  std::error_code e;
  if (fs::exists(place_, e)) {
    if (!fs::is_directory(place_)) throw output_error(place_.string() + ": a file stands there; choose another folder");
    if (!fs::is_empty(place_) && !fs::exists(place_ / ours))
      throw output_error(place_.string() +
                         ": the folder holds other files (no manifest.json of agglo's); choose another or empty it");
  }
  fs::create_directories(place_.parent_path(), e);
  if (e) fail(place_.parent_path(), e.value(), "choose a folder that can be created");
  sweep(place_);
  std::string name = (place_.parent_path() / (partial_prefix(place_) + "XXXXXX")).string();
  if (!mkdtemp(name.data())) fail(place_, errno, "choose a folder that can be written");
  partial_ = name;
  chmod(name.c_str(), 0755);  // mkdtemp keeps it to its owner; results are for others too
  lock_ = open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0 || flock(lock_, LOCK_EX) != 0) fail(place_, errno, "choose a folder that can be written");
}
output_folder::~output_folder() {
  std::error_code ignored;
  if (!partial_.empty()) fs::remove_all(partial_, ignored);
  if (lock_ >= 0) close(lock_);
}

void output_folder::write(const std::string& name, std::string_view bytes) { put(name, bytes, "wb"); }
void output_folder::append(const std::string& name, std::string_view bytes) { put(name, bytes, "ab"); }

void output_folder::put(const std::string& name, std::string_view bytes, const char* mode) {
  const fs::path file = partial_ / name, shown = place_ / name;
  std::error_code e;
  fs::create_directories(file.parent_path(), e);
  if (e) fail(shown, e.value(), "nothing was written");
  std::FILE* f = std::fopen(file.c_str(), mode);
  if (!f) fail(shown, errno, "nothing was written");
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), f) == bytes.size();
  const int write_reason = errno;
  const bool closed = std::fclose(f) == 0;  // a full disk may show only here
  if (!written) fail(shown, write_reason, "nothing was written; free some space");
  if (!closed) fail(shown, errno, "nothing was written; free some space");
}

void output_folder::commit() {
  if (fs::exists(place_)) {
    // One atomic step where the file system knows it, so that no moment is without a whole folder.
    if (renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, place_.c_str(), RENAME_EXCHANGE) == 0) {
      std::error_code ignored;
      fs::remove_all(partial_, ignored);
      partial_.clear();
      return;
    }
    fs::path old = partial_;
    old += "-old";
    if (std::rename(place_.c_str(), old.c_str()) != 0) fail(place_, errno, "the old results stand as they were");
    if (std::rename(partial_.c_str(), place_.c_str()) != 0) {
      const int reason = errno;
      std::rename(old.c_str(), place_.c_str());
      fail(place_, reason, "the old results stand as they were");
    }
    std::error_code ignored;
    fs::remove_all(old, ignored);
  } else if (std::rename(partial_.c_str(), place_.c_str()) != 0) {
    fail(place_, errno, "nothing was written");
  }
  partial_.clear();
}

}  // namespace agglo
