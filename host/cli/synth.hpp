#pragma once
#include <filesystem>
#include <iostream>

#include "host/analysis/synthetic_totals.hpp"

namespace agglo {

struct synth_options {
  std::filesystem::path study, out;
  totals_basis basis = totals_basis::firms;
  synthetic_rules rules;
  bool quiet = false;
};

/// `agglo synth STUDY --firms N --seed S --out DIR`: synthetic firms that add up to the study's totals; writes DIR,
/// whole or not at all, in blocks: memory does not grow with N. @returns the exit code
/// @throw usage_error  a rule out of its range, fewer firms than cells   @throw data_error, numeric_error, output_error
int synth(const synth_options&, std::ostream& terminal = std::cout);

}  // namespace agglo
