#include "host/model/flow_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/model/domestic_table.hpp"
#include "host/table/nearest.hpp"
#include "host/table/region_order.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

bool among(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool takes_domestic(const io_table& t, const table_descriptor& d, import_treatment imports) {
  if (t.has_imports && (d.flows == flow_kind::domestic || d.flows == flow_kind::total))
    throw data_error(
        fmt::format("{}: flows: expected \"competitive\" for a table with the column of imports '{}'; mend: "
                    "write that, or imports = \"\" under [columns] if it is no such column",
                    d.file.string(), d.layout.imports));
  if (!t.has_imports && d.flows == flow_kind::competitive)
    throw data_error(fmt::format("{}: flows = \"competitive\": expected a column of imports '{}' in {}, found none",
                                 d.file.string(), d.layout.imports, t.file));
  if (imports == import_treatment::domestic && !t.has_imports)
    throw usage_error("--competitive: " + t.file + " has no column of imports to take out");
  if (imports == import_treatment::total && d.flows == flow_kind::domestic)
    throw usage_error("--total: " + t.file + " holds domestic flows alone");
  return t.has_imports && imports != import_treatment::total;
}

std::string sentence(bool converted, const io_table& t, const table_descriptor& d) {
  if (converted)
    return "domestic flows, taken out of a competitive table: m_i = M_i / (x_i - E_i + M_i) of every use but exports "
           "is imported";
  if (t.has_imports) return "total flows of a competitive table: imported inputs are counted as if made here";
  if (d.flows == flow_kind::domestic) return "domestic flows, as the table holds them";
  if (d.flows == flow_kind::total) return "total flows, as the table holds them: imported inputs are among them";
  if (d.flows == flow_kind::interregional)
    return "flows among all regions of the table: what one buys of another is in Z, what comes from outside is not";
  return "flows as the table holds them; it does not say whether imports are among them";
}

void add_final_demand(flow_table& out, const io_table& t, bool converted) {
  const index_type n = t.size(), f = static_cast<index_type>(t.final_demand_names.size());
  axis categories{"final demand", t.final_demand_names};
  if (t.has_exports) categories.labels.emplace_back("exports");
  if (t.has_imports && !converted) categories.labels.emplace_back("less_imports");
  out.final_demand_regions = t.final_demand_regions;
  if (!t.regions.empty()) out.final_demand_regions.resize(categories.labels.size());  // exports are used abroad
  out.Y = labelled_array({out.sectors, categories});
  for (index_type i = 0; i < n; ++i) {
    const double kept = converted ? 1 - out.import_share(i) : 1;
    index_type c = 0;
    for (; c < f; ++c) out.Y(i, c) = kept * t.Y[i * f + c];
    if (t.has_exports) out.Y(i, c++) = t.exports[i];
    if (t.has_imports && !converted) out.Y(i, c) = -t.imports[i];
  }
}

// Moves what is bought of sectors without output into `imported`. Nothing of that is left where imports were taken out.
void drop_sales_without_output(flow_table& out, std::vector<double>& imported) {
  const index_type n = out.sectors.size();
  for (index_type k = 0; k < n; ++k) {
    if (out.x(k) != 0) continue;
    for (index_type i = 0; i < n; ++i)
      if (out.Z(i, k) != 0)
        throw data_error(fmt::format("sector {} has no output but buys {:g} {} from {}; mend: give it its output, or "
                                     "clear its column",
                                     out.sectors.labels[k], out.Z(i, k), out.unit, out.sectors.labels[i]),
                         {k});
    for (index_type j = 0; j < n; ++j) imported[j] += out.Z(k, j), out.Z(k, j) = 0;
    for (index_type c = 0; c < out.Y.axes[1].size(); ++c) out.Y(k, c) = 0;
  }
}

void add_primary_inputs(flow_table& out, const io_table& t, const std::vector<double>& imported) {
  const auto n = t.sectors.size();
  axis rows{"primary input", {}};
  std::vector<double> V;
  const auto add = [&](const std::string& code, auto begin) {
    rows.labels.push_back(code);
    V.insert(V.end(), begin, begin + static_cast<std::ptrdiff_t>(n));
  };
  const auto any = [&](auto begin) {
    return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(n), [](double v) { return v != 0; });
  };
  for (std::size_t k = 0; k < t.primary_names.size(); ++k) {
    const auto row = t.V.begin() + static_cast<std::ptrdiff_t>(k * n);
    if (t.primary_names[k] != "discrepancy" || any(row)) add(t.primary_names[k], row);
  }
  if (any(imported.begin())) add("imported_inputs", imported.begin());
  out.V = labelled_array({rows, out.sectors}, std::move(V));
}

void expect_rows(const std::vector<std::string>& wanted, const io_table& t, const table_descriptor& d) {
  for (const std::string& code : wanted)
    if (!among(t.primary_names, code))
      throw data_error(fmt::format("{}: rows: '{}': expected the code of a primary input of {}; mend: {}",
                                   d.file.string(), code, t.file, suggestion(code, t.primary_names)));
}

std::vector<account> accounts_of(const flow_table& out, const io_table& t, const table_descriptor& d) {
  const auto n = static_cast<std::size_t>(t.size());
  expect_rows(d.value_added, t, d);
  expect_rows(d.imported_inputs, t, d);
  account value_added{"value_added", "", out.unit, std::vector<double>(n)};
  account imports{"imports", "", out.unit, std::vector<double>(n)};
  std::vector<account> rows;
  std::string of, imports_of;
  for (index_type r = 0; r < out.V.axes[0].size(); ++r) {
    const std::string& code = out.V.axes[0].labels[r];
    const auto begin = out.V.values.begin() + r * static_cast<index_type>(n);
    rows.push_back({code, "primary input of the table", out.unit, {begin, begin + static_cast<std::ptrdiff_t>(n)}});
    const bool imported = code == "imported_inputs" || among(d.imported_inputs, code);
    const bool earned =
        d.value_added.empty() ? !imported && code != "discrepancy" : among(d.value_added, code) && !imported;
    if (!imported && !earned) continue;
    account& sum = imported ? imports : value_added;
    std::string& names = imported ? imports_of : of;
    names += (names.empty() ? "" : " + ") + code;
    for (std::size_t j = 0; j < n; ++j) sum.values[j] += rows.back().values[j];
  }
  value_added.name = of, imports.name = imports_of;
  std::vector<account> all;
  if (!of.empty()) all.push_back(std::move(value_added));
  if (!imports_of.empty()) all.push_back(std::move(imports));
  for (account& row : rows) all.push_back(std::move(row));
  all.insert(all.end(), t.accounts.begin(), t.accounts.end());
  for (const account_source& source : d.accounts)
    for (account& a : read_accounts(source, t.sectors, t.final_demand_names)) all.push_back(std::move(a));
  for (account& a : all)  // exports and imports use nothing themselves
    if (!a.final_demand.empty()) a.final_demand.resize(static_cast<std::size_t>(out.Y.axes[1].size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      if (all[k].code == all[i].code) all[i].code += " (row)";
    for (std::size_t j = 0; j < n; ++j)
      if (out.x.values[j] == 0 && all[i].values[j] != 0)
        throw data_error(
            fmt::format("{}: sector {} has no output but {:g} {} of {}; mend: give it its output, or write "
                        "0",
                        t.file, t.sectors[j], all[i].values[j], all[i].unit, all[i].code),
            {static_cast<std::ptrdiff_t>(j)});
  }
  return all;
}

}  // namespace

flow_table flows_of(io_table t, const table_descriptor& d, import_treatment imports) {
  const bool converted = takes_domestic(t, d, imports);
  sort_by_region(t);
  flow_table out;
  out.rounding_closed = close_rounding(t);
  out.sectors = {"sector", t.sectors};
  out.names = t.sector_names;
  out.regions = t.regions;
  out.industries = t.industries;
  out.unit = t.unit;
  out.flows = sentence(converted, t, d);
  out.x = {{out.sectors}, t.output};
  std::vector<double> imported(static_cast<std::size_t>(t.size()));
  if (converted) {
    domestic_table domestic = domestic_flows(t);
    out.Z = std::move(domestic.Z);
    out.import_share = domestic.import_share;
    out.checks = domestic.checks;
    imported = domestic.imported_inputs.values;
  } else {
    out.Z = {{out.sectors, out.sectors}, t.has_imports ? t.Z : std::move(t.Z)};
  }
  out.exports = t.exports;
  if (t.has_imports) {
    out.imports = t.imports;
    out.total_flows = {{out.sectors, out.sectors}, std::move(t.Z)};
  }
  add_final_demand(out, t, converted);
  drop_sales_without_output(out, imported);
  add_primary_inputs(out, t, imported);
  out.accounts = accounts_of(out, t, d);
  return out;
}

}  // namespace agglo
