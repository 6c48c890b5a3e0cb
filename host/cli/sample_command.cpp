#include "host/cli/sample_command.hpp"

#include <fmt/format.h>

namespace agglo {

void finish(writing_command& command, const sample_report& report, const std::string& said,
            const std::filesystem::path& place, std::ostream& terminal) {
  expect_identities(report.checks);
  command.announce_writing();
  command.write(report.list);
  command.finish(
      summary_markdown(report), manifest(report),
      fmt::format("{}\n{}\n{}\n{} files, summary.md and manifest.json are in {}\n", report.title, facts(report), said,
                  2 * report.list.arrays.size() + report.list.texts.size(), place.string()),
      terminal);
}

}  // namespace agglo
