#pragma once
#include <string>
#include <vector>

namespace agglo {

/// An identity that a step's result must satisfy, with what was found: printed, and written to the manifest.
struct identity {
  std::string name;                                            ///< "regions add up to the national domestic table"
  double error = 0;                                            ///< as measured
  double bound = 0;                                            ///< what it may be
  [[nodiscard]] bool holds() const { return error <= bound; }  // false for NaN
};

/// @throw numeric_error  naming every identity that does not hold
void expect_identities(const std::vector<identity>&);

}  // namespace agglo
