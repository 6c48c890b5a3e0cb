#include "host/model/domestic_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::vector<identity> balance_checks(const domestic_table& d) {
  double rows = 0, columns = 0;
  for (index_type i = 0; i < d.sectors.size(); ++i) {
    double row = d.Y(i) + d.exports(i), column = d.imported_inputs(i) + d.value_added(i) + d.discrepancy(i);
    for (index_type j = 0; j < d.sectors.size(); ++j) row += d.Z(i, j), column += d.Z(j, i);
    const double scale = d.x(i) != 0 ? d.x(i) : 1;
    rows = std::max(rows, std::abs(row - d.x(i)) / scale);
    columns = std::max(columns, std::abs(column - d.x(i)) / scale);
  }
  return {{"domestic rows add up to output (relative)", rows, 1e-9},
          {"domestic columns add up to output (relative)", columns, 1e-9}};
}

}  // namespace

domestic_table domestic_flows(const io_table& t) {
  domestic_table d;
  d.sectors = {"sector", t.sectors};
  const index_type n = d.sectors.size(), categories = static_cast<index_type>(t.final_demand_names.size());
  const labelled_array zero({d.sectors});
  d.import_share = d.Y = d.exports = d.imported_inputs = d.value_added = d.discrepancy = d.x = zero;
  d.Z = labelled_array({d.sectors, d.sectors});
  for (index_type i = 0; i < n; ++i) {
    const double x = t.output[i], E = t.exports[i], M = t.imports[i];
    if (x - E < 0)
      throw data_error(
          fmt::format("{}: sector {} exports {:g} of an output of {:g}: nothing is left for the country. "
                      "Mend the table, or net out re-exports",
                      t.file, t.sectors[i], E, x));
    if (x - E + M <= 0 && M != 0)
      throw data_error(fmt::format("{}: sector {} imports {:g} but has no domestic use", t.file, t.sectors[i], M));
    const double m = M != 0 ? M / (x - E + M) : 0;
    d.import_share(i) = m;
    d.exports(i) = E;
    d.x(i) = x;
    for (index_type c = 0; c < categories; ++c) d.Y(i) += (1 - m) * t.Y[i * categories + c];
    for (index_type j = 0; j < n; ++j) {
      d.Z(i, j) = (1 - m) * t.Z[i * n + j];
      d.imported_inputs(j) += m * t.Z[i * n + j];
    }
  }
  for (std::size_t v = 0; v < t.primary_names.size(); ++v)
    for (index_type j = 0; j < n; ++j)
      (t.primary_names[v] == "discrepancy" ? d.discrepancy : d.value_added)(j) +=
          t.V[v * static_cast<std::size_t>(n) + static_cast<std::size_t>(j)];
  d.checks = balance_checks(d);
  return d;
}

}  // namespace agglo
