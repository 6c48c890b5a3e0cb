#include "host/model/perpetual_inventory.hpp"

#include <fmt/format.h>

#include "kernels/base/error.hpp"

namespace agglo {

void expect_rule(const inventory_rule& rule) {
  const double d = rule.depreciation, g = rule.growth;
  if (!(d > 0 && d < 1))
    throw usage_error(
        fmt::format("--depreciation {}: expected a part of the stock a year, between 0 and 1, say 0.15", d));
  if (!(g > -d && g <= 1))
    throw usage_error(
        fmt::format("--growth {}: expected a rate above -{} (flows that fell as fast as the stock decays "
                    "would have left one without end) and at most 1, say 0.05",
                    g, d));
}

std::vector<double> perpetual_inventory(std::span<const double> flows, const inventory_rule& rule) {
  std::vector<double> stocks;
  if (flows.empty()) return stocks;
  stocks.reserve(flows.size());
  double stock = flows[0] / (rule.growth + rule.depreciation);
  for (const double flow : flows) {
    const double opening = stock;
    stock = (1 - rule.depreciation) * stock + flow;
    stocks.push_back(rule.opening ? opening : stock);
  }
  return stocks;
}

}  // namespace agglo
