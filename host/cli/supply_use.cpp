#include "host/cli/supply_use.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "host/cli/device_names.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/cli/write_results.hpp"
#include "host/report/supply_use_report.hpp"
#include "host/report/table_writer.hpp"

namespace agglo {

int supply_use(const supply_use_options& options, std::ostream& terminal) {
  output_folder out(options.out);  // before the work: a place that cannot be had is said at once
  const interrupt_guard interrupts;
  progress shown(options.quiet);
  const auto step = [&](const std::string& what) {
    interrupts.expect_none();
    shown.step(what);
  };

  step("reading " + options.files.supply.string() + " and " + options.files.use.string());
  supply_use_report report;
  report.files = options.files;
  report.model = options.model;
  report.unit = options.unit, report.title = options.title, report.source = options.source;
  report.year = options.year;
  report.input = read_supply_use(options.files);

  step("transforming");
  report.result = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return transform_supply_use(ctx, report.input, options.model);
  });
  report.result.table.unit = options.unit;
  if (!report.result.negatives.empty())
    shown.warn(fmt::format("{} entries of Z are negative: see negatives.csv", report.result.negatives.size()));
  expect_identities(report.result.checks);

  step("writing " + options.out.string());
  const result_list list = list_results(report);
  write_table(out, "table", report.result.table, descriptor_of(report));
  write_results(out, list, interrupts);
  out.write("summary.md", summary_markdown(report));
  out.write("manifest.json", manifest(report, list));
  interrupts.expect_none();
  out.commit();
  shown.done();
  if (!options.quiet)
    fmt::print(terminal,
               "{}\ntable.csv with table.toml (for agglo linkages), the transformation, A, summary.md and "
               "manifest.json are in {}\n",
               summary_terminal(report), options.out.string());
  return 0;
}

}  // namespace agglo
