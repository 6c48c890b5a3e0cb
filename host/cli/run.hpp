#pragma once
#include <filesystem>

#include "host/run_on.hpp"

namespace agglo {

struct run_options {
  std::filesystem::path study_file, out;
  place_to_run where = place_to_run::automatic;
  bool verified_only = false;  ///< leaves out rows whose quality is not `seen`
  bool quiet = false;          ///< neither progress nor summary
};

/// `agglo run STUDY --out DIR`: computes everything, then writes DIR whole or not at all. Returns the exit code.
int run(const run_options&);

}  // namespace agglo
