#include "host/report/linkages_lister.hpp"

#include <fmt/format.h>

#include <set>

namespace agglo {

linkages_lister::linkages_lister(result_list& out, const linkages_report& r) : out_(out), report_(r) {}

void linkages_lister::add(std::string name, const labelled_array& values, const std::string& definition,
                          std::string unit) {
  out_.arrays.push_back(
      {std::move(name), definition + "; " + report_.table.flows, std::move(unit), report_.year(), std::cref(values)});
}
void linkages_lister::add(std::string name, labelled_array&& values, const std::string& definition, std::string unit) {
  out_.arrays.push_back(
      {std::move(name), definition + "; " + report_.table.flows, std::move(unit), report_.year(), std::move(values)});
}
void linkages_lister::add_text(std::string name, const std::string& definition, std::string unit, std::string csv) {
  out_.texts.push_back(
      {std::move(name), definition + "; " + report_.table.flows, std::move(unit), report_.year(), std::move(csv)});
}
std::string linkages_lister::account_units() const {
  std::string out;
  for (const account& a : report_.table.accounts)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", a.code,
                       a.unit == report_.table.unit ? ratio : a.unit + " per " + report_.table.unit);
  return out;
}
std::string linkages_lister::account_names() const {
  std::string out;
  for (const account& a : report_.table.accounts)
    if (a.code == "value_added" || a.code == "imports") out += fmt::format("; {} = {}", a.code, a.name);
  return out;
}

std::string told(const std::string& text) { return text.empty() ? "not told" : text; }
std::string forward_text(forward_measure f) {
  return f == forward_measure::ghosh ? "forward linkages by Ghosh: direct B1, total G1"
                                     : "forward linkages by Leontief's row sums: direct A1, total L1";
}
std::string base_of_means(const flow_table& t) {
  const std::set<std::string> regions(t.regions.begin(), t.regions.end());
  return regions.empty() ? "" : fmt::format(" of all {} regions, not of a sector's own", regions.size());
}
std::string label_of(const flow_table& t, index_type sector) {
  const std::string &code = t.sectors.labels[static_cast<std::size_t>(sector)],
                    &name = t.names[static_cast<std::size_t>(sector)];
  return name.empty() || name == code ? code : code + " " + name;
}

}  // namespace agglo
