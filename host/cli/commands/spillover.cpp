#include "host/cli/spillover.hpp"

#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/command.hpp"
#include "host/cli/commands/number_checks.hpp"

namespace agglo {

command add_spillover(CLI::App& program) {
  const auto with = std::make_shared<spillover_options>();
  spillover_columns& c = with->columns;
  CLI::App* app = program.add_subcommand("spillover", "what every firm draws from all others, and who from whom");
  app->add_option("firms", with->firms, "the firms' CSV file, one row a firm, or a firm and year")->required();
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->option_defaults()->group("Stocks and years");
  app->add_option("--stock", c.stock, "column of what firms send: R&D, knowledge, revenue")->required();
  app->add_option("--unit", with->unit, "the stock's unit, say \"million CNY a year\"");
  app->add_option("--year", with->year, "the stock's year; of a file with a column of years its rows alone");
  app->add_option("--year-column", c.year,
                  "column of the year: every year is computed (default: year, if firms repeat)");
  app->add_option("--depreciation", with->depreciation,
                  "--stock holds yearly flows: their perpetual inventory, say 0.15");
  app->add_option("--growth", with->growth, "of flows before a firm's first year (0.05)");
  app->add_flag("--opening", with->opening, "the stock at the year's beginning instead of its end");
  app->add_flag("--bridge-gaps", with->bridge_gaps, "missing flows from the straight line between their neighbours");
  app->add_option("--id", c.id, "column of the firm's id")->capture_default_str();
  add_distance_options(*app, c, with->distance);
  app->option_defaults()->group(distance_heading);
  app->add_option("--zone", c.zone, "column of the firm's zone, say its city, for --stretch");
  app->add_option("--stretch", c.stretch,
                  "CSV file of factors of the distances between zones: from, to, factor (0.5: a line twice as fast)");
  app->option_defaults()->group("Technology");
  app->add_option("--technology", c.technology, "columns of classes: names, or the start of names and *");
  app->add_option("--technology-file", c.technology_file, "or a CSV file of its own: the id's column, class, value");
  app->add_option("--technology-table", c.technology_table,
                  "or an input-output table: how alike the inputs of the firms' sectors are (--sector)");
  app->add_flag("--mahalanobis", with->mahalanobis, "Mahalanobis proximity of technology instead of Jaffe's");
  app->option_defaults()->group("Sectors, and pairs left out");
  app->add_option("--sector", c.sector, "column of the firm's sector");
  app->add_option("--coefficients", c.coefficients,
                  "CSV table of coefficients between sectors, labels in its first column and row; rows receive");
  app->add_option("--without-group", c.group, "firms alike in this column draw nothing from each other");
  app->add_option("--without-owner", c.owner, "column of the firm whose accounts hold this one: the same");
  app->option_defaults()->group("Results");
  app->add_option("--by", with->groups, "columns to group by, one matrix each: city, or city+industry");
  app->add_option("--senders-of", with->senders_of, "firms whose top senders are listed");
  app->add_option("--senders", with->senders, "how many of them")->capture_default_str()->check(positive);
  static const choices<pair_precision> precisions{{"fp64", pair_precision::fp64},
                                                  {"fp32", pair_precision::fp32},
                                                  {"fp16", pair_precision::fp16},
                                                  {"split16", pair_precision::split16}};
  add_choice(*app, "--precision", with->precision, precisions,
             "of pairs; fp32: about 1e-5; fp16, split16: technology on tensor cores, to 1e-3 or as fp32");
  app->add_flag("--single", with->single, "--precision fp32: weigh pairs in single precision, faster");
  return {app, [with] { return spillover(*with); }};
}

}  // namespace agglo
