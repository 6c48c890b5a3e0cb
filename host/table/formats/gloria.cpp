#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "host/table/formats/number_file.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/formats/satellites.hpp"
#include "host/table/nearest.hpp"
#include "kernels/base/error.hpp"

// GLORIA, a folder: DATE_120secMother_AllCountries_002_T-Results_YEAR_0NN_Markup001(full).csv, the same with Y and V,
// numbers alone; in the folder itself or in the one that GLORIA_MRIOs_NN_YEAR.zip unpacks to inside it. Each region has
// its industries first, then its products; T holds supply (industries to products) and use (products to industries), Y
// stands in the rows of products, V in the columns of industries, V's rows by region. Labels are sheets of the workbook
// GLORIA_ReadMe_0NN.xlsx, saved beside: Regions.csv (Region_acronyms), Sectors.csv (Sector_names) and Value added and
// final demand.csv (Value_added_names, Final_demand_names). Markup001 is basic prices. Where [rows] satellites names
// any: TQ (by industry), YQ (by final demand) and Satellites.csv (Sat_indicator, Sat_head_indicator, Sat_unit).

namespace agglo {
namespace {

bool is_part(const std::string& name, const char* part) {
  return name.find(std::string("_") + part + "-Results_") != std::string::npos && name.ends_with(".csv");
}

/// The folder and what GLORIA's archives unpack to in it.
std::vector<std::filesystem::path> folders_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out{folder};
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_directory() && entry.path().filename().string().starts_with("GLORIA_")) out.push_back(entry.path());
  return out;
}

bool recognises(const format_clues& clues) {
  if (std::any_of(clues.files.begin(), clues.files.end(), [](const auto& f) { return f.starts_with("GLORIA_MRIOs_"); }))
    return std::filesystem::is_directory(clues.path);
  return std::any_of(clues.files.begin(), clues.files.end(), [](const auto& f) { return is_part(f, "T"); }) &&
         std::any_of(clues.files.begin(), clues.files.end(), [](const auto& f) { return is_part(f, "Y"); });
}

/// The file of basic prices where there are several.
std::filesystem::path numbers_in(const std::filesystem::path& folder, const char* part) {
  std::vector<std::filesystem::path> found;
  for (const auto& inside : folders_of(folder))
    for (const auto& entry : std::filesystem::directory_iterator(inside))
      if (is_part(entry.path().filename().string(), part)) found.push_back(entry.path());
  if (found.size() > 1)
    std::erase_if(found, [](const auto& f) { return f.filename().string().find("Markup001") == std::string::npos; });
  if (found.size() == 1) return found[0];
  throw data_error(
      fmt::format("{}: expected one file ..._{}-Results_..._Markup001(full).csv, found {}; mend: keep one "
                  "year in the folder",
                  folder.string(), part, found.size()));
}

std::vector<std::string> list_in(const std::filesystem::path& folder, const std::string& sheet, const char* column) {
  const std::filesystem::path file = folder / (sheet + ".csv");
  if (!std::filesystem::exists(file))
    throw data_error(
        fmt::format("{}: expected the labels, found no such file; mend: save the sheet '{}' of "
                    "GLORIA_ReadMe_0NN.xlsx as CSV there",
                    file.string(), sheet));
  const text_grid grid(file, {.trim = true});
  const std::vector<std::string> header = grid.cells(0);
  const auto at = std::find(header.begin(), header.end(), column);
  if (at == header.end())
    throw data_error(
        grid.at(0, 0, fmt::format("a column {}, found none", column), suggestion(column, header)).message());
  std::vector<std::string> out;
  for (index_type r = 1; r < grid.rows(); ++r) {
    const std::vector<std::string> cells = grid.cells(r);
    const auto c = static_cast<std::size_t>(at - header.begin());
    if (c < cells.size() && !cells[c].empty()) out.push_back(cells[c]);
  }
  return out;
}

std::vector<region_label> combined(const std::vector<std::string>& regions, const std::vector<std::string>& rest) {
  std::vector<region_label> out;
  for (const std::string& region : regions)
    for (const std::string& word : rest) out.push_back({region, word});
  return out;
}

/// Rows of T: of industry (0) or product (1) i, regions with k of both.
std::vector<index_type> rows_of(index_type regions, index_type k, index_type kind) {
  std::vector<index_type> out;
  for (index_type r = 0; r < regions; ++r)
    for (index_type i = 0; i < k; ++i) out.push_back((2 * r + kind) * k + i);
  return out;
}

/// Each industry makes its own product alone: only then is a product's column the industry's, and use is Z.
void expect_diagonal_supply(const number_file& T, const std::vector<index_type>& industries,
                            const std::vector<index_type>& products, const io_table& t) {
  constexpr std::size_t at_once = 256;  // rows; the whole block would be as large as Z
  for (std::size_t first = 0; first < industries.size(); first += at_once) {
    const std::size_t count = std::min(at_once, industries.size() - first);
    const std::vector<index_type> rows(industries.begin() + static_cast<std::ptrdiff_t>(first),
                                       industries.begin() + static_cast<std::ptrdiff_t>(first + count));
    const std::vector<double> supply = T.read(rows, products, t.unit);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < products.size(); ++j) {
        const double value = supply[i * products.size() + j];
        if (first + i == j || std::abs(value) <= 1e-6 * std::abs(t.output[first + i])) continue;
        throw data_error(T.grid()
                             .at(rows[i], products[j],
                                 fmt::format("0: industry {} to make its own product alone, found {:g} {} of {}",
                                             t.sectors[first + i], value, t.unit, t.sectors[j]),
                                 "make a symmetric table of supply and use first")
                             .message());
      }
  }
}

/// V has a row for every region and input; in a column only the region's own are filled, so they are added up by input.
std::vector<double> inputs_by_kind(const std::vector<double>& V, std::size_t regions, std::size_t kinds,
                                   std::size_t n) {
  std::vector<double> out(kinds * n);
  for (std::size_t r = 0; r < regions; ++r)
    for (std::size_t k = 0; k < kinds; ++k)
      for (std::size_t j = 0; j < n; ++j) out[k * n + j] += V[(r * kinds + k) * n + j];
  return out;
}

/// Those of TQ (by industry) and YQ (by final demand) that are wanted, "indicator:head indicator".
void read_satellites(const std::filesystem::path& folder, const std::vector<std::string>& wanted,
                     const std::vector<index_type>& industries, io_table& t) {
  const std::vector<std::string> indicators = list_in(folder, "Satellites", "Sat_indicator"),
                                 heads = list_in(folder, "Satellites", "Sat_head_indicator"),
                                 units = list_in(folder, "Satellites", "Sat_unit");
  if (heads.size() != indicators.size() || units.size() != indicators.size())
    throw data_error(
        (folder / "Satellites.csv").string() +
        ": expected Sat_indicator, Sat_head_indicator and Sat_unit in every row; mend: save the whole sheet");
  std::vector<std::string> names;
  for (std::size_t k = 0; k < indicators.size(); ++k) names.push_back(indicators[k] + ":" + heads[k]);
  const auto q = static_cast<index_type>(names.size()), f = static_cast<index_type>(t.final_demand_names.size());
  const std::filesystem::path by_sector = numbers_in(folder, "TQ"), by_use = numbers_in(folder, "YQ");
  const std::vector<std::size_t> rows = wanted_satellites(wanted, names, (folder / "Satellites.csv").string(), t);
  const std::vector<index_type> at(rows.begin(), rows.end());
  add_satellites(
      t, rows, names, units,
      number_file(by_sector, "satellite accounts TQ", q, 2 * t.size()).read(at, industries, "the row's unit"),
      number_file(by_use, "satellite accounts YQ", q, f).read(at, column_range(0, f), "the row's unit"));
}

io_table read(const std::filesystem::path& folder, table_descriptor& d) {
  const std::vector<std::string> regions = list_in(folder, "Regions", "Region_acronyms"),
                                 sectors = list_in(folder, "Sectors", "Sector_names"),
                                 primary = list_in(folder, "Value added and final demand", "Value_added_names"),
                                 uses = list_in(folder, "Value added and final demand", "Final_demand_names");
  const auto r = static_cast<index_type>(regions.size()), k = static_cast<index_type>(sectors.size());
  const index_type n = r * k, f = r * static_cast<index_type>(uses.size()),
                   v = r * static_cast<index_type>(primary.size());
  tell(d.layout.unit, "thousand USD");
  const std::vector<index_type> industries = rows_of(r, k, 0), products = rows_of(r, k, 1);
  io_table t;
  t.file = folder.string();
  t.unit = d.layout.unit;
  const std::filesystem::path flows = numbers_in(folder, "T");
  t.Y = number_file(numbers_in(folder, "Y"), "final demand Y", 2 * n, f).read(products, column_range(0, f), t.unit);
  t.V = number_file(numbers_in(folder, "V"), "primary inputs V", v, 2 * n).read(column_range(0, v), industries, t.unit);
  t.V = inputs_by_kind(t.V, regions.size(), primary.size(), static_cast<std::size_t>(n));
  const number_file T(flows, "flows T, of industries and products", 2 * n, 2 * n);
  t.encoding = T.grid().encoding();
  t.Z = T.read(products, industries, t.unit);
  std::vector<index_type> lines;
  for (const index_type row : products) lines.push_back(T.grid().line(row));
  take_labels(t, combined(regions, sectors), combined(regions, uses), lines);
  t.primary_names = t.primary_descriptions = primary;
  if (!d.satellites.empty()) read_satellites(folder, d.satellites, industries, t);
  sum_output(t);
  expect_diagonal_supply(T, industries, products, t);
  t.assumptions.emplace_back("every industry makes its own product alone, so the use table is Z, product by product");
  tell_rows(d.value_added, t, {""});
  close_columns(t);
  tell(d.title, "GLORIA multi-regional table");
  tell(d.source, "GLORIA, Lenzen et al. (2022)");
  const bool basic = flows.filename().string().find("Markup001") != std::string::npos;
  tell(d.prices, basic ? "basic prices" : "not basic prices, see the file's markup");
  world_table(flows, d, t);
  return t;
}

}  // namespace

published_format gloria_format() { return {"gloria", "GLORIA, a folder of CSV", recognises, read}; }

}  // namespace agglo
