#include "host/cli/spatial.hpp"

#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/number_checks.hpp"

namespace agglo {

command add_spatial(CLI::App& program) {
  static const choices<decay_form> forms{
      {"exponential", decay_form::exponential}, {"power", decay_form::power}, {"gaussian", decay_form::gaussian}};
  static const choices<weight_scale> scales{
      {"row", weight_scale::rows}, {"radius", weight_scale::radius}, {"none", weight_scale::none}};
  const auto with = std::make_shared<spatial_options>();
  CLI::App* app =
      program.add_subcommand("spatial", "direct, indirect and total effects of spatial lag and Durbin models");
  app->add_option("coefficients", with->coefficients,
                  "CSV file: variable, rho, beta and, if need be, theta, model, weights, year")
      ->required();
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->option_defaults()->group("Weights");
  app->add_option("--weights", with->weights, "weights file .gal, .gwt, .csv (from, to, weight) or .mtx, or NAME=FILE");
  app->add_option("--units", with->units, "CSV file of the units' places, for weights by distance");
  app->add_option("--id", with->columns.id, "its column of the unit's id")->capture_default_str();
  app->add_option("--lon", with->columns.lon, "its column of degrees east");
  app->add_option("--lat", with->columns.lat, "its column of degrees north");
  app->add_option("--x", with->columns.x, "its column of a projected coordinate, km");
  app->add_option("--y", with->columns.y, "its column of the other one, km");
  app->add_option("--year-column", with->columns.year, "its column of the year: every year has weights of its own");
  app->add_option("--nearest", with->nearest, "weights: so many nearest neighbours")->check(positive);
  app->add_option("--within", with->within, "weights: all others within so many km");
  add_choice(*app, "--decay", with->distance.decay, forms, "weights: all pairs, by how they fall with distance");
  app->add_option("--length", with->distance.length, "decay length (exponential) or standard deviation (gaussian), km");
  app->add_option("--theta", with->distance.theta, "exponent of a power decay");
  app->add_option("--inner", with->distance.inner, "a power decay is level below it");
  app->add_option("--cutoff", with->distance.cutoff, "no weight beyond this distance");
  add_choice(*app, "--normalise", with->rules.scale, scales,
             "row (over its sum), radius (over the spectral radius) or none");
  app->option_defaults()->group("Effects");
  app->add_option("--orders", with->rules.orders, "part the effects by W^0 .. W^orders")
      ->capture_default_str()
      ->check(not_negative);
  app->add_flag("--per-unit", with->rules.per_unit, "effects on each unit as well");
  app->add_option("--exact-up-to", with->rules.exact_up_to, "units up to which traces are exact, by a dense inverse")
      ->capture_default_str();
  app->add_option("--probes", with->rules.probes, "random sign vectors that sample the traces of more units")
      ->capture_default_str();
  app->add_option("--seed", with->rules.seed, "of the random signs")->capture_default_str();
  app->add_option("--unit", with->unit, "unit of the effects, say \"crimes per 1000 households per 1000 USD\"");
  return {app, [with] { return spatial(*with); }};
}

}  // namespace agglo
