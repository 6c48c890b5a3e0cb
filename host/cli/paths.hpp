#pragma once
#include <string>

#include "host/cli/measure_command.hpp"

namespace agglo {

struct paths_options : measure_command_options {
  std::filesystem::path table;
  std::string account;  ///< "": output
  std::string demand;   ///< column of final demand; "": all of it
  std::string sector;   ///< final demand for this product alone; "": for all
  index_type top = 100, max_length = 0, memory_mb = 1024;
  double tolerance = 1e-6;
};

/// `agglo paths TABLE --out DIR`: the largest paths that an account takes to final demand. @returns the exit code
/// @throw as structural_paths, read_flow_table; usage_error, output_error, device_error
int paths(const paths_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
