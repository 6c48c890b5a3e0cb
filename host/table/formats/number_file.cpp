#include "host/table/formats/number_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.hpp"

namespace agglo {

number_file::number_file(const std::filesystem::path& file, const std::string& what, index_type rows,
                         index_type columns)
    : grid_(file, {.trim = true}) {
  if (grid_.rows() == rows && grid_.width() == columns) return;
  throw data_error(grid_
                       .at(0, 0,
                           fmt::format("{} rows and {} columns of {}, as there are labels, found {} and {}", rows,
                                       columns, what, grid_.rows(), grid_.width()),
                           "take numbers and labels of one edition; the file may be cut off")
                       .message());
}

std::vector<double> number_file::read(const std::vector<index_type>& rows, const std::vector<index_type>& columns,
                                      const std::string& unit) const {
  std::vector<double> out(rows.size() * columns.size());
  row_errors errors;
  const std::vector<number_block> blocks{{columns, out.data()}};
  grid_.numbers(rows, blocks, fmt::format("a number of {}", unit), errors);
  errors.throw_if_any();
  return out;
}

void take_labels(io_table& t, const std::vector<region_label>& sectors, const std::vector<region_label>& uses,
                 const std::vector<index_type>& lines) {
  for (const region_label& s : sectors) {
    t.sectors.push_back(s.region + ":" + s.rest);
    t.sector_names.push_back(t.sectors.back());
    t.regions.push_back(s.region);
    t.industries.push_back(s.rest);
  }
  for (const region_label& u : uses) {
    t.final_demand_names.push_back(u.region + ":" + u.rest);
    t.final_demand_regions.push_back(u.region);
  }
  t.line = lines;
  t.exports.assign(sectors.size(), 0);
  t.imports.assign(sectors.size(), 0);
}

void sum_output(io_table& t) {
  const std::size_t n = t.sectors.size(), f = t.final_demand_names.size();
  t.output.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    double x = t.exports[i] - t.imports[i];
    for (std::size_t j = 0; j < n; ++j) x += t.Z[i * n + j];
    for (std::size_t k = 0; k < f; ++k) x += t.Y[i * f + k];
    t.output[i] = x;
  }
  t.total_input = t.output;
  t.assumptions.emplace_back("output is the sum of each row: the table holds none");
}

void close_columns(io_table& t) {
  const std::size_t n = t.sectors.size(), v = t.primary_names.size();
  std::vector<double> lacking = t.output;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) lacking[j] -= t.Z[i * n + j];
  for (std::size_t k = 0; k < v; ++k)
    for (std::size_t j = 0; j < n; ++j) lacking[j] -= t.V[k * n + j];
  std::size_t worst = 0;
  double largest = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const double relative = lacking[j] == 0 ? 0 : std::abs(lacking[j]) / std::max(std::abs(t.output[j]), 1e-300);
    if (relative > largest) largest = relative, worst = j;
  }
  if (largest < 1e-9) return;
  t.primary_names.emplace_back("discrepancy");
  t.primary_descriptions.emplace_back("Output less all inputs of the column");
  t.V.insert(t.V.end(), lacking.begin(), lacking.end());
  t.assumptions.push_back(
      fmt::format("columns miss output, by {:.2g} of it at most ({}): the difference is the primary input discrepancy",
                  largest, t.sectors[worst]));
}

}  // namespace agglo
