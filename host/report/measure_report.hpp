#pragma once
#include <string>
#include <utility>
#include <vector>

#include "host/model/described_table.hpp"
#include "host/report/manifest.hpp"
#include "host/report/result_list.hpp"

namespace agglo {

/// What one measure of one or two tables hands out, with all that its outputs say of it.
struct measure_report {
  std::string measure;                         ///< "Structural paths"
  std::vector<const described_table*> tables;  ///< one, or the earlier and the later
  std::vector<std::pair<std::string, std::string>> parameters;
  result_list list;  ///< its arrays may refer to results that outlive the report
  std::vector<identity> checks;
  backend on;
  std::string findings;  ///< summary.md: what came out, in Markdown
  std::string cautions;  ///< and what it does not say

  measure_report(std::string what, std::vector<const described_table*> of)
      : measure(std::move(what)), tables(std::move(of)) {}
  [[nodiscard]] std::string title() const;
  [[nodiscard]] std::string year() const;  ///< "1995", "1995 to 2000"
  void add(std::string name, labelled_array values, const std::string& definition, std::string unit);
  void add_text(std::string name, const std::string& definition, std::string unit, std::string csv);
};

std::string manifest(const measure_report&);
std::string summary_markdown(const measure_report&);
/// Table, treatment of imports and balance, a line each.
std::string facts(const measure_report&);

}  // namespace agglo
