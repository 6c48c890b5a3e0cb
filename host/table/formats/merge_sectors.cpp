#include "host/table/formats/merge_sectors.hpp"

#include <unordered_map>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// Rows of `m` [rows x columns] added up by `to` into [kept x columns].
std::vector<double> merged_rows(const std::vector<double>& m, const std::vector<std::size_t>& to, std::size_t kept,
                                std::size_t columns) {
  std::vector<double> out(kept * columns);
  for (std::size_t i = 0; i < to.size(); ++i)
    for (std::size_t j = 0; j < columns; ++j) out[to[i] * columns + j] += m[i * columns + j];
  return out;
}

std::vector<double> merged_columns(const std::vector<double>& m, const std::vector<std::size_t>& to, std::size_t kept) {
  const std::size_t n = to.size(), rows = n == 0 ? 0 : m.size() / n;
  std::vector<double> out(rows * kept);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < n; ++j) out[i * kept + to[j]] += m[i * n + j];
  return out;
}

}  // namespace

io_table merge_regions(io_table t, const std::vector<std::string>& renamed) {
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  expects(renamed.size() == n && t.regions.size() == n, "a name for the region of every sector");
  std::unordered_map<std::string, std::size_t> number;
  std::vector<std::size_t> to(n);
  io_table out = t;
  out.sectors.clear(), out.sector_names.clear(), out.regions.clear(), out.industries.clear(), out.line.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const std::string code = renamed[i] + ":" + t.industries[i];
    const auto [at, fresh] = number.emplace(code, out.sectors.size());
    to[i] = at->second;
    if (!fresh) continue;
    out.sectors.push_back(code);
    out.sector_names.push_back(t.sector_names[i] == t.sectors[i] ? code : t.sector_names[i]);
    out.regions.push_back(renamed[i]);
    out.industries.push_back(t.industries[i]);
    out.line.push_back(t.line[i]);
  }
  const std::size_t kept = out.sectors.size();
  if (kept == n) return t;
  out.Z = merged_rows(merged_columns(t.Z, to, kept), to, kept, kept);
  out.V = merged_columns(t.V, to, kept);
  out.Y = merged_rows(t.Y, to, kept, f);
  out.exports = merged_rows(t.exports, to, kept, 1);
  out.imports = merged_rows(t.imports, to, kept, 1);
  out.output = merged_rows(t.output, to, kept, 1);
  out.total_input = merged_rows(t.total_input, to, kept, 1);
  return out;
}

}  // namespace agglo
