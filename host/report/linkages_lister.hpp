#pragma once
#include <string>
#include <utility>

#include "host/report/linkages_report.hpp"

namespace agglo {

constexpr const char* ratio = "1";  ///< the unit of what has none

/// Adds the arrays of one table's analysis to a list; every definition ends with what the flows are.
class linkages_lister {
 public:
  linkages_lister(result_list& out, const linkages_report& r);
  /// Refers to `values`, which must be a part of the report.
  void add(std::string name, const labelled_array& values, const std::string& definition, std::string unit);
  void add(std::string name, labelled_array&& values, const std::string& definition, std::string unit);
  void add_text(std::string name, const std::string& definition, std::string unit, std::string csv);
  /// "value_added: 1; EMP: 1000 persons per million EUR": accounts per unit of money.
  [[nodiscard]] std::string account_units() const;
  /// "; value_added = COMP + OS": what the sums of rows are made of.
  [[nodiscard]] std::string account_names() const;
  [[nodiscard]] const linkages_report& report() const { return report_; }

 private:
  result_list& out_;
  const linkages_report& report_;
};

/// Words of the report's texts. "not told" for what the descriptor does not say.
std::string told(const std::string& text);
std::string forward_text(forward_measure);
/// " of all 5 regions, not of its own": over which sectors means are taken; "" of one region.
std::string base_of_means(const flow_table&);
/// "S1 Sector 1": code and name.
std::string label_of(const flow_table&, index_type sector);

}  // namespace agglo
