#pragma once
#include <filesystem>
#include <iostream>

namespace agglo {

struct aggregate_options {
  std::filesystem::path table, layout, concordance, out;
  bool quiet = false;
};

/// `agglo aggregate TABLE --concordance FILE.csv --out DIR`: writes table.csv with its descriptor, and the concordance
/// as it was used. @returns the exit code   @throw data_error, output_error
int aggregate(const aggregate_options&, std::ostream& out = std::cout);

}  // namespace agglo
