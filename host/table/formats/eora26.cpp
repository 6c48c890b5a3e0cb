#include <algorithm>
#include <filesystem>

#include "host/table/formats/number_file.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/formats/satellites.hpp"
#include "kernels/base/error.hpp"

// Eora26, a folder: Eora26_2015_bp_T.txt (flows), _FD (final demand), _VA (primary inputs), numbers alone, tabs between
// them; labels_T.txt (country, code, Industries, sector), labels_FD.txt (the same with categories), labels_VA.txt
// (Primary inputs, category). Satellite accounts are _Q (by sector), _QY (by final demand) and labels_Q.txt (indicator
// with its unit in brackets, source): those that [rows] satellites names, as "indicator:source". Labels may stand in a
// folder `indices` inside. ROW holds what does not add up among countries. Lenzen, Moran, Kanemoto and Geschke (2013),
// Economic Systems Research 25: 20-49.

namespace agglo {
namespace {

bool is_part(const std::string& name, const char* part) {
  return name.starts_with("Eora26") && name.ends_with(std::string("_") + part + ".txt");
}

bool recognises(const format_clues& clues) {
  return std::any_of(clues.files.begin(), clues.files.end(), [](const auto& f) { return is_part(f, "T"); }) &&
         std::any_of(clues.files.begin(), clues.files.end(), [](const auto& f) { return is_part(f, "FD"); });
}

std::filesystem::path numbers_in(const std::filesystem::path& folder, const char* part) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (is_part(entry.path().filename().string(), part)) found.push_back(entry.path());
  if (found.size() == 1) return found[0];
  throw data_error(folder.string() + ": expected one file Eora26_..._" + part + ".txt, found " +
                   std::to_string(found.size()) + "; mend: keep one year and one kind of prices in the folder");
}

/// The lines of a file of labels, each cut at tabs, without blanks around.
std::vector<std::vector<std::string>> labels_in(const std::filesystem::path& folder, const std::string& name,
                                                std::size_t wanted) {
  const std::filesystem::path inside = folder / "indices" / name,
                              file = std::filesystem::exists(folder / name) ? folder / name : inside;
  if (!std::filesystem::exists(file))
    throw data_error((folder / name).string() +
                     ": expected a file of labels, found none; mend: unpack Eora's indices.zip beside the numbers");
  const text_grid grid(file, {.separator = '\t', .trim = true});
  std::vector<std::vector<std::string>> out;
  for (index_type r = 0; r < grid.rows(); ++r) {
    out.push_back(grid.cells(r));
    if (out.back().size() < wanted || out.back()[wanted - 1].empty())
      throw data_error(grid.at(r, static_cast<index_type>(std::min(out.back().size(), wanted)) - 1,
                               std::to_string(wanted) + " labels between tabs", "take the file as Eora publishes it")
                           .message());
  }
  return out;
}

std::vector<region_label> region_labels(const std::filesystem::path& folder, const std::string& name) {
  std::vector<region_label> out;
  for (const auto& cells : labels_in(folder, name, 4)) out.push_back({cells[1], cells[3]});
  return out;
}

/// "CO2 emissions (Gg)", "Total": name "CO2 emissions:Total", unit Gg.
void read_satellites(const std::filesystem::path& folder, const std::vector<std::string>& wanted, io_table& t) {
  std::vector<std::string> names, units;
  for (const auto& cells : labels_in(folder, "labels_Q.txt", 2)) {
    const std::string& indicator = cells[0];
    const std::size_t open = indicator.rfind(" (");
    const bool told = open != std::string::npos && indicator.ends_with(')');
    names.push_back((told ? indicator.substr(0, open) : indicator) + ":" + cells[1]);
    units.push_back(told ? indicator.substr(open + 2, indicator.size() - open - 3) : "not told");
  }
  const auto q = static_cast<index_type>(names.size()), n = t.size(),
             f = static_cast<index_type>(t.final_demand_names.size());
  const std::filesystem::path by_sector = numbers_in(folder, "Q"), by_use = numbers_in(folder, "QY");
  const std::vector<std::size_t> rows = wanted_satellites(wanted, names, (folder / "labels_Q.txt").string(), t);
  const std::vector<index_type> at(rows.begin(), rows.end());
  add_satellites(t, rows, names, units,
                 number_file(by_sector, "satellite accounts Q", q, n).read(at, column_range(0, n), "the row's unit"),
                 number_file(by_use, "satellite accounts QY", q, f).read(at, column_range(0, f), "the row's unit"));
}

io_table read(const std::filesystem::path& folder, table_descriptor& d) {
  const std::vector<region_label> sectors = region_labels(folder, "labels_T.txt"),
                                  uses = region_labels(folder, "labels_FD.txt");
  const auto primary = labels_in(folder, "labels_VA.txt", 2);
  const auto n = static_cast<index_type>(sectors.size()), f = static_cast<index_type>(uses.size()),
             v = static_cast<index_type>(primary.size());
  tell(d.layout.unit, "thousand USD");
  io_table t;
  t.file = folder.string();
  t.unit = d.layout.unit;
  const std::vector<index_type> all = column_range(0, n);
  std::vector<index_type> lines;
  {
    const number_file T(numbers_in(folder, "T"), "flows T", n, n);
    t.Z = T.read(all, all, t.unit);
    t.encoding = T.grid().encoding();
    for (index_type i = 0; i < n; ++i) lines.push_back(T.grid().line(i));
  }
  t.Y = number_file(numbers_in(folder, "FD"), "final demand FD", n, f).read(all, column_range(0, f), t.unit);
  t.V = number_file(numbers_in(folder, "VA"), "primary inputs VA", v, n).read(column_range(0, v), all, t.unit);
  take_labels(t, sectors, uses, lines);
  for (const auto& cells : primary) {
    t.primary_names.push_back(cells[1]);
    t.primary_descriptions.push_back(cells[0] + ": " + cells[1]);
  }
  if (!d.satellites.empty()) read_satellites(folder, d.satellites, t);
  sum_output(t);
  tell_rows(d.value_added, t, {""});
  close_columns(t);
  t.assumptions.emplace_back("unit thousand USD: the files hold none");
  if (std::find(t.regions.begin(), t.regions.end(), "ROW") != t.regions.end())
    t.assumptions.emplace_back("ROW, what does not add up among countries, is kept as a region");
  tell(d.title, "Eora26 multi-regional table");
  tell(d.source, "Eora, Lenzen et al. (2013)");
  const bool basic = numbers_in(folder, "T").filename().string().find("_bp_") != std::string::npos;
  tell(d.prices, basic ? "basic prices" : "purchasers' prices");
  world_table(numbers_in(folder, "T"), d, t);
  return t;
}

}  // namespace

published_format eora26_format() { return {"eora26", "Eora26, a folder of text", recognises, read}; }

}  // namespace agglo
