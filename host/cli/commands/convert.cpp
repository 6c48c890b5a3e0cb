#include "host/cli/convert.hpp"

#include "host/cli/commands/choice.hpp"

namespace agglo {

command add_convert(CLI::App& program) {
  static const choices<written_form> forms{{"csv", written_form::csv}, {"pymrio", written_form::pymrio}};
  const auto with = std::make_shared<convert_options>();
  CLI::App* app =
      program.add_subcommand("convert", "write a table of any form as CSV with its descriptor, or for pymrio");
  app->add_option("table", with->table, "the table's file or folder")->required();
  add_output_options(*app, with->out, with->quiet);
  app->add_option("--layout", with->layout,
                  "what the table is and how it is laid out; TABLE's name with .toml if that is there");
  add_choice(*app, "--to", with->form, forms,
             "csv (with the descriptor beside it) or pymrio (a folder that load_all reads)");
  return {app, [with] { return convert(*with); }};
}

}  // namespace agglo
