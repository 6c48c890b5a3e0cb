#pragma once
#include <filesystem>
#include <iostream>

#include "host/analysis/balancing.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct balance_command {
  balance_files files;
  balance_options options;
  std::filesystem::path out;
  place_to_run where = place_to_run::automatic;
  bool quiet = false;  ///< neither progress nor summary
};

/// `agglo balance TABLE --rows ROWS --columns COLUMNS --out DIR`: balances one table or many, then writes DIR whole or
/// not at all.
/// @returns the exit code   @throw data_error, numeric_error, usage_error, output_error, device_error
int balance(const balance_command&, std::ostream& out = std::cout);

}  // namespace agglo
