#include "host/report/pymrio_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

namespace agglo {
namespace {

using json = nlohmann::ordered_json;
using label = std::pair<std::string, std::string>;  // region, sector or category

/// A label must not break the table.
std::string cell(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r' || c == '"'; }, ' ');
  return text;
}

std::vector<label> sectors_of(const io_table& t) {
  std::vector<label> out;
  for (std::size_t i = 0; i < t.sectors.size(); ++i)
    out.emplace_back(t.regions.empty() ? "all" : t.regions[i], t.regions.empty() ? t.sectors[i] : t.industries[i]);
  return out;
}

/// Two header rows over `blanks` label columns; the first names the levels.
std::string header(const std::vector<label>& columns, const label& names, std::size_t blanks) {
  std::string first = names.first, second = names.second;
  first.append(blanks, '\t'), second.append(blanks, '\t');
  for (std::size_t c = 0; c < columns.size(); ++c) {
    first += (c == 0 ? "" : "\t") + cell(columns[c].first);
    second += (c == 0 ? "" : "\t") + cell(columns[c].second);
  }
  return first + "\n" + second + "\n";
}

/// The row that names the levels of the row labels, as pandas writes it.
std::string level_row(const std::string& names, std::size_t columns) {
  return names + std::string(columns, '\t') + "\n";
}

void add_numbers(std::string& out, std::size_t count, const std::function<double(std::size_t)>& value) {
  for (std::size_t k = 0; k < count; ++k) fmt::format_to(std::back_inserter(out), "\t{}", value(k));
  out += '\n';
}

std::string square(const io_table& t, const std::vector<label>& sectors) {
  const std::size_t n = sectors.size();
  std::string out = header(sectors, {"region", "sector"}, 2) + level_row("region\tsector", n);
  for (std::size_t i = 0; i < n; ++i) {
    out += cell(sectors[i].first) + "\t" + cell(sectors[i].second);
    add_numbers(out, n, [&](std::size_t j) { return t.Z[i * n + j]; });
  }
  return out;
}

std::string category_of(const io_table& t, std::size_t c) {
  const std::string& name = t.final_demand_names[c];
  const std::string region = t.final_demand_regions.empty() ? "" : t.final_demand_regions[c];
  // "reg1:household" under reg1 is the household of reg1
  if (!region.empty() && name.size() > region.size() + 1 && name.starts_with(region))
    return name.substr(region.size() + 1);
  return name;
}

std::vector<label> uses_of(const io_table& t, const std::vector<label>& sectors) {
  std::vector<label> columns;
  std::vector<std::string> regions;  // in the order of the table
  for (const label& s : sectors)
    if (std::find(regions.begin(), regions.end(), s.first) == regions.end()) regions.push_back(s.first);
  for (std::size_t c = 0; c < t.final_demand_names.size(); ++c) {
    const std::string used = t.regions.empty()                ? "all"
                             : t.final_demand_regions.empty() ? ""
                                                              : t.final_demand_regions[c];
    columns.emplace_back(used.empty() ? "not_told" : used, category_of(t, c));
  }
  if (t.has_exports)
    for (const std::string& r : regions) columns.emplace_back(r, "exports");
  if (t.has_imports)
    for (const std::string& r : regions) columns.emplace_back(r, "less_imports");
  return columns;
}

std::string final_demand(const io_table& t, const std::vector<label>& sectors, const std::vector<label>& columns) {
  const std::size_t n = sectors.size(), f = t.final_demand_names.size();
  std::string out = header(columns, {"region", "category"}, 2) + level_row("region\tsector", columns.size());
  for (std::size_t i = 0; i < n; ++i) {
    out += cell(sectors[i].first) + "\t" + cell(sectors[i].second);
    add_numbers(out, columns.size(), [&](std::size_t c) {
      if (c < f) return t.Y[i * f + c];
      if (columns[c].first != sectors[i].first) return 0.0;
      return columns[c].second == "exports" ? t.exports[i] : -t.imports[i];
    });
  }
  return out;
}

json file_entry(const char* name, const char* label_columns, const char* header_rows) {
  return {{"name", name}, {"nr_index_col", label_columns}, {"nr_header", header_rows}};
}

using files = std::vector<std::pair<std::string, std::string>>;

/// An extension: rows of a code and a value for each sector.
void add_extension(files& out, const std::string& folder, const std::string& name, const std::vector<label>& sectors,
                   const std::vector<label>& uses, const std::vector<account>& rows) {
  std::string F = header(sectors, {"region", "sector"}, 1) + level_row("stressor", sectors.size());
  std::string unit = "stressor\tunit\n";
  for (const account& a : rows) {
    F += cell(a.code);
    add_numbers(F, sectors.size(), [&](std::size_t j) { return a.values[j]; });
    unit += cell(a.code) + "\t" + cell(a.unit) + "\n";
  }
  json listed{{"F", file_entry("F.txt", "1", "2")}, {"unit", file_entry("unit.txt", "1", "1")}};
  if (std::any_of(rows.begin(), rows.end(), [](const account& a) { return !a.final_demand.empty(); })) {
    std::string direct = header(uses, {"region", "category"}, 1) + level_row("stressor", uses.size());
    for (const account& a : rows) {
      direct += cell(a.code);
      add_numbers(direct, uses.size(),
                  [&](std::size_t c) { return c < a.final_demand.size() ? a.final_demand[c] : 0; });
    }
    listed["F_Y"] = file_entry("F_Y.txt", "1", "2");
    out.emplace_back(folder + "/F_Y.txt", std::move(direct));
  }
  const json parameters{{"files", listed}, {"systemtype", "Extension"}, {"name", name}};
  out.emplace_back(folder + "/F.txt", std::move(F));
  out.emplace_back(folder + "/unit.txt", std::move(unit));
  out.emplace_back(folder + "/file_parameters.json", parameters.dump(4) + "\n");
}

}  // namespace

files pymrio_files(const io_table& t, const std::string& title) {
  const std::vector<label> sectors = sectors_of(t), uses = uses_of(t, sectors);
  const std::size_t n = sectors.size();
  std::string x = "region\tsector\tindout\n", unit = "region\tsector\tunit\n";
  for (std::size_t i = 0; i < n; ++i) {
    const std::string at = cell(sectors[i].first) + "\t" + cell(sectors[i].second);
    x += fmt::format("{}\t{}\n", at, t.output[i]);
    unit += at + "\t" + cell(t.unit) + "\n";
  }
  const json parameters{{"files",
                         {{"Z", file_entry("Z.txt", "2", "2")},
                          {"Y", file_entry("Y.txt", "2", "2")},
                          {"x", file_entry("x.txt", "2", "1")},
                          {"unit", file_entry("unit.txt", "2", "1")}}},
                        {"systemtype", "IOSystem"}};
  const json metadata{
      {"description", title}, {"name", title}, {"system", nullptr}, {"version", nullptr}, {"history", json::array()}};
  files out{{"Z.txt", square(t, sectors)}, {"Y.txt", final_demand(t, sectors, uses)}, {"x.txt", x}, {"unit.txt", unit}};
  out.emplace_back("file_parameters.json", parameters.dump(4) + "\n");
  out.emplace_back("metadata.json", metadata.dump(4) + "\n");
  std::vector<account> primary;
  for (std::size_t k = 0; k < t.primary_names.size(); ++k) {
    const auto row = t.V.begin() + static_cast<std::ptrdiff_t>(k * n);
    primary.push_back({t.primary_names[k], "", t.unit, {row, row + static_cast<std::ptrdiff_t>(n)}});
  }
  if (!primary.empty()) add_extension(out, "primary_inputs", "primary_inputs", sectors, uses, primary);
  std::vector<std::string> names;
  for (const account& a : t.accounts)
    if (std::find(names.begin(), names.end(), a.name) == names.end()) names.push_back(a.name);
  for (std::size_t e = 0; e < names.size(); ++e) {
    std::vector<account> rows;
    std::copy_if(t.accounts.begin(), t.accounts.end(), std::back_inserter(rows),
                 [&](const account& a) { return a.name == names[e]; });
    const std::string name = names[e].empty() ? fmt::format("accounts {}", e + 1) : names[e];
    add_extension(out, fmt::format("accounts_{}", e + 1), name, sectors, uses, rows);
  }
  return out;
}

}  // namespace agglo
