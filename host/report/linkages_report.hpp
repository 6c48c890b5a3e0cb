#pragma once
#include <string>
#include <utility>

#include "host/analysis/table_linkages.hpp"
#include "host/model/described_table.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// The linkages of one table with all that its outputs say of it.
struct linkages_report : described_table {
  explicit linkages_report(described_table t) : described_table(std::move(t)) {}

  table_linkages results;
  forward_measure forward = forward_measure::ghosh;
  backend on;
};

/// Everything that is written. Every definition says what the flows are. It refers to the report's arrays, so the
/// report must outlive it.
result_list list_results(const linkages_report&);
std::string manifest(const linkages_report&, const result_list&);
/// summary.md: what was computed from what, what came out and what it does not say.
std::string summary_markdown(const linkages_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const linkages_report&);

}  // namespace agglo
