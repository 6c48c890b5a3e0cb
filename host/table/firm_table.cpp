#include "host/table/firm_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// A firm and a year, by their row in the table: the strings may move while it grows.
struct firm_year_hash {
  const firm_table* t;
  std::size_t operator()(std::size_t row) const {
    return std::hash<std::string>{}(t->firm_id[row]) * 31 + static_cast<std::size_t>(t->year[row]);
  }
};
struct firm_year_equal {
  const firm_table* t;
  bool operator()(std::size_t a, std::size_t b) const {
    return t->year[a] == t->year[b] && t->firm_id[a] == t->firm_id[b];
  }
};

/// Reads one file. Cells are checked where they are read; what needs the whole file is checked at the end.
class firm_reader {
 public:
  firm_reader(csv_reader& csv, const firm_format& format, std::span<const std::string> cities,
              std::span<const std::string> industries, row_errors& errors)
      : csv_(csv), format_(format), errors_(errors), known_cities_(cities), known_industries_(industries),
        cities_(cities.begin(), cities.end()), industries_(industries.begin(), industries.end()),
        revenue_factor_(million_cny(format.revenue_unit)), rd_factor_(million_cny(format.rd_unit)) {
    find_columns();
  }

  firm_table read() {
    t_.file = csv_.file();
    t_.encoding = csv_.encoding();
    reserve(csv_.rows_left());
    while (csv_.next()) read_row();
    check_exchanged();
    check_consolidated();
    return std::move(t_);
  }

 private:
  void find_columns() {
    firm_id_ = column("firm_id"), name_ = column("name"), city_ = column("city"), industry_ = column("industry");
    lon_ = column("lon"), lat_ = column("lat"), year_ = column("year"), revenue_ = column("revenue");
    rd_ = column("rd"), consolidated_ = column("consolidated_in"), weight_ = column("weight");
    quality_ = column("quality");
    errors_.throw_if_any();  // without its columns no row can be read
  }

  /// The field's column; -1 for an optional one that is not there. A header that is nearly an optional one and serves
  /// nothing else is taken for a slip: a misspelt weight must not quietly count every firm whole.
  index_type column(const std::string& field) {
    const std::string& header = format_.columns[field];
    const index_type c = csv_.find(header);
    if (c >= 0) return c;
    std::vector<std::string> unused;
    for (const std::string& there : csv_.header())
      if (std::none_of(firm_columns::fields().begin(), firm_columns::fields().end(),
                       [&](const std::string& f) { return format_.columns[f] == there; }))
        unused.push_back(there);
    const std::string near = nearest(header, unused);
    const bool needed = format_.columns.needed(field) || (field == "rd" && !format_.missing_rd_is_zero);
    if (needed)
      errors_.add({csv_.file(), 1, 1, header, fmt::format("a column of this name for '{}', found none", field),
                   near.empty() ? "name the file's own header under firms.columns" : suggestion(header, unused)});
    else if (!near.empty())
      errors_.add(csv_.at_header(csv_.find(near), fmt::format("'{}', if this is '{}'", header, field),
                                 "rename the column, or name it under firms.columns"));
    return -1;
  }

  /// Growing thirteen columns and a hash table step by step would cost as much as reading.
  void reserve(std::size_t rows) {
    for (auto* column : {&t_.firm_id, &t_.name, &t_.city, &t_.industry, &t_.consolidated_in, &t_.quality})
      column->reserve(rows);
    for (auto* column : {&t_.lon, &t_.lat, &t_.revenue, &t_.rd, &t_.weight}) column->reserve(rows);
    t_.rd_missing.reserve(rows);
    t_.year.reserve(rows);
    t_.line.reserve(rows);
    marks_.reserve(rows);
    seen_.reserve(rows);
  }

  void read_row() {
    marks_.push_back(csv_.mark());
    t_.line.push_back(csv_.line());
    t_.firm_id.emplace_back(text(firm_id_, "the firm's identifier"));
    t_.name.emplace_back(name_ < 0 || csv_[name_].empty() ? csv_[firm_id_] : csv_[name_]);
    t_.city.emplace_back(text(city_, "the firm's city: a firm needs a place"));
    t_.industry.emplace_back(text(industry_, "the firm's industry"));
    known(city_, cities_, known_cities_, "a known city");
    known(industry_, industries_, known_industries_, "a known industry");
    read_place();
    read_year();
    t_.revenue.push_back(money(revenue_, "revenue", format_.revenue_unit) * revenue_factor_);
    read_rd();
    t_.weight.push_back(weight());
    t_.consolidated_in.emplace_back(consolidated_ < 0 ? std::string_view{} : csv_[consolidated_]);
    t_.quality.emplace_back(quality_ < 0 ? std::string_view{} : csv_[quality_]);
    const auto [first, fresh] = seen_.insert(t_.firm_id.size() - 1);
    if (!fresh && !t_.firm_id.back().empty())
      errors_.add(csv_.at(firm_id_,
                          fmt::format("one row for a firm and a year, {} of {} stands in line {} already",
                                      t_.firm_id.back(), t_.year.back(), t_.line[*first]),
                          fmt::format("remove line {} or line {}", t_.line[*first], csv_.line())));
  }

  std::string_view text(index_type c, const char* what) {
    if (csv_[c].empty()) errors_.add(csv_.at(c, what, "fill in the cell"));
    return csv_[c];
  }

  void known(index_type c, const std::unordered_set<std::string_view>& set, std::span<const std::string> list,
             const char* what) {
    if (set.empty() || csv_[c].empty() || set.contains(csv_[c])) return;
    errors_.add(csv_.at(c, what, suggestion(csv_[c], list)));
  }

  /// The number of a cell, or NaN with the error noted.
  double number(index_type c, const std::string& what, const number_format& format = {}) {
    const parsed_number n = parse_number(csv_[c], format);
    if (n) return n.value;
    std::string expected = what;
    if (n.problem != "not a number") expected += fmt::format(", found {}", n.problem);
    const bool grouped = format.thousands == 0 && csv_[c].find(',') != std::string_view::npos;
    errors_.add(csv_.at(c, std::move(expected),
                        grouped ? "declare the thousands separator, or write the number without it"
                                : "write a plain number such as 1234.5"));
    return std::nan("");
  }

  double money(index_type c, const char* what, const std::string& unit) {
    if (csv_[c].empty()) {
      errors_.add(csv_.at(c, fmt::format("{} in {}", what, unit), "fill in the figure or remove the row"));
      return 0;
    }
    const double value = number(c, fmt::format("a number of {}", unit), {.thousands = format_.thousands});
    if (value < 0)
      errors_.add(csv_.at(c, fmt::format("{} of zero or more, in {}", what, unit), "check the sign in the source"));
    return value;
  }

  void read_place() {
    const double lon = degrees(lon_, "the firm's longitude"), lat = degrees(lat_, "the firm's latitude");
    if (std::abs(lat) > 90 && std::abs(lat) <= 180 && std::abs(lon) <= 90)
      errors_.add(csv_.at(lat_, "a latitude from -90 to 90; longitude and latitude look exchanged",
                          "exchange the two cells, or the two names under firms.columns"));
    else if (std::abs(lat) > 90)
      errors_.add(csv_.at(lat_, "a latitude from -90 to 90 degrees north", "write decimal degrees"));
    if (std::abs(lon) > 180)
      errors_.add(csv_.at(lon_, "a longitude from -180 to 180 degrees east", "write decimal degrees"));
    t_.lon.push_back(lon);
    t_.lat.push_back(lat);
  }

  double degrees(index_type c, const char* what) {
    if (!csv_[c].empty()) return number(c, "a number of degrees");
    errors_.add(csv_.at(c, fmt::format("{}: a firm needs a place", what),
                        "fill in decimal degrees, if need be those of its city's centre"));
    return std::nan("");
  }

  void read_year() {
    const std::string_view cell = csv_[year_];
    int year = 0;
    const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), year);
    if (code != std::errc() || end != cell.data() + cell.size() || year < 1900 || year > 2100)
      errors_.add(csv_.at(year_, "a year from 1900 to 2100", "write four digits"));
    t_.year.push_back(year);
  }

  void read_rd() {
    const bool missing = rd_ < 0 || csv_[rd_].empty();
    t_.rd_missing.push_back(missing);
    t_.rd.push_back(missing ? 0 : money(rd_, "R&D", format_.rd_unit) * rd_factor_);
    if (missing && !format_.missing_rd_is_zero)
      errors_.add(csv_.at(rd_, fmt::format("R&D in {}", format_.rd_unit),
                          "fill in the figure, or let the study declare missing_rd = \"zero\""));
  }

  double weight() {
    if (weight_ < 0) return 1;
    const double value = number(weight_, "a weight from 0 to 1");
    if (value < 0 || value > 1)
      errors_.add(csv_.at(weight_, "a weight from 0 to 1", "write the share of the firm that counts in its city"));
    return value;
  }

  static double median(std::vector<double> v) {
    v.erase(std::remove_if(v.begin(), v.end(), [](double x) { return std::isnan(x); }), v.end());
    if (v.empty()) return std::nan("");
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    return *middle;
  }

  void check_exchanged() {
    const double lon = median(t_.lon), lat = median(t_.lat);
    for (std::size_t i = 0; i < t_.lon.size(); ++i) {
      if (std::abs(t_.lat[i]) > 90) continue;  // told already
      const double as_is = std::max(std::abs(t_.lon[i] - lon), std::abs(t_.lat[i] - lat));
      const double exchanged = std::max(std::abs(t_.lat[i] - lon), std::abs(t_.lon[i] - lat));
      if (!(as_is > 30 && exchanged < 5)) continue;
      csv_.revisit(marks_[i]);
      errors_.add(csv_.at(lon_,
                          fmt::format("a place near the other firms ({:.2f} east, {:.2f} north); longitude and "
                                      "latitude look exchanged",
                                      lon, lat),
                          "exchange the two cells"));
    }
  }

  void check_consolidated() {
    std::unordered_set<std::string_view> firms;
    std::unordered_set<std::string> firm_years;
    for (std::size_t i = 0; i < t_.firm_id.size(); ++i) {
      const std::string& in = t_.consolidated_in[i];
      if (in.empty()) continue;
      if (firms.empty())
        for (std::size_t j = 0; j < t_.firm_id.size(); ++j) {
          firms.insert(t_.firm_id[j]);
          firm_years.insert(fmt::format("{}\n{}", t_.firm_id[j], t_.year[j]));
        }
      csv_.revisit(marks_[i]);
      if (in == t_.firm_id[i])
        errors_.add(csv_.at(consolidated_, "another firm, found the row's own", "empty the cell"));
      else if (!firms.contains(in)) {
        std::vector<std::string> all(firms.begin(), firms.end());
        std::sort(all.begin(), all.end());  // the set's order is nobody's
        const std::string near = nearest(in, all);
        errors_.add(
            csv_.at(consolidated_, "the firm_id of a firm in this file: the row stays out of sums in its favour",
                    near.empty() ? "add that firm's row, or empty the cell" : fmt::format("did you mean '{}'?", near)));
      } else if (!firm_years.contains(fmt::format("{}\n{}", in, t_.year[i])))
        t_.warnings.add(csv_.at(consolidated_,
                                fmt::format("a row of this firm in {} too: neither counts that year", t_.year[i]),
                                "add that firm's row, or empty the cell"));
    }
  }

  csv_reader& csv_;
  const firm_format& format_;
  row_errors& errors_;
  std::span<const std::string> known_cities_, known_industries_;
  std::unordered_set<std::string_view> cities_, industries_;
  double revenue_factor_, rd_factor_;
  index_type firm_id_ = -1, name_ = -1, city_ = -1, industry_ = -1, lon_ = -1, lat_ = -1, year_ = -1, revenue_ = -1,
             rd_ = -1, consolidated_ = -1, weight_ = -1, quality_ = -1;
  firm_table t_;
  std::vector<csv_reader::row_mark> marks_;
  std::unordered_set<std::size_t, firm_year_hash, firm_year_equal> seen_{64, firm_year_hash{&t_}, firm_year_equal{&t_}};
};

}  // namespace

firm_table read_firms(const std::filesystem::path& file, const firm_format& format, std::span<const std::string> cities,
                      std::span<const std::string> industries, row_errors& errors) {
  csv_reader csv(file, errors, {.encoding = format.encoding});
  return firm_reader(csv, format, cities, industries, errors).read();
}

firm_table read_firms(const std::filesystem::path& file, const firm_format& format, std::span<const std::string> cities,
                      std::span<const std::string> industries) {
  row_errors errors;
  firm_table t = read_firms(file, format, cities, industries, errors);
  errors.throw_if_any();
  return t;
}

}  // namespace agglo
