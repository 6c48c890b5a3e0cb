#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/analysis/regional_tables.hpp"
#include "host/model/multiregional_table.hpp"
#include "host/model/regional_io_tables.hpp"
#include "host/report/manifest.hpp"
#include "host/report/table_report.hpp"

namespace agglo {

/// A regionalisation with all that its outputs say of it.
struct regional_report_parts {
  std::string file, outputs_file, flows;  ///< names without folders; what the national flows are
  table_descriptor about;
  std::vector<std::string> reading;  ///< what reading took for granted
  national_labels national;
  domestic_table domestic;
  index_type missing = 0;  ///< pairs of region and sector that the file of outputs does not have
  bool employment = false;
  regional_bases bases;
  quotient_options quotients;
  std::string region;  ///< the one to write; "": all
  regional_tables tables;
  backend on;

  std::optional<interregional_trade> trade;  ///< and what it was modelled from
  std::optional<multiregional_table> multiregional;
  labelled_array costs;
  std::string cost_text;
  double theta = 1;
  std::vector<std::string> local;
};

/// The arrays of the report refer to `parts`, which must outlive it.
table_report report_of(const regional_report_parts& parts);

/// A region's name as the name of a folder: what no file system takes becomes "_".
std::string folder_name(const std::string& region);

}  // namespace agglo
