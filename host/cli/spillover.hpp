#pragma once
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "host/analysis/firm_spillovers.hpp"
#include "host/cli/distance_options.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct spillover_options {
  std::filesystem::path firms, out;
  spillover_columns columns;
  std::vector<std::string> groups;  ///< of matrices: "city" or "city+industry"
  distance_options distance;
  bool mahalanobis = false, single = false;  ///< single: fp32, as --precision says it
  pair_precision precision = pair_precision::fp64;
  std::vector<std::string> senders_of;
  index_type senders = 10;
  std::string unit, year;                      ///< of the stock; in a panel the year that is computed, "": every one
  std::optional<double> depreciation, growth;  ///< the stock's column holds flows
  bool opening = false, bridge_gaps = false;
  place_to_run where = place_to_run::automatic;
  bool quiet = false;  ///< neither progress nor summary
};

/// `agglo spillover FIRMS --out DIR`: pools of every firm and matrices between groups, in a panel year by year; writes
/// DIR whole or not at all.
/// @returns the exit code
/// @throw usage_error  options that do not go together or are missing   @throw data_error, output_error, device_error
int spillover(const spillover_options&, std::ostream& out = std::cout);

}  // namespace agglo
