#include "host/cli/run.hpp"

#include "host/cli/commands/command.hpp"

namespace agglo {

command add_run(CLI::App& program) {
  const auto with = std::make_shared<run_options>();
  CLI::App* app = program.add_subcommand("run", "compute a study and write its matrices");
  app->add_option("study", with->study_file, "the study's .toml file")->required();
  add_output_options(*app, with->out, with->quiet);
  add_device_option(*app, with->where);
  app->add_flag("--verified-only", with->verified_only, "leave out firms whose quality is not 'seen'");
  return {app, [with] { return run(*with); }};
}

}  // namespace agglo
