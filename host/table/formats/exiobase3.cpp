#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "host/table/formats/readers.hpp"
#include "host/table/formats/satellites.hpp"
#include "host/table/formats/two_level_file.hpp"
#include "kernels/base/array.hpp"
#include "kernels/base/error.hpp"
#include "kernels/linkage/leontief_solve.hpp"

// EXIOBASE 3, a folder as it is unpacked (IOT_2011_ixi): Z.txt, or A.txt and x.txt; Y.txt, unit.txt; tabs, two header
// rows and two label columns. Primary inputs are factor_inputs/F.txt, or the rows in M.EUR of satellite/F.txt (units in
// unit.txt beside it). Further rows of satellite/F.txt, such as emissions, become accounts where the descriptor names
// them under [rows] satellites, with what final demand emits itself from F_Y.txt (F_hh.txt in older editions). Stadler
// et al. (2018), Journal of Industrial Ecology 22: 502-515.

namespace agglo {
namespace {

constexpr const char* money = "M.EUR";

/// Folders that pymrio saved look alike: EXIOBASE's own list their industries or products beside the matrices.
bool recognises(const format_clues& clues) {
  const bool lists =
      clues.has_file("industries.txt") || clues.has_file("products.txt") || clues.has_file("finaldemands.txt");
  return (clues.has_file("Z.txt") || clues.has_file("A.txt")) && clues.has_file("Y.txt") &&
         clues.has_file("unit.txt") && (clues.has_file("satellite") || clues.has_file("factor_inputs")) &&
         (lists || !clues.has_file("file_parameters.json"));
}

/// stressor -> unit
std::map<std::string, std::string> units_of(const std::filesystem::path& file) {
  const text_grid grid(file, {.separator = '\t', .trim = true});
  std::map<std::string, std::string> out;
  for (index_type r = 1; r < grid.rows(); ++r) {
    const std::vector<std::string> cells = grid.cells(r);
    if (cells.size() >= 2) out[cells.front()] = cells.back();
  }
  return out;
}

/// The output column of x.txt: region, sector, number.
std::vector<double> output_of(const std::filesystem::path& file, const std::vector<region_label>& sectors,
                              const std::string& unit) {
  const text_grid grid(file, {.separator = '\t', .trim = true});
  std::vector<index_type> rows;
  for (index_type r = 1; r < grid.rows(); ++r) {
    const std::vector<std::string> cells = grid.cells(r, 2);
    const std::size_t k = rows.size();
    if (k >= sectors.size() || cells.size() < 2 || cells[0] != sectors[k].region || cells[1] != sectors[k].rest)
      throw data_error(grid.at(r, 0,
                               k < sectors.size() ? fmt::format("{}:{}, as the flows' label {}", sectors[k].region,
                                                                sectors[k].rest, k + 1)
                                                  : "no more rows than the flows have",
                               "take all files of one edition")
                           .message());
    rows.push_back(r);
  }
  std::vector<double> x(sectors.size());
  row_errors errors;
  grid.numbers(rows, std::vector<number_block>{{{2}, x.data()}}, fmt::format("a number of {}", unit), errors);
  errors.throw_if_any();
  return x;
}

/// What final demand needs of each sector, from A in place of flows.
std::vector<double> output_from(const std::filesystem::path& folder, const io_table& t, std::size_t n) {
  const std::size_t f = t.Y.size() / n;
  std::vector<double> y(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < f; ++k) y[i] += t.Y[i * f + k];
  const auto size = static_cast<index_type>(n);
  context<cpu> ctx;
  const matrix<double, cpu> F(ctx, 1, size, y);
  matrix<double, cpu> X(ctx, 1, size);
  try {
    leontief_solve(ctx, leontief_equation::demand, matrix_view<const double, cpu>(t.Z.data(), size, size), {}, F.view(),
                   X.view());
  } catch (const error& e) {
    throw data_error(
        fmt::format("{}: no x.txt beside it, and (I - A)^-1 Y does not exist: {}; mend: take the edition "
                    "with Z.txt or x.txt",
                    (folder / "A.txt").string(), e.what()));
  }
  return X.to_host();
}

/// Z = A x where Z holds A.
void take_flows(const std::filesystem::path& folder, io_table& t) {
  const std::size_t n = t.sectors.size();
  if (t.output.empty()) {
    t.output = output_from(folder, t, n);
    t.assumptions.emplace_back("x = (I - A)^-1 Y 1: the folder holds coefficients and no output");
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) t.Z[i * n + j] *= t.output[j];
  t.assumptions.emplace_back("Z = A x: the folder holds coefficients");
}

/// Z, or A in its place: then true.
bool read_flows(const std::filesystem::path& folder, io_table& t, std::vector<region_label>& sectors,
                std::vector<index_type>& lines) {
  const bool flows = std::filesystem::exists(folder / "Z.txt");
  const two_level_file Z(folder / (flows ? "Z.txt" : "A.txt"));
  sectors = Z.columns();
  Z.expect_rows(sectors, "its columns");
  for (std::size_t i = 0; i < sectors.size(); ++i) lines.push_back(Z.line(i));
  t.encoding = Z.grid().encoding();
  t.Z = Z.read(flows ? t.unit : "inputs per unit of output");
  if (std::filesystem::exists(folder / "x.txt")) t.output = output_of(folder / "x.txt", sectors, t.unit);
  return !flows;
}

void add_primary(const std::filesystem::path& folder, const std::vector<region_label>& sectors, io_table& t) {
  const bool apart = std::filesystem::exists(folder / "factor_inputs" / "F.txt");
  const std::filesystem::path inside = folder / (apart ? "factor_inputs" : "satellite");
  const two_level_file F(inside / "F.txt");
  F.expect_columns(sectors, "the flows");
  const std::map<std::string, std::string> units = units_of(inside / "unit.txt");
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < F.rows().size(); ++r) {
    const auto unit = units.find(F.rows()[r].rest);
    if (apart || (unit != units.end() && unit->second == money)) rows.push_back(r);
  }
  t.V = F.read(rows, t.unit);
  for (const std::size_t r : rows) t.primary_names.push_back(F.rows()[r].rest);
  t.primary_descriptions = t.primary_names;
}

void read_satellites(const std::filesystem::path& folder, const std::vector<region_label>& sectors,
                     const std::vector<region_label>& uses, const std::vector<std::string>& wanted, io_table& t) {
  if (wanted.empty()) {
    wanted_satellites({}, {}, "", t);  // says so
    return;
  }
  const std::filesystem::path inside = folder / "satellite";
  const two_level_file F(inside / "F.txt");
  F.expect_columns(sectors, "the flows");
  std::map<std::string, std::string> unit_of = units_of(inside / "unit.txt");
  std::vector<std::string> names, units;
  for (const region_label& row : F.rows()) names.push_back(row.rest), units.push_back(unit_of[row.rest]);
  const std::vector<std::size_t> rows = wanted_satellites(wanted, names, F.grid().file(), t);
  std::vector<double> direct;
  for (const char* name : {"F_Y.txt", "F_hh.txt"}) {  // F_hh: editions up to 3.4
    if (!direct.empty() || !std::filesystem::exists(inside / name)) continue;
    const two_level_file F_Y(inside / name);
    F_Y.expect_columns(uses, "Y");
    F_Y.expect_rows(F.rows(), "F.txt");
    direct = F_Y.read(rows, "the row's unit");
  }
  add_satellites(t, rows, names, units, F.read(rows, "the row's unit"), direct);
}

io_table read(const std::filesystem::path& folder, table_descriptor& d) {
  tell(d.layout.unit, "million EUR");
  io_table t;
  t.file = folder.string();
  t.unit = d.layout.unit;
  std::vector<region_label> sectors;
  std::vector<index_type> lines;
  const bool coefficients = read_flows(folder, t, sectors, lines);
  const two_level_file Y(folder / "Y.txt");
  Y.expect_rows(sectors, "the flows");
  t.Y = Y.read(t.unit);
  take_labels(t, sectors, Y.columns(), lines);
  if (coefficients) take_flows(folder, t);
  add_primary(folder, sectors, t);
  if (t.output.empty()) sum_output(t);
  t.total_input = t.output;
  read_satellites(folder, sectors, Y.columns(), d.satellites, t);
  tell_rows(d.value_added, t, {""});
  close_columns(t);
  tell(d.title, "EXIOBASE 3");
  tell(d.source, "EXIOBASE 3, Stadler et al. (2018)");
  tell(d.prices, "basic prices");
  world_table(folder.filename().empty() ? folder.parent_path() : folder, d, t);
  return t;
}

}  // namespace

published_format exiobase3_format() { return {"exiobase3", "EXIOBASE 3, a folder of text", recognises, read}; }

}  // namespace agglo
