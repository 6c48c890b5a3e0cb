#pragma once
#include <filesystem>
#include <iostream>

#include "host/analysis/table_linkages.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct linkages_options {
  std::filesystem::path table, out;
  std::filesystem::path layout;  ///< the descriptor; "": the one beside the table, or what its labels tell
  place_to_run where = place_to_run::automatic;
  import_treatment imports = import_treatment::automatic;
  table_measures measures;
  bool without_inverse = false;  ///< only what needs no n x n inverse
  bool quiet = false;            ///< neither progress nor summary
};

/// `agglo linkages TABLE --out DIR`: audits the table, computes everything, then writes DIR whole or not at all.
/// @returns the exit code   @throw data_error, numeric_error, usage_error, output_error, device_error
int linkages(const linkages_options&, std::ostream& out = std::cout);
/// The same with --without-inverse: what solve_table gives, and no matrix of n x n.
int linkages_without_inverse(const linkages_options&, std::ostream& out = std::cout);

}  // namespace agglo
