#include "host/cli/measure_command.hpp"

#include <fmt/format.h>

namespace agglo {

measure_command::measure_command(const measure_command_options& options)
    : options_(options), writer_(options.out, options.quiet) {}

void measure_command::step(const std::string& what) { writer_.step(what); }
described_table measure_command::read(const std::filesystem::path& file) {
  step("reading " + file.string());
  described_table t = read_flow_table(file, options_.layout, options_.imports, table_work::solves);
  for (const std::string& w : t.audit.warnings()) writer_.warn(w);
  return t;
}
void measure_command::write(const measure_report& report, const std::string& said, std::ostream& terminal) {
  expect_identities(report.checks);
  writer_.announce_writing();
  writer_.write(report.list);
  writer_.finish(
      summary_markdown(report), manifest(report),
      fmt::format("{}\n{}{}\n{} files, summary.md and manifest.json are in {}\n", report.title(), facts(report), said,
                  2 * report.list.arrays.size() + report.list.texts.size(), options_.out.string()),
      terminal);
}

}  // namespace agglo
