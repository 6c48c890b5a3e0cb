#include "host/cli/linkages.hpp"

#include <fmt/format.h>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/linkages_report.hpp"

namespace agglo {

namespace {

// What measures of all pairs of sectors take besides A, B, L and G: as computed, scratch, and as results.
std::vector<square_need> needs_of(const table_measures& m) {
  std::vector<square_need> out;
  // M1, M2, M3 with scratch; the three terms; what is kept of both.
  if (m.between.multiplicative) out.push_back({"--multiplicative", 6});
  if (m.between.additive) out.push_back({"--additive", m.between.multiplicative ? 3 : 9});
  if (m.field_of_influence) out.push_back({"--field-of-influence", 2});
  if (m.propagation_lengths) out.push_back({"--propagation-lengths", 3});
  if (m.tolerable_limits) out.push_back({"--tolerable-limits", 2});
  return out;
}

}  // namespace

int linkages(const linkages_options& options, std::ostream& terminal) {
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.table.string());
  linkages_report report(read_flow_table(options.table, options.layout, options.imports, table_work::inverses,
                                         available_memory(), needs_of(options.measures)));
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
