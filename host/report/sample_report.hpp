#pragma once
#include <string>
#include <utility>
#include <vector>

#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// What one measure of a file of places or firms hands out, with all that its outputs say of it.
struct sample_report {
  std::string title;                                            ///< "Market access of the places of places.csv"
  std::string layout;                                           ///< how matrices lie: "rows send, columns receive"
  std::string unit, year;                                       ///< of the figures; "" not told
  std::vector<std::pair<std::string, std::string>> inputs;      ///< file, and what was read of it
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, value
  std::vector<std::string> assumptions;                         ///< a sentence each
  result_list list;  ///< its arrays may refer to results that outlive the report
  std::vector<identity> checks;
  backend on;
  std::string findings;  ///< what came out, in Markdown
  std::string cautions;  ///< and what it does not say

  void add(std::string name, labelled_array values, const std::string& definition, const std::string& its_unit);
  void add_text(std::string name, const std::string& definition, const std::string& its_unit, std::string csv);
};

std::string manifest(const sample_report&);
std::string summary_markdown(const sample_report&);
/// Inputs and parameters, a line each.
std::string facts(const sample_report&);

}  // namespace agglo
