#include "host/report/sample_report.hpp"

#include <fmt/format.h>

#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;
std::string told(const std::string& text) { return text.empty() ? "not told" : text; }

}  // namespace

void sample_report::add(std::string name, labelled_array values, const std::string& definition,
                        const std::string& its_unit) {
  list.arrays.push_back({std::move(name), definition, told(its_unit), told(year), std::move(values)});
}
void sample_report::add_text(std::string name, const std::string& definition, const std::string& its_unit,
                             std::string csv) {
  list.texts.push_back({std::move(name), definition, told(its_unit), told(year), std::move(csv)});
}

std::string manifest(const sample_report& r) {
  json m;
  m["title"] = r.title;
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = r.layout + "; matrices row-major";
  m["sources"] = {"not told"};
  json inputs = json::array();
  for (const auto& [file, what] : r.inputs) inputs.push_back({{"file", file}, {"read", what}});
  m["inputs"] = inputs;
  json parameters = json::object();
  for (const auto& [name, value] : r.parameters) parameters[name] = value;
  m["parameters"] = parameters;
  m["assumptions"] = r.assumptions;
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["checks"] = checks_json(r.checks);
  m["files"] = files_json(r.list);
  return m.dump(2) + "\n";
}

std::string facts(const sample_report& r) {
  std::string out;
  for (const auto& [file, what] : r.inputs) out += fmt::format("- {}: {}\n", file, what);
  out += fmt::format("- Unit {}, year {}\n", told(r.unit), told(r.year));
  for (const auto& [name, value] : r.parameters) out += fmt::format("- {}: {}\n", name, value);
  for (const std::string& a : r.assumptions) out += fmt::format("- Assumed: {}\n", a);
  return out;
}

std::string summary_markdown(const sample_report& r) {
  std::string out = fmt::format("# {}\n\n{}", r.title, facts(r));
  out += fmt::format("- Computed in float64 on {} ({})\n\n{}", r.on.space, r.on.device, r.findings);
  if (!r.checks.empty()) out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  return out + "\n## What it does not say\n\n" + r.cautions + "\n";
}

}  // namespace agglo
