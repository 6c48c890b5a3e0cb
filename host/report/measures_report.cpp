#include "host/report/measures_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/report/array_text.hpp"

namespace agglo {
namespace {

// "value_added: million EUR; EMP: 1000 persons"
std::string account_totals(const flow_table& t) {
  std::string out;
  for (const account& a : t.accounts) out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", a.code, a.unit);
  return out;
}

}  // namespace

void list_groups(linkages_lister& to, const labelled_array& losses) {
  to.add(
      "extraction_groups", losses,
      "output of all sectors lost when a group is extracted: total (its rows and columns of A and its final demand), "
      "kept (final demand stays), backward (columns of A), forward (rows of B, Ghosh), forward_leontief (rows of A); "
      "external and external_backward: its links with other sectors alone, its own block of A stays; a region is all "
      "its sectors, an industry that of all regions",
      "sectors: a number; the others " + to.report().table.unit);
}

std::string groups_summary(const linkages_report& r) {
  const labelled_array& g = r.results.group_losses;
  if (g.values.empty()) return "";
  double output = 0;
  for (const double x : r.table.x.values) output += x;
  std::string out =
      "\n## Groups\n\nOutput of all sectors lost with a group; external: its links with others alone.\n\n| "
      "group | sectors | output, " +
      r.table.unit +
      " | total | of all output | backward | forward | external |\n|---|---:|---:|---:|---:"
      "|---:|---:|---:|\n";
  constexpr index_type most = 60;
  for (index_type k = 0; k < std::min(most, g.axes[0].size()); ++k)
    out += fmt::format("| {} | {} | {:.6g} | {:.6g} | {:.2f} % | {:.6g} | {:.6g} | {:.6g} |\n", g.axes[0].labels[k],
                       g(k, 0), g(k, 1), g(k, 2), 100 * g(k, 2) / output, g(k, 4), g(k, 5), g(k, 7));
  return out;
}

void list_open_economy(linkages_lister& to, const open_economy_results& r) {
  to.add("upstreamness_open_economy", r.upstreamness,
         "upstreamness U = (I - B)^-1 1 of an open economy, b_ij = z_ij / (x_i - E_i + M_i) on total flows z, imports "
         "among them; 0 for a product not used at home",
         ratio);
}

void list_important(linkages_lister& to, const important_coefficients& r) {
  const std::string meaning = fmt::format(
      "by how many percent a_ij may rise before the output of i changes by {:g} percent, "
      "100 p / (a_ij (p l_ji + 100 l_ii x_j / x_i))",
      r.percent);
  to.add("tolerable_limits", r.limits, meaning + "; infinite where a_ij = 0", "percent");
  std::string csv = "rank,seller,buyer,coefficient,tolerable_limit_percent\n";
  const std::vector<std::string>& labels = to.report().table.sectors.labels;
  for (std::size_t k = 0; k < r.most.size(); ++k)
    csv += fmt::format("{},{},{},{},{}\n", k + 1, csv_cell(labels[r.most[k].seller]), csv_cell(labels[r.most[k].buyer]),
                       r.most[k].coefficient, r.most[k].limit);
  to.add_text("inverse_important", "the coefficients with the smallest tolerable limits: " + meaning,
              "coefficient: 1; limit: percent", std::move(csv));
}

void list_footprints(linkages_lister& to, const footprint_results& f) {
  const std::string totals = account_totals(to.report().table), names = to.account_names();
  const bool regions = !to.report().table.regions.empty();
  to.add("F", f.F, "accounts by sector, as the table has them" + names, totals);
  to.add("M", f.M, "account multipliers M = S L, S = F x^-1, per unit of final demand" + names, to.account_units());
  to.add("D_pba", f.D_pba, "production-based accounts S x by the sector that uses or emits" + names, totals);
  to.add("D_cba", f.D_cba,
         "consumption-based accounts S L Y by the region whose final demand it is and the product bought" + names,
         totals);
  to.add("D_exp", f.D_exp,
         std::string("the part of D_pba that final demand ") + (regions ? "of other regions and " : "") +
             "abroad takes" + names,
         totals);
  to.add("D_exp_reg", f.D_exp_reg, "D_exp summed by region" + names, totals);
  const bool direct = !f.F_Y.values.empty();
  const std::string and_direct = direct ? ", and F_Y of the region's final demand" : "";
  to.add("D_pba_reg", f.D_pba_reg, "D_pba summed by region" + and_direct + names, totals);
  to.add("D_cba_reg", f.D_cba_reg, "D_cba summed by region" + and_direct + names, totals);
  if (direct) to.add("F_Y", f.F_Y, "what final demand uses or emits itself, by its column" + names, totals);
  if (!regions) return;  // what is imported stands outside a table of one region
  to.add("D_imp", f.D_imp, "the part of D_cba that is used or emitted in other regions" + names, totals);
  to.add("D_imp_reg", f.D_imp_reg, "D_imp summed by region" + names, totals);
}

}  // namespace agglo
