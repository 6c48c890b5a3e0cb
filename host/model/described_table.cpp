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
                                import_treatment imports, table_work work, double available) {
  described_table out;
  out.descriptor = describe_table(file, layout);
  out.file = file.filename().string();
  io_table table = read_described(file, out.descriptor);
  out.encoding = table.encoding;
  out.assumptions = table.assumptions;
  out.audit = audit(table);
  expects_memory(table.file, working_memory(table.size(), work), available, smaller_work(work));
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
