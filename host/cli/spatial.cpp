#include "host/cli/spatial.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>

#include "host/analysis/neighbour_weights.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/model/decay_text.hpp"
#include "host/report/spatial_report.hpp"
#include "host/table/weights_file.hpp"

namespace agglo {
namespace {

void needs(bool ok, const char* what) { expects<usage_error>(ok, what, "agglo spatial"); }

void check(const spatial_options& o) {
  const place_columns& c = o.columns;
  const bool distances = !o.nearest.empty() || !o.within.empty() || o.distance.decay;
  needs(!o.weights.empty() || distances,
        "weights are missing: give --weights FILE, or --units FILE with --nearest, --within or --decay");
  needs(distances == !o.units.empty(),
        distances ? "--nearest, --within and --decay need --units, the file of the units' places"
                  : "--units needs --nearest, --within or --decay: how places become weights");
  needs(c.lon.empty() == c.lat.empty(), "--lon and --lat go together");
  needs(c.x.empty() == c.y.empty(), "--x and --y go together");
  needs(o.units.empty() || c.lon.empty() != c.x.empty(), "--units needs --lon and --lat, or --x and --y");
  needs(!(o.units.empty() && (!c.lon.empty() || !c.x.empty() || !c.year.empty())),
        "coordinates and --year-column are columns of --units");
  needs(o.distance.decay || !(o.distance.length || o.distance.theta || o.distance.inner || o.distance.cutoff),
        "--length, --theta, --inner and --cutoff need --decay");
  needs(o.rules.probes >= 2, "--probes must be 2 or more: a standard error needs two");
  for (const double km : o.within) needs(km >= 0, "--within must be 0 km or more");
}

distance_decay decay_of(const spatial_options& o) {
  spillover_columns places;
  places.lon = o.columns.lon, places.lat = o.columns.lat, places.x = o.columns.x, places.y = o.columns.y;
  return distances_of(o.distance, places, "agglo spatial").decay;
}
/// Name of weights by decay: a band has its own route.
const char* name_of(decay_form form) {
  return form == decay_form::exponential ? "exponential" : form == decay_form::gaussian ? "gaussian" : "power";
}

spatial_weights named_file(const std::string& text) {
  const std::size_t equals = text.find('=');
  const bool named = equals != std::string::npos && equals > 0 && !std::filesystem::exists(text);
  spatial_weights W = read_weights(named ? text.substr(equals + 1) : text);
  if (named) W.name = text.substr(0, equals);
  return W;
}

template <space S>
void add_distances(context<S>& ctx, const spatial_options& o, const std::vector<unit_places>& years,
                   std::vector<spatial_weights>& weights) {
  for (const unit_places& places : years) {
    for (const index_type k : o.nearest) weights.push_back(nearest_weights(ctx, places, k));
    for (const double km : o.within) weights.push_back(band_weights(ctx, places, km));
    if (!o.distance.decay) continue;
    const distance_decay decay = decay_of(o);
    weights.push_back(pair_weights(places, decay, name_of(decay.form), decay_text(decay, "d")));
  }
}

void expect_different_names(const std::vector<spatial_weights>& weights) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const spatial_weights& W : weights)
    expects<usage_error>(seen.emplace(W.name, W.year).second,
                         "two weights are called '" + W.name + "': name them, --weights NAME=FILE", "agglo spatial");
}

}  // namespace

int spatial(const spatial_options& options, std::ostream& terminal) {
  check(options);
  if (options.distance.decay) decay_of(options);
  spatial_report report;
  report.coefficients = options.coefficients.string();
  report.unit = options.unit, report.rules = options.rules;
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.coefficients.string());
  report.models = read_spatial_coefficients(options.coefficients);
  for (const std::string& file : options.weights) {
    command.step("reading " + file);
    report.weights.push_back(named_file(file));
  }
  std::vector<unit_places> places;
  if (!options.units.empty()) {
    command.step("reading " + options.units.string());
    places = read_unit_places(options.units, options.columns);
  }

  report.results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    if (!places.empty()) command.step("finding neighbours");
    add_distances(ctx, options, places, report.weights);
    expect_different_names(report.weights);
    return spatial_effects(ctx, report.weights, report.models, report.rules,
                           [&](index_type done, index_type of) { command.advance("models", done, of); });
  });
  expect_identities(report.results.checks);

  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}{} tables (.csv), summary.md and manifest.json are in {}\n", summary_terminal(report),
                             list.texts.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
