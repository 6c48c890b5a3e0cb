#pragma once
#include <string>
#include <vector>

#include "host/analysis/balancing.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// Balanced tables with all that their outputs say of them.
struct balance_report {
  balance_files files;
  balance_options options;
  std::vector<balanced_table> tables;
  std::vector<identity> checks;
  backend on;
};

/// One table: `balanced`, `row_factors`, `column_factors`. Many: the same in long form, and `tables`. It refers to the
/// report, which must outlive it.
result_list list_results(const balance_report&);
std::string manifest(const balance_report&, const result_list&);
/// summary.md: what was balanced to what, how, and how far it had to go.
std::string summary_markdown(const balance_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const balance_report&);

}  // namespace agglo
