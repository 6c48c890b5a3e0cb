#include <fmt/format.h>

#include <algorithm>

#include "host/table/firm_table.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

const std::vector<std::string>& firm_columns::fields() {
  static const std::vector<std::string> names{"firm_id", "name",    "city", "industry",        "lon",    "lat",
                                              "year",    "revenue", "rd",   "consolidated_in", "weight", "quality"};
  return names;
}

void firm_columns::set(const std::string& field, const std::string& header) {
  if (!header_.contains(field))
    throw data_error(
        fmt::format("'{}': expected a field of a firms file; mend: {}", field, suggestion(field, fields())));
  header_[field] = header;
  named_[field] = true;
}

bool firm_columns::needed(const std::string& field) const {
  static const std::vector<std::string> optional{"name", "rd", "consolidated_in", "weight", "quality"};
  return named_.contains(field) || std::find(optional.begin(), optional.end(), field) == optional.end();
}

}  // namespace agglo
