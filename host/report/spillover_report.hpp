#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/analysis/firm_spillovers.hpp"
#include "host/model/perpetual_inventory.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// One year of a panel, or the whole of a file that is none.
struct spillover_year {
  std::string year;  ///< of a panel; else ""
  spillover_firms firms;
  firm_spillovers results;
  labelled_array stocks;  ///< what was made of flows; else empty [N]
  /// Where distances are stretched, what that changes: with less without the factors, of the pools and each grouping.
  labelled_array pool_change{};
  std::vector<labelled_array> matrix_change{};
};
/// The spillovers of one firms file with all that its outputs say of them.
struct spillover_report {
  spillover_columns columns;
  spillover_weights weights;
  std::string unit, year;  ///< of the stock; "" not told
  std::optional<inventory_rule> inventory;
  std::string file, encoding;
  std::vector<spillover_year> years;  ///< one at least, ascending
  backend on;
};

/// "exp(-d / 50), 0 beyond 200; d great-circle km": the weight of a pair, factor by factor.
std::string weight_text(const spillover_report&);
/// Everything that is written. It refers to the report's arrays, so the report must outlive it.
result_list list_results(const spillover_report&);
std::string manifest(const spillover_report&, const result_list&);
/// summary.md: what was computed from what, what came out and what it does not say.
std::string summary_markdown(const spillover_report&);
/// The same in a screen of plain text.
std::string summary_terminal(const spillover_report&);

}  // namespace agglo
