#include <algorithm>

#include "host/table/formats/merge_sectors.hpp"
#include "host/table/formats/readers.hpp"
#include "host/table/formats/underscored.hpp"
#include "kernels/base/error.hpp"

// The OECD's Inter-Country Input-Output tables: COUNTRY_INDUSTRY in the first row and column, then COUNTRY_HFCE and the
// other uses, then TOTAL or OUT; below, rows COUNTRY_TAXSUB or TLS, VALU or VA, OUTPUT or OUT. The edition of 2016 has
// HFCE_COUNTRY, a column DISC and no column of totals, and one row VA+TAXSUB. China and Mexico come in parts (CN1, CN2,
// MX1, MX2): exports processing and the rest.

namespace agglo {
namespace {

const underscored_labels& labels() {
  static const underscored_labels known{
      .demand = {"HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "DIRP", "P33", "NPS", "INV", "FD", "DISC"},
      .primary = {"TAXSUB", "TLS", "VALU", "VA", "VA+TAXSUB", "DPABR", "DISC"},
      .output_columns = {"TOTAL", "OUT", "OUTPUT"},
      .output_rows = {"OUT", "OUTPUT", "TOTAL"},
      .demand_first = true};
  return known;
}

bool recognises(const format_clues& clues) {
  if (clues.rows.empty() || clues.rows[0].size() < 4) return false;
  const auto& header = clues.rows[0];
  const bool total = std::any_of(header.end() - 2, header.end(), [](const std::string& cell) {
    return cell == "TOTAL" || cell == "OUT" || cell == "OUTPUT";
  });
  const bool demand = std::any_of(header.begin(), header.end(), [](const auto& c) { return c.ends_with("_HFCE"); });
  const bool of_2016 = std::any_of(header.begin(), header.end(), [](const auto& c) { return c.starts_with("HFCE_"); });
  return ((total && demand) || of_2016) && header[1].find('_') == 3;
}

std::string whole_country(const std::string& region) {
  const bool part = region.size() == 3 && region[2] >= '0' && region[2] <= '9';
  if (part && region.starts_with("CN")) return "CHN";
  if (part && region.starts_with("MX")) return "MEX";
  return region;
}

io_table read(const std::filesystem::path& path, table_descriptor& d) {
  const text_grid grid(path, {.encoding = d.layout.encoding, .numbers = {.thousands = d.layout.thousands}});
  tell(d.layout.unit, "million USD");
  io_table t = read_underscored(grid, labels(), d.layout.unit);
  std::vector<std::string> renamed;
  for (const std::string& region : t.regions) renamed.push_back(whole_country(region));
  if (renamed != t.regions) {
    t = merge_regions(std::move(t), renamed);
    t.assumptions.emplace_back("the parts of China (CN...) and Mexico (MX...) are added up to CHN and MEX");
  }
  tell(d.title, "OECD inter-country input-output table");
  tell(d.source, "OECD Inter-Country Input-Output tables");
  tell(d.prices, "basic prices, current");
  tell_rows(d.value_added, t, {"VA"});
  if (std::find(t.primary_names.begin(), t.primary_names.end(), "VA+TAXSUB") != t.primary_names.end())
    t.assumptions.emplace_back("value added holds taxes less subsidies on products: the edition has one row of both");
  world_table(path, d, t);
  return t;
}

}  // namespace

published_format oecd_icio_format() { return {"oecd_icio", "OECD ICIO, CSV", recognises, read}; }

}  // namespace agglo
