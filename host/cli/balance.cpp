#include "host/cli/balance.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "host/cli/device_names.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/cli/write_results.hpp"
#include "host/report/balance_report.hpp"

namespace agglo {

int balance(const balance_command& command, std::ostream& terminal) {
  output_folder out(command.out);  // before the work: a place that cannot be had is said at once
  const interrupt_guard interrupts;
  progress shown(command.quiet);
  const auto step = [&](const std::string& what) {
    interrupts.expect_none();
    shown.step(what);
  };

  step("reading " + command.files.table.string());
  balance_report report{command.files, command.options, {}, {}, {}};
  const std::vector<balance_problem> problems = read_balance_problems(command.files);

  step("balancing");
  report.tables = run_on(command.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return balance_tables(ctx, problems, command.options);
  });
  report.checks = check_balance(report.tables, command.options);
  expect_identities(report.checks);

  step("writing " + command.out.string());
  const result_list list = list_results(report);
  write_results(out, list, interrupts);
  out.write("summary.md", summary_markdown(report));
  out.write("manifest.json", manifest(report, list));
  interrupts.expect_none();
  out.commit();
  shown.done();
  if (!command.quiet)
    fmt::print(terminal, "{}\nbalanced.csv, the factors, summary.md and manifest.json are in {}\n",
               summary_terminal(report), command.out.string());
  return 0;
}

}  // namespace agglo
