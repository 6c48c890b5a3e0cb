#include "host/cli/network.hpp"

#include "host/cli/commands/command.hpp"
#include "host/cli/commands/number_checks.hpp"

namespace agglo {

command add_network(CLI::App& program) {
  const auto with = std::make_shared<network_command_options>();
  spillover_columns& c = with->columns;
  CLI::App* app = program.add_subcommand("network", "infer who supplies whom among firms from an input-output table");
  app->add_option("firms", with->firms, "the firms' CSV file, one row a firm")->required();
  app->add_option("--table", with->table, "the input-output table's file")->required();
  app->add_option("--layout", with->layout, "what the table is; TABLE's name with .toml if that is there");
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->option_defaults()->group("Firms");
  app->add_option("--supply", c.stock, "column of a firm's size as a seller: revenue")->required();
  app->add_option("--demand", c.demand, "column of its size as a buyer; the supply's if left out");
  app->add_option("--sector", c.sector,
                  "column of the firm's sector as the table labels it, or region and industry: city+industry")
      ->required();
  app->add_option("--year", c.only_year, "rows of this year alone, where firms stand in several");
  app->add_option("--id", c.id, "column of the firm's id")->capture_default_str();
  add_distance_options(*app, c, with->distance);
  app->option_defaults()->group("Results");
  app->add_option("--by", with->groups, "columns to group by, one matrix of flows each: city, or city+industry");
  app->add_option("--links", with->choices.links, "also a sample of the links, of about so many draws")
      ->check(positive);
  app->add_option("--seed", with->choices.seed, "of the sample")->capture_default_str();
  app->option_defaults()->group("Balancing");
  app->add_flag("--without-firm-margins", with->without_firm_margins,
                "one factor a cell of the table, in closed form: firms' own sales and purchases are not kept");
  app->add_option("--tolerance", with->choices.tolerance, "of firms' sales and purchases, relative")
      ->capture_default_str()
      ->check(positive);
  app->add_option("--rounds", with->choices.rounds, "of balancing, at most")->capture_default_str()->check(positive);
  app->add_flag_callback(
      "--total", [with] { with->imports = import_treatment::total; }, "keep a table's total flows, imports among them");
  app->add_flag("--single", with->single, "weigh pairs in single precision: faster; the table's cells stay exact");
  return {app, [with] { return network(*with); }};
}

}  // namespace agglo
