#pragma once
#include <string>
#include <vector>

#include "host/analysis/spatial_effects.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// Effects of spatial models with all that their outputs say of them.
struct spatial_report {
  std::string coefficients, unit;  ///< the file; unit of the explained variable per unit of a variable, "" not told
  std::vector<spatial_model> models;
  std::vector<spatial_weights> weights;
  spatial_rules rules;
  spatial_results results;
  backend on;
};

result_list list_results(const spatial_report&);
std::string manifest(const spatial_report&, const result_list&);
/// summary.md: what was computed from what, what came out and what it does not say.
std::string summary_markdown(const spatial_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const spatial_report&);

}  // namespace agglo
