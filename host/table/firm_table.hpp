#pragma once
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "host/table/row_error.hpp"
#include "kernels/base/view.hpp"

namespace agglo {

/// The header that a firms file gives each of our fields. Headers may be of any language.
///
/// Needed:   firm_id, city, lon, lat, industry, year, revenue.
/// Optional: name (else the firm_id), rd (else missing), consolidated_in (else none), weight (else 1), quality (else
/// ""). A column that was named by set() is needed.
class firm_columns {
 public:
  static const std::vector<std::string>& fields();  ///< every field's name
  /// @throw data_error  no such field, with the nearest one
  void set(const std::string& field, const std::string& header);
  [[nodiscard]] const std::string& operator[](const std::string& field) const { return header_.at(field); }
  [[nodiscard]] bool needed(const std::string& field) const;

 private:
  std::map<std::string, std::string> header_{{"firm_id", "firm_id"}, {"name", "name_en"},
                                             {"city", "city"},       {"lon", "lon"},
                                             {"lat", "lat"},         {"industry", "industry"},
                                             {"year", "year"},       {"revenue", "revenue_cny_million"},
                                             {"weight", "weight"},   {"rd", "rd_expense_cny_million"},
                                             {"quality", "quality"}, {"consolidated_in", "consolidated_in"}};
  std::map<std::string, bool> named_;
};

/// How a firms file is written, as its study declares it.
struct firm_format {
  firm_columns columns;
  std::string revenue_unit = "million CNY", rd_unit = "million CNY";  ///< see million_cny()
  char thousands = 0;                                                 ///< see number_format
  std::string encoding = "auto";                                      ///< see decode()
  bool missing_rd_is_zero = false;                                    ///< else an empty R&D cell is an error
};

/// Firms as a structure of arrays: one row a firm-year, in the file's order.
struct firm_table {
  std::string file, encoding;
  std::vector<std::string> firm_id, name, city, industry;
  std::vector<std::string> consolidated_in;  ///< the firm whose figures hold this one's; "" if none
  std::vector<std::string> quality;
  std::vector<double> lon, lat;     ///< degrees east, degrees north
  std::vector<double> revenue, rd;  ///< million CNY; a missing R&D is 0
  std::vector<double> weight;       ///< share of the firm that counts in its city, 0..1
  std::vector<bool> rd_missing;
  std::vector<int> year;
  std::vector<index_type> line;  ///< where the row starts in the file, from 1
  row_errors warnings;           ///< rows that can be used, but deserve a look
  [[nodiscard]] index_type size() const { return static_cast<index_type>(firm_id.size()); }
};

/// Reads a firms file and checks every cell. An empty list of known cities or industries lets any pass.
///
/// Errors, each with file:line:column, collected into one data_error: a missing or doubled column; a cell that is no
/// number, or outside its range (revenue and R&D >= 0, weight 0..1, year 1900..2100, lon -180..180, lat -90..90);
/// a firm without city, lon or lat; an unknown city or industry, with the nearest known one; a firm-year that is there
/// already, with its first line; lon and lat exchanged (outside the earth as they stand but not the other way round, or
/// more than 30 degrees off the file's median place but within 5 when exchanged); a missing R&D unless
/// missing_rd_is_zero; a consolidated_in that names a firm nowhere in the file, or the firm itself: such a row stays
/// out of sums for the sake of a row that is not there. Warnings: a consolidated_in whose firm is in the file, but not
/// in that year.
///
/// Cost  O(rows), one core, 100 MB/s or more (bench/csv_bench.cpp); memory about three times the file.
/// @throw data_error  the first 20 errors and their number, and all that csv_reader throws
firm_table read_firms(const std::filesystem::path& file, const firm_format& format = {},
                      std::span<const std::string> known_cities = {},
                      std::span<const std::string> known_industries = {});

/// The same, but row errors go to `errors`; the table is whole only if there are none.
firm_table read_firms(const std::filesystem::path& file, const firm_format& format,
                      std::span<const std::string> known_cities, std::span<const std::string> known_industries,
                      row_errors& errors);

}  // namespace agglo
