#include "host/cli/network.hpp"

#include <fmt/format.h>

#include <chrono>

#include "host/cli/device_names.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/network_report.hpp"

namespace agglo {
namespace {

/// Sectors as the firms' file may name them: as the table does, or "region:industry" where two columns are given.
std::vector<std::string> sector_names(const flow_table& t, const std::string& columns) {
  if (columns.find('+') == std::string::npos) return t.sectors.labels;
  expects<usage_error>(!t.regions.empty(),
                       "--sector of two columns, region and industry, needs a table that knows its regions "
                       "(region_separator in its descriptor)",
                       "agglo network");
  std::vector<std::string> names;
  for (std::size_t s = 0; s < t.regions.size(); ++s) names.push_back(t.regions[s] + ":" + t.industries[s]);
  return names;
}

/// Shows passes over the pairs: one that begins within half a second of the last one shown is not, but for Ctrl-C.
class pass_clock {
 public:
  explicit pass_clock(writing_command& command) : command_(command) {}
  void operator()(const std::string& what, index_type done, index_type of) {
    const auto now = std::chrono::steady_clock::now();
    if (done == 0 && (shown_ = now - begun_ > std::chrono::milliseconds(500))) begun_ = now;
    command_.advance(what, shown_ ? done : of, of);
  }

 private:
  writing_command& command_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_{};
};

}  // namespace

int network(const network_command_options& options, std::ostream& terminal) {
  network_report report;
  report.columns = options.columns;
  report.choices = options.choices;
  report.choices.firm_margins = !options.without_firm_margins;
  report.choices.precision = options.single ? pair_precision::fp32 : pair_precision::fp64;
  const firm_distances distances = distances_of(options.distance, options.columns, "agglo network");
  report.choices.sites = distances.sites, report.choices.decay = distances.decay;
  for (const std::string& group : options.groups) report.columns.matrices.push_back(columns_of_group(group));

  writing_command command(options.out, options.quiet);
  command.step("reading " + options.table.string());
  report.table = read_flow_table(options.table, options.layout, options.imports, table_work::solves);
  for (const std::string& w : report.table.audit.warnings()) command.warn(w);
  report.columns.sectors = sector_names(report.table.table, options.columns.sector);
  command.step("reading " + options.firms.string());
  report.firms = read_spillover_firms(options.firms, report.columns);
  expects<data_error>(report.columns.only_year > 0 || report.firms.year.empty(),
                      report.firms.file + " has firms in several years; mend: choose one, say --year 2021",
                      "agglo network");

  pass_clock shown(command);
  report.results = run_on(options.where, [&]<space S>(context<S>& ctx) {
    report.on = {S::name, device_name<S>()};
    return infer_between(
        ctx, report.firms, report.table.table, report.choices,
        [&](const std::string& step, index_type done, index_type of) { command.advance(step, done, of); });
  });
  expect_identities(report.results.checks);

  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  if (report.choices.links > 0) command.folder().write("inferred_links.mtx", links_mtx(report));
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}\n{} arrays (.csv with labels, .npy), inferred_missing_cells.csv, summary.md and "
                             "manifest.json are in {}\n",
                             summary_terminal(report), list.arrays.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
