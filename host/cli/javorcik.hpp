#pragma once
#include <filesystem>
#include <iostream>

#include "host/model/javorcik_firms.hpp"
#include "host/run_on.hpp"

namespace agglo {

struct javorcik_options {
  std::filesystem::path firms, table, layout, out;
  javorcik_columns columns;
  bool without_own = false;  ///< firms' horizontal spillover leaves the firm itself out
  bool domestic = false;     ///< domestic flows alone, where imports are told apart
  std::string unit, period;  ///< of the output; its year where there is no column
  place_to_run where = place_to_run::automatic;
  bool quiet = false;
};

/// `agglo javorcik FIRMS --table TABLE --share COLUMN --out DIR`: horizontal, backward and forward spillovers per
/// sector, region and year, and of every firm; writes DIR whole or not at all.
/// @returns the exit code
/// @throw usage_error, data_error, output_error, device_error
int javorcik(const javorcik_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
