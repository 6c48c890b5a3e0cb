#pragma once
#include <string>
#include <vector>

#include "host/table/formats/long_table.hpp"
#include "host/table/io_table.hpp"
#include "host/table/text_grid.hpp"

namespace agglo {

/// What a row or column of a published table holds.
enum class part {
  left_out,      ///< a label, a subtotal
  sector,        ///< a row that sells, a column that buys
  final_demand,  ///< a column of Y
  exports,       ///< the column E
  imports,       ///< the column M, taken away
  output,        ///< the column of row totals, the row of column totals
  primary,       ///< a row of V
  imported,      ///< a row of imports by product, in the order of the sectors
};

/// A row or a column of the file: what it is, and where its label stands.
struct marked_line {
  part what = part::left_out;
  std::string code, name;          ///< name "": the code
  std::string region, industry;    ///< of a sector; region of final demand that one region uses
  index_type row = 0, column = 0;  ///< of the cell with the label, from 0
};

/// Reads the numbers of a table whose rows and columns are marked: `rows[i]` is row first_row + i of the grid,
/// `columns[j]` its column j. Codes of sectors in several regions are "region:industry".
///
/// Imported rows become imported_Z and imported_Y of the table, and one row `IM` of V, their column sums, which stands
/// first. Without a column of output it is the row sum, without a row of totals total_input is output; `assumptions`
/// says so.
///
/// Errors with file:line:column: rows and columns of sectors that differ in labels or order; a label twice; no sectors;
/// imported rows that are not the sectors' in order; a cell that is no number; a negative output.
/// @throw data_error  the first 20 errors and their number
io_table read_marked(const text_grid& grid, index_type first_row, const std::vector<marked_line>& rows,
                     const std::vector<marked_line>& columns, const std::string& unit);

/// The same of a table told cell by cell: `rows[i]` and `columns[j]` are its rows and columns.
io_table read_marked(const long_table& table, const std::vector<marked_line>& rows,
                     const std::vector<marked_line>& columns, const std::string& unit);

/// "AUS" and "c1": code AUS:c1, with region and industry.
marked_line marked_sector(const std::string& region, const std::string& industry, const std::string& name,
                          index_type row, index_type column);
/// A column of Y that one region uses.
marked_line marked_demand(const std::string& region, const std::string& category, index_type row, index_type column);

}  // namespace agglo
