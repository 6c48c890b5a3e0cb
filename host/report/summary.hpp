#pragma once
#include <string>

#include "host/report/manifest.hpp"

namespace agglo {

/// summary.md: what was computed, from what, what came out and what it does not say, for an economist.
std::string summary_markdown(const study&, const study_results&, const backend&);

/// The same in a screen of plain text.
std::string summary_terminal(const study&, const study_results&, const backend&);

}  // namespace agglo
