#include "host/table/formats/published.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/table/file_bytes.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/nearest.hpp"
#include "host/table/text_grid.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

format_clues clues_of(const std::filesystem::path& path) {
  format_clues clues{path, path.filename().string(), {}, {}};
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) {
    if (clues.name.empty()) clues.name = path.parent_path().filename().string();
    for (const auto& entry : std::filesystem::directory_iterator(path, none))
      clues.files.push_back(entry.path().filename().string());
    std::sort(clues.files.begin(), clues.files.end());
    return clues;
  }
  std::string head = head_of(path, 1 << 20);
  if (const std::size_t last = head.rfind('\n'); last != std::string::npos) head.resize(last);
  try {
    const text_grid grid(path.string(), std::move(head));
    for (index_type r = 0; r < std::min<index_type>(8, grid.rows()); ++r) clues.rows.push_back(grid.cells(r));
  } catch (const data_error&) {  // no text: no format of text
  }
  return clues;
}

/// By its first bytes: .xlsx, .xlsm and .xlsb are zip archives, .xls is a compound document.
void refuse_workbook(const std::filesystem::path& path) {
  const std::string ending = path.extension().string(), head = head_of(path, 4);
  if (!starts_with_any(ending, {".xls", ".XLS"}) || (head != "PK\x03\x04" && head != "\xD0\xCF\x11\xE0")) return;
  throw data_error(row_error{path.string(), 0, 0, ending, "text, found a workbook",
                             "save the sheet with the table as CSV, its cells in the number format General: the first "
                             "sheet of WIOD, Table_YEAR_English Version of CEADs"}
                       .message());
}

/// Publishers distribute archives; what is in them is read once it is unpacked.
void refuse_archive(const std::filesystem::path& path) {
  if (head_of(path, 4) != "PK\x03\x04") return;
  const std::filesystem::path folder = path.parent_path() / path.stem();
  throw data_error(row_error{
      path.string(), 0, 0, path.extension().string(), "text or a folder, found a zip archive",
      fmt::format("unzip '{}' -d '{}', then name that folder or the table in it", path.string(), folder.string())}
                       .message());
}

}  // namespace

bool format_clues::has_file(const std::string& wanted) const {
  return std::find(files.begin(), files.end(), wanted) != files.end();
}

bool format_clues::header_has(std::initializer_list<const char*> cells) const {
  return !rows.empty() && std::all_of(cells.begin(), cells.end(), [&](const char* cell) {
    return std::find(rows[0].begin(), rows[0].end(), cell) != rows[0].end();
  });
}

const std::vector<published_format>& published_formats() {
  static const std::vector<published_format> formats{
      nbs_origin_format(),  eurostat_long_format(),  eurostat_square_format(), wiod2013_format(),
      wiod2016_format(),    wiod2016_frame_format(), oecd_icio_format(),       figaro_format(),
      figaro_flat_format(), ceads_format(),          eora26_format(),          gloria_format(),
      exiobase3_format(),   pymrio_format(),         matrices_format()};
  return formats;
}

std::vector<std::string> published_names() {
  std::vector<std::string> out;
  for (const published_format& f : published_formats()) out.emplace_back(f.name);
  return out;
}

std::string recognise_published(const std::filesystem::path& path) {
  refuse_workbook(path);
  refuse_archive(path);
  const format_clues clues = clues_of(path);
  for (const published_format& f : published_formats())
    if (f.recognises(clues)) return f.name;
  return "";
}

io_table read_published(const std::filesystem::path& path, table_descriptor& d) {
  for (const published_format& f : published_formats())
    if (f.name == d.format) {
      const bool add_imports = d.flows == flow_kind::competitive;
      io_table t = f.read(path, d);
      if (!d.layout.region_separator.empty() && t.regions.empty()) split_regions(t, d.layout.region_separator);
      if (!add_imports || t.has_imports) return t;
      std::erase(d.imported_inputs, "IM");
      return competitive(std::move(t));
    }
  throw data_error(fmt::format("{}: format: '{}': expected a known format; mend: {}", path.string(), d.format,
                               suggestion(d.format, published_names())));
}

io_table read_described(const std::filesystem::path& path, table_descriptor& d) {
  return d.format.empty() ? read_io_table(path, d.layout) : read_published(path, d);
}

std::optional<int> year_in(const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::optional<int> last;
  for (auto p = text.begin(); p != text.end();) {
    p = std::find_if(p, text.end(), is_digit);
    const auto end = std::find_if_not(p, text.end(), is_digit);
    const std::string digits(p, end);
    if (digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"))) last = std::stoi(digits);
    p = end;
  }
  return last;
}

void year_from_name(const std::filesystem::path& path, table_descriptor& d, io_table& t) {
  if (d.year) return;
  d.year = year_in(path.filename().string());
  if (d.year) t.assumptions.push_back(fmt::format("year {}, from the name {}", *d.year, path.filename().string()));
}

void tell(std::string& left_out, const char* fact) {
  if (left_out.empty()) left_out = fact;
}

void tell_rows(std::vector<std::string>& left_out, const io_table& t, std::initializer_list<const char*> beginnings) {
  if (!left_out.empty()) return;
  for (const std::string& code : t.primary_names)
    if (starts_with_any(code, beginnings)) left_out.push_back(code);
}

void world_table(const std::filesystem::path& path, table_descriptor& d, io_table& t) {
  if (d.flows == flow_kind::not_told) d.flows = flow_kind::interregional;
  t.assumptions.emplace_back(
      "the table is the whole world: imports of a region are flows of Z, none come from outside");
  year_from_name(path, d, t);
}

bool starts_with_any(const std::string& text, std::initializer_list<const char*> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](const char* b) { return text.starts_with(b); });
}

}  // namespace agglo
