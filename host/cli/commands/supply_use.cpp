#include "host/cli/supply_use.hpp"

#include "host/cli/commands/choice.hpp"

namespace agglo {

command add_supply_use(CLI::App& program) {
  static const choices<supply_use_model> models{
      {"A", supply_use_model::A}, {"B", supply_use_model::B}, {"C", supply_use_model::C}, {"D", supply_use_model::D}};
  const auto with = std::make_shared<supply_use_options>();
  CLI::App* app = program.add_subcommand("supply-use", "a symmetric input-output table from supply and use tables");
  app->add_option("supply", with->files.supply, "CSV: products in rows, industries in columns")->required();
  app->add_option("use", with->files.use,
                  "CSV: products and primary inputs in rows, industries and final demand in columns")
      ->required();
  add_choice(*app, "--model", with->model, models,
             "A product technology, B industry technology (product x product); C fixed industry sales structure, "
             "D fixed product sales structure (industry x industry)")
      ->required();
  app->add_option("--imports", with->files.imports, "the supply table's column of imports by product");
  app->add_option("--exports", with->files.exports, "the use table's column of exports");
  app->add_option("--ignore", with->files.ignored, "columns and rows of either to pass over: totals, names");
  app->add_option("--unit", with->unit, "of both tables, for the outputs");
  app->add_option("--year", with->year, "of both tables, for the outputs");
  app->add_option("--title", with->title, "for the outputs");
  app->add_option("--source", with->source, "for the outputs");
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  return {app, [with] { return supply_use(*with); }};
}

}  // namespace agglo
