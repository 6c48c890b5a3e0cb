#include "host/cli/aggregate.hpp"

#include "host/cli/commands/command.hpp"

namespace agglo {

command add_aggregate(CLI::App& program) {
  const auto with = std::make_shared<aggregate_options>();
  CLI::App* app = program.add_subcommand("aggregate", "sum sectors of an input-output table by a concordance");
  add_table_options(*app, with->table, with->layout);
  app->add_option("--concordance", with->concordance, "CSV file with columns from, to and, if wanted, region and name")
      ->required();
  add_output_options(*app, with->out, with->quiet);
  return {app, [with] { return aggregate(*with); }};
}

}  // namespace agglo
