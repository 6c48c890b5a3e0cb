#include "host/model/regional_bases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr double rounding = 1e-6;  // of a sector's output

double regions_sum(const labelled_array& values, index_type i) {
  double sum = 0;
  for (index_type r = 0; r < values.axes[0].size(); ++r) sum += values(r, i);
  return sum;
}

[[noreturn]] void refuse(const regional_figures& f, index_type i, const std::string& found, const std::string& mend) {
  throw data_error(fmt::format("{}: sector {}: {}; mend: {}", f.file, f.values.axes[1].labels[i], found, mend), {i});
}

// Output left by the regions; throws where they have more than there is.
std::vector<double> rest_of_output(const regional_figures& f, const domestic_table& d) {
  std::vector<double> rest;
  for (index_type i = 0; i < d.sectors.size(); ++i) {
    const double sum = regions_sum(f.values, i), x = d.x(i);
    if (sum > x * (1 + rounding))
      refuse(f, i, fmt::format("the regions make {:.9g}, the country {:.9g}", sum, x),
             "give output in the table's own unit, of its year");
    rest.push_back(sum < x * (1 - rounding) ? x - sum : 0);
  }
  return rest;
}

}  // namespace

domestic_table domestic_table_of(const flow_table& t, const table_descriptor& about) {
  if (!t.regions.empty()) throw usage_error("regionalise: expected a table of one region, the country");
  domestic_table d;
  d.sectors = t.sectors;
  const labelled_array zero({d.sectors});
  d.Z = t.Z, d.x = t.x, d.import_share = t.import_share, d.checks = t.checks;
  d.Y = d.exports = d.imported_inputs = d.value_added = d.discrepancy = zero;
  for (index_type c = 0; c < t.Y.axes[1].size(); ++c) {
    const std::string& name = t.Y.axes[1].labels[c];
    if (name == "less_imports") throw usage_error("regionalise: expected domestic flows, found imports among them");
    for (index_type i = 0; i < d.sectors.size(); ++i) (name == "exports" ? d.exports : d.Y)(i) += t.Y(i, c);
  }
  for (index_type v = 0; v < t.V.axes[0].size(); ++v) {
    const std::string& name = t.V.axes[0].labels[v];
    const auto& named = about.imported_inputs;
    const bool imported = name == "imported_inputs" || std::find(named.begin(), named.end(), name) != named.end();
    labelled_array& to = imported ? d.imported_inputs : name == "discrepancy" ? d.discrepancy : d.value_added;
    for (index_type j = 0; j < d.sectors.size(); ++j) to(j) += t.V(v, j);
  }
  return d;
}

regional_bases split_by_figures(const regional_figures& f, const domestic_table& d, const std::string& rest) {
  const axis& given = f.values.axes[0];
  const index_type n = d.sectors.size();
  std::vector<double> left(static_cast<std::size_t>(n));
  if (!f.employment) left = rest_of_output(f, d);
  regional_bases out;
  out.has_rest = std::any_of(left.begin(), left.end(), [](double v) { return v > 0; });
  axis regions = given;
  if (out.has_rest) {
    if (std::find(given.labels.begin(), given.labels.end(), rest) != given.labels.end())
      throw data_error(
          fmt::format("{}: region '{}': its output is what the others leave; mend: leave its rows out, or "
                      "give the rest another name with --rest",
                      f.file, rest));
    regions.labels.push_back(rest);
  }
  const index_type R = regions.size();
  out.regional = labelled_array({regions, d.sectors});
  out.national = labelled_array({d.sectors});
  out.output.g = labelled_array({regions});
  out.output.w = out.output.x = labelled_array({regions, d.sectors});
  for (index_type i = 0; i < n; ++i) {
    for (index_type r = 0; r < R; ++r) out.regional(r, i) = r < given.size() ? f.values(r, i) : left[i];
    out.national(i) = regions_sum(out.regional, i);
    if (d.x(i) == 0 && out.national(i) > 0)
      refuse(f, i, fmt::format("the regions have {:.9g}, the country nothing", out.national(i)),
             "write 0, or mend the table");
    if (d.x(i) > 0 && !(out.national(i) > 0))
      refuse(f, i, "it has output, but employment in no region", "add the region that makes it");
    for (index_type r = 0; r < R && d.x(i) > 0; ++r) out.output.w(r, i) = out.regional(r, i) / out.national(i);
  }
  const labelled_array& shared = d.value_added.sum() > 0 ? d.value_added : d.x;
  const double country = shared.sum();
  for (index_type r = 0; r < R; ++r)
    for (index_type i = 0; i < n; ++i) out.output.g(r) += out.output.w(r, i) * shared(i) / country;
  double worst = 0;
  for (index_type i = 0; i < n; ++i) {
    for (index_type r = 0; r < R; ++r) {
      if (d.x(i) == 0) out.output.w(r, i) = out.output.g(r);
      out.output.x(r, i) = out.output.w(r, i) * d.x(i);
    }
    worst = std::max(worst, std::abs(regions_sum(out.output.w, i) - 1));
  }
  out.output.checks = {{"regional shares of output add up to 1", worst, 1e-12}};
  return out;
}

}  // namespace agglo
