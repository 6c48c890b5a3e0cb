#pragma once
#include "host/model/firm_sample.hpp"
#include "host/model/identity.hpp"
#include "host/model/labelled_array.hpp"
#include "kernels/base/context.hpp"

namespace agglo {

/// What the sample looks like, by city and industry. Base of shares and quotients: the sample itself.
struct firm_cells {
  labelled_array count;        ///< firms                                                        [city x industry]
  labelled_array revenue, rd;  ///< weighted sums, million CNY
  labelled_array share;        ///< of the industry's revenue in the sample
  labelled_array lq_revenue;   ///< (cell / city) / (industry / all), by revenue; NaN in a city without any
  labelled_array lq_count;     ///< the same by count
  labelled_array herfindahl;   ///< sum over the cell's firms of (revenue share)^2; NaN in an empty cell
  labelled_array top_share;    ///< the largest firm's share of the cell's revenue; NaN in an empty cell
  std::vector<std::string> top_firm;  ///< its name, row-major; "" in an empty cell
  labelled_array revenue_by_region;   ///< weighted revenue, million CNY                            [region x industry]
  std::vector<identity> checks;
};

/// Sums by group_sum on S; quotients and shares on the host.
/// Source  location quotient and Herfindahl: Florence (1939), Hirschman (1945).
template <space S>
firm_cells describe_firms(context<S>&, const firm_sample&, const axis& regions_with_cities);

}  // namespace agglo
