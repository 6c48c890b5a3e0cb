#include "host/cli/distance_options.hpp"

#include <limits>

#include "kernels/base/error.hpp"

namespace agglo {
namespace {

distance_decay decay_of(const distance_options& o, const char* where) {
  const auto needs = [where](bool ok, const char* what) { expects<usage_error>(ok, what, where); };
  const double cutoff = o.cutoff.value_or(std::numeric_limits<double>::infinity());
  needs(cutoff > 0, "--cutoff must be positive");
  switch (o.decay.value_or(decay_form::exponential)) {
    case decay_form::exponential:
      needs(o.length.value_or(0) > 0, "an exponential decay needs --length, in km or minutes, above 0");
      return distance_decay::exponential(*o.length, cutoff);
    case decay_form::gaussian:
      needs(o.length.value_or(0) > 0, "a gaussian decay needs --length, its standard deviation, above 0");
      return distance_decay::gaussian(*o.length, cutoff);
    case decay_form::power:
      needs(o.theta.value_or(0) > 0 && o.inner.value_or(0) > 0,
            "a power decay needs --theta and --inner above 0: below --inner it stays level, so that firms in one spot "
            "weigh something finite");
      return distance_decay::power(*o.theta, *o.inner, cutoff);
    case decay_form::band:
      break;
  }
  needs(o.cutoff.has_value() && o.inner.value_or(0) >= 0 && o.inner.value_or(0) <= cutoff,
        "a band needs --cutoff, where it ends, and --inner below it if it does not begin at 0");
  return distance_decay::band(o.inner.value_or(0), cutoff);
}

}  // namespace

firm_distances distances_of(const distance_options& o, const spillover_columns& c, const char* where) {
  const auto needs = [where](bool ok, const char* what) { expects<usage_error>(ok, what, where); };
  const bool sphere = !c.lon.empty() || !c.lat.empty(), plane = !c.x.empty() || !c.y.empty();
  const bool places = !c.place.empty() || !c.minutes.empty();
  needs(c.lon.empty() == c.lat.empty(), "--lon and --lat go together");
  needs(c.x.empty() == c.y.empty(), "--x and --y go together");
  needs(c.place.empty() == c.minutes.empty(), "--place and --minutes go together");
  needs(sphere + plane + places <= 1, "distance comes from --lon and --lat, or --x and --y, or --place and --minutes");
  const bool decays = o.decay || o.length || o.theta || o.inner || o.cutoff;
  needs(decays == (sphere || plane || places),
        decays ? "a decay needs a distance: --lon and --lat, --x and --y, or --place and --minutes"
               : "a distance needs a decay: say --length 50, or --decay with its parameters");
  firm_distances d;
  d.sites = sphere ? geometry::sphere : plane ? geometry::plane : geometry::none;
  if (decays) d.decay = decay_of(o, where);
  return d;
}

}  // namespace agglo
