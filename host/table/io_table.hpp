#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/table/row_error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// What the columns and rows of an input-output file are called. A column that is none of these is a sector.
struct io_layout {
  std::string code = "code";  ///< column with the labels that rows and columns share
  std::vector<std::string> names{"name_en",
                                 "name_zh"};  ///< further label columns; the first one there is gives the names
  std::vector<std::string> final_demand{"household", "government", "capital_formation"};
  std::string exports = "export", imports = "import";          ///< "": none; a column that is not there counts zero
  std::string output = "output";                               ///< column of row totals
  std::string output_row = "output";                           ///< code of the row of column totals
  std::vector<std::string> ignored_columns{}, ignored_rows{};  ///< subtotals
  std::string unit = "100 million CNY";
  std::string encoding = "auto";
  char thousands = 0;
  char separator = 0;  ///< between cells; 0: told by the first line, of comma, semicolon and tab
  char decimal = '.';
  std::string region_separator{};  ///< ":" in "Hangzhou:ICE"; "": a table of one region
};

/// What sectors use or emit of one thing: a primary input, persons, tonnes.
struct account {
  std::string code, name, unit;
  std::vector<double> values;  ///< one a sector, in `unit`
  /// What final demand uses or emits itself (F_Y), one a column of Y; empty: not told.
  std::vector<double> final_demand{};
};

/// A symmetric input-output table of n sectors, of one region or of several. Rows sell, columns buy; row-major; every
/// number in `unit`.
///   rows     Z 1 + Y 1 + E - M = x      columns  1'Z + 1'V = x'
struct io_table {
  std::string file, encoding, unit;
  std::vector<std::string> sectors, sector_names;  ///< codes; names (the codes where the file has none)
  std::vector<std::string> regions, industries;    ///< of each sector, in a table of several regions; else empty
  std::vector<double> Z;                           ///< n x n intermediate flows
  std::vector<std::string> final_demand_names;
  std::vector<std::string>
      final_demand_regions;              ///< where each column of Y is used, "" if not told; empty as `regions`
  std::vector<double> Y;                 ///< n x f final demand
  std::vector<double> exports, imports;  ///< E, M of length n; zero where the file has no such column
  bool has_exports = false, has_imports = false;
  std::vector<double> output;                                    ///< x, the column of row totals
  std::vector<std::string> primary_names, primary_descriptions;  ///< codes; names
  std::vector<double> V;                       ///< v x n primary inputs; what final demand buys of them is not kept
  std::vector<double> total_input;             ///< the row of column totals
  std::vector<account> accounts;               ///< rows of the file that are no part of the balance
  std::vector<double> imported_Z, imported_Y;  ///< n x n and n x f imports by product and user, where told apart
  std::vector<std::string> assumptions;        ///< what reading took for granted, a sentence each
  std::vector<index_type> line;                ///< of each sector's row

  [[nodiscard]] index_type size() const { return static_cast<index_type>(sectors.size()); }
  /// The sector's number. @throw data_error  no such sector, with the nearest one
  [[nodiscard]] index_type sector(const std::string& code) const;
  [[nodiscard]] double z(index_type i, index_type j) const { return Z[static_cast<std::size_t>(i * size() + j)]; }
};

/// Reads a table and joins rows and columns by label: the first n rows must carry the labels of the n sector columns in
/// the same order; the rows after them are primary inputs up to `output_row`.
///
/// Errors with file:line:column: all that text_grid finds; a missing column; row and column labels that differ (which)
/// or stand in another order (the first place); a label twice; a missing output row; a cell that is no number; a
/// negative output.
/// @throw data_error  the first 20 errors and their number
io_table read_io_table(const std::filesystem::path& file, const io_layout& layout = {});

/// Takes sector labels "region<separator>industry" apart, and those of final demand whose first part is a region.
/// @throw data_error  a sector's label without the separator, by name
void split_regions(io_table& table, const std::string& separator);

/// The layout that a file's own labels tell: `code` is its first column, sectors are the columns that have a row of
/// their code, the columns after the last sector are final demand but for "export", "import" and "output"; the unit is
/// not told. The national tables of the National Bureau of Statistics of China (Code, Description,
/// DescriptionInChinese, 153 or 139 products) are known by their header: final demand FU101 FU102 FU103 FU201 FU202 and
/// ERR, EX, IM, GO, unit 10 000 CNY.
/// @throw data_error  no row shares a label with a column
io_layout guess_layout(const std::filesystem::path& file);

/// The competitive form of a table whose imports are told apart by product: Z and Y hold imports too, the column of
/// imports takes them out again, the row `IM` of V is gone; x and the rest of V stay.
/// @throw data_error  the table has no imports by product
io_table competitive(io_table table);

/// Closes rounding: output becomes the row total Z 1 + Y 1 + E - M, the residual of each column becomes the primary
/// input `discrepancy` (a last row of V, added to where it is there), total_input becomes output.
/// @returns  the largest change relative to output: of a row total, or left over in a column
double close_rounding(io_table& table);

}  // namespace agglo
