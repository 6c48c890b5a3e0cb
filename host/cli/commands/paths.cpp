#include "host/cli/paths.hpp"

#include "host/cli/commands/command.hpp"
#include "host/cli/commands/measure_options.hpp"
#include "host/cli/commands/number_checks.hpp"

namespace agglo {

command add_paths(CLI::App& program) {
  const auto with = std::make_shared<paths_options>();
  CLI::App* app =
      program.add_subcommand("paths", "the largest supply paths behind an account (structural path analysis)");
  app->add_option("table", with->table, "the table's CSV file")->required();
  add_measure_options(*app, *with);
  app->add_option("--account", with->account, "what the paths carry: output (default) or any account, as value_added");
  app->add_option("--demand", with->demand, "a column of final demand; all of it by default");
  app->add_option("--sector", with->sector, "final demand for this sector's product alone");
  app->add_option("--top", with->top, "at most so many paths (100)")->check(not_negative);
  app->add_option("--tolerance", with->tolerance, "smallest path looked for, as a part of the total (1e-6)")
      ->check(within(0, 1, "0 .. 1"));
  app->add_option("--max-length", with->max_length, "at most so many purchases in a path; 0: any number (default)")
      ->check(not_negative);
  app->add_option("--memory", with->memory_mb, "MB that the search may hold before it stops (1024)")
      ->check(within(1, 1 << 20, "1 .. 1048576"));
  return {app, [with] { return paths(*with); }};
}

}  // namespace agglo
