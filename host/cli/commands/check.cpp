#include "host/cli/check.hpp"

#include "host/cli/check_study.hpp"
#include "host/cli/commands/command.hpp"

namespace agglo {

command add_check(CLI::App& program) {
  const auto with = std::make_shared<check_options>();
  with->study = check_study;
  CLI::App* app = program.add_subcommand("check", "audit firms files, input-output tables and studies");
  app->add_option("files", with->files, "the files")->required();
  app->add_option("--rejects", with->rejects, "write the rows that cannot be used to this CSV file");
  return {app, [with] { return check(*with); }};
}

}  // namespace agglo
