#include "host/model/described_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/formats/published.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

std::string described_table::title() const { return descriptor.title.empty() ? file : descriptor.title; }
std::string described_table::year() const { return descriptor.year ? std::to_string(*descriptor.year) : "not told"; }

described_table read_flow_table(const std::filesystem::path& file, const std::filesystem::path& layout,
                                import_treatment imports, table_work work, double available,
                                const std::vector<square_need>& besides) {
  described_table out;
  out.descriptor = describe_table(file, layout);
  out.file = file.filename().string();
  io_table table = read_described(file, out.descriptor);
  out.encoding = table.encoding;
  out.assumptions = table.assumptions;
  out.audit = audit(table);
  std::vector<memory_part> parts = working_memory(table.size(), work);
  for (const square_need& s : besides) parts.push_back(matrix_part(s.what, s.matrices * table.size(), table.size()));
  std::string mend = smaller_work(work);
  for (const square_need& s : besides) mend = "leave out " + s.what + ", " + mend;
  expects_memory(table.file, parts, available, mend);
  out.table = flows_of(std::move(table), out.descriptor, imports);
  return out;
}

index_type position_of(const std::string& label, const std::vector<std::string>& labels, const std::string& option,
                       const std::string& what) {
  const auto at = std::find(labels.begin(), labels.end(), label);
  if (at == labels.end())
    throw usage_error(fmt::format("{} '{}': expected {}; {}", option, label, what, suggestion(label, labels)));
  return at - labels.begin();
}

}  // namespace agglo
