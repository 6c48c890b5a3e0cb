#include "host/cli/supply_use.hpp"

#include <fmt/format.h>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/supply_use_report.hpp"
#include "host/report/table_writer.hpp"

namespace agglo {

int supply_use(const supply_use_options& options, std::ostream& terminal) {
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.files.supply.string() + " and " + options.files.use.string());
  supply_use_report report;
  report.files = options.files;
  report.model = options.model;
  report.unit = options.unit, report.title = options.title, report.source = options.source;
  report.year = options.year;
  report.input = read_supply_use(options.files);

  command.step("transforming");
  report.result = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return transform_supply_use(ctx, report.input, options.model);
  });
  report.result.table.unit = options.unit;
  if (!report.result.negatives.empty())
    command.warn(fmt::format("{} entries of Z are negative: see negatives.csv", report.result.negatives.size()));
  expect_identities(report.result.checks);

  command.announce_writing();
  const result_list list = list_results(report);
  write_table(command.folder(), "table", report.result.table, descriptor_of(report));
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}\ntable.csv with table.toml (for agglo linkages), the transformation, A, summary.md "
                             "and manifest.json are in {}\n",
                             summary_terminal(report), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
