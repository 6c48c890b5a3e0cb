#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/io_table.hpp"
#include "host/table/table_descriptor.hpp"

namespace agglo {

/// What a file or folder shows at a glance.
struct format_clues {
  std::filesystem::path path;
  std::string name;                            ///< of the file or folder itself
  std::vector<std::string> files;              ///< names in the folder, sorted; empty for a file
  std::vector<std::vector<std::string>> rows;  ///< cells of the first rows of a file of text, at most 8

  [[nodiscard]] bool has_file(const std::string& wanted) const;
  /// The first row has all of these cells.
  [[nodiscard]] bool header_has(std::initializer_list<const char*> cells) const;
};

/// A layout in which a publisher distributes tables. A reader takes what the user's descriptor says and fills in what
/// it leaves out: title, source, year, prices, flows, unit, the rows of value added and of imports.
struct published_format {
  const char* name;   ///< for `format` in a descriptor
  const char* title;  ///< "NBS China, domestic and imported products"
  bool (*recognises)(const format_clues&);
  io_table (*read)(const std::filesystem::path&, table_descriptor&);
};

const std::vector<published_format>& published_formats();
std::vector<std::string> published_names();

/// The format of a file or folder by its names and first rows; "" if it is none of the known ones. Opens no more than
/// the first MB.
/// @throw data_error  a workbook, with the sheet to save as text
std::string recognise_published(const std::filesystem::path&);

/// Reads a table in `descriptor.format`. Imports by product that the file tells apart are added to the flows where the
/// descriptor says flows = "competitive" (competitive()).
/// @throw data_error  with file:line:column, what was expected and the mend
io_table read_published(const std::filesystem::path&, table_descriptor& descriptor);

/// In its format, or without one by its layout (read_io_table).
io_table read_described(const std::filesystem::path&, table_descriptor& descriptor);

// What readers share.

/// The last year from 1900 to 2099 in a text, standing alone among digits.
std::optional<int> year_in(const std::string& text);
/// Takes the year from the file's name where the descriptor has none, and says so.
void year_from_name(const std::filesystem::path&, table_descriptor&, io_table&);
/// Sets what was left empty.
void tell(std::string& left_out, const char* fact);
/// Names the rows of primary inputs whose codes begin so, where the descriptor names none.
void tell_rows(std::vector<std::string>& left_out, const io_table&, std::initializer_list<const char*> beginnings);
/// What all tables of the world share: Z holds the flows among all regions, nothing comes from outside; the year stands
/// in the file's name where it is not told.
void world_table(const std::filesystem::path&, table_descriptor&, io_table&);
bool starts_with_any(const std::string& text, std::initializer_list<const char*> beginnings);

}  // namespace agglo
