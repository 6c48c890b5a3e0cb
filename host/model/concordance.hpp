#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/identity.hpp"
#include "host/table/io_table.hpp"

namespace agglo {

/// Which new sector each sector of a table becomes.
struct concordance {
  std::string file;
  std::vector<index_type> target;    ///< of each old sector                                                   [n]
  std::vector<std::string> sectors;  ///< the new codes, region by region, in the order of the file            [m]
  std::vector<std::string> names;    ///< of the new sectors; an old one's where it alone becomes it, else the code
};

/// Reads columns from, to and, where wanted, region and name. `from` is a sector's code; in a table of several regions
/// it may be an industry, which holds in every region, or in the row's `region` if that is given, and `to` is then a
/// new industry of the same region. Regions are merged by giving whole labels (Hangzhou:ICE) in both columns.
/// @throw data_error  with file:line:column: a code that the table does not have, with the nearest; a sector given
/// twice;
///                    a sector of the table left out (its place there); an empty `to`; one that the table uses for
///                    final demand or a primary input
concordance read_concordance(const std::filesystem::path& file, const io_table& table);

/// Sums rows and columns, primary inputs, totals and accounts of the sectors that become one:
///
///   Z' = S Z S',  Y' = S Y,  V' = V S',  x' = S x,    S(k, i) = 1 where i becomes k      [m x n]
///
/// exports and imports as Y. Regions stay known where every new label has the old ones' separator.
io_table aggregate(const io_table& table, const concordance& to);

/// That Z, Y, V, exports, imports, output, column totals and accounts have the same sums in both tables, relative to
/// the sum of the entries' sizes: 1e-12 each.
std::vector<identity> sums_kept(const io_table& before, const io_table& after);

}  // namespace agglo
