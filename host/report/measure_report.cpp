#include "host/report/measure_report.hpp"

#include <fmt/format.h>

#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;
std::string told(const std::string& text) { return text.empty() ? "not told" : text; }

json input_json(const described_table& t) {
  return {{"file", t.file},
          {"title", t.title()},
          {"year", t.year()},
          {"source", told(t.descriptor.source)},
          {"prices", told(t.descriptor.prices)},
          {"unit", t.table.unit},
          {"flows", t.table.flows},
          {"encoding", t.encoding},
          {"sectors", t.table.sectors.size()},
          {"imports", t.audit.imports},
          {"spectral_radius", t.audit.spectral.value},
          {"largest_row_imbalance", t.audit.row_imbalance},
          {"largest_column_imbalance", t.audit.column_imbalance},
          {"rounding_closed", t.table.rounding_closed},
          {"assumptions", t.assumptions},
          {"warnings", t.audit.warnings()}};
}

}  // namespace

std::string measure_report::title() const {
  std::string out = measure + ": ";
  for (const described_table* t : tables) out += (t == tables.front() ? "" : " and ") + t->title();
  return out;
}
std::string measure_report::year() const {
  return tables.size() == 1 ? tables[0]->year() : fmt::format("{} to {}", tables[0]->year(), tables[1]->year());
}
void measure_report::add(std::string name, labelled_array values, const std::string& definition, std::string unit) {
  list.arrays.push_back(
      {std::move(name), definition + "; " + tables[0]->table.flows, std::move(unit), year(), std::move(values)});
}
void measure_report::add_text(std::string name, const std::string& definition, std::string unit, std::string csv) {
  list.texts.push_back(
      {std::move(name), definition + "; " + tables[0]->table.flows, std::move(unit), year(), std::move(csv)});
}

std::string manifest(const measure_report& r) {
  json m;
  m["title"] = r.title();
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; sectors in the table's order; matrices row-major";
  json parameters = json::object();
  for (const auto& [name, value] : r.parameters) parameters[name] = value;
  m["parameters"] = parameters;
  json inputs = json::array();
  for (const described_table* t : r.tables) inputs.push_back(input_json(*t));
  m["inputs"] = inputs;
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["leontief_inverse"] = "not built: systems are solved for the right-hand sides that are wanted";
  m["checks"] = checks_json(r.checks);
  m["files"] = files_json(r.list);
  return m.dump(2) + "\n";
}

std::string facts(const measure_report& r) {
  std::string out;
  for (const described_table* t : r.tables)
    out += fmt::format(
        "- Table: {}, {} sectors, year {}, in {}, prices {}; source {}\n- Z holds {}\n- Balance as read: rows within "
        "{:.1e}, columns within {:.1e} of output; closing it changed {:.1e} at most\n",
        t->file, t->table.sectors.size(), t->year(), t->table.unit, told(t->descriptor.prices),
        told(t->descriptor.source), t->table.flows, t->audit.row_imbalance, t->audit.column_imbalance,
        t->table.rounding_closed);
  return out;
}

std::string summary_markdown(const measure_report& r) {
  std::string out = fmt::format("# {}\n\n{}", r.title(), facts(r));
  for (const described_table* t : r.tables) {
    for (const std::string& a : t->assumptions) out += "- Assumed: " + a + "\n";
    for (const std::string& w : t->audit.warnings()) out += "- Warning: " + w + "\n";
  }
  for (const auto& [name, value] : r.parameters) out += fmt::format("- {}: {}\n", name, value);
  out += fmt::format("- No inverse was built; computed in float64 on {} ({})\n", r.on.space, r.on.device);
  out += "\n" + r.findings + "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  return out + "\n## What it does not say\n\n" + r.cautions + "\n";
}

}  // namespace agglo
