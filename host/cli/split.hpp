#pragma once
#include <filesystem>
#include <iostream>
#include <string>

namespace agglo {

struct split_options {
  std::filesystem::path table, layout, weights, out;
  std::string sector, into;
  bool quiet = false;
};

/// `agglo split TABLE --sector CODE --into NEW1=w,NEW2=w --out DIR`: writes table.csv with its descriptor, and the
/// concordance that undoes the split. @returns the exit code   @throw data_error, usage_error, output_error
int split(const split_options&, std::ostream& out = std::cout);

}  // namespace agglo
