#pragma once
#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/number_checks.hpp"
#include "host/cli/place_arguments.hpp"

namespace agglo {

/// The options of every command about places.
inline void add_place_options(CLI::App& app, place_options& with) {
  app.add_option("places", with.places, "the places' CSV file, one row a place")->required();
  add_output_options(app, with.out, with.quiet);
  add_device_option(app, with.where);
  app.add_option("--place", with.columns.place, "column of the place's name")->capture_default_str();
  app.add_option("--facts", with.columns.facts,
                 "CSV file where amounts stand: city, indicator, year, value, unit; amounts are indicators then");
  app.add_option("--unit", with.unit, "the amounts' unit, say \"million CNY\"");
  app.add_option("--year", with.year, "the amounts' year")->check(within(1900, 2100, "1900 .. 2100"));
  app.option_defaults()->group("Costs");
  app.add_option("--costs", with.costs.matrix, "CSV matrix of costs: places in the first column and header, rows from");
  app.add_option("--minutes", with.costs.minutes, "or CSV file of travel times: from, to, mode, minutes");
  app.add_option("--mode", with.costs.mode, "mode of the travel times that counts; any by default");
  app.add_flag("--links", with.costs.links, "the costs are links of a network: pairs go by their cheapest route");
  app.add_option("--lon", with.columns.lon, "or column of degrees east: great-circle km");
  app.add_option("--lat", with.columns.lat, "and column of degrees north");
  app.add_option("--within", with.costs.within, "cost within a place that has none of its own");
  app.add_option("--changed", with.changed, "costs of a scenario, as --costs or --minutes: a new line");
  app.add_option("--theta", with.theta, "costs weigh cost^-theta");
  app.add_option("--length", with.length, "or exp(-cost / length)");
  add_choice(app, "--decay", with.decay, decay_words, "how weights fall with cost");
  app.add_option("--inner", with.inner, "a power is level below it; a band begins there");
  app.add_option("--cutoff", with.cutoff, "nothing beyond this cost");
  app.option_defaults()->group("Options");
}

}  // namespace agglo
