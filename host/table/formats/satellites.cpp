#include "host/table/formats/satellites.hpp"

#include <algorithm>

#include "host/table/nearest.hpp"
#include "host/table/row_error.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

std::vector<std::size_t> wanted_satellites(const std::vector<std::string>& wanted,
                                           const std::vector<std::string>& names, const std::string& file,
                                           io_table& t) {
  if (wanted.empty()) {
    t.assumptions.emplace_back(
        "satellite accounts are left out but for primary inputs: name them in [rows] satellites");
    return {};
  }
  std::vector<std::size_t> out;
  for (const std::string& name : wanted) {
    const bool several = name.ends_with('*');
    const std::string beginning = name.substr(0, name.size() - several);
    bool found = false;
    for (std::size_t k = 0; k < names.size(); ++k) {
      if (!(several ? names[k].starts_with(beginning) : names[k] == name)) continue;
      found = true;
      if (std::find(out.begin(), out.end(), k) == out.end()) out.push_back(k);
    }
    if (!found)
      throw data_error(row_error{file, 1, 1, name,
                                 several ? "rows that begin so, found none" : "a row of this name, found none",
                                 suggestion(beginning, names)}
                           .message());
  }
  return out;
}

void add_satellites(io_table& t, const std::vector<std::size_t>& rows, const std::vector<std::string>& names,
                    const std::vector<std::string>& units, const std::vector<double>& F,
                    const std::vector<double>& F_Y) {
  const auto row = [](const std::vector<double>& m, std::size_t k, std::size_t columns) {
    const auto begin = m.begin() + static_cast<std::ptrdiff_t>(k * columns);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(columns));
  };
  for (std::size_t k = 0; k < rows.size(); ++k)
    t.accounts.push_back({names[rows[k]], names[rows[k]], units[rows[k]], row(F, k, t.sectors.size()),
                          F_Y.empty() ? F_Y : row(F_Y, k, t.final_demand_names.size())});
}

}  // namespace agglo
