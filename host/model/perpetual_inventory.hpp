#pragma once
#include <span>
#include <vector>

namespace agglo {

/// How yearly flows become stocks.
struct inventory_rule {
  double depreciation = 0;   ///< delta, a year's loss as a part of the stock, 0 < delta < 1
  double growth = 0.05;      ///< g, of the flow in the years before the first that is known, -delta < g <= 1
  bool opening = false;      ///< the stock at the year's beginning, without its own flow; else at its end
  bool bridge_gaps = false;  ///< a missing flow between two known ones is taken from the straight line between them
};

/// @throw usage_error  depreciation or growth out of its range, with the range
void expect_rule(const inventory_rule&);

/// Stocks of consecutive years from the flows R_0, R_1, ... of the same years:
///
///   at the year's end       K_t = (1 - delta) K_t-1 + R_t
///   before the first year   K_-1 = R_0 / (g + delta): what flows that had grown at g for ever would have left
///   opening                 K_t-1 instead of K_t: the stock that year t begins with
///
/// A flow that grows at g keeps K / R constant: (1 + g) / (g + delta) at the end, 1 / (g + delta) at the beginning.
/// Source  Griliches (1979), Bell Journal of Economics 10(1); Hall & Mairesse (1995), Journal of Econometrics 65, whose
///         stock is the opening one, K_1 = R_1 / (g + delta), with delta = 0.15 and g = 0.05.
std::vector<double> perpetual_inventory(std::span<const double> flows, const inventory_rule&);

}  // namespace agglo
