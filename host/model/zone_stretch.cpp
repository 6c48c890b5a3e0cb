#include "host/model/zone_stretch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/model/spillover_tables.hpp"
#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number_cell.hpp"

namespace agglo {

labelled_array read_stretch(const std::filesystem::path& file, const std::vector<std::string>& zones,
                            row_errors& errors) {
  csv_reader csv(file, errors);
  const index_type from = csv.require("from"), to = csv.require("to"), factor = csv.require("factor");
  label_list known;
  for (const std::string& zone : zones) known.number(zone);
  const auto zone_at = [&](index_type column) {
    const int zone = known.find(std::string(csv[column]));
    if (zone < 0)
      errors.add(csv.at(column, "a zone in which a firm stands", suggestion(std::string(csv[column]), zones)));
    return zone;
  };
  const double not_given = std::nan("");
  labelled_array out({{"receives", zones}, {"sends", zones}});
  std::fill(out.values.begin(), out.values.end(), not_given);
  while (csv.next()) {
    const int sends = zone_at(from), receives = zone_at(to);
    const double v =
        number_in(csv, factor, 0, std::numeric_limits<double>::max(), "a factor of distance, 0 or more", errors);
    if (sends < 0 || receives < 0) continue;
    if (!std::isnan(out(receives, sends)))
      errors.add(csv.at(from, "every pair and direction once", "remove one of the two rows"));
    out(receives, sends) = v;
  }
  const labelled_array given = out;
  for (index_type r = 0; r < out.axes[0].size(); ++r)
    for (index_type s = 0; s < out.axes[1].size(); ++s)
      if (std::isnan(given(r, s))) out(r, s) = std::isnan(given(s, r)) ? 1 : given(s, r);
  return out;
}

}  // namespace agglo
