#pragma once
#include <string>
#include <vector>

#include "host/cli/measure_command.hpp"

namespace agglo {

struct prices_options : measure_command_options {
  std::filesystem::path table;
  std::vector<std::string> changes;  ///< ACCOUNT=PERCENT or ACCOUNT=PERCENT@SECTOR
};

/// `agglo prices TABLE --out DIR --change ACCOUNT=PERCENT[@SECTOR]...`: what dearer primary inputs do to prices.
/// @returns the exit code   @throw as push_costs, read_flow_table; usage_error, output_error, device_error
int prices(const prices_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
