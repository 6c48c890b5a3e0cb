#include "host/table/formats/pymrio_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <system_error>

#include "host/table/file_bytes.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/labelled_matrix.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

using json = nlohmann::json;
using labels = std::vector<labelled_matrix::label>;

json read_json(const std::filesystem::path& file) {
  try {
    return json::parse(bytes_of(file));
  } catch (const json::parse_error& e) {
    throw data_error(fmt::format("{}: byte {}: expected JSON; mend: save it again with pymrio", file.string(), e.byte));
  }
}

/// What file_parameters.json of one folder says.
class saved_folder {
 public:
  explicit saved_folder(std::filesystem::path folder) : folder_(std::move(folder)) {
    const json parameters = read_json(list());
    try {
      system_ = parameters.at("systemtype").get<std::string>();
      name_ = parameters.value("name", folder_.filename().string());
      for (const auto& [key, p] : parameters.at("files").items())
        files_[key] = {p.at("name").get<std::string>(), {count(p.at("nr_index_col")), count(p.at("nr_header"))}};
    } catch (const json::exception& e) {
      throw data_error(
          fmt::format("{}: expected systemtype and files, each with name, nr_index_col and nr_header ({}); "
                      "mend: save it again with pymrio",
                      list().string(), e.what()));
    }
  }
  [[nodiscard]] const std::string& system() const { return system_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::filesystem::path list() const { return folder_ / "file_parameters.json"; }
  [[nodiscard]] bool has(const std::string& key) const { return files_.contains(key); }
  [[nodiscard]] std::filesystem::path file(const std::string& key) const {
    const auto found = files_.find(key);
    if (found == files_.end())
      throw data_error(
          fmt::format("{}: files: expected '{}', found none; mend: save the whole system, not coefficients "
                      "alone",
                      list().string(), key));
    const auto path = folder_ / found->second.name;
    if (const auto ending = path.extension(); ending != ".txt" && ending != ".csv" && ending != ".tsv")
      throw data_error(fmt::format("{}: expected text; mend: save_all(path, table_format='txt')", path.string()));
    return path;
  }
  [[nodiscard]] labelled_matrix matrix(const std::string& key, const std::string& unit) const {
    const std::filesystem::path path = file(key);
    labelled_matrix m = read_text_matrix(path, files_.at(key).labels, unit);
    if (m.row_labels.empty() || m.column_labels.empty())
      throw data_error(fmt::format("{}: '{}': expected labels of rows and columns", list().string(), key));
    return m;
  }
  /// Rows of unit.txt: label, unit.
  [[nodiscard]] std::vector<std::pair<labelled_matrix::label, std::string>> units() const {
    const label_counts at = files_.at("unit").labels;
    const text_grid grid(file("unit"));
    std::vector<std::pair<labelled_matrix::label, std::string>> out;
    for (index_type r = at.rows; r < grid.rows(); ++r) {
      labelled_matrix::label cells = grid.cells(r, at.columns + 1);
      if (static_cast<index_type>(cells.size()) <= at.columns)
        throw data_error(grid.at(r, at.columns, "labels and a unit", "save it again with pymrio").message());
      const std::string unit = cells.back();
      cells.pop_back();
      out.emplace_back(std::move(cells), unit);
    }
    return out;
  }

 private:
  struct saved_file {
    std::string name;
    label_counts labels;
  };
  // pymrio writes its counts as text.
  static index_type count(const json& value) {
    if (value.is_number_integer()) return value.get<index_type>();
    return std::stoll("0" + value.get<std::string>());
  }
  std::filesystem::path folder_;
  std::string system_, name_;
  std::map<std::string, saved_file> files_;
};

/// One unit for all sectors; "" where none was saved.
std::string unit_of(const saved_folder& system) {
  if (!system.has("unit")) return "";
  const auto units = system.units();
  for (const auto& [label, unit] : units)
    if (unit != units[0].second)
      throw data_error(
          fmt::format("{}: '{}': expected one unit for all sectors, found {} after {}; mend: convert the flows "
                      "to one unit of money",
                      system.file("unit").string(), joined(label), unit, units[0].second));
  return units.empty() ? "" : units[0].second;
}

void tell_of(const std::filesystem::path& folder, const saved_folder& system, table_descriptor& d) {
  if (d.layout.unit.empty()) d.layout.unit = unit_of(system);
  tell(d.layout.unit, "units of the file");
  std::error_code none;
  if (!std::filesystem::exists(folder / "metadata.json", none)) return;
  const json metadata = read_json(folder / "metadata.json");
  const auto text = [&](const char* key) {
    return metadata.is_object() && metadata.contains(key) && metadata[key].is_string()
               ? metadata[key].get<std::string>()
               : std::string();
  };
  tell(d.title, text("name").c_str());
  tell(d.source, text("description").c_str());
}

/// F_Y, or F_hh as older editions call it, row by row as F; empty without one.
std::vector<double> direct_of(const saved_folder& extension, const labelled_matrix& F, const labels& uses) {
  for (const char* name : {"F_Y", "F_hh"}) {
    if (!extension.has(name)) continue;
    labelled_matrix direct = extension.matrix(name, "its account");
    expect_labels(direct.file, direct.column_labels, "labels of the columns", uses, "the columns of Y");
    expect_labels(direct.file, direct.row_labels, "labels of the rows", F.row_labels, "the rows of F");
    return std::move(direct.values);
  }
  return {};
}

void add_accounts(io_table& t, const std::filesystem::path& folder, const labels& sectors, const labels& uses) {
  const saved_folder extension(folder);
  if (extension.system() != "Extension" || !extension.has("F")) return;
  const labelled_matrix F = extension.matrix("F", "its account");
  expect_labels(F.file, F.column_labels, "labels of the columns", sectors, "the sectors of Z");
  std::map<std::string, std::string> units;
  if (extension.has("unit"))
    for (const auto& [label, unit] : extension.units()) units[joined(label)] = unit;
  const std::vector<double> direct = direct_of(extension, F, uses);
  const auto n = static_cast<std::ptrdiff_t>(sectors.size()), f = static_cast<std::ptrdiff_t>(uses.size());
  for (index_type k = 0; k < F.rows; ++k) {
    std::string code = joined(F.row_labels[static_cast<std::size_t>(k)]);
    const std::string unit = units.contains(code) ? units[code] : "units of the file";
    if (std::any_of(t.accounts.begin(), t.accounts.end(), [&](const account& a) { return a.code == code; }))
      code = extension.name() + ":" + code;
    const auto row = F.values.begin() + static_cast<std::ptrdiff_t>(k) * n;
    t.accounts.push_back({code, extension.name(), unit, {row, row + n}, {}});
    if (!direct.empty()) t.accounts.back().final_demand.assign(direct.begin() + k * f, direct.begin() + (k + 1) * f);
  }
}

}  // namespace

bool is_pymrio_folder(const std::filesystem::path& folder) {
  // "Extension" is what the folders inside say.
  return head_of(folder / "file_parameters.json", std::size_t{1} << 20).find("\"IOSystem\"") != std::string::npos;
}

io_table read_pymrio(const std::filesystem::path& folder, table_descriptor& d) {
  const saved_folder system(folder);
  tell_of(folder, system, d);
  io_table t;
  t.unit = d.layout.unit;
  labelled_matrix Z = system.matrix("Z", t.unit), Y = system.matrix("Y", t.unit);
  const labels sectors = Z.row_labels;
  expect_labels(Z.file, Z.column_labels, "labels of the columns", sectors, "those of the rows");
  expect_labels(Y.file, Y.row_labels, "labels of the rows", sectors, "the sectors of Z");
  t.file = Z.file, t.encoding = Z.encoding, t.line = Z.lines;
  const std::size_t n = sectors.size(), f = static_cast<std::size_t>(Y.columns);
  for (const auto& label : sectors) {
    t.sectors.push_back(joined(label));
    if (label.size() == 2) t.regions.push_back(label[0]), t.industries.push_back(label[1]);
  }
  t.sector_names = t.sectors;
  for (const auto& label : Y.column_labels) {
    t.final_demand_names.push_back(joined(label));
    if (!t.regions.empty())
      t.final_demand_regions.push_back(
          std::find(t.regions.begin(), t.regions.end(), label[0]) != t.regions.end() ? label[0] : "");
  }
  t.Z = std::move(Z.values), t.Y = std::move(Y.values);
  if (system.has("x")) {
    labelled_matrix x = system.matrix("x", t.unit);
    expect_labels(x.file, x.row_labels, "labels of the rows", sectors, "the sectors of Z");
    if (x.columns != 1)
      throw data_error(fmt::format("{}: expected one column of outputs, found {}", x.file, x.columns));
    t.output = std::move(x.values);
  } else {
    t.assumptions.emplace_back("output is Z 1 + Y 1: x was not saved");
    for (std::size_t i = 0; i < n; ++i)
      t.output.push_back(std::accumulate(t.Y.data() + i * f, t.Y.data() + (i + 1) * f,
                                         std::accumulate(t.Z.data() + i * n, t.Z.data() + (i + 1) * n, 0.0)));
  }
  t.primary_names = {"primary_inputs"};
  t.primary_descriptions = {"x - 1'Z"};
  t.assumptions.emplace_back("primary inputs are x - 1'Z, taken as the rest: a pymrio system has none of its own");
  t.V = t.output;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) t.V[j] -= t.Z[i * n + j];
  t.exports.assign(n, 0.0), t.imports.assign(n, 0.0);
  t.total_input = t.output;
  std::vector<std::filesystem::path> extensions;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_directory() && std::filesystem::exists(entry.path() / "file_parameters.json"))
      extensions.push_back(entry.path());
  std::sort(extensions.begin(), extensions.end());
  for (const auto& extension : extensions) add_accounts(t, extension, sectors, Y.column_labels);
  return t;
}

published_format pymrio_format() {
  return {
      "pymrio", "a folder that pymrio saved",
      [](const format_clues& clues) { return clues.has_file("file_parameters.json") && is_pymrio_folder(clues.path); },
      read_pymrio};
}

}  // namespace agglo
