#pragma once
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "host/analysis/spatial_effects.hpp"
#include "host/cli/distance_options.hpp"
#include "host/run_on.hpp"
#include "host/table/unit_places.hpp"

namespace agglo {

struct spatial_options {
  std::filesystem::path coefficients, out;
  std::vector<std::string> weights;  ///< FILE or NAME=FILE
  std::filesystem::path units;       ///< places of the units, for weights by distance
  place_columns columns;
  std::vector<index_type> nearest;  ///< one W each
  std::vector<double> within;       ///< km; one W each
  distance_options distance;        ///< all pairs, where it has a decay
  spatial_rules rules;
  std::string unit;  ///< of the effects
  place_to_run where = place_to_run::automatic;
  bool quiet = false;  ///< neither progress nor summary
};

/// `agglo spatial COEFFICIENTS --out DIR`: direct, indirect and total effects of every model with every W; writes DIR
/// whole or not at all.
/// @returns the exit code
/// @throw usage_error  options that do not go together or are missing   @throw data_error, output_error, device_error
int spatial(const spatial_options&, std::ostream& out = std::cout);

}  // namespace agglo
