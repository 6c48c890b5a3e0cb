#include "host/cli/balance.hpp"

#include <fmt/format.h>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/balance_report.hpp"

namespace agglo {

int balance(const balance_command& command, std::ostream& terminal) {
  writing_command writer(command.out, command.quiet);
  writer.step("reading " + command.files.table.string());
  balance_report report{command.files, command.options, {}, {}, {}};
  const std::vector<balance_problem> problems = read_balance_problems(command.files);

  writer.step("balancing");
  report.tables = run_on(command.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return balance_tables(ctx, problems, command.options);
  });
  report.checks = check_balance(report.tables, command.options);
  expect_identities(report.checks);

  writer.announce_writing();
  const result_list list = list_results(report);
  writer.write(list);
  writer.finish(summary_markdown(report), manifest(report, list),
                fmt::format("{}\nbalanced.csv, the factors, summary.md and manifest.json are in {}\n",
                            summary_terminal(report), command.out.string()),
                terminal);
  return 0;
}

}  // namespace agglo
