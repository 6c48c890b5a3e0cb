#include "host/cli/aggregate.hpp"

#include <fmt/format.h>

#include "host/cli/table_command.hpp"
#include "host/model/concordance.hpp"
#include "host/report/array_text.hpp"

namespace agglo {
namespace {

std::string concordance_csv(const io_table& t, const concordance& c) {
  std::string out = "from,to\n";
  for (index_type i = 0; i < t.size(); ++i)
    out += csv_cell(t.sectors[i]) + "," + csv_cell(c.sectors[static_cast<std::size_t>(c.target[i])]) + "\n";
  return out;
}

}  // namespace

int aggregate(const aggregate_options& options, std::ostream& terminal) {
  return build_tables(options.out, options.quiet, terminal, [&](writing_command& command) {
    command.step("reading " + options.table.string());
    const read_table in = read_described_table(options.table, options.layout);
    for (const std::string& w : in.audit.warnings()) command.warn(w);
    const concordance to = read_concordance(options.concordance, in.table);
    const std::string title = in.about.title.empty() ? in.file : in.about.title;
    const std::string file = options.concordance.filename().string();
    table_report report;
    report.title = "Aggregation: " + title;
    report.sources = {in.about.source.empty() ? "not told" : in.about.source};
    report.parameters = {{"table", in.file}, {"concordance", file}};
    report.facts = {fmt::format("{} ({}, year {}): {} sectors became {} by {}", title, in.file, year_text(in.about),
                                in.table.size(), to.sectors.size(), file)};
    report.assumptions = {
        "The sectors that become one are taken as one product made in one way: multipliers of the table before, "
        "summed, "
        "differ from its own. Competitive imports are summed; taken out afterwards, every part of a sector has one "
        "import share."};
    for (std::string& fact : facts_of_reading(in.table)) report.facts.push_back(std::move(fact));
    report.tables.push_back(
        {"table",
         fmt::format("{} aggregated by {}: Z' = S Z S', with final demand, primary inputs, exports, "
                     "imports, totals and accounts",
                     in.file, file),
         aggregate(in.table, to), description_of(in.about, title + ", aggregated by " + file)});
    report.results.texts.push_back({"concordance", "which new sector each sector became", "none", year_text(in.about),
                                    concordance_csv(in.table, to)});
    report.checks = sums_kept(in.table, report.tables[0].table);
    return report;
  });
}

}  // namespace agglo
