#pragma once
#include "host/cli/measure_command.hpp"

namespace agglo {

struct decompose_options : measure_command_options {
  std::filesystem::path earlier, later;
};

/// `agglo decompose TABLE0 TABLE1 --out DIR`: why output and accounts changed between two years. @returns the exit code
/// @throw as decompose_change, read_flow_table; usage_error, output_error, device_error
int decompose(const decompose_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
