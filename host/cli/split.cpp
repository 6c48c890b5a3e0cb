#include "host/cli/split.hpp"

#include <fmt/format.h>

#include "host/cli/table_command.hpp"
#include "host/model/sector_split.hpp"
#include "host/report/array_text.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

std::string merge_csv(const io_table& before, const io_table& after, const std::string& sector) {
  const concordance c = merge_of(before, after, sector);
  std::string out = "from,to\n";
  for (index_type i = 0; i < after.size(); ++i)
    out += csv_cell(after.sectors[i]) + "," + csv_cell(before.sectors[static_cast<std::size_t>(c.target[i])]) + "\n";
  return out;
}

}  // namespace

int split(const split_options& options, std::ostream& terminal) {
  split_weights weights = parse_into(options.into);
  return build_tables(options.out, options.quiet, terminal, [&](writing_command& command) {
    command.step("reading " + options.table.string());
    const read_table in = read_described_table(options.table, options.layout);
    for (const std::string& w : in.audit.warnings()) command.warn(w);
    if (!options.weights.empty()) read_weights(options.weights, in.table, weights);
    if (weights.output.empty())
      throw usage_error(
          "--into " + options.into +
          ": expected weights of output; mend: --into NEW1=0.6,NEW2=0.4, or a column output in --weights");
    const io_table after = split_sector(in.table, options.sector, weights);
    const std::string title = in.about.title.empty() ? in.file : in.about.title;
    const std::string codes = fmt::format("{}", fmt::join(weights.sectors, ", "));
    table_report report;
    report.title = "Split of " + options.sector + ": " + title;
    report.sources = {in.about.source.empty() ? "not told" : in.about.source};
    report.parameters = {{"table", in.file}, {"sector", options.sector}, {"into", options.into}};
    if (!options.weights.empty()) report.parameters.emplace_back("weights", options.weights.filename().string());
    report.facts = {fmt::format("{} ({}, year {}): {} was split into {}; {} sectors became {}", title, in.file,
                                year_text(in.about), options.sector, codes, in.table.size(), after.size())};
    report.assumptions = assumptions_of(weights, options.sector);
    for (std::string& fact : facts_of_reading(in.table)) report.facts.push_back(std::move(fact));
    report.tables.push_back(
        {"table", fmt::format("{} with {} split into {}", in.file, options.sector, codes), after,
         description_of(in.about, fmt::format("{}, {} split into {}", title, options.sector, codes))});
    report.results.texts.push_back({"concordance",
                                    "undoes the split: agglo aggregate table.csv --concordance this file", "none",
                                    year_text(in.about), merge_csv(in.table, after, options.sector)});
    report.checks = split_checks(in.table, after, options.sector);
    return report;
  });
}

}  // namespace agglo
