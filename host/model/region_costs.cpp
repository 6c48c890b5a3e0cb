#include "host/model/region_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "kernels/base/error.hpp"
#include "kernels/spillover/decay.hpp"

namespace agglo {
namespace {

template <class Between>
labelled_array costs_between(const axis& regions, double own, const Between& between) {
  labelled_array c({regions, regions});
  for (index_type r = 0; r < regions.size(); ++r) {
    double least = std::numeric_limits<double>::infinity();
    for (index_type s = 0; s < regions.size(); ++s)
      if (s != r) c(r, s) = between(r, s), least = std::min(least, c(r, s));
    c(r, r) = regions.size() == 1 ? 1 : own * least;
  }
  return c;
}

}  // namespace

labelled_array region_costs(const axis& regions, const place_table& places, double own) {
  std::vector<index_type> at;
  for (const std::string& name : regions.labels) at.push_back(places.find(name));
  return costs_between(regions, own, [&](index_type r, index_type s) {
    const double km = great_circle_km(places.lon[at[r]], places.lat[at[r]], places.lon[at[s]], places.lat[at[s]]);
    if (!(km > 0))
      throw data_error(
          fmt::format("{}: {} and {} lie at one point: trade needs a distance between them; mend: correct "
                      "their places",
                      places.file, regions.labels[r], regions.labels[s]));
    return km;
  });
}

labelled_array region_costs(const axis& regions, const minutes_table& minutes, const std::string& mode, double own) {
  return costs_between(regions, own, [&](index_type r, index_type s) {
    return minutes.lookup(regions.labels[r], regions.labels[s], mode).minutes;
  });
}

}  // namespace agglo
