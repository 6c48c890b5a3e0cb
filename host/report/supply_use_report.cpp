#include "host/report/supply_use_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "host/report/array_text.hpp"
#include "host/report/manifest_parts.hpp"

namespace agglo {
namespace {

using json = nlohmann::ordered_json;

bool products(const supply_use_report& r) { return r.model == supply_use_model::A || r.model == supply_use_model::B; }
std::string year_of(const supply_use_report& r) { return r.year ? std::to_string(*r.year) : "not told"; }
std::string title_of(const supply_use_report& r) {
  return r.title.empty() ? fmt::format("{} and {}", r.files.supply.filename().string(), r.files.use.filename().string())
                         : r.title;
}
std::string definition(const supply_use_report& r) {
  return fmt::format("model {}: {}; S supply (products x industries), U use, q and g output of products and industries",
                     name_of(r.model), formula_of(r.model));
}

std::string negatives_csv(const supply_use_report& r) {
  std::string out = "row,column,value,share_of_column_output\n";
  for (const negative_entry& e : r.result.negatives)
    fmt::format_to(std::back_inserter(out), "{},{},{},{}\n", csv_cell(e.row), csv_cell(e.column), e.value, e.share);
  return out;
}

std::string negatives_text(const supply_use_report& r) {
  const std::vector<negative_entry>& all = r.result.negatives;
  if (all.empty()) return "none";
  double sum = 0, deepest = 0;
  for (const negative_entry& e : all) sum += e.value, deepest = std::min(deepest, e.share);
  return fmt::format(
      "{} of {}, together {:.6g}; the largest is {:.6g} from '{}' to '{}'; at most {:.2g} of a column's "
      "output",
      all.size(), r.result.table.Z.size(), sum, all.front().value, all.front().row, all.front().column, -deepest);
}

std::string facts(const supply_use_report& r) {
  const io_table& t = r.result.table;
  return fmt::format(
      "- Model {}: {}\n- From {} products and {} industries to {} sectors, {} of final demand, {} primary inputs, in "
      "{}; "
      "on {} ({})\n- Supply and use as read: products within {:.1e}, industries within {:.1e} of balance\n- Negative "
      "entries of Z: {}\n",
      name_of(r.model), formula_of(r.model), r.input.products.size(), r.input.industries.size(), t.sectors.size(),
      t.final_demand_names.size(), t.primary_names.size(), r.unit, r.on.space, r.on.device, r.input.product_imbalance,
      r.input.industry_imbalance, negatives_text(r));
}

}  // namespace

table_descriptor descriptor_of(const supply_use_report& r) {
  table_descriptor d;
  d.title = fmt::format("{} by model {}", title_of(r), name_of(r.model));
  d.source = r.source;
  d.prices = "basic prices";
  d.year = r.year;
  d.flows = r.input.has_imports ? flow_kind::competitive : flow_kind::not_told;
  return d;
}

result_list list_results(const supply_use_report& r) {
  result_list out;
  const std::string year = year_of(r), how = definition(r);
  out.arrays.push_back({"transformation", "transformation matrix T. " + how, "1", year, std::cref(r.result.T)});
  out.arrays.push_back({"A", "technical coefficients of the table made. " + how, "1", year, std::cref(r.result.A)});
  out.texts.push_back({"negatives",
                       "entries of Z below zero, the largest first: what the model's assumption cannot explain. " + how,
                       "value in " + r.unit + ", the share 1", year, negatives_csv(r)});
  return out;
}

std::string manifest(const supply_use_report& r, const result_list& list) {
  json m;
  m["title"] = title_of(r);
  m["program"] = "agglo " AGGLO_VERSION;
  m["layout"] = "rows sell, columns buy; matrices row-major";
  m["definition"] = definition(r);
  m["literature"] = {"Eurostat (2008), Manual of Supply, Use and Input-Output Tables, chapter 11",
                     "Miller & Blair (2009), Input-Output Analysis, chapter 5"};
  m["sources"] = {r.source.empty() ? "not told" : r.source};
  m["parameters"] = {{"model", name_of(r.model)},
                     {"imports", r.files.imports.empty() ? "none" : r.files.imports},
                     {"exports", r.files.exports.empty() ? "in final demand, if any" : r.files.exports},
                     {"ignored", r.files.ignored}};
  m["input"] = {{"supply", r.files.supply.filename().string()},
                {"use", r.files.use.filename().string()},
                {"products", r.input.products.size()},
                {"industries", r.input.industries.size()},
                {"largest_product_imbalance", r.input.product_imbalance},
                {"largest_industry_imbalance", r.input.industry_imbalance}};
  m["negative_entries"] = r.result.negatives.size();
  m["backend"] = backend_json(r.on);
  m["precision"] = "float64";
  m["checks"] = checks_json(r.result.checks);
  m["files"] = files_json(list);
  m["files"].push_back(
      {{"files", {"table.csv", "table.toml"}},
       {"definition", fmt::format("the symmetric table, {}, as agglo linkages reads it. {}",
                                  products(r) ? "product x product" : "industry x industry", definition(r))},
       {"unit", r.unit},
       {"year", year_of(r)}});
  return m.dump(2) + "\n";
}

std::string summary_markdown(const supply_use_report& r) {
  std::string out = fmt::format("# Symmetric table: {}\n\n{}", title_of(r), facts(r));
  const std::vector<negative_entry>& all = r.result.negatives;
  if (!all.empty()) {
    out +=
        "\n## Negative entries, the largest 20\n\n| from | to | value | share of the column's output |\n"
        "|---|---|---:|---:|\n";
    for (std::size_t k = 0; k < std::min<std::size_t>(all.size(), 20); ++k)
      out += fmt::format("| {} | {} | {:.6g} | {:.2e} |\n", all[k].row, all[k].column, all[k].value, all[k].share);
    out += "\nThey are written as they came out: nothing is set to zero. Model ";
    out += products(r) ? "B" : "D";
    out += " has none where supply and use have none.\n";
  }
  out += "\n## Checks\n\n| identity | error | bound |\n|---|---:|---:|\n";
  for (const identity& i : r.result.checks) out += fmt::format("| {} | {:.1e} | {:.0e} |\n", i.name, i.error, i.bound);
  out +=
      "\n## What it does not say\n\nEach model is an assumption about by-products: A, a product is made in one way; B, "
      "an industry has one way of making; C, an industry's products all go to the same buyers; D, a product goes to "
      "the same buyers, whoever makes it. Supply and use themselves do not tell which holds.\n";
  return out;
}

std::string summary_terminal(const supply_use_report& r) {
  return fmt::format("Symmetric table: {}\n{}", title_of(r), facts(r));
}

}  // namespace agglo
