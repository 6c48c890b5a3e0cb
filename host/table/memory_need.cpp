#include "host/table/memory_need.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// The number behind the first word `key` of a file of words; behind nothing where key is "".
std::optional<double> number_in(const std::filesystem::path& file, const std::string& key = "") {
  std::ifstream in(file);
  double value = 0;
  if (key.empty()) return in >> value ? std::optional(value) : std::nullopt;
  for (std::string word; in >> word;)
    if (word == key) return in >> value ? std::optional(value) : std::nullopt;
  return std::nullopt;
}

/// What one control group leaves: its limit less what is in use and cannot be dropped. Infinity without a limit.
double left_in(const std::filesystem::path& group, const char* limit, const char* used, const char* cached) {
  const std::optional<double> most = number_in(group / limit), now = number_in(group / used);
  if (!most || !now) return std::numeric_limits<double>::infinity();
  return std::max(0.0, *most - *now + number_in(group / "memory.stat", cached).value_or(0));
}

}  // namespace

memory_part matrix_part(std::string what, index_type rows, index_type columns) {
  return {std::move(what), 8.0 * static_cast<double>(rows) * static_cast<double>(columns)};
}

std::vector<memory_part> table_memory(index_type n, index_type final_demand, index_type primary) {
  return {matrix_part("Z", n, n), matrix_part("Y", n, final_demand), matrix_part("V", primary, n)};
}

std::vector<memory_part> working_memory(index_type n, table_work work) {
  std::vector<memory_part> parts{matrix_part("Z as used", n, n)};
  if (work == table_work::solves) parts.push_back(matrix_part("Z as solved", 2 * n, n));
  if (work == table_work::inverses)
    for (const char* what : {"A", "B", "L", "G"}) parts.push_back(matrix_part(what, 2 * n, n));
  return parts;
}
std::string smaller_work(table_work work) {
  const std::string others = "fewer sectors (agglo aggregate), or a machine with more";
  return work == table_work::inverses ? "--without-inverse, " + others : others;
}

double available_memory(const memory_files& files) {
  double left = std::numeric_limits<double>::infinity();
  if (const auto kib = number_in(files.meminfo, "MemAvailable:")) left = 1024 * *kib;
  std::ifstream own(files.own_cgroup);
  for (std::string line; std::getline(own, line);) {  // "0::/a/b", or "7:memory:/a/b" in version 1
    std::istringstream fields(line);
    std::string number, controllers, path;
    std::getline(fields, number, ':'), std::getline(fields, controllers, ':'), std::getline(fields, path);
    const bool second = controllers.empty();
    if (!second && controllers != "memory") continue;
    std::filesystem::path group = std::filesystem::path(path).relative_path();
    for (;; group = group.parent_path()) {  // a limit above binds too; inside a container its own group is the root
      left = std::min(left, second ? left_in(files.cgroups / group, "memory.max", "memory.current", "inactive_file")
                                   : left_in(files.cgroups / "memory" / group, "memory.limit_in_bytes",
                                             "memory.usage_in_bytes", "total_inactive_file"));
      if (group.empty()) break;
    }
  }
  return left;
}

void expects_memory(const std::string& file, const std::vector<memory_part>& parts, double available,
                    const std::string& mend) {
  double sum = 0;
  std::string list;
  for (const memory_part& p : parts) {
    sum += p.bytes;
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", p.what, in_bytes(p.bytes));
  }
  if (sum <= available) return;
  throw data_error(fmt::format("{}: needs {} of memory ({}), {} are free; mend: {}", file, in_bytes(sum), list,
                               in_bytes(available), mend));
}

std::string in_bytes(double bytes) {
  constexpr const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t u = 0;
  while (bytes >= 1024 && u + 1 < std::size(units)) bytes /= 1024, ++u;
  return fmt::format("{:.{}f} {}", bytes, u == 0 ? 0 : 1, units[u]);
}

}  // namespace agglo
