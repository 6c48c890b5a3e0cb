#include "host/cli/spillover.hpp"

#include <fmt/format.h>

#include <limits>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/spillover_report.hpp"

namespace agglo {
namespace {

void needs(bool ok, const char* what) { expects<usage_error>(ok, what, "agglo spillover"); }

distance_decay decay_of(const spillover_options& o) {
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

spillover_weights weights_of(const spillover_options& o) {
  const spillover_columns& c = o.columns;
  const bool sphere = !c.lon.empty() || !c.lat.empty(), plane = !c.x.empty() || !c.y.empty();
  const bool places = !c.place.empty() || !c.minutes.empty();
  needs(c.lon.empty() == c.lat.empty(), "--lon and --lat go together");
  needs(c.x.empty() == c.y.empty(), "--x and --y go together");
  needs(c.place.empty() == c.minutes.empty(), "--place and --minutes go together");
  needs(c.sector.empty() == c.coefficients.empty(), "--sector and --coefficients go together");
  needs(sphere + plane + places <= 1, "distance comes from --lon and --lat, or --x and --y, or --place and --minutes");
  const bool decays = o.decay || o.length || o.theta || o.inner || o.cutoff;
  needs(decays == (sphere || plane || places),
        decays ? "a decay needs a distance: --lon and --lat, --x and --y, or --place and --minutes"
               : "a distance needs a decay: say --length 50, or --decay with its parameters");
  needs(c.technology.empty() || c.technology_file.empty(), "technology comes from --technology or --technology-file");
  needs(!o.mahalanobis || !c.technology.empty() || !c.technology_file.empty(),
        "--mahalanobis needs --technology or --technology-file");
  spillover_weights w;
  w.sites = sphere ? geometry::sphere : plane ? geometry::plane : geometry::none;
  if (decays) w.decay = decay_of(o);
  w.technology = o.mahalanobis ? proximity::mahalanobis : proximity::jaffe;
  w.precision = o.single ? pair_precision::fp32 : pair_precision::fp64;
  w.senders_of = o.senders_of;
  w.senders = o.senders;
  return w;
}

}  // namespace

int spillover(const spillover_options& options, std::ostream& terminal) {
  spillover_report report;
  report.weights = weights_of(options);
  report.columns = options.columns;
  for (const std::string& group : options.groups) {
    report.columns.matrices.emplace_back();
    for (std::size_t from = 0; from <= group.size();) {
      const std::size_t plus = std::min(group.find('+', from), group.size());
      report.columns.matrices.back().push_back(group.substr(from, plus - from));
      from = plus + 1;
    }
  }
  report.unit = options.unit, report.year = options.year;
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.firms.string());
  report.firms = read_spillover_firms(options.firms, report.columns);

  report.results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return spill_over(ctx, report.firms, report.weights, [&](const std::string& step, index_type done, index_type of) {
      command.advance(step, done, of);
    });
  });
  expect_identities(report.results.checks);

  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}{} arrays (.csv with labels, .npy), summary.md and manifest.json are in {}\n",
                             summary_terminal(report), list.arrays.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
