#include "host/table/memory_need.hpp"

#include <cmath>

#include "tests/host/table_files.hpp"
#include "tests/host/temporary_folder.hpp"

namespace agglo::test {
namespace {

constexpr double mebi = 1024.0 * 1024;

TEST(MemoryNeed, PartsAddUp) {
  // 9800 sectors: 8 * 9800^2 bytes = 732.7 MiB a matrix.
  const std::vector<memory_part> parts = working_memory(9800, table_work::inverses);
  EXPECT_EQ(parts.size(), 5u);  // Z, and twice A, B, L, G
  EXPECT_EQ(parts[0].bytes, 8.0 * 9800 * 9800);
  EXPECT_EQ(parts[4].bytes, 16.0 * 9800 * 9800);
  EXPECT_EQ(working_memory(9800, table_work::solves).size(), 2u);
  EXPECT_EQ(table_memory(3, 2, 1)[1].bytes, 48);
  EXPECT_EQ(working_memory(0, table_work::solves)[0].bytes, 0);
  EXPECT_EQ(matrix_part("huge", index_type{1} << 40, index_type{1} << 40).bytes, std::ldexp(1.0, 83));
}

TEST(MemoryNeed, RefusesWithWhatWouldFit) {
  const auto parts = working_memory(1024, table_work::solves);  // 8 MiB a matrix
  EXPECT_NO_THROW(expects_memory("t.csv", parts, 24 * mebi, ""));
  EXPECT_EQ(message_of([&] { expects_memory("t.csv", parts, 24 * mebi - 1, "aggregate"); }),
            "t.csv: needs 24.0 MiB of memory (Z as used 8.0 MiB, Z as solved 16.0 MiB), 24.0 MiB are free; mend: "
            "aggregate");
  EXPECT_EQ(in_bytes(1023), "1023 bytes");
  EXPECT_EQ(in_bytes(1024 * 1024 * mebi), "1.0 TiB");
}

TEST(MemoryNeed, TheSmallestLimitCounts) {
  const temporary_folder folder;
  const memory_files files{.meminfo = folder.write("meminfo", "MemTotal: 9000 kB\nMemAvailable:    2048 kB\n"),
                           .own_cgroup = folder.path() / "cgroup",
                           .cgroups = folder.path()};
  EXPECT_EQ(available_memory(files), 2 * mebi);  // without control groups
  folder.write("cgroup", "0::/jobs/one\n");
  std::filesystem::create_directories(folder.path() / "jobs/one");
  folder.write("jobs/one/memory.max", "max\n");
  folder.write("jobs/one/memory.current", "1000\n");
  EXPECT_EQ(available_memory(files), 2 * mebi);
  folder.write("jobs/memory.max", "1000000\n");  // of the group above
  folder.write("jobs/memory.current", "600000\n");
  folder.write("jobs/memory.stat", "anon 500000\ninactive_file 100000\n");
  EXPECT_EQ(available_memory(files), 500000);
  folder.write("memory.max", "1000\n");
  folder.write("memory.current", "2000\n");  // over its limit
  EXPECT_EQ(available_memory(files), 0);
}

TEST(MemoryNeed, ControlGroupsOfTheFirstVersion) {
  const temporary_folder folder;
  std::filesystem::create_directories(folder.path() / "memory/box");
  folder.write("memory/box/memory.limit_in_bytes", "5000\n");
  folder.write("memory/box/memory.usage_in_bytes", "3000\n");
  folder.write("memory/box/memory.stat", "total_inactive_file 500\n");
  const memory_files files{.meminfo = folder.path() / "none",
                           .own_cgroup = folder.write("cgroup", "8:cpu:/other\n7:memory:/box\n"),
                           .cgroups = folder.path()};
  EXPECT_EQ(available_memory(files), 2500);
  EXPECT_TRUE(std::isinf(available_memory({.meminfo = folder.path() / "none", .own_cgroup = "", .cgroups = ""})));
  EXPECT_GT(available_memory(), 0);
}

}  // namespace
}  // namespace agglo::test
