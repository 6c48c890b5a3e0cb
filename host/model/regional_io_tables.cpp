#include "host/model/regional_io_tables.hpp"

#include "host/model/labelled_array.hpp"

namespace agglo {
namespace {

constexpr const char* separator = ":";

// Accounts of regions first .. last - 1, region-major.
std::vector<account> laid_out(const std::vector<account>& accounts, const labelled_array& w, index_type first,
                              index_type last) {
  std::vector<account> out;
  for (const account& a : accounts) {
    account laid{a.code, a.name, a.unit, {}};
    for (index_type r = first; r < last; ++r)
      for (index_type i = 0; i < w.axes[1].size(); ++i) laid.values.push_back(w(r, i) * a.values[i]);
    out.push_back(std::move(laid));
  }
  return out;
}

void add_row(io_table& t, const char* code, const char* name, const std::vector<double>& values) {
  t.primary_names.emplace_back(code), t.primary_descriptions.emplace_back(name);
  t.V.insert(t.V.end(), values.begin(), values.end());
}

}  // namespace

io_table io_table_of(const multiregional_table& m, const national_labels& national, const labelled_array& w) {
  io_table t;
  t.unit = national.unit;
  t.sectors = m.rows.labels;
  for (const std::string& region : m.regions.labels) {
    t.final_demand_names.push_back(region + separator + "final_demand");
    for (const std::string& name : national.names) t.sector_names.push_back(region + ", " + name);
  }
  t.Z = m.Z.values, t.Y = m.Y.values, t.exports = m.exports.values, t.output = t.total_input = m.x.values;
  t.imports.resize(t.sectors.size());
  t.has_exports = true;
  add_row(t, "imported_inputs", "Inputs from abroad", m.imported_inputs.values);
  add_row(t, "value_added", "Value added, the table's rounding with it", m.value_added.values);
  t.accounts = laid_out(national.accounts, w, 0, m.regions.size());
  split_regions(t, separator);
  return t;
}

io_table io_table_of(const labelled_array& Z, const labelled_array& elsewhere, const domestic_table& d,
                     const labelled_array& w, index_type r, const national_labels& national) {
  const index_type n = d.sectors.size();
  io_table t;
  t.unit = national.unit;
  t.sectors = d.sectors.labels, t.sector_names = national.names;
  t.Z = Z.values;
  t.final_demand_names = {"other_uses"};
  t.has_exports = true;
  t.imports.resize(t.sectors.size());
  std::vector<double> bought(t.sectors.size()), imported, earned;
  for (index_type i = 0; i < n; ++i) {
    const double x = w(r, i) * d.x(i), E = w(r, i) * d.exports(i);
    double left = x - E;
    for (index_type j = 0; j < n; ++j) left -= Z(i, j), bought[j] += elsewhere(i, j);
    t.output.push_back(x), t.exports.push_back(E), t.Y.push_back(left);
    imported.push_back(w(r, i) * d.imported_inputs(i));
    earned.push_back(w(r, i) * (d.value_added(i) + d.discrepancy(i)));
  }
  t.total_input = t.output;
  add_row(t, "rest_of_country", "Inputs from the rest of the country", bought);
  add_row(t, "imported_inputs", "Inputs from abroad", imported);
  add_row(t, "value_added", "Value added, the table's rounding with it", earned);
  t.accounts = laid_out(national.accounts, w, r, r + 1);
  return t;
}

}  // namespace agglo
