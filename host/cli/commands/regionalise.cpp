#include "host/cli/regionalise.hpp"

#include "host/cli/commands/choice.hpp"

namespace agglo {

command add_regionalise(CLI::App& program) {
  static const choices<quotient_method> methods{{"slq", quotient_method::slq},
                                                {"cilq", quotient_method::cilq},
                                                {"rlq", quotient_method::rlq},
                                                {"flq", quotient_method::flq},
                                                {"aflq", quotient_method::aflq}};
  const auto with = std::make_shared<regionalise_options>();
  CLI::App* app = program.add_subcommand("regionalise", "regional tables from a national one, by location quotients");
  add_table_options(*app, with->table, with->layout);
  app->add_option("outputs", with->outputs, "CSV file with columns region, sector and output or employment")
      ->required();
  add_choice(*app, "--method", with->quotients.method, methods, "which location quotient")->required();
  const CLI::Option* delta = app->add_option("--delta", with->quotients.delta, "of flq and aflq; 0.3 if not given");
  app->add_option("--delta-band", with->delta_band, "LO:HI:STEP: multipliers with each of these deltas too");
  app->add_flag("--capped", with->quotients.capped, "aflq: no coefficient above the national one");
  app->add_option("--region", with->region, "write this region's tables alone");
  app->add_option("--rest", with->rest, "what the rest of the country is called, where the file leaves any");
  CLI::Option* places =
      app->add_option("--places", with->places, "CSV file with city, lon, lat for every region: trade by distance");
  CLI::Option* minutes =
      app->add_option("--minutes", with->minutes, "CSV file with from, to, mode, minutes: trade by time");
  CLI::Option* mode = app->add_option("--mode", with->mode, "the mode of travel in --minutes");
  minutes->excludes(places)->needs(mode);
  mode->needs(minutes);
  app->add_option("--theta", with->theta, "cost elasticity of trade");
  app->add_option("--own-cost", with->own_cost, "a region's cost to itself, as a part of the least to another");
  app->add_option("--local", with->local, "products traded only where a region's own supply does not suffice")
      ->delimiter(',');
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  return {app, [with, delta] {
            with->delta_given = delta->count() > 0;
            return regionalise(*with);
          }};
}

}  // namespace agglo
