#pragma once
#include <string>

#include "host/report/result_list.hpp"

namespace agglo {

/// What the numbers were computed with.
struct backend {
  std::string space;   ///< cpu or gpu
  std::string device;  ///< its name, or the number of threads
};

/// manifest.json: for every file its definition, shape, axes, unit and year; and once, for all of them, the sources,
/// parameters, backend, precision, residuals and checks. Holds nothing that differs from run to run of the same input.
std::string manifest(const study&, const study_results&, const result_list&, const backend&);

}  // namespace agglo
