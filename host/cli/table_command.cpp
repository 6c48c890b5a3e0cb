#include "host/cli/table_command.hpp"

#include <fmt/format.h>

#include "host/report/table_writer.hpp"
#include "host/table/account_table.hpp"
#include "host/table/formats/published.hpp"

namespace agglo {

read_table read_described_table(const std::filesystem::path& file, const std::filesystem::path& layout) {
  read_table r;
  r.file = file.filename().string();
  r.about = describe_table(file, layout);
  r.table = read_described(file, r.about);
  for (const account_source& source : r.about.accounts)
    for (account& a : read_accounts(source, r.table.sectors, r.table.final_demand_names))
      r.table.accounts.push_back(std::move(a));
  r.about.accounts.clear();
  r.audit = inspect(r.table);
  return r;
}

std::vector<std::string> facts_of_reading(const io_table& t) {
  std::vector<std::string> out = t.assumptions;
  if (!t.imported_Z.empty())
    out.emplace_back("The file tells imports apart by product and user: they are not in the table written");
  return out;
}

int build_tables(const std::filesystem::path& place, bool quiet, std::ostream& terminal,
                 const std::function<table_report(writing_command&)>& build) {
  writing_command command(place, quiet);
  const table_report report = build(command);
  expect_identities(report.checks);
  command.announce_writing();
  command.write(report.results);
  for (const table_to_write& t : report.tables) write_table(command.folder(), t.name, t.table, t.about);
  command.finish(
      summary_markdown(report), manifest(report),
      fmt::format(
          "{}\n{} with descriptor, summary.md and manifest.json are in {}\n", summary_terminal(report),
          report.tables.size() == 1 ? report.tables[0].name + ".csv" : fmt::format("{} tables", report.tables.size()),
          place.string()),
      terminal);
  return 0;
}

}  // namespace agglo
