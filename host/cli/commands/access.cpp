#include "host/cli/access.hpp"

#include "host/cli/commands/number_checks.hpp"
#include "host/cli/commands/place_options.hpp"

namespace agglo {

command add_access(CLI::App& program) {
  const auto with = std::make_shared<access_command_options>();
  CLI::App* app = program.add_subcommand("access", "market access of places, and how a new line changes it");
  add_place_options(*app, *with);
  with->columns.amounts.resize(1);
  app->add_option("--amount", with->columns.amounts.front(), "column of what markets hold: income, output, people")
      ->required();
  app->add_option("--tolerance", with->tolerance, "of the fixed point's equation and of its last change")
      ->capture_default_str()
      ->check(within(1e-15, 1e-3, "1e-15 .. 1e-3"));
  return {app, [with] {
            if (!with->columns.facts.empty() && !with->year.empty()) with->columns.year = std::stoi(with->year);
            return access(*with);
          }};
}

}  // namespace agglo
