#include "host/model/spillover_tables.hpp"

#include <fmt/format.h>

#include <limits>

#include "host/model/described_table.hpp"
#include "host/model/input_structure.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// A square table whose first column and header name the sectors. Rows receive.
labelled_array read_coefficients(const std::filesystem::path& file) {
  row_errors errors;
  csv_reader csv(file, errors);
  const std::vector<std::string> names(csv.header().begin() + 1, csv.header().end());
  labelled_array a({{"receives", {}}, {"sends", names}}, {});
  while (csv.next()) {
    const std::size_t r = a.axes[0].labels.size();
    a.axes[0].labels.emplace_back(csv[0]);
    if (r >= names.size() || csv[0] != names[r])
      errors.add(csv.at(0, r < names.size() ? fmt::format("'{}', as in the header's order", names[r]) : "no more rows",
                        "give rows and columns the same sectors in the same order"));
    for (index_type c = 1; c < static_cast<index_type>(csv.header().size()); ++c)
      a.values.push_back(number_in(csv, c, -std::numeric_limits<double>::max(), std::numeric_limits<double>::max(),
                                   "a coefficient", errors));
  }
  errors.throw_if_any();
  if (a.axes[0].labels != names)
    throw data_error(fmt::format("{}: expected a row for each of its {} columns, found {}", file.string(), names.size(),
                                 a.axes[0].labels.size()));
  return a;
}

/// The coefficients of their sectors, each times how near the two are.
labelled_array product(labelled_array coefficients, const labelled_array& near, const spillover_columns& columns) {
  label_list known;
  for (const std::string& s : near.axes[0].labels) known.number(s);
  std::vector<int> at;
  for (const std::string& s : coefficients.axes[0].labels) {
    at.push_back(known.find(s));
    if (at.back() < 0)
      throw data_error(fmt::format("{}: no sector '{}', which {} has; {}", columns.technology_table.string(), s,
                                   columns.coefficients.string(), suggestion(s, known.labels)));
  }
  for (index_type r = 0; r < coefficients.axes[0].size(); ++r)
    for (index_type c = 0; c < coefficients.axes[1].size(); ++c)
      coefficients(r, c) *= near(at[static_cast<std::size_t>(r)], at[static_cast<std::size_t>(c)]);
  return coefficients;
}

}  // namespace

sector_factor read_sector_factor(const spillover_columns& columns) {
  sector_factor out;
  if (!columns.coefficients.empty()) out.coefficients = read_coefficients(columns.coefficients);
  if (columns.technology_table.empty()) return out;
  labelled_array near = input_proximity(
      read_flow_table(columns.technology_table, {}, import_treatment::automatic, table_work::solves).table,
      columns.nearness);
  for (index_type s = 0; s < near.axes[0].size(); ++s)
    if (near(s, s) == 0) out.without_inputs.push_back(near.axes[0].labels[static_cast<std::size_t>(s)]);
  out.coefficients =
      out.coefficients.axes.empty() ? std::move(near) : product(std::move(out.coefficients), near, columns);
  return out;
}

}  // namespace agglo
