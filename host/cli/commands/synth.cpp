#include "host/cli/synth.hpp"

#include "host/cli/commands/choice.hpp"

namespace agglo {

command add_synth(CLI::App& program) {
  static const choices<totals_basis> bases{{"firms", totals_basis::firms}, {"output", totals_basis::output}};
  const auto with = std::make_shared<synth_options>();
  synthetic_rules& r = with->rules;
  CLI::App* app = program.add_subcommand("synth", "synthetic firms that add up to a study's totals");
  app->add_option("study", with->study, "the study's .toml file")->required();
  add_output_options(*app, with->out, with->quiet);
  app->add_option("--firms", r.firms, "how many")->required();
  app->add_option("--seed", r.seed, "the same seed draws the same firms")->required();
  add_choice(*app, "--totals", with->basis, bases,
             "firms: revenue and R&D of the study's firms; output: output of every sector and region");
  app->add_option("--tail-exponent", r.tail_exponent, "of firm sizes: P(size > s) falls with s^-exponent")
      ->capture_default_str();
  app->add_option("--tail-share", r.tail_share, "of firms in the Pareto tail, the others lognormal; 1: Pareto alone")
      ->capture_default_str();
  app->add_option("--scatter", r.scatter, "length of the fall around a centre, in radii of the city's disc")
      ->capture_default_str();
  app->add_option("--rd-spread", r.rd_spread, "standard deviation of log(R&D / revenue) in a city's industry")
      ->capture_default_str();
  app->add_option("--owned", r.owned, "share of firms in another's accounts: a column owner")->capture_default_str();
  app->add_option("--classes", r.classes, "technology classes: columns t1, t2, ...")->capture_default_str();
  app->add_option("--concentration", r.concentration, "of firms' classes around their industry's profile")
      ->capture_default_str();
  return {app, [with] { return synth(*with); }};
}

}  // namespace agglo
