#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "host/model/spillover_firms.hpp"
#include "host/table/csv.hpp"
#include "host/table/number_cell.hpp"

// What a firms file is read with: numbers in a range, labels in their order, and what pairs of sectors weigh.
namespace agglo {

/// Numbers labels in the order in which they come.
class label_list {
 public:
  int number(const std::string& label) {
    const auto [at, fresh] = known_.emplace(label, static_cast<int>(labels.size()));
    if (fresh) labels.push_back(label);
    return at->second;
  }
  [[nodiscard]] int find(const std::string& label) const {
    const auto at = known_.find(label);
    return at == known_.end() ? -1 : at->second;
  }
  std::vector<std::string> labels;

 private:
  std::unordered_map<std::string, int> known_;
};

/// What a pair weighs by its sectors: coefficients, how alike the inputs are, or the product of both.
struct sector_factor {
  labelled_array coefficients;              ///< rows receive; empty if neither was asked for
  std::vector<std::string> without_inputs;  ///< sectors that are near to none
};
/// @throw data_error  with file:line:column of what is wrong with the coefficients; a sector of theirs that the table
///                    does not have; all that reading the table throws
sector_factor read_sector_factor(const spillover_columns&);

}  // namespace agglo
