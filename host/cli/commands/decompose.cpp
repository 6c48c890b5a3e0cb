#include "host/cli/decompose.hpp"

#include "host/cli/commands/command.hpp"
#include "host/cli/commands/measure_options.hpp"

namespace agglo {

command add_decompose(CLI::App& program) {
  const auto with = std::make_shared<decompose_options>();
  CLI::App* app = program.add_subcommand(
      "decompose", "why output and accounts changed between two tables (structural decomposition)");
  app->add_option("earlier", with->earlier, "the earlier table's CSV file")->required();
  app->add_option("later", with->later, "the later table's CSV file, of the same sectors in any order")->required();
  add_measure_options(*app, *with);
  return {app, [with] { return decompose(*with); }};
}

}  // namespace agglo
