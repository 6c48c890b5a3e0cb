#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"

namespace agglo {

/// Where supply and use tables stand and what their columns are. The first column of both holds the row labels.
struct supply_use_files {
  std::filesystem::path supply, use;
  std::string imports;               ///< column of the supply table with imports by product; "": none
  std::string exports;               ///< column of the use table with exports; "": they count as final demand
  std::vector<std::string> ignored;  ///< columns and rows of either that are passed over: names, totals
};

/// Supply and use tables of p products and i industries, joined by label; in basic prices, one unit.
///   products    S 1 + M = U 1 + Y 1 + E      industries   1'S = 1'U + 1'W
struct supply_use_table {
  axis products, industries, final_demand, primary;
  std::vector<double> S;                 ///< [p x i] product made by industry: the make table turned
  std::vector<double> U;                 ///< [p x i] product used by industry
  std::vector<double> Y;                 ///< [p x f] final demand
  std::vector<double> exports, imports;  ///< [p], zero where the files have none
  bool has_exports = false, has_imports = false;
  std::vector<double> W;         ///< [w x i] primary inputs
  std::vector<double> q, g;      ///< output of products, of industries
  double product_imbalance = 0;  ///< largest gap of a product, over its larger side
  double industry_imbalance = 0;
};

/// Products are the rows of the supply table, industries its columns but for imports. In the use table the rows of
/// products come with primary inputs, the columns of industries with final demand: every other row and column is one.
/// Without a row of primary inputs what an industry does not buy becomes one, `value_added`.
/// @throw data_error  with file:line:column: a product or industry that the use table does not have (the nearest is
///                    suggested), a label twice, a cell that is no number; by name: products or industries out of
///                    balance by more than 1e-3
supply_use_table read_supply_use(const supply_use_files&);

}  // namespace agglo
