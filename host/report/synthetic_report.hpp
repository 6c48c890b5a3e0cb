#pragma once
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/report/result_list.hpp"
#include "host/report/synthetic_text.hpp"

namespace agglo {

/// A synthetic population with all that its outputs say of it; firms.csv is written beside, block by block.
struct synthetic_report {
  std::string study_file, study_title;
  std::vector<std::string> sources;
  const synthetic_population& firms;
  std::vector<synthetic_text::column> columns;
  std::vector<identity> checks;
};

/// What stands beside firms.csv: firms, revenue and R&D by city and industry, the industries' technology profiles.
result_list list_results(const synthetic_report&);
std::string manifest(const synthetic_report&, const result_list&);
std::string summary_markdown(const synthetic_report&);
std::string summary_terminal(const synthetic_report&);

}  // namespace agglo
