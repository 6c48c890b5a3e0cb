#include "host/report/synthetic_report.hpp"

#include <fmt/format.h>

#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

std::string sizes_text(const synthetic_report& r) {
  const synthetic_rules& rules = r.firms.rules();
  if (rules.tail_share == 1) return fmt::format("Pareto, P(size > s) ~ s^-{}", rules.tail_exponent);
  return fmt::format("lognormal, sigma {:.4g}, with the largest {:g} % Pareto, P(size > s) ~ s^-{}; density continuous",
                     r.firms.body_deviation(), 100 * rules.tail_share, rules.tail_exponent);
}

std::vector<std::string> assumptions(const synthetic_report& r) {
  const synthetic_rules& rules = r.firms.rules();
  std::vector<std::string> out{
      "no firm of this file exists: its rows are drawn around true totals and say nothing of any firm",
      "totals: " + r.firms.totals().basis, "sizes: " + sizes_text(r),
      "firms are dealt out over cities and industries " +
          std::string(r.firms.totals().rd.sum() > 0 ? "as the study's firms are" : "in proportion to output") +
          ", one at least to each that has revenue",
      fmt::format("places: density exp(-r / b) around the city's centre, b = {} of the radius of a disc of its area, "
                  "none beyond that radius; no coast, mountain or border is known",
                  rules.scatter)};
  if (r.firms.totals().rd.sum() > 0)
    out.push_back(
        fmt::format("R&D over revenue is lognormal within a city's industry, sigma {}; every firm has some "
                    "where the total is not 0",
                    rules.rd_spread));
  else
    out.push_back("R&D is left empty: the totals hold none");
  if (rules.classes > 0)
    out.push_back(
        fmt::format("technology: {} invented classes; industries' profiles Dirichlet(1/2), firms' shares "
                    "Dirichlet({} times the profile)",
                    rules.classes, rules.concentration));
  if (rules.owned > 0)
    out.push_back(
        fmt::format("owners: {} of the firms stand in the accounts of another, drawn uniformly", rules.owned));
  return out;
}

std::string title(const synthetic_report& r) { return "Synthetic firms of: " + r.study_title; }

std::string facts(const synthetic_report& r) {
  const synthetic_totals& t = r.firms.totals();
  std::string out = fmt::format("- {} synthetic firms, seed {}, over {} filled pairs of {} cities and {} industries\n",
                                r.firms.rules().firms, r.firms.rules().seed, r.firms.cells().size(), t.cities.size(),
                                t.industries.labels.size());
  out += fmt::format("- Revenue {:.6g}, R&D {:.6g} million CNY of {}, as the study has them\n", t.revenue.sum(),
                     t.rd.sum(), t.year);
  for (const std::string& a : assumptions(r)) out += fmt::format("- Assumed: {}\n", a);
  return out;
}

}  // namespace

result_list list_results(const synthetic_report& r) {
  const synthetic_totals& t = r.firms.totals();
  const std::string year = std::to_string(t.year);
  labelled_array count(t.revenue.axes);
  for (const synthetic_cell& c : r.firms.cells()) count(c.city, c.industry) = static_cast<double>(c.count);
  result_list out;
  out.arrays.push_back({"cells_firms", "synthetic firms by city and industry", "firms", year, std::move(count)});
  out.arrays.push_back(
      {"cells_revenue", "what their revenue adds up to: " + t.basis, "million CNY", year, std::cref(t.revenue)});
  out.arrays.push_back({"cells_rd", "what their R&D adds up to: " + t.basis, "million CNY", year, std::cref(t.rd)});
  if (r.firms.rules().classes == 0) return out;
  labelled_array profiles({t.industries, {"class", {}}}, {});
  for (int k = 1; k <= r.firms.rules().classes; ++k) profiles.axes[1].labels.push_back(fmt::format("t{}", k));
  for (int i = 0; i < static_cast<int>(t.industries.labels.size()); ++i)
    profiles.values.insert(profiles.values.end(), r.firms.profile(i).begin(), r.firms.profile(i).end());
  out.arrays.push_back({"profiles", "invented mean shares of an industry's firms in each technology class", "1", year,
                        std::move(profiles)});
  return out;
}

std::string manifest(const synthetic_report& r, const result_list& list) {
  const synthetic_rules& rules = r.firms.rules();
  json m;
  m["title"] = title(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["synthetic"] = true;
  m["layout"] = "firms.csv: a row a firm, by city, then industry; matrices row-major";
  m["sources"] = r.sources;
  m["parameters"] = {{"study", r.study_file},
                     {"firms", rules.firms},
                     {"seed", rules.seed},
                     {"totals", r.firms.totals().basis},
                     {"sizes", sizes_text(r)},
                     {"tail_exponent", rules.tail_exponent},
                     {"tail_share", rules.tail_share},
                     {"scatter", rules.scatter},
                     {"rd_spread", rules.rd_spread},
                     {"owned", rules.owned},
                     {"classes", rules.classes},
                     {"concentration", rules.concentration},
                     {"random_numbers", "Philox4x32-10"}};
  m["assumptions"] = assumptions(r);
  m["precision"] = "float64";
  m["checks"] = checks_json(r.checks);
  m["files"] = files_json(list);
  json columns;
  for (const synthetic_text::column& c : r.columns)
    columns.push_back({{"name", c.header}, {"definition", c.definition}, {"unit", c.unit}});
  m["files"].push_back({{"files", {"firms.csv"}},
                        {"definition", "synthetic firms, one a row; none of them exists"},
                        {"shape", {rules.firms, r.columns.size()}},
                        {"year", std::to_string(r.firms.totals().year)},
                        {"columns", columns}});
  return m.dump(2) + "\n";
}

std::string summary_markdown(const synthetic_report& r) {
  std::string out = fmt::format("# {}\n\n{}\n## Checks\n\n", title(r), facts(r));
  for (const identity& i : r.checks) out += fmt::format("- {}: {:.1e}, bound {:.0e}\n", i.name, i.error, i.bound);
  return out;
}
std::string summary_terminal(const synthetic_report& r) { return title(r) + "\n" + facts(r); }

}  // namespace agglo
