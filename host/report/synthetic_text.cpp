#include "host/report/synthetic_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <set>

#include "host/report/array_text.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// Shortest digits that read back to the same double.
void append_number(std::string& out, double v) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, v).ptr);
}

/// With a fixed number of decimals, trailing zeros left out; |v| * 10^decimals fits 53 bits.
void append_decimals(std::string& out, double v, int decimals) {
  std::int64_t one = 1;
  for (int d = 0; d < decimals; ++d) one *= 10;
  std::int64_t scaled = std::llround(v * static_cast<double>(one));
  if (scaled < 0) out += '-', scaled = -scaled;
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, scaled / one).ptr);
  std::int64_t rest = scaled % one;
  if (rest == 0) return;
  for (out += '.'; rest > 0; rest = rest * 10 % one) out += static_cast<char>('0' + rest * 10 / one);
}

}  // namespace

synthetic_text::synthetic_text(const synthetic_population& firms, const firm_format& format)
    : firms_(&firms), name_(format.columns.needed("name")), owner_(firms.rules().owned > 0),
      rd_(firms.totals().rd.sum() > 0), revenue_unit_(million_cny(format.revenue_unit)),
      rd_unit_(million_cny(format.rd_unit)), digits_(std::to_string(firms.rules().firms).size()) {
  const firm_columns& c = format.columns;
  columns_ = {{c["firm_id"], "S and the firm's number", ""}};
  if (name_) columns_.push_back({c["name"], "the id again", ""});
  columns_.insert(
      columns_.end(),
      {{"region", "the study's region", ""},
       {c["city"], "the city whose centre it is drawn around", ""},
       {c["industry"], "industry", ""},
       {c["lon"], "drawn longitude", "degrees east"},
       {c["lat"], "drawn latitude", "degrees north"},
       {c["year"], "the totals' year", "year"},
       {c["revenue"], "drawn revenue, scaled to the cell's total", format.revenue_unit},
       {c["rd"], rd_ ? "drawn R&D, scaled to the cell's total" : "empty: the totals hold none", format.rd_unit}});
  if (owner_) columns_.push_back({"owner", "firm whose accounts hold this one; empty: its own; drawn", ""});
  year_ = ',' + std::to_string(firms.totals().year) + ',';
  for (const auto& [field, value] : {std::pair{"consolidated_in", ""}, std::pair{"weight", "1"}})
    if (c.needed(field)) {
      columns_.push_back({c[field], fmt::format("as the study asks for it: {}", *value ? value : "empty"), ""});
      behind_ += fmt::format(",{}", value);
    }
  behind_ += ",synthetic";
  columns_.push_back({c["quality"], "synthetic: no firm of this file exists", ""});
  for (int k = 1; k <= firms.rules().classes; ++k)
    columns_.push_back({fmt::format("t{}", k), "drawn share of a technology class", "1"});
  std::set<std::string> known;
  for (const column& one : columns_)
    if (!known.insert(one.header).second)
      throw data_error(
          fmt::format("'{}': two columns of the synthetic file would have this header; mend: name the "
                      "study's own column otherwise under firms.columns",
                      one.header));
  for (const synthetic_cell& cell : firms.cells()) {
    const synthetic_city& city = firms.totals().cities[static_cast<std::size_t>(cell.city)];
    cell_text_.push_back(
        fmt::format(",{},{},{},", csv_cell(city.region), csv_cell(city.name),
                    csv_cell(firms.totals().industries.labels[static_cast<std::size_t>(cell.industry)])));
  }
}

std::string synthetic_text::header() const {
  std::string out;
  for (const column& c : columns_) out += (out.empty() ? "" : ",") + csv_cell(c.header);
  return out + '\n';
}

void synthetic_text::append_id(std::string& out, index_type i) const {
  char text[24];
  const std::size_t length = static_cast<std::size_t>(std::to_chars(text, text + sizeof text, i + 1).ptr - text);
  out += 'S';
  out.append(digits_ - length, '0').append(text, length);
}

synthetic_text::rows synthetic_text::write(const synthetic_block& block) const {
  rows out;
  const auto at = static_cast<std::size_t>(block.cell);
  const synthetic_cell& cell = firms_->cells()[at];
  std::vector<double> shares(static_cast<std::size_t>(firms_->rules().classes));
  for (index_type i = block.first; i < block.first + block.count; ++i) {
    const synthetic_firm f = firms_->firm(cell, i);
    out.revenue += f.revenue, out.rd += f.rd;
    append_id(out.text, i);
    if (name_) out.text += ',', append_id(out.text, i);
    out.text += cell_text_[at];
    append_decimals(out.text, f.lon, 6);
    out.text += ',';
    append_decimals(out.text, f.lat, 6);
    out.text += year_;
    append_number(out.text, f.revenue / revenue_unit_);
    out.text += ',';
    if (rd_) append_number(out.text, f.rd / rd_unit_);
    if (owner_) {
      out.text += ',';
      if (f.owner >= 0) append_id(out.text, f.owner);
    }
    out.text += behind_;
    if (!shares.empty()) firms_->technology(cell, i, shares);
    for (const double share : shares) out.text += ',', append_decimals(out.text, share, 4);
    out.text += '\n';
  }
  return out;
}

}  // namespace agglo
