#pragma once
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "host/run_on.hpp"
#include "kernels/table/quotient_rules.hpp"

namespace agglo {

struct regionalise_options {
  std::filesystem::path table, layout, outputs, out;
  quotient_options quotients;
  bool delta_given = false;
  std::string delta_band;  ///< LO:HI:STEP; "": none
  std::string region;      ///< the one to write; "": all
  std::string rest = "Rest of the country";
  std::filesystem::path places, minutes;  ///< costs of trade: one of them, or no trade
  std::string mode;                       ///< of travel, with minutes
  double theta = 1;                       ///< cost elasticity of trade
  double own_cost = 0.25;                 ///< a region's cost to itself, of the least to another
  std::vector<std::string> local;         ///< products that are traded only where own supply does not suffice
  place_to_run where = place_to_run::automatic;
  bool quiet = false;
};

/// "0.1:0.4:0.1" -> 0.1, 0.2, 0.3, 0.4.
/// @throw usage_error  not three numbers with 0 <= LO <= HI < 1 and STEP > 0, or more than 1000 values
std::vector<double> parse_delta_band(const std::string& band);

/// `agglo regionalise TABLE OUTPUTS.csv --out DIR --method flq`: regional coefficients and multipliers by location
/// quotients and, with places or minutes, a multi-regional table with gravity trade.
/// @returns the exit code   @throw data_error, numeric_error, usage_error, output_error, device_error
int regionalise(const regionalise_options&, std::ostream& out = std::cout);

}  // namespace agglo
