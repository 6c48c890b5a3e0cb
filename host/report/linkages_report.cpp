#include "host/report/linkages_report.hpp"

#include <fmt/format.h>

#include "host/report/array_text.hpp"
#include "host/report/interregional_report.hpp"
#include "host/report/linkages_lister.hpp"
#include "host/report/manifest_parts.hpp"
#include "host/report/measures_report.hpp"
#include "host/report/type_II_report.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

std::string overview_csv(const linkages_report& r) {
  std::string out = "sector,name,output,class";
  const labelled_array &m = r.results.multipliers, &l = r.results.linkages;
  out += ",output_multiplier";
  for (const std::string& c : l.axes[1].labels) out += "," + c;
  out += "\n";
  for (index_type j = 0; j < r.table.sectors.size(); ++j) {
    out += fmt::format("{},{},{},{},{}", csv_cell(r.table.sectors.labels[j]), csv_cell(r.table.names[j]), r.table.x(j),
                       r.results.key_class[j], m(j, 0));
    for (index_type c = 0; c < l.axes[1].size(); ++c) out += fmt::format(",{}", l(j, c));
    out += "\n";
  }
  return out;
}

}  // namespace

result_list list_results(const linkages_report& r) {
  result_list out;
  linkages_lister to(out, r);
  const table_linkages& t = r.results;
  const std::string base = base_of_means(r.table);
  to.add("Z", r.table.Z, "intermediate flows as used; rows sell, columns buy", r.table.unit);
  to.add("Y", r.table.Y, "final demand as used; f is the sum of a row", r.table.unit);
  to.add("x", r.table.x, "gross output as used: the row total", r.table.unit);
  to.add("V", r.table.V, "primary inputs as used", r.table.unit);
  if (!r.table.import_share.values.empty())
    to.add("import_share", r.table.import_share, "m_i = M_i / (x_i - E_i + M_i)", ratio);
  to.add("A", t.A, "technical coefficients A = Z x^-1", ratio);
  to.add("B", t.B, "allocation coefficients B = x^-1 Z", ratio);
  to.add("L", t.L, "Leontief inverse L = (I - A)^-1", ratio);
  to.add("G", t.G, "Ghosh inverse G = (I - B)^-1 = x^-1 L x", ratio);
  to.add("S", t.S, "accounts per unit of output" + to.account_names(), to.account_units());
  to.add("multipliers", t.multipliers,
         "simple multipliers per unit of final demand: output 1'L, accounts s'L" + to.account_names(),
         "output: 1; " + to.account_units());
  to.add("type_I", t.type_I, "type I multipliers s'L / s; empty (not a number) where a sector's own s is 0", ratio);
  to.add("linkages", t.linkages,
         "backward: direct 1'A, total 1'L; " + forward_text(r.forward) +
             "; power and sensitivity of dispersion: the totals over their mean over all sectors with output" + base +
             "; variation: "
             "coefficient of variation down the columns of L",
         ratio);
  to.add(
      "chain", t.chain,
      "upstreamness G1 (distance to final use, exports among it) and downstreamness 1'L (distance from primary inputs)",
      ratio);
  to.add("extraction", t.extraction,
         "output of all sectors lost when one is extracted: total (its row and column of A and its final demand), kept "
         "(final demand stays), backward (column of A), forward (row of B, Ghosh), forward_leontief (row of A)",
         r.table.unit);
  if (!t.influence.values.empty())
    to.add("field_of_influence", t.influence,
           "Frobenius norm of the first-order field of influence of a_ij: |L[:, i]| |L[j, :]|", ratio);
  if (!t.lengths.values.empty())
    to.add("propagation_lengths", t.lengths,
           "average propagation lengths [L (L - I)]_ij / (L - I)_ij; 0 where nothing is passed on", "transactions");
  to.add_text("sectors",
              "output, class, output multiplier and linkages of every sector in one table; key: power and "
              "sensitivity above 1, backward or forward: one of them, weak: neither; " +
                  forward_text(r.forward),
              "output in " + r.table.unit + ", the others 1", overview_csv(r));
  list_between_regions(to);
  // Every further group of measures: one line here, its own file.
  to.add("row_variation", t.row_variation,
         "coefficient of variation along the rows of L and of G; that down the columns of L stands in linkages", ratio);
  if (t.type_II) list_type_II(to, *t.type_II);
  if (!t.group_losses.values.empty()) list_groups(to, t.group_losses);
  if (t.open_economy) list_open_economy(to, *t.open_economy);
  if (t.important) list_important(to, *t.important);
  if (t.footprints) list_footprints(to, *t.footprints);
  return out;
}

std::string manifest(const linkages_report& r, const result_list& list) {
  json m;
  m["title"] = "Linkages: " + r.title();
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; sectors in the table's order; matrices row-major";
  m["sources"] = {told(r.descriptor.source)};
  m["parameters"] = {{"flows", r.table.flows},
                     {"forward", r.forward == forward_measure::ghosh ? "ghosh" : "leontief"},
                     {"descriptor", r.descriptor.file.empty() ? "none: layout from the table itself"
                                                              : r.descriptor.file.filename().string()},
                     {"prices", told(r.descriptor.prices)}};
  m["input"] = {{"file", r.file},
                {"encoding", r.encoding},
                {"format", r.descriptor.format.empty() ? "none: by its labels" : r.descriptor.format},
                {"assumptions", r.assumptions},
                {"sectors", r.table.sectors.size()},
                {"regions", r.results.between.regions.regions.labels},
                {"imports", r.audit.imports},
                {"spectral_radius", r.audit.spectral.value},
                {"largest_row_imbalance", r.audit.row_imbalance},
                {"largest_column_imbalance", r.audit.column_imbalance},
                {"rounding_closed", r.table.rounding_closed},
                {"warnings", r.audit.warnings()}};
  m["sectors_without_output"] = r.results.no_output;
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["leontief_inverse"] = inverse_json(r.results.route, r.results.residual);
  m["checks"] = checks_json(r.results.checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

}  // namespace agglo
