#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/model/place_costs.hpp"
#include "host/model/place_sample.hpp"
#include "host/report/sample_report.hpp"
#include "host/run_on.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {

/// What the commands about places have in common: the places, costs between them and how costs weigh.
struct place_options {
  std::filesystem::path places, out;
  place_columns columns;
  cost_source costs;
  std::filesystem::path changed;    ///< costs of a scenario, of the same kind of file
  std::optional<decay_form> decay;  ///< without one: power where a theta is given, exponential where a length is
  std::optional<double> length, theta, inner, cutoff;
  std::string unit, year;  ///< of the amounts
  place_to_run where = place_to_run::automatic;
  bool quiet = false;

  [[nodiscard]] bool by_coordinates() const { return costs.matrix.empty() && costs.minutes.empty(); }
};

/// How costs weigh. @throw usage_error  parameters that are missing or out of range, sources of cost that are missing
/// or do not go together; `command` is the one the user typed, `own`: costs within places are needed
distance_decay cost_decay(const place_options&, const std::string& command, bool own = true);

/// Costs as the options tell; changed: those of the scenario; without `own` those within places may be missing.
place_costs costs_of(const place_options&, const place_sample&, bool changed = false, bool own = true);

/// Inputs, parameters and assumptions that follow from the options.
void describe(sample_report&, const place_options&, const place_sample&, const distance_decay&);

}  // namespace agglo
