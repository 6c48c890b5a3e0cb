#pragma once
#include "host/cli/commands/command.hpp"
#include "host/cli/measure_command.hpp"

namespace agglo {

/// --out, --quiet, --device, --layout, --competitive and --total.
inline void add_measure_options(CLI::App& app, measure_command_options& with) {
  add_output_options(app, with.out, with.quiet);
  add_device_option(app, with.where);
  app.add_option("--layout", with.layout,
                 "what the table is and how it is laid out; TABLE's name with .toml if that is there");
  CLI::Option* take_out = app.add_flag_callback(
      "--competitive", [&with] { with.imports = import_treatment::domestic; },
      "domestic flows of a table with a column of imports (what is done without either)");
  app.add_flag_callback(
         "--total", [&with] { with.imports = import_treatment::total; }, "total flows, imports among them")
      ->excludes(take_out);
}

}  // namespace agglo
