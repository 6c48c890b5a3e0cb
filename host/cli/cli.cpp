#include "host/cli/cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <new>

#include "host/cli/check.hpp"
#include "host/cli/check_study.hpp"
#include "host/cli/device_names.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/linkages.hpp"
#include "host/cli/run.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

enum exit_code { ok = 0, usage = 1, data = 3, numeric = 4, device = 5, output = 6 };

int report(const char* kind, const std::exception& e, exit_code code) {
  fmt::print(stderr, "agglo: {}: {}\n", kind, e.what());
  return code;
}

int parse_and_run(int argc, char** argv) {
  CLI::App app{"Input-output linkages, spillovers and clusters of industries from firm-level data"};
  app.set_version_flag("--version", "agglo " AGGLO_VERSION);
  app.require_subcommand(1);

  run_options run_with;
  const std::map<std::string, place_to_run> places{
      {"auto", place_to_run::automatic}, {"cpu", place_to_run::cpu}, {"gpu", place_to_run::gpu}};
  CLI::App* run_command = app.add_subcommand("run", "compute a study and write its matrices");
  run_command->add_option("study", run_with.study_file, "the study's .toml file")->required();
  run_command->add_option("--out", run_with.out, "folder for the results; replaced as a whole")->required();
  run_command->add_option("--device", run_with.where, "auto (gpu where one is usable), cpu or gpu")
      ->transform(CLI::CheckedTransformer(places));
  run_command->add_flag("--verified-only", run_with.verified_only, "leave out firms whose quality is not 'seen'");
  run_command->add_flag("--quiet", run_with.quiet, "no progress and no summary on the terminal");

  linkages_options linkages_with;
  bool competitive = false, total = false;
  const std::map<std::string, forward_measure> forwards{{"ghosh", forward_measure::ghosh},
                                                        {"leontief", forward_measure::leontief}};
  CLI::App* linkages_command = app.add_subcommand("linkages", "multipliers and linkages of any input-output table");
  linkages_command->add_option("table", linkages_with.table, "the table's CSV file")->required();
  linkages_command->add_option("--out", linkages_with.out, "folder for the results; replaced as a whole")->required();
  linkages_command->add_option("--layout", linkages_with.layout,
                               "what the table is and how it is laid out; TABLE's name with .toml if that is there");
  linkages_command->add_option("--device", linkages_with.where, "auto (gpu where one is usable), cpu or gpu")
      ->transform(CLI::CheckedTransformer(places));
  linkages_command
      ->add_option("--forward", linkages_with.measures.forward, "forward linkages: ghosh (G1) or leontief (L1)")
      ->transform(CLI::CheckedTransformer(forwards));
  CLI::Option* take_out = linkages_command->add_flag(
      "--competitive", competitive, "domestic flows of a table with a column of imports (what is done without either)");
  linkages_command->add_flag("--total", total, "total flows, imports among them")->excludes(take_out);
  linkages_command->add_flag("--field-of-influence", linkages_with.measures.field_of_influence,
                             "also its norm for every coefficient");
  linkages_command->add_flag("--propagation-lengths", linkages_with.measures.propagation_lengths,
                             "also the average propagation length between every two sectors");
  linkages_command->add_flag("--quiet", linkages_with.quiet, "no progress and no summary on the terminal");

  check_options check_with{.files = {}, .rejects = {}, .study = check_study};
  CLI::App* check_command = app.add_subcommand("check", "audit firms files, input-output tables and studies");
  check_command->add_option("files", check_with.files, "the files")->required();
  check_command->add_option("--rejects", check_with.rejects, "write the rows that cannot be used to this CSV file");

  CLI::App* devices_command = app.add_subcommand("devices", "list spaces, devices and versions");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? ok : usage;
  }
  if (*run_command) return run(run_with);
  if (competitive) linkages_with.imports = import_treatment::domestic;
  if (total) linkages_with.imports = import_treatment::total;
  if (*linkages_command) return linkages(linkages_with);
  if (*check_command) return check(check_with);
  if (*devices_command) return devices();
  return usage;
}

}  // namespace

int cli(int argc, char** argv) try { return parse_and_run(argc, argv); } catch (const usage_error& e) {
  return report("usage", e, usage);
} catch (const data_error& e) {
  return report("data", e, data);
} catch (const numeric_error& e) {
  return report("numeric", e, numeric);
} catch (const device_error& e) {
  return report("device", e, device);
} catch (const output_error& e) {
  return report("output", e, output);
} catch (const interrupted& i) {
  fmt::print(stderr, "agglo: interrupted; nothing was written\n");
  return 128 + i.signal;
} catch (const std::bad_alloc& e) {
  return report("out of memory", e, device);
} catch (const std::exception& e) {
  return report("internal error", e, numeric);
}

}  // namespace agglo
