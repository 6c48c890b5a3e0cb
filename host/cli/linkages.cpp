#include "host/cli/linkages.hpp"

#include <fmt/format.h>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/linkages_report.hpp"

namespace agglo {

int linkages(const linkages_options& options, std::ostream& terminal) {
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.table.string());
  linkages_report report(read_flow_table(options.table, options.layout, options.imports, table_work::inverses));
  report.forward = options.measures.forward;
  for (const std::string& w : report.audit.warnings()) command.warn(w);
  table_measures measures = options.measures;
  if (!measures.households) measures.households = report.descriptor.households;

  command.step("computing");
  report.results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return analyse_table(ctx, report.table, measures);
  });
  expect_identities(report.results.checks);

  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}\n{} arrays (.csv with labels, .npy), summary.md and manifest.json are in {}\n",
                             summary_terminal(report), list.arrays.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
