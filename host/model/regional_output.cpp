#include "host/model/regional_output.hpp"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.hpp"

namespace agglo {

regional_output split_output(const domestic_table& d, const region_set& regions, const industry_revenue& revenue) {
  regional_output out;
  const axis names = regions.names();
  const index_type R = names.size(), n = d.sectors.size();
  out.g = labelled_array({names});
  out.w = out.x = labelled_array({names, d.sectors});
  for (index_type r = 0; r < R; ++r) {
    out.g(r) = regions.all[r].gdp_share;
    for (index_type i = 0; i < n; ++i) out.w(r, i) = out.g(r);
  }

  double province = 0;
  for (const region& r : regions.all)
    if (!r.remainder) province += r.gdp_share;
  const axis& industries = revenue.by_region.axes[1];
  out.listed_coverage = labelled_array({industries});
  for (index_type k = 0; k < industries.size(); ++k) {
    double total = 0;
    for (index_type r = 0; r < revenue.by_region.axes[0].size(); ++r) total += revenue.by_region(r, k);
    if (!(total > 0))
      throw data_error(
          fmt::format("industry {} has no revenue in any region: its output cannot be split. "
                      "Check the study year and the weights",
                      industries.labels[k]));
    const index_type i = revenue.sector[k];
    index_type with_cities = 0;
    for (index_type r = 0; r < R; ++r)
      if (!regions.all[r].remainder) out.w(r, i) = province * revenue.by_region(with_cities++, k) / total;
    out.listed_coverage(k) = total / (province * d.x(i));
  }

  double worst = 0;
  for (index_type i = 0; i < n; ++i) {
    double sum = 0;
    for (index_type r = 0; r < R; ++r) sum += out.w(r, i), out.x(r, i) = out.w(r, i) * d.x(i);
    worst = std::max(worst, std::abs(sum - 1));
  }
  out.checks = {{"regional shares of output add up to 1", worst, 1e-12}};
  return out;
}

}  // namespace agglo
