#pragma once
#include "host/model/regions.hpp"
#include "host/model/study.hpp"
#include "host/model/technology_rows.hpp"
#include "host/table/firm_table.hpp"

namespace agglo {

/// The firms a study counts: one year, unconsolidated, verified or all. Struct of arrays, in the file's order.
struct firm_sample {
  axis cities, industries;  ///< cities in the study's order, industries as study.toml names them
  std::vector<std::string> firm_id, name;
  std::vector<int> city, industry;  ///< positions on the axes above
  std::vector<int> region;          ///< position among the regions with cities
  std::vector<double> lon, lat;     ///< degrees
  std::vector<double> revenue, rd;  ///< weight times the firm's figure, million CNY
  technology_rows technology;       ///< one a firm, where the study has a file of classes
  int year = 0;
  index_type rows_of_year = 0, consolidated = 0, unverified_left_out = 0, unverified_kept = 0, missing_rd = 0;
  [[nodiscard]] index_type size() const { return static_cast<index_type>(firm_id.size()); }
};

/// Rows with `consolidated_in` stay out: their parent's row holds them. `weight` scales revenue and R&D.
/// @throw data_error  no firm of the study's year, or a firm in a city of no region
firm_sample select_firms(const firm_table&, const study&, const region_set&);

/// The classes of the sample's firms, from the study's file; those of other firms of the table are passed over.
/// @throw data_error  as read_technology_rows, all rows at once
technology_rows read_classes(const firm_sample&, const firm_table&, const study&);

}  // namespace agglo
