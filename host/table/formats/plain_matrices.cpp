#include "host/table/formats/plain_matrices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <system_error>

#include "host/table/formats/readers.hpp"
#include "host/table/labelled_matrix.hpp"
#include "host/table/matrix_market.hpp"
#include "host/table/npy.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using labels = std::vector<labelled_matrix::label>;
constexpr const char* endings[] = {".csv", ".tsv", ".txt", ".npy", ".mtx"};

std::filesystem::path folder_of(const std::filesystem::path& table) {
  std::error_code none;
  return std::filesystem::is_directory(table, none) ? table : table.parent_path();
}

/// The file of one matrix beside the others; "" without one.
std::filesystem::path find_file(const std::filesystem::path& table, const std::string& name) {
  if (table.stem() == name && table.has_extension() && table != folder_of(table)) return table;
  std::vector<std::filesystem::path> found;
  for (const char* ending : endings)
    if (const auto file = folder_of(table) / (name + ending); std::filesystem::is_regular_file(file))
      found.push_back(file);
  if (found.size() > 1)
    throw data_error(
        fmt::format("{}: {} and {}: expected one file of each matrix; mend: name the one you mean instead of "
                    "the folder, or remove the other",
                    folder_of(table).string(), found[0].filename().string(), found[1].filename().string()));
  return found.empty() ? std::filesystem::path() : found[0];
}

labelled_matrix read_matrix(const std::filesystem::path& file, const io_layout& l) {
  if (file.extension() == ".npy") return read_npy(file);
  if (file.extension() == ".mtx") return read_matrix_market(file);
  return read_text_matrix(
      file, l.unit,
      {.encoding = l.encoding, .separator = l.separator, .numbers = {.thousands = l.thousands, .decimal = l.decimal}});
}

std::optional<labelled_matrix> read_if_there(const std::filesystem::path& table, const std::string& name,
                                             const io_layout& l) {
  const std::filesystem::path file = find_file(table, name);
  return file.empty() ? std::nullopt : std::optional(read_matrix(file, l));
}

/// The first column of a file of labels beside the matrices; empty without one.
labels labels_beside(const std::filesystem::path& table, index_type n) {
  for (const char* name : {"labels.csv", "labels.txt", "sectors.csv"}) {
    const auto file = folder_of(table) / name;
    if (!std::filesystem::exists(file)) continue;
    const text_grid grid(file);
    labels out;
    const index_type header = grid.rows() == n + 1 ? 1 : 0;
    for (index_type r = header; r < grid.rows(); ++r) out.push_back(grid.cells(r, 1));
    if (static_cast<index_type>(out.size()) != n)
      throw data_error(fmt::format("{}: expected {} labels, one a line and a header at most, found {} lines",
                                   file.string(), n, grid.rows()));
    return out;
  }
  return {};
}

labels numbered(const std::string& prefix, index_type n) {
  labels out;
  for (index_type i = 1; i <= n; ++i) out.push_back({fmt::format("{}{}", prefix, i)});
  return out;
}

/// Labels of two levels are region and industry.
void name_sectors(io_table& t, const labels& all) {
  std::set<std::string> seen;
  const bool regions = !all.empty() && std::all_of(all.begin(), all.end(), [](const auto& l) { return l.size() == 2; });
  for (const auto& l : all) {
    t.sectors.push_back(joined(l));
    if (!seen.insert(t.sectors.back()).second)
      throw data_error(
          fmt::format("{}: '{}': expected every sector's label once; mend: rename one", t.file, t.sectors.back()));
    if (regions) t.regions.push_back(l[0]), t.industries.push_back(l[1]);
  }
  t.sector_names = t.sectors;
}

void expect_shape(const labelled_matrix& m, index_type rows, index_type columns, const std::string& because) {
  if (m.rows != rows || m.columns != columns)
    throw data_error(fmt::format("{}: expected {} x {} numbers, {}, found {} x {}", m.file, rows, columns, because,
                                 m.rows, m.columns));
}

std::vector<double> outputs_of(labelled_matrix x, const labels& sectors, const std::string& z_file) {
  const auto n = static_cast<index_type>(sectors.size());
  const bool across = x.rows == 1 && x.columns > 1;
  expect_shape(x, across ? 1 : n, across ? n : 1, "one output for each sector of " + z_file);
  const labels& own = across ? x.column_labels : x.row_labels;
  if (!own.empty()) expect_labels(x.file, own, "labels", sectors, "the sectors of " + z_file);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    if (x.values[i] < 0)
      throw data_error(fmt::format("{}: {}: expected an output of zero or more, found {:g}", x.file, joined(sectors[i]),
                                   x.values[i]));
  return std::move(x.values);
}

}  // namespace

bool is_plain_matrices(const std::filesystem::path& table) {
  std::error_code none;
  const auto has = [&](const std::string& name) {
    return std::any_of(std::begin(endings), std::end(endings), [&](const char* ending) {
      return std::filesystem::is_regular_file(folder_of(table) / (name + ending), none);
    });
  };
  if (std::filesystem::is_directory(table, none)) return has("Z");
  const auto ending = table.extension();
  return ending == ".npy" || ending == ".mtx" || (table.stem() == "Z" && (has("Y") || has("x")));
}

io_table read_plain_matrices(const std::filesystem::path& table, table_descriptor& d) {
  tell(d.layout.unit, "units of the file");
  const std::filesystem::path z_file = find_file(table, "Z");
  if (z_file.empty())
    throw data_error(
        fmt::format("{}: expected Z.npy, Z.mtx or Z.csv with Y or x beside it, found none", table.string()));
  labelled_matrix Z = read_matrix(z_file, d.layout);
  std::optional<labelled_matrix> Y = read_if_there(table, "Y", d.layout), x = read_if_there(table, "x", d.layout),
                                 V = read_if_there(table, "V", d.layout);
  if (!Y && !x)
    throw data_error(
        fmt::format("{}: expected final demand Y or output x beside it (Y.csv, x.npy, ...), found neither", Z.file));
  const index_type n = Z.rows;
  if (Z.columns != n)
    throw data_error(fmt::format("{}: expected as many rows as columns, found {} x {}", Z.file, n, Z.columns));
  if (!Z.row_labels.empty() && !Z.column_labels.empty())
    expect_labels(Z.file, Z.column_labels, "labels of the columns", Z.row_labels, "those of the rows");
  labels sectors = !Z.row_labels.empty() ? Z.row_labels : Z.column_labels;
  if (sectors.empty()) sectors = labels_beside(table, n);
  if (sectors.empty() && Y && Y->rows == n) sectors = Y->row_labels;
  if (sectors.empty()) sectors = numbered("", n);

  io_table t;
  t.file = Z.file, t.encoding = Z.encoding, t.unit = d.layout.unit;
  name_sectors(t, sectors);
  const auto size = static_cast<std::size_t>(n);
  t.line = Z.lines.empty() ? std::vector<index_type>(size, 0) : Z.lines;
  t.Z = std::move(Z.values);
  std::vector<double> sold(size), bought(size);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) sold[i] += t.Z[i * size + j], bought[j] += t.Z[i * size + j];
  if (x) t.output = outputs_of(std::move(*x), sectors, Z.file);
  if (Y) {
    expect_shape(*Y, n, Y->columns, "a row for each sector of " + Z.file);
    if (!Y->row_labels.empty())
      expect_labels(Y->file, Y->row_labels, "labels of the rows", sectors, "the sectors of " + Z.file);
    const labels unnamed = Y->columns == 1 ? labels{{"final_demand"}} : numbered("final_demand_", Y->columns);
    for (const auto& c : Y->column_labels.empty() ? unnamed : Y->column_labels) {
      t.final_demand_names.push_back(joined(c));
      if (!t.regions.empty())
        t.final_demand_regions.push_back(std::find(t.regions.begin(), t.regions.end(), c[0]) != t.regions.end() ? c[0]
                                                                                                                : "");
    }
    t.Y = std::move(Y->values);
    if (!x) {
      t.assumptions.emplace_back("output is Z 1 + Y 1: there is no x");
      for (std::size_t i = 0, f = t.final_demand_names.size(); i < size; ++i)
        t.output.push_back(std::accumulate(t.Y.data() + i * f, t.Y.data() + (i + 1) * f, sold[i]));
    }
  } else {
    t.assumptions.emplace_back("final demand is x - Z 1, taken as the rest: there is no Y");
    t.final_demand_names = {"final_demand"};
    if (!t.regions.empty()) t.final_demand_regions = {""};
    for (std::size_t i = 0; i < size; ++i) t.Y.push_back(t.output[i] - sold[i]);
  }
  if (V) {
    expect_shape(*V, V->rows, n, "a column for each sector of " + Z.file);
    if (!V->column_labels.empty())
      expect_labels(V->file, V->column_labels, "labels of the columns", sectors, "the sectors of " + Z.file);
    const labels names = V->row_labels.empty() ? numbered("primary_input_", V->rows) : V->row_labels;
    for (const auto& name : names) t.primary_names.push_back(joined(name));
    t.primary_descriptions = t.primary_names;
    t.V = std::move(V->values);
  } else {
    t.primary_names = {"primary_inputs"};
    t.primary_descriptions = {"x - 1'Z"};
    t.assumptions.emplace_back("primary inputs are x - 1'Z, taken as the rest: there is no V");
    for (std::size_t j = 0; j < size; ++j) t.V.push_back(t.output[j] - bought[j]);
  }
  t.exports.assign(size, 0.0), t.imports.assign(size, 0.0);
  t.total_input = t.output;
  return t;
}

published_format matrices_format() {
  return {"matrices", "Z, Y, x and V as matrices in files of their own",
          [](const format_clues& clues) { return is_plain_matrices(clues.path); }, read_plain_matrices};
}

}  // namespace agglo
