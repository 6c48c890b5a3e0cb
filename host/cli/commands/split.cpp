#include "host/cli/split.hpp"

#include "host/cli/commands/command.hpp"

namespace agglo {

command add_split(CLI::App& program) {
  const auto with = std::make_shared<split_options>();
  CLI::App* app = program.add_subcommand("split", "divide a sector of an input-output table into several by weights");
  add_table_options(*app, with->table, with->layout);
  app->add_option("--sector", with->sector, "the code of the sector to split")->required();
  app->add_option("--into", with->into, "NEW1=w,NEW2=w: the new codes with their weights of output")->required();
  app->add_option(
      "--weights", with->weights,
      "CSV file with a row for each new code and columns code, name, output, sales, inputs, imports, exports, "
      "sales:CODE, inputs:CODE");
  add_output_options(*app, with->out, with->quiet);
  return {app, [with] { return split(*with); }};
}

}  // namespace agglo
