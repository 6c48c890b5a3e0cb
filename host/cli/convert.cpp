#include "host/cli/convert.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/cli/table_command.hpp"
#include "host/cli/writing_command.hpp"
#include "host/report/pymrio_writer.hpp"
#include "host/report/table_writer.hpp"

namespace agglo {
namespace {

/// "wiod" for wiod.csv, wiod/ and wiod.
std::string name_of(const std::filesystem::path& table) {
  const std::filesystem::path name = table.filename().empty() ? table.parent_path().filename() : table.filename();
  return std::filesystem::is_directory(table) ? name.string() : name.stem().string();
}

std::string manifest(const read_table& in, written_form form) {
  const io_table& t = in.table;
  const table_descriptor& d = in.about;
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
                {"imports", in.audit.imports},
                {"spectral_radius", in.audit.spectral.value},
                {"warnings", in.audit.warnings()}};
  return m.dump(2) + "\n";
}

}  // namespace

int convert(const convert_options& options, std::ostream& terminal) {
  writing_command command(options.out, options.quiet);
  command.step("reading " + options.table.string());
  const read_table in = read_described_table(options.table, options.layout);
  expects_sound(in.table, in.audit);
  for (const std::string& w : in.audit.warnings()) command.warn(w);

  command.announce_writing();
  const std::string name = name_of(options.table);
  if (options.form == written_form::pymrio)
    for (const auto& [file, text] : pymrio_files(in.table, in.about.title.empty() ? name : in.about.title))
      command.folder().write(file, text);
  else
    write_table(command.folder(), name, in.table, in.about);
  command.finish("", manifest(in, options.form),
                 fmt::format("{} sectors, {} accounts, in {}: {}\n", in.table.size(), in.table.accounts.size(),
                             in.table.unit, options.out.string()),
                 terminal);
  return 0;
}

}  // namespace agglo
