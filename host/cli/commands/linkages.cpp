#include "host/cli/linkages.hpp"

#include "host/cli/commands/choice.hpp"
#include "host/cli/commands/number_checks.hpp"
#include "host/cli/linkage_arguments.hpp"

namespace agglo {

command add_linkages(CLI::App& program) {
  static const choices<forward_measure> forwards{{"ghosh", forward_measure::ghosh},
                                                 {"leontief", forward_measure::leontief}};
  const auto with = std::make_shared<linkages_options>();
  CLI::App* app = program.add_subcommand("linkages", "multipliers and linkages of any input-output table");
  app->add_option("table", with->table, "the table's CSV file")->required();
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->add_option("--layout", with->layout,
                  "what the table is and how it is laid out; TABLE's name with .toml if that is there");
  add_choice(*app, "--forward", with->measures.forward, forwards, "forward linkages: row sums of G (ghosh) or of L");
  CLI::Option* take_out = app->add_flag_callback(
      "--competitive", [with] { with->imports = import_treatment::domestic; },
      "domestic flows of a table with a column of imports (what is done without either)");
  app->add_flag_callback(
         "--total", [with] { with->imports = import_treatment::total; }, "total flows, imports among them")
      ->excludes(take_out);
  app->option_defaults()->group("Further measures");
  app->add_flag("--field-of-influence", with->measures.field_of_influence, "also its norm for every coefficient");
  app->add_flag("--propagation-lengths", with->measures.propagation_lengths,
                "also the average propagation length between every two sectors");
  app->add_option_function<std::string>(
      "--households", [with](const std::string& text) { with->measures.households = parse_households(text); },
      "type II multipliers: INCOME:CONSUMPTION[:TOTAL], the rows and columns that close the table for households, "
      "joined "
      "by +, and their total income if it is more than the rows'");
  app->add_option_function<std::vector<std::string>>(
         "--extract",
         [with](const std::vector<std::string>& groups) {
           for (const std::string& text : groups) with->measures.groups.push_back(parse_group(text));
         },
         "extract a group too: NAME=LABEL1,LABEL2 of sectors, regions or industries; may be given several times")
      ->allow_extra_args(false);
  app->add_flag("--open-economy", with->measures.open_economy,
                "also upstreamness on total flows, exports and imports allowed for");
  app->add_option("--tolerable-limits", with->measures.tolerable_limits,
                  "also by how much each coefficient may rise before an output changes by PERCENT")
      ->check(positive);
  app->add_option("--important", with->measures.important, "length of the list of inverse-important coefficients");
  app->add_flag("--footprints", with->measures.footprints,
                "also every account by producer and consumer: F, M, D_pba, D_cba, D_imp, D_exp");
  interregional_measures& between = with->measures.between;
  app->option_defaults()->group("Between regions");
  app->add_option("--industries", between.industries,
                  "of a table of several regions: A,B whose own matrices are wanted")
      ->allow_extra_args(false);
  app->add_option("--embodied", between.embodied, "account embodied in trade between regions (value_added); repeatable")
      ->allow_extra_args(false);
  app->add_flag("--multiplicative", between.multiplicative,
                "L = M3 M2 M1: transfer, open-loop and closed-loop factors");
  app->add_flag("--additive", between.additive, "Stone's additive form of the same");
  app->option_defaults()->group("Large tables");
  CLI::Option* solve = app->add_flag(
      "--without-inverse", with->without_inverse,
      "multipliers, linkages and chain positions alone, by solving: for tables whose inverse is too large");
  for (const char* made_of_the_inverse : {"--field-of-influence", "--propagation-lengths", "--households", "--extract",
                                          "--open-economy", "--tolerable-limits", "--important", "--footprints",
                                          "--industries", "--embodied", "--multiplicative", "--additive"})
    solve->excludes(app->get_option(made_of_the_inverse));
  return {app, [with] { return with->without_inverse ? linkages_without_inverse(*with) : linkages(*with); }};
}

}  // namespace agglo
