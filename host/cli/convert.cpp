#include "host/cli/convert.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <nlohmann/json.hpp>

#include "host/cli/interrupt.hpp"
#include "host/cli/progress.hpp"
#include "host/report/pymrio_writer.hpp"
#include "host/report/table_writer.hpp"
#include "host/table/formats/published.hpp"
#include "host/table/io_audit.hpp"

namespace agglo {
namespace {

/// "wiod" for wiod.csv, wiod/ and wiod.
std::string name_of(const std::filesystem::path& table) {
  const std::filesystem::path name = table.filename().empty() ? table.parent_path().filename() : table.filename();
  return std::filesystem::is_directory(table) ? name.string() : name.stem().string();
}

std::string manifest(const io_table& t, const table_descriptor& d, const io_audit& found, written_form form) {
  nlohmann::ordered_json m;
  m["title"] = d.title;
  m["program"] = "agglo " AGGLO_VERSION;
  m["written_as"] = form == written_form::pymrio ? "pymrio" : "csv";
  m["layout"] = "rows sell, columns buy; sectors in the table's order";
  m["unit"] = t.unit;
  if (d.year) m["year"] = *d.year;
  m["prices"] = d.prices;
  m["sources"] = {d.source};
  m["input"] = {{"file", std::filesystem::path(t.file).filename().string()},
                {"encoding", t.encoding},
                {"format", d.format.empty() ? "none: by its labels" : d.format},
                {"assumptions", t.assumptions},
                {"sectors", t.size()},
                {"imports", found.imports},
                {"spectral_radius", found.spectral.value},
                {"warnings", found.warnings()}};
  return m.dump(2) + "\n";
}

}  // namespace

int convert(const convert_options& options, std::ostream& terminal) {
  output_folder out(options.out);
  const interrupt_guard interrupts;
  progress shown(options.quiet);
  shown.step("reading " + options.table.string());
  table_descriptor d = describe_table(options.table, options.layout);
  io_table t = read_described(options.table, d);
  const io_audit found = audit(t);
  for (const std::string& w : found.warnings()) shown.warn(w);
  for (const account_source& source : d.accounts)
    for (account& a : read_accounts(source, t.sectors)) t.accounts.push_back(std::move(a));

  interrupts.expect_none();
  shown.step("writing " + options.out.string());
  if (options.form == written_form::pymrio)
    for (const auto& [file, text] : pymrio_files(t, d.title.empty() ? name_of(options.table) : d.title))
      out.write(file, text);
  else
    write_table(out, name_of(options.table), t, d);
  out.write("manifest.json", manifest(t, d, found, options.form));
  interrupts.expect_none();
  out.commit();
  shown.done();
  if (!options.quiet)
    fmt::print(terminal, "{} sectors, {} accounts, in {}: {}\n", t.size(), t.accounts.size(), t.unit,
               options.out.string());
  return 0;
}

}  // namespace agglo
