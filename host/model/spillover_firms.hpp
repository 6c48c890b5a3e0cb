#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "host/model/labelled_array.hpp"
#include "host/model/technology_rows.hpp"
#include "kernels/spillover/technology_profiles.hpp"

namespace agglo {

/// Which column of a firms file is what, as the user named them; "" or empty: not used.
struct spillover_columns {
  std::string id = "firm_id", stock;
  std::string year;    ///< "": a column of the name `year`, where firms stand in several rows or one is asked for
  int only_year = 0;   ///< rows of this year alone, with flows up to this year; 0: all
  bool flows = false;  ///< `stock` is a year's flow that stocks are to be made of
  bool missing_stocks = false;       ///< an empty stock is a gap, NaN, and no error
  std::string lon, lat;              ///< degrees
  std::string x, y;                  ///< projected, km
  std::string place, sector;         ///< labels of the minutes' and the coefficients' file; sector: "a+b" as groupings
  std::string demand;                ///< a second figure like the stock: what a firm buys
  std::vector<std::string> sectors;  ///< instead of a coefficients' file: the sectors there are, say a table's
  std::string group, owner;          ///< whose firms draw nothing from each other
  std::string zone;                  ///< whose distances to other zones are multiplied
  std::vector<std::string> technology;  ///< a column a class; a name that ends in * stands for all that begin so
  std::filesystem::path minutes, coefficients;  ///< travel times between places; table of coefficients between sectors
  std::filesystem::path stretch;                ///< the factors: from, to, factor
  std::filesystem::path technology_file;        ///< or a file of its own: the id's column, class, value
  std::filesystem::path technology_table;       ///< or an input-output table: how alike the inputs of two sectors are
  proximity nearness = proximity::jaffe;        ///< of the table's inputs
  double within_minutes = 0;                    ///< for places without a row from themselves to themselves; 0: none
  std::vector<std::vector<std::string>> matrices;  ///< groupings: one matrix each, by one or several columns
};

/// The columns of a grouping: "city+industry" are two.
std::vector<std::string> columns_of_group(const std::string& group);

/// A label a firm, and what the labels are; in the order of their first firms, or of the table they belong to.
struct firm_labels {
  std::string name;     ///< "city" or "city+industry"
  std::vector<int> of;  ///< firm -> label; -1: none (an empty cell, where that is allowed)
  std::vector<std::string> labels;
};

/// A firms file as spillovers need it: one row a firm, or in a panel one a firm and year. What was not asked for is
/// empty.
struct spillover_firms {
  std::string file, encoding;
  std::vector<std::string> id;
  std::vector<int> year;                    ///< of a panel
  std::vector<index_type> line;             ///< of a panel: where the row stands in the file
  std::vector<double> stock, demand, x, y;  ///< x, y: lon and lat, or projected km
  firm_labels place, sector, group, owner, zone;
  technology_rows technology;
  labelled_array minutes;       ///< places x places
  labelled_array stretch;       ///< zones x zones factors of distance, rows receive
  labelled_array coefficients;  ///< sectors x sectors, rows receive; times the proximity of their inputs, if asked for
  std::vector<firm_labels> matrices;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(id.size()); }
};

/// Reads a firms file. Errors, with file:line:column, collected into one data_error: a missing column (with the nearest
/// header); an empty id; a firm twice, in a panel in one year; no year from 1900 to 2100 in a panel, no row of the year
/// asked for; a stock or technology that is no number or negative; lon outside -180..180, lat outside -90..90; a
/// technology row of zeros, or a row of the technology's file for a firm that is not there; an empty label of a place,
/// sector or grouping; a place without minutes or a sector without coefficients (with the nearest); two places without
/// minutes between them; a factor of distance of a zone without firms (with the nearest); a grouping of more than 10
/// 000 groups (with what its matrix would take).
/// @throw data_error
spillover_firms read_spillover_firms(const std::filesystem::path& file, const spillover_columns& columns);

}  // namespace agglo
