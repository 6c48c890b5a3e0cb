#include "host/cli/gravity.hpp"

#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/number_checks.hpp"
#include "host/cli/commands/place_options.hpp"

namespace agglo {

command add_gravity(CLI::App& program) {
  static const choices<gravity_constraint> constraints{{"none", gravity_constraint::none},
                                                       {"production", gravity_constraint::production},
                                                       {"attraction", gravity_constraint::attraction},
                                                       {"both", gravity_constraint::both}};
  const auto with = std::make_shared<gravity_options>();
  CLI::App* app = program.add_subcommand("gravity", "flows between places by gravity, and who is central among them");
  add_place_options(*app, *with);
  app->add_option("--mass", with->mass, "column of what places send and draw: income, output, people");
  app->add_option("--origin", with->origin, "or column of what they send");
  app->add_option("--destination", with->destination, "and column of what draws");
  add_choice(*app, "--constraint", with->constraint, constraints,
             "none, production (rows add up to origins, default), attraction (columns to destinations) or both");
  app->add_flag("--own", with->own, "flows within a place too");
  app->add_flag("--scale-destinations", with->scale_destinations,
                "both: destinations are scaled to the origins' total");
  app->add_option("--damping", with->damping, "of PageRank")
      ->capture_default_str()
      ->check(within(0, .999, "0 .. 0.999"));
  return {app, [with] {
            if (!with->columns.facts.empty() && !with->year.empty()) with->columns.year = std::stoi(with->year);
            return gravity(*with);
          }};
}

}  // namespace agglo
