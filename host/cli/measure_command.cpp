#include "host/cli/measure_command.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "host/cli/write_results.hpp"

namespace agglo {

measure_command::measure_command(const measure_command_options& options)
    : options_(options), out_(options.out), shown_(options.quiet) {}

void measure_command::step(const std::string& what) {
  interrupts_.expect_none();
  shown_.step(what);
}
described_table measure_command::read(const std::filesystem::path& file) {
  step("reading " + file.string());
  described_table t = read_flow_table(file, options_.layout, options_.imports);
  for (const std::string& w : t.audit.warnings()) shown_.warn(w);
  return t;
}
void measure_command::write(const measure_report& report, const std::string& said, std::ostream& terminal) {
  expect_identities(report.checks);
  step("writing " + options_.out.string());
  write_results(out_, report.list, interrupts_);
  out_.write("summary.md", summary_markdown(report));
  out_.write("manifest.json", manifest(report));
  interrupts_.expect_none();
  out_.commit();
  shown_.done();
  if (!options_.quiet)
    fmt::print(terminal, "{}\n{}{}\n{} files, summary.md and manifest.json are in {}\n", report.title(), facts(report),
               said, 2 * report.list.arrays.size() + report.list.texts.size(), options_.out.string());
}

}  // namespace agglo
