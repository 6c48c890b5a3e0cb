#include "host/cli/javorcik.hpp"

#include "host/cli/commands/command.hpp"

namespace agglo {

command add_javorcik(CLI::App& program) {
  const auto with = std::make_shared<javorcik_options>();
  javorcik_columns& c = with->columns;
  CLI::App* app = program.add_subcommand(
      "javorcik", "horizontal, backward and forward spillovers by sector, region and year (Javorcik 2004)");
  app->add_option("firms", with->firms, "the firms' CSV file, one row a firm and year")->required();
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->add_option("--table", with->table, "the input-output table's CSV file")->required();
  app->add_option("--layout", with->layout, "what the table is; TABLE's name with .toml if that is there");
  app->add_flag("--domestic", with->domestic,
                "domestic flows of a table with a column of imports; else all that is bought");
  app->add_option("--share", c.share, "column of the firm's share: foreign ownership, or any attribute from 0 to 1")
      ->required();
  app->add_flag("--percent", c.percent, "shares run from 0 to 100");
  app->add_option("--output", c.output, "column of the firm's output")->required();
  app->add_option("--exports", c.exports, "column of what of it is exported, in the same unit");
  app->add_option("--id", c.id, "column of the firm's id")->capture_default_str();
  app->add_option("--sector", c.sector, "column of the table's sector, or of the concordance's industry")
      ->capture_default_str();
  app->add_option("--concordance", c.concordance, "CSV file of industries and the table's sectors: from, to");
  app->add_option("--region", c.region, "column of the firm's region");
  app->add_option("--year-column", c.year, "column of the year");
  app->add_option("--year", with->period, "the year, where there is no column");
  app->add_option("--unit", with->unit, "the output's unit, say \"million CNY\"");
  app->add_flag("--without-own", with->without_own, "a firm's own output and share do not count for itself");
  return {app, [with] { return javorcik(*with); }};
}

}  // namespace agglo
