#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/flow_table.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/memory_need.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// A table as it is analysed, with all that outputs say of where it comes from.
struct described_table {
  std::string file, encoding;
  table_descriptor descriptor;
  io_audit audit;                        ///< of the table as read
  std::vector<std::string> assumptions;  ///< what reading it took for granted
  flow_table table;

  [[nodiscard]] std::string title() const;  ///< the descriptor's, else the file's name
  [[nodiscard]] std::string year() const;   ///< "not told" without one
};

/// What an option takes besides, in matrices of n x n.
struct square_need {
  std::string what;  ///< the option, for messages
  index_type matrices = 0;
};

/// Describes, reads, audits and balances a table; `layout` is a descriptor or empty. Refuses a table when `work` with
/// it and what is wanted `besides` take more memory than is `available`, before that is taken.
/// @throw data_error, numeric_error, usage_error  as describe_table, read_described, audit, expects_memory and flows_of
described_table read_flow_table(const std::filesystem::path& file, const std::filesystem::path& layout,
                                import_treatment imports, table_work work, double available = available_memory(),
                                const std::vector<square_need>& besides = {});

/// The number of `label` among `labels`. @throw usage_error  none of that name: `option` is what the user wrote it
/// for, `what` what it is; suggests the nearest
index_type position_of(const std::string& label, const std::vector<std::string>& labels, const std::string& option,
                       const std::string& what);

}  // namespace agglo
