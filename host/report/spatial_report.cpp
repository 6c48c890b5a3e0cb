#include "host/report/spatial_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

const char* scale_text(weight_scale s) {
  constexpr const char* texts[] = {"each row over its sum; a unit without neighbours keeps a row of zeros",
                                   "all weights over the proven upper bound of their spectral radius",
                                   "weights as they are"};
  return texts[static_cast<int>(s)];
}
std::string told(const std::string& text) { return text.empty() ? "not told" : text; }

/// "lag model, queen" as far as it is told.
std::string name_of(const spatial_report& r, const model_effects& m) {
  const spatial_model& model = r.models[m.model];
  const spatial_weights& W = r.weights[m.weights];
  std::string out = model.name.empty() ? "model" : model.name;
  if (const std::string& year = model.year.empty() ? W.year : model.year; !year.empty()) out += ", " + year;
  return out + ", " + W.name;
}
/// The first cells of a row of any table: model, year, weights, variable.
std::string row_start(const spatial_report& r, const model_effects& m, const spatial_variable& v) {
  const spatial_model& model = r.models[m.model];
  const spatial_weights& W = r.weights[m.weights];
  return fmt::format("{},{},{},{}", csv_cell(model.name), csv_cell(model.year.empty() ? W.year : model.year),
                     csv_cell(W.name), csv_cell(v.name));
}

/// One text with a row for everything that `rows` writes for a variable of a model.
template <class Rows>
std::string table(const spatial_report& r, const std::string& columns, const Rows& rows) {
  std::string out = "model,year,weights,variable," + columns + "\n";
  for (const model_effects& m : r.results.models)
    for (const variable_effects& v : m.variables) rows(out, m, v, row_start(r, m, v.variable));
  return out;
}
std::string effects_csv(const spatial_report& r) {
  return table(r, "rho,beta,theta,direct,indirect,total,standard_error",
               [&](std::string& out, const model_effects& m, const variable_effects& v, const std::string& start) {
                 out += fmt::format("{},{},{},{},{},{},{},{}\n", start, r.models[m.model].rho, v.variable.beta,
                                    v.variable.theta, v.all.direct, v.all.indirect, v.all.total, v.all.standard_error);
               });
}
std::string orders_csv(const spatial_report& r) {
  return table(r, "order,direct,indirect,total",
               [](std::string& out, const model_effects&, const variable_effects& v, const std::string& start) {
                 for (std::size_t q = 0; q < v.by_order.size(); ++q)
                   out += fmt::format("{},{},{},{},{}\n", start, q, v.by_order[q].direct, v.by_order[q].indirect,
                                      v.by_order[q].total);
               });
}
std::string units_csv(const spatial_report& r) {
  return table(r, "unit,direct,indirect,total",
               [&](std::string& out, const model_effects& m, const variable_effects& v, const std::string& start) {
                 const std::vector<std::string>& units = r.weights[m.weights].units;
                 for (std::size_t i = 0; i < v.total.size(); ++i) {
                   out += fmt::format("{},{},", start, csv_cell(units[i]));
                   if (v.direct.empty())
                     out += fmt::format(",,{}\n", v.total[i]);
                   else
                     out += fmt::format("{},{},{}\n", v.direct[i], v.total[i] - v.direct[i], v.total[i]);
                 }
               });
}
std::string weights_csv(const spatial_report& r) {
  std::string out = "weights,year,units,neighbours,without_neighbours,rho_below\n";
  for (std::size_t w = 0; w < r.weights.size(); ++w) {
    const weights_facts& f = r.results.weights[w];
    out += fmt::format("{},{},{},{},{},{}\n", csv_cell(r.weights[w].name), csv_cell(r.weights[w].year),
                       r.weights[w].size(), f.neighbours, f.alone, f.growth > 0 ? fmt::format("{}", 1 / f.growth) : "");
  }
  return out;
}

bool all_exact(const spatial_report& r) {
  return std::all_of(r.results.weights.begin(), r.results.weights.end(), [](const auto& f) { return f.exact; });
}
std::vector<std::string> assumptions(const spatial_report& r) {
  std::vector<std::string> out{
      "rho, beta and theta are taken as given: their own standard errors are not in any figure here",
      "rho is accepted where |rho| times the spectral radius of W is proven below 1; estimates between -1 over the "
      "radius and one over W's least eigenvalue are not"};
  out.push_back(fmt::format("W: {}", scale_text(r.rules.scale)));
  index_type alone = 0;
  for (const weights_facts& f : r.results.weights) alone += f.alone;
  if (alone > 0) out.push_back(fmt::format("{} units have no neighbours: they receive their own effect alone", alone));
  if (!all_exact(r))
    out.push_back(
        fmt::format("traces of more than {} units are sampled with {} vectors of random signs (seed {}): "
                    "direct and indirect effects have the standard error beside them, totals have none",
                    r.rules.exact_up_to, r.rules.probes, r.rules.seed));
  return out;
}

std::string title(const spatial_report& r) { return "Spatial effects of the models of " + r.coefficients; }

std::string facts(const spatial_report& r) {
  std::string out = fmt::format("- {} models with their weights; effects in {}\n", r.results.models.size(),
                                r.unit.empty() ? "units of the explained variable per unit of a variable" : r.unit);
  for (std::size_t w = 0; w < r.weights.size(); ++w) {
    const weights_facts& f = r.results.weights[w];
    out += fmt::format("- W {}: {}, {} units, {} neighbours; |rho| below {:.6g}; traces {}\n", r.weights[w].name,
                       r.weights[w].source, r.weights[w].size(), f.neighbours, f.growth > 0 ? 1 / f.growth : 0,
                       f.exact ? "exact" : "sampled");
  }
  double residual = 0, error = 0;
  index_type sweeps = 0;
  for (const model_effects& m : r.results.models) {
    residual = std::max(residual, m.solve.residual);
    error = std::max(error, m.solve.error);
    sweeps = std::max(sweeps, m.solve.sweeps);
  }
  out += fmt::format("- Solved by series, {} terms at most, on {} ({}): proven residual {:.1e}, error {:.1e}\n", sweeps,
                     r.on.space, r.on.device, residual, error);
  for (const std::string& a : assumptions(r)) out += fmt::format("- Assumed: {}\n", a);
  return out;
}

constexpr std::size_t shown = 40;  // models of a summary

}  // namespace

result_list list_results(const spatial_report& r) {
  const std::string S = "S(W) = (I - rho W)^-1 (beta I + theta W), LeSage & Pace (2009), chapter 2; W: " +
                        std::string(scale_text(r.rules.scale)),
                    unit = told(r.unit), year = "as the column year says";
  result_list out;
  out.texts.push_back({"effects",
                       "mean effects on the explained variable of one more of the variable everywhere: direct tr S / "
                       "n, total 1'S 1 / n, indirect total - direct; standard_error of direct and of indirect where "
                       "traces are sampled, else 0; " +
                           S,
                       unit, year, effects_csv(r)});
  out.texts.push_back({"orders",
                       "the part of the effects that comes by W^order: (beta rho^order + theta rho^(order - 1)) times "
                       "tr W^order / n and 1'W^order 1 / n; theta from order 1 on; " +
                           S,
                       unit, year, orders_csv(r)});
  if (r.rules.per_unit)
    out.texts.push_back({"units",
                         "effects on each unit: direct S_ii, total the sum of row i of S, indirect their difference; "
                         "direct and indirect are empty where traces are sampled; " +
                             S,
                         unit, year, units_csv(r)});
  out.texts.push_back({"weights",
                       "the W of this run: units, pairs of neighbours, units without any, and the bound below which "
                       "|rho| is accepted, one over the proven spectral radius of W as scaled",
                       "1", year, weights_csv(r)});
  return out;
}

std::string manifest(const spatial_report& r, const result_list& list) {
  json m;
  m["title"] = title(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "one row a model, W and variable; rows of W receive";
  m["sources"] = {r.coefficients};
  m["parameters"] = {{"scaling", scale_text(r.rules.scale)},
                     {"exact_up_to", r.rules.exact_up_to},
                     {"probes", r.rules.probes},
                     {"seed", r.rules.seed},
                     {"orders", r.rules.orders}};
  json weights = json::array();
  for (std::size_t w = 0; w < r.weights.size(); ++w) {
    const weights_facts& f = r.results.weights[w];
    json one = {{"name", r.weights[w].name},         {"source", r.weights[w].source},
                {"year", r.weights[w].year},         {"units", r.weights[w].size()},
                {"neighbours", f.neighbours},        {"without_neighbours", f.alone},
                {"spectral_radius_bound", f.growth}, {"traces", f.exact ? "exact" : "sampled"}};
    if (r.rules.scale != weight_scale::rows)
      one["spectral_radius_before_scaling"] = {{"least", f.radius.least}, {"largest", f.radius.largest}};
    weights.push_back(one);
  }
  m["weights"] = weights;
  json solves = json::array();
  for (const model_effects& e : r.results.models)
    solves.push_back({{"model", name_of(r, e)},
                      {"rho", r.models[e.model].rho},
                      {"terms", e.solve.sweeps},
                      {"residual_bound", e.solve.residual},
                      {"error_bound", e.solve.error},
                      {"dense_residual", e.exact_residual}});
  m["solves"] = solves;
  m["assumptions"] = assumptions(r);
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["checks"] = checks_json(r.results.checks);
  m["files"] = files_json(list);
  return m.dump(2) + "\n";
}

std::string summary_markdown(const spatial_report& r) {
  std::string out = fmt::format("# {}\n\n{}\n", title(r), facts(r));
  for (std::size_t k = 0; k < std::min(shown, r.results.models.size()); ++k) {
    const model_effects& m = r.results.models[k];
    out += fmt::format("## {} (rho {})\n\n| variable | direct | indirect | total |\n|---|---:|---:|---:|\n",
                       name_of(r, m), r.models[m.model].rho);
    for (const variable_effects& v : m.variables) {
      const std::string chance = v.all.standard_error > 0 ? fmt::format(" ± {:.1e}", v.all.standard_error) : "";
      out += fmt::format("| {} | {:.6g}{} | {:.6g}{} | {:.6g} |\n", v.variable.name, v.all.direct, chance,
                         v.all.indirect, chance, v.all.total);
    }
    out += "\n";
  }
  if (r.results.models.size() > shown)
    out += fmt::format("and {} more models in effects.csv\n", r.results.models.size() - shown);
  return out;
}

std::string summary_terminal(const spatial_report& r) {
  std::string out = title(r) + "\n" + facts(r);
  for (std::size_t k = 0; k < std::min(shown, r.results.models.size()); ++k) {
    const model_effects& m = r.results.models[k];
    out += fmt::format("{} (rho {}): {:>12} {:>12} {:>12}\n", name_of(r, m), r.models[m.model].rho, "direct",
                       "indirect", "total");
    for (const variable_effects& v : m.variables)
      out += fmt::format("  {:<20} {:>12.6g} {:>12.6g} {:>12.6g}\n", v.variable.name, v.all.direct, v.all.indirect,
                         v.all.total);
  }
  return out;
}

}  // namespace agglo
