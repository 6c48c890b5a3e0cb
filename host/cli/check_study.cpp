#include "host/cli/check_study.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "host/analysis/study_run.hpp"

namespace agglo {

void check_study(const std::string& file, std::ostream& out) {
  const study s = read_study(file);
  const study_input in = load_study(s);
  fmt::print(out, "{}: study '{}'\n", file, s.title);
  fmt::print(
      out,
      "  {}: {} firms of {} ({} rows of that year, {} consolidated in another, {} without R&D, {} unverified), {}\n",
      s.firms_file.filename().string(), in.firms.size(), in.firms.year, in.firms.rows_of_year, in.firms.consolidated,
      in.firms.missing_rd, in.firms.unverified_kept + in.firms.unverified_left_out, in.firms_encoding);
  fmt::print(out, "  {}: {} sectors, {}, imports {}, spectral radius {:.4f}, rounding {:.1e}, {}\n",
             s.table_file.filename().string(), in.table.size(), s.table_unit, in.table_audit.imports,
             in.table_audit.spectral.value, in.rounding_closed, in.table_encoding);
  if (!in.firms.technology.empty())
    fmt::print(out, "  {}: {} classes, {:.1f} % of the firms' classes above 0\n",
               s.knowledge.technology_file.filename().string(), in.firms.technology.classes.size(),
               100 * in.firms.technology.density());
  for (const region& r : in.regions.all)
    fmt::print(out, "  region {}: {} of the country's value added\n", r.name,
               fmt::format("{:.2f} %", 100 * r.gdp_share));
  for (const scenario_spec& sc : s.scenarios) fmt::print(out, "  scenario {}: {}\n", sc.name, sc.description);
  for (const std::string& w : in.warnings) fmt::print(out, "  warning: {}\n", w);
}

}  // namespace agglo
