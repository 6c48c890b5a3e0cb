#pragma once
#include <functional>
#include <string>
#include <vector>

#include "host/analysis/firm_cells.hpp"
#include "host/analysis/knowledge_spillovers.hpp"
#include "host/analysis/linkage_analysis.hpp"
#include "host/analysis/region_matrices.hpp"
#include "host/model/study.hpp"
#include "host/table/io_audit.hpp"

namespace agglo {

/// What a study reads, joined and audited.
struct study_input {
  io_table table;              ///< rounding closed
  io_audit table_audit;        ///< of the table as it came
  double rounding_closed = 0;  ///< largest relative change that closing it took
  std::string firms_encoding, table_encoding;
  std::vector<std::string> warnings;  ///< what deserves a look, but stops nothing
  region_set regions;
  firm_sample firms;
};

/// Steps 4 to 8 on one set of distances: the base, and again for every scenario.
struct regional_results {
  labelled_array c;  ///< distance between regions as trade sees it [km]
  interregional_trade trade;
  multiregional_table table;
  linkage_analysis linkages;
  std::vector<region_matrices> industries;  ///< in the study's order of industries
  region_matrices whole;
  labelled_array balance, net_spillover, block, block_money;
  knowledge_spillovers knowledge;
};

struct scenario_results {
  scenario_spec spec;
  labelled_array factor;  ///< of distance, by pair of regions
  regional_results results;
};

struct study_results {
  study_input input;
  firm_cells cells;
  index_type coincident = 0;  ///< pairs of firms at one point
  domestic_table domestic;
  regional_output output;
  regional_results base;
  std::vector<knowledge_spillovers> knowledge_sensitivity;  ///< other decay lengths
  labelled_array self_supply_by_theta;                      ///< [theta x region, the country last]
  std::vector<scenario_results> scenarios;

  /// Every identity that was checked, with the step it belongs to in its name.
  [[nodiscard]] std::vector<identity> checks() const;
};

using progress_function = std::function<void(const std::string& step)>;

/// Step 1: reads and audits every file. @throw data_error, numeric_error (rho(A) >= 1)
study_input load_study(const study&);

/// Steps 1 to 9 on S. @throw data_error, numeric_error, device_error; an identity that does not hold is a numeric_error
template <space S>
study_results run_study(context<S>&, const study&, const progress_function&);

}  // namespace agglo
