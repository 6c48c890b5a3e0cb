#include "host/cli/linkages.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "host/cli/device_names.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/cli/write_results.hpp"
#include "host/report/linkages_report.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"
#include "host/table/memory_need.hpp"

namespace agglo {
int linkages(const linkages_options& options, std::ostream& terminal) {
  output_folder out(options.out);  // before the work: a place that cannot be had is said at once
  const interrupt_guard interrupts;
  progress shown(options.quiet);
  const auto step = [&](const std::string& what) {
    interrupts.expect_none();
    shown.step(what);
  };

  step("reading " + options.table.string());
  linkages_report report;
  report.descriptor = describe_table(options.table, options.layout);
  report.forward = options.measures.forward;
  report.file = options.table.filename().string();
  io_table table = read_described(options.table, report.descriptor);
  report.encoding = table.encoding;
  report.assumptions = table.assumptions;
  report.audit = audit(table);
  expects_memory(table.file, linkages_memory(table.size(), true), available_memory(),
                 "--without-inverse, fewer sectors (agglo aggregate), or a machine with more");
  report.table = flows_of(std::move(table), report.descriptor, options.imports);
  for (const std::string& w : report.audit.warnings()) shown.warn(w);

  table_measures measures = options.measures;
  if (!measures.households) measures.households = report.descriptor.households;

  step("computing");
  report.results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return analyse_table(ctx, report.table, measures);
  });
  expect_identities(report.results.checks);

  step("writing " + options.out.string());
  const result_list list = list_results(report);
  write_results(out, list, interrupts);
  out.write("summary.md", summary_markdown(report));
  out.write("manifest.json", manifest(report, list));
  interrupts.expect_none();
  out.commit();
  shown.done();
  if (!options.quiet)
    fmt::print(terminal, "{}\n{} arrays (.csv with labels, .npy), summary.md and manifest.json are in {}\n",
               summary_terminal(report), list.arrays.size(), options.out.string());
  return 0;
}

}  // namespace agglo
