#include "host/table/regional_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"

namespace agglo {
namespace {

index_type place(const std::vector<std::string>& in, const std::string& word) {
  const auto at = std::find(in.begin(), in.end(), word);
  return at == in.end() ? -1 : at - in.begin();
}

}  // namespace

regional_figures read_regional_figures(const std::filesystem::path& file, const axis& sectors) {
  row_errors errors;
  csv_reader csv(file, errors);
  const index_type region = csv.require("region"), sector = csv.require("sector"), employment = csv.find("employment");
  const index_type figure = employment >= 0 ? employment : csv.require("output");
  if (employment >= 0 && csv.find("output") >= 0)
    errors.add(csv.at_header(csv.find("output"), "output or employment, found both", "leave one of the columns out"));

  struct figure_of {
    index_type line;
    double value;
  };
  axis regions{"region", {}};
  std::map<std::pair<index_type, index_type>, figure_of> found;
  while (csv.next()) {
    const std::string name(csv[region]), code(csv[sector]);
    if (name.empty()) errors.add(csv.at(region, "a region's name", "fill in the cell"));
    const index_type i = place(sectors.labels, code);
    if (i < 0) errors.add(csv.at(sector, "a sector of the table", suggestion(code, sectors.labels)));
    const parsed_number n = parse_number(csv[figure]);
    if (!n)
      errors.add(csv.at(figure, fmt::format("a number, found {}", n.problem), "write 0 for nothing"));
    else if (n.value < 0)
      errors.add(csv.at(figure, "a number of zero or more", "check the figure in the source"));
    index_type r = place(regions.labels, name);
    if (r < 0) r = regions.size(), regions.labels.push_back(name);
    if (i < 0) continue;
    const auto [first, fresh] = found.try_emplace({r, i}, figure_of{csv.line(), n.value});
    if (!fresh)
      errors.add(csv.at(sector,
                        fmt::format("every sector of a region once, found it in line {} already", first->second.line),
                        "remove one of the two rows"));
  }
  if (regions.size() == 0 && errors.empty())
    errors.add({csv.file(), 1, 1, "", "a row for each region and sector, found none", "add them"});
  errors.throw_if_any();
  regional_figures out{csv.file(), employment >= 0, labelled_array({regions, sectors}), 0};
  for (const auto& [at, f] : found) out.values(at.first, at.second) = f.value;
  out.missing = regions.size() * sectors.size() - static_cast<index_type>(found.size());
  return out;
}

}  // namespace agglo
