#pragma once
#include <filesystem>
#include <iostream>
#include <optional>

#include "host/analysis/supply_use.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct supply_use_options {
  supply_use_files files;
  supply_use_model model{};
  std::filesystem::path out;
  std::string unit = "not told", title, source;
  std::optional<int> year;
  place_to_run where = place_to_run::automatic;
  bool quiet = false;  ///< neither progress nor summary
};

/// `agglo supply-use SUPPLY USE --model M --out DIR`: makes a symmetric table, then writes DIR whole or not at all.
/// @returns the exit code   @throw data_error, numeric_error, usage_error, output_error, device_error
int supply_use(const supply_use_options&, std::ostream& out = std::cout);

}  // namespace agglo
