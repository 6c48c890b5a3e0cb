#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/base/view.hpp"

namespace agglo {

/// One thing that a run keeps in memory, and its bytes.
struct memory_part {
  std::string what;
  double bytes = 0;
};

/// `rows` x `columns` numbers of 8 bytes. Doubles, so that no table is too large to be told so.
memory_part matrix_part(std::string what, index_type rows, index_type columns);

/// What a table of n sectors takes when it is read: Z, Y of `final_demand` columns, V of `primary` rows.
std::vector<memory_part> table_memory(index_type n, index_type final_demand, index_type primary);

/// What is done with a table of n sectors decides what it takes at its peak besides the table that was read.
enum class table_work {
  inverses,  ///< Z as used; A, B, L and G twice: as computed and as labelled results
  solves     ///< Z as used; Z of the sectors with output twice: gathered, and where it is solved
};
std::vector<memory_part> working_memory(index_type n, table_work);
/// What would fit where `work` does not, as expects_memory says it.
std::string smaller_work(table_work);

/// Where Linux tells of memory.
struct memory_files {
  std::filesystem::path meminfo = "/proc/meminfo", own_cgroup = "/proc/self/cgroup", cgroups = "/sys/fs/cgroup";
};

/// Bytes that may still be taken: MemAvailable of the machine or what the control group (version 1 or 2) and those
/// above it leave, whichever is less; cached files count as free. Infinity where nothing is told.
double available_memory(const memory_files& files = {});

/// Refuses before anything is allocated.
/// @throw data_error  the parts need more than `available` bytes: says the sum, the parts and `mend`, what would fit
void expects_memory(const std::string& file, const std::vector<memory_part>& parts, double available,
                    const std::string& mend);

/// "6.1 GiB".
std::string in_bytes(double bytes);

}  // namespace agglo
