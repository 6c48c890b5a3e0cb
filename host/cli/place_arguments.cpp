#include "host/cli/place_arguments.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "host/model/decay_text.hpp"
#include "kernels/base/error.hpp"

namespace agglo {

distance_decay cost_decay(const place_options& o, const std::string& command, bool own) {
  const auto needs = [&](bool ok, const char* what) { expects<usage_error>(ok, what, command.c_str()); };
  const bool sphere = !o.columns.lon.empty();
  needs(sphere == !o.columns.lat.empty(), "--lon and --lat go together");
  needs(sphere + !o.costs.matrix.empty() + !o.costs.minutes.empty() == 1,
        "costs between places come from one of --costs FILE, --minutes FILE, or --lon and --lat");
  needs(!sphere || !own || o.costs.within > 0,
        "with --lon and --lat the distance within a place must be said: --within, in km, above 0");
  needs(o.costs.within >= 0, "--within must be above 0");
  needs(!sphere || (!o.costs.links && o.changed.empty()), "--links and --changed go with --costs or --minutes");
  needs(o.costs.mode.empty() || !o.costs.minutes.empty(), "--mode goes with --minutes");
  needs(o.columns.facts.empty() || !o.year.empty(), "--facts needs --year");
  const double cutoff = o.cutoff.value_or(std::numeric_limits<double>::infinity());
  needs(cutoff > 0, "--cutoff must be above 0");
  needs(o.inner.value_or(0) >= 0, "--inner must be 0 or more");
  const decay_form form = o.decay.value_or(o.length && !o.theta ? decay_form::exponential : decay_form::power);
  switch (form) {
    case decay_form::power:
      needs(o.theta.value_or(0) > 0 && std::isfinite(*o.theta),
            "a cost must be weighed: --theta 1 for cost^-1, or --length 50 for exp(-cost / 50)");
      needs(!o.length, "--length goes with an exponential or gaussian decay, not with --theta");
      // the pair engine wants a floor under distances of 0; a place is never nearer than to itself
      return distance_decay::power(*o.theta, o.inner.value_or(sphere ? o.costs.within : 0), cutoff);
    case decay_form::exponential:
    case decay_form::gaussian:
      needs(o.length.value_or(0) > 0 && std::isfinite(*o.length),
            "this decay needs --length above 0, in the costs' unit");
      needs(!o.theta, "--theta goes with a power decay, not with --length");
      return form == decay_form::gaussian ? distance_decay::gaussian(*o.length, cutoff)
                                          : distance_decay::exponential(*o.length, cutoff);
    case decay_form::band:
      break;
  }
  needs(o.cutoff.has_value() && o.inner.value_or(0) <= cutoff, "a band needs --cutoff, where it ends, above --inner");
  return distance_decay::band(o.inner.value_or(0), cutoff);
}

place_costs costs_of(const place_options& o, const place_sample& sample, bool changed, bool own) {
  cost_source source = o.costs;
  if (!own && source.within == 0) source.within = 1;  // never looked at
  if (o.by_coordinates()) return great_circle_costs(sample.places, sample.lon, sample.lat, source.within);
  if (changed) (source.matrix.empty() ? source.minutes : source.matrix) = o.changed;
  return read_place_costs(source, sample.places);
}

void describe(sample_report& r, const place_options& o, const place_sample& sample, const distance_decay& d) {
  std::string amounts;
  for (const std::string& a : o.columns.amounts) amounts += (amounts.empty() ? "" : ", ") + a;
  r.unit = o.unit.empty() ? sample.unit : o.unit;
  r.year = o.year;
  r.inputs.emplace_back(o.places.filename().string(),
                        fmt::format("{} places, {} encoding", sample.size(), sample.encoding));
  if (!o.columns.facts.empty()) r.inputs.emplace_back(o.columns.facts.filename().string(), amounts);
  const std::filesystem::path& costs = o.costs.matrix.empty() ? o.costs.minutes : o.costs.matrix;
  const char* const kind = o.costs.links ? "links between places" : "costs between places";
  if (!costs.empty()) r.inputs.emplace_back(costs.filename().string(), kind);
  if (!o.changed.empty()) r.inputs.emplace_back(o.changed.filename().string(), fmt::format("{} of the scenario", kind));
  r.parameters.emplace_back("amount", amounts);
  r.parameters.emplace_back("weight of a cost c", decay_text(d, "c"));
  if (!o.costs.mode.empty()) r.parameters.emplace_back("mode", o.costs.mode);
  if (!o.columns.lon.empty())
    r.assumptions.push_back(fmt::format("costs are great-circle km on a sphere of radius {} km", earth_radius_km));
  if (!o.costs.minutes.empty())
    r.assumptions.push_back("minutes of a pair given one way count both ways, the newest year's of a pair");
  if (o.costs.links) r.assumptions.push_back("the cost of a pair is the sum over its cheapest route along the links");
  if (o.costs.within > 0)
    r.assumptions.push_back(fmt::format("the cost within a place{} is {}",
                                        costs.empty() ? "" : " that has none in the file", o.costs.within));
  if (r.unit.empty()) r.assumptions.push_back("the amount's unit is not told (--unit)");
  if (r.year.empty()) r.assumptions.push_back("the amount's year is not told (--year)");
}

}  // namespace agglo
