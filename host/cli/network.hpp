#pragma once
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "host/analysis/inferred_network.hpp"
#include "host/cli/distance_options.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct network_command_options {
  std::filesystem::path firms, table, layout, out;
  spillover_columns columns;  ///< its stock is the supply
  distance_options distance;
  std::vector<std::string> groups;  ///< of flows: "city" or "city+industry"
  network_choices choices;
  bool single = false, without_firm_margins = false;
  import_treatment imports = import_treatment::automatic;
  place_to_run where = place_to_run::automatic;
  bool quiet = false;  ///< neither progress nor summary
};

/// `agglo network FIRMS --table TABLE --out DIR`: the network between firms that the table, their sizes and distances
/// imply, with each firm's multiplier and upstreamness; writes DIR whole or not at all.
/// @returns the exit code
/// @throw usage_error  options that do not go together or are missing
/// @throw data_error, numeric_error, output_error, device_error
int network(const network_command_options&, std::ostream& out = std::cout);

}  // namespace agglo
