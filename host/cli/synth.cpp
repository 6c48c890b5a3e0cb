#include "host/cli/synth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/cli/writing_command.hpp"
#include "host/report/synthetic_report.hpp"

namespace agglo {
namespace {

/// Writes firms.csv; the largest relative distances of a cell's sums from its totals.
std::vector<identity> write_firms(writing_command& command, const synthetic_population& firms,
                                  const synthetic_text& text) {
  constexpr index_type batch = 64, block_bytes = 1 << 20;
  const index_type row_bytes = 150 + 7 * static_cast<index_type>(firms.rules().classes);  // about
  const index_type rows = std::max<index_type>(16, block_bytes / row_bytes);
  const std::vector<synthetic_block> blocks = blocks_of(firms.cells(), rows);
  const auto count = static_cast<index_type>(blocks.size());
  std::vector<double> revenue(firms.cells().size()), rd(firms.cells().size());
  command.folder().append("firms.csv", text.header());
  std::vector<synthetic_text::rows> written(batch);
  for (index_type from = 0; from < count; from += batch) {
    command.advance("writing firms", from, count);
    const index_type some = std::min(batch, count - from);
#pragma omp parallel for schedule(dynamic)
    for (index_type b = 0; b < some; ++b)
      written[static_cast<std::size_t>(b)] = text.write(blocks[static_cast<std::size_t>(from + b)]);
    for (index_type b = 0; b < some; ++b) {
      const synthetic_text::rows& one = written[static_cast<std::size_t>(b)];
      const auto cell = static_cast<std::size_t>(blocks[static_cast<std::size_t>(from + b)].cell);
      revenue[cell] += one.revenue, rd[cell] += one.rd;
      command.folder().append("firms.csv", one.text);
    }
  }
  command.advance("writing firms", count, count);
  double revenue_error = 0, rd_error = 0;
  for (std::size_t c = 0; c < revenue.size(); ++c) {
    const synthetic_cell& cell = firms.cells()[c];
    if (cell.revenue > 0) revenue_error = std::max(revenue_error, std::abs(revenue[c] / cell.revenue - 1));
    if (cell.rd > 0) rd_error = std::max(rd_error, std::abs(rd[c] / cell.rd - 1));
  }
  return {{"firms' revenue adds up to the study's by city and industry (relative)", revenue_error, 1e-10},
          {"firms' R&D adds up to the study's by city and industry (relative)", rd_error, 1e-10}};
}

}  // namespace

int synth(const synth_options& options, std::ostream& terminal) {
  const study s = read_study(options.study);
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.study.string());
  const synthetic_population firms(totals_of(s, options.basis), options.rules,
                                   [&](index_type done, index_type of) { command.advance("sizes", done, of); });
  const synthetic_text text(firms, s.firms);
  synthetic_report report{s.file.filename().string(), s.title, s.sources, firms, text.columns(), {}};
  report.checks = write_firms(command, firms, text);
  expect_identities(report.checks);
  command.announce_writing();
  const result_list list = list_results(report);
  command.write(list);
  command.finish(summary_markdown(report), manifest(report, list),
                 fmt::format("{}firms.csv, {} arrays, summary.md and manifest.json are in {}\n",
                             summary_terminal(report), list.arrays.size(), options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
