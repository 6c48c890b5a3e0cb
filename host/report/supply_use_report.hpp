#pragma once
#include <optional>
#include <string>

#include "host/analysis/supply_use.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// A symmetric table made from supply and use tables, with all that its outputs say of it.
struct supply_use_report {
  supply_use_files files;
  supply_use_model model = supply_use_model::D;
  supply_use_table input;
  transformed_table result;
  std::string unit, title, source;  ///< as the user tells them
  std::optional<int> year;
  backend on;
};

/// What the written table's descriptor says.
table_descriptor descriptor_of(const supply_use_report&);
/// The transformation matrix, the coefficients, the negative entries. It refers to the report, which must outlive it.
result_list list_results(const supply_use_report&);
std::string manifest(const supply_use_report&, const result_list&);
/// summary.md: what was made of what by which formula, negative entries, identities.
std::string summary_markdown(const supply_use_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const supply_use_report&);

}  // namespace agglo
