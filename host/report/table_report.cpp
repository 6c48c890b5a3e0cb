#include "host/report/table_report.hpp"

#include <fmt/format.h>

#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

json table_json(const table_to_write& t) {
  json files{t.name + ".csv", t.name + ".toml"};
  if (!t.table.accounts.empty()) files.push_back(t.name + "_accounts.csv");
  std::string unit = t.table.unit;
  for (const account& a : t.table.accounts) unit += fmt::format("; {}: {}", a.code, a.unit);
  return {{"files", files},
          {"definition", t.definition},
          {"shape", {t.table.size(), t.table.size()}},
          {"axes", {"sector", "sector"}},
          {"unit", unit},
          {"year", year_text(t.about)}};
}

std::string list_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += "- " + line + "\n";
  return out;
}

}  // namespace

table_descriptor description_of(const table_descriptor& about, std::string title) {
  table_descriptor out;
  out.title = std::move(title);
  out.source = about.source, out.prices = about.prices, out.year = about.year, out.flows = about.flows;
  out.households = about.households;
  out.value_added = about.value_added, out.imported_inputs = about.imported_inputs;
  return out;
}

std::string year_text(const table_descriptor& about) { return about.year ? std::to_string(*about.year) : "not told"; }

std::string manifest(const table_report& r) {
  json m;
  m["title"] = r.title;
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; region-major; sectors in the table's order; matrices row-major";
  m["sources"] = r.sources;
  for (const auto& [name, value] : r.parameters) m["parameters"][name] = value;
  m["assumptions"] = r.assumptions;
  m["precision"] = "float64";
  m["checks"] = checks_json(r.checks);
  m["files"] = json::array();
  for (const table_to_write& t : r.tables) m["files"].push_back(table_json(t));
  for (json& file : files_json(r.results)) m["files"].push_back(std::move(file));
  return m.dump(2) + "\n";
}

std::string summary_markdown(const table_report& r) {
  std::string out = fmt::format("# {}\n\n{}", r.title, list_of(r.facts));
  if (!r.assumptions.empty()) out += "\n## What was assumed\n\n" + list_of(r.assumptions);
  if (!r.text.empty()) out += "\n" + r.text;
  if (!r.tables.empty()) {
    out += "\n## Tables\n\n";
    for (const table_to_write& t : r.tables)
      out += fmt::format("- {}.csv, described by {}.toml: {}\n", t.name, t.name, t.definition);
    out += fmt::format("\nRead one again with `agglo linkages {}.csv --out DIR`.\n", r.tables.front().name);
  }
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  return out;
}

std::string summary_terminal(const table_report& r) {
  return r.title + "\n" + list_of(r.facts) + list_of(r.assumptions);
}

}  // namespace agglo
