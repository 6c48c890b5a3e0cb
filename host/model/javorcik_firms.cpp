#include "host/model/javorcik_firms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number_cell.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

/// What firms call their industries -> the table's sector.
class sector_names {
 public:
  sector_names(const std::filesystem::path& concordance, const std::vector<std::string>& sectors, row_errors& errors)
      : what_(concordance.empty() ? "a sector of the table" : "an industry of " + concordance.string()) {
    std::unordered_map<std::string, int> number;
    for (const std::string& s : sectors) number.emplace(s, static_cast<int>(number.size()));
    if (concordance.empty()) {
      known_ = sectors;
      number_ = std::move(number);
      return;
    }
    csv_reader csv(concordance, errors);
    const index_type from = csv.require("from"), to = csv.require("to");
    while (csv.next()) {
      const auto sector = number.find(std::string(csv[to]));
      if (sector == number.end())
        errors.add(csv.at(to, "a sector of the table", suggestion(csv[to], sectors)));
      else if (!number_.emplace(std::string(csv[from]), sector->second).second)
        errors.add(csv.at(from, "every industry once", "keep one of the rows: an industry belongs to one sector"));
      known_.emplace_back(csv[from]);
    }
  }
  int of(const csv_reader& csv, index_type column, row_errors& errors) const {
    const auto found = number_.find(std::string(csv[column]));
    if (found != number_.end()) return found->second;
    errors.add(csv.at(column, what_, suggestion(csv[column], known_)));
    return 0;
  }

 private:
  std::string what_;
  std::vector<std::string> known_;
  std::unordered_map<std::string, int> number_;
};

/// Numbers labels in the order in which they come.
class labels_seen {
 public:
  int number(const csv_reader& csv, index_type column, const char* what, row_errors& errors) {
    if (column < 0) return number("all");
    if (csv[column].empty()) errors.add(csv.at(column, what, "fill in the cell"));
    return number(std::string(csv[column]));
  }
  std::vector<std::string> labels;

 private:
  int number(const std::string& label) {
    const auto [at, fresh] = known_.emplace(label, static_cast<int>(labels.size()));
    if (fresh) labels.push_back(label);
    return at->second;
  }
  std::unordered_map<std::string, int> known_;
};

/// Sorts labels; what was numbered k becomes the result's k-th.
std::vector<int> sort_labels(std::vector<std::string>& labels) {
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return labels[a] < labels[b]; });
  std::vector<int> becomes(labels.size());
  std::vector<std::string> sorted;
  for (const std::size_t k : order) becomes[k] = static_cast<int>(sorted.size()), sorted.push_back(labels[k]);
  labels = std::move(sorted);
  return becomes;
}

}  // namespace

const std::string& javorcik_firms::region(index_type firm) const {
  return regions[static_cast<std::size_t>(cell[firm]) % regions.size()];
}
const std::string& javorcik_firms::year(index_type firm) const {
  return years[static_cast<std::size_t>(cell[firm]) / regions.size()];
}

javorcik_firms read_javorcik_firms(const std::filesystem::path& file, const javorcik_columns& c,
                                   const std::vector<std::string>& sectors) {
  row_errors errors;
  csv_reader csv(file, errors);
  const auto optional = [&](const std::string& name) { return name.empty() ? -1 : csv.require(name); };
  const index_type id = csv.require(c.id), sector = csv.require(c.sector), share = csv.require(c.share),
                   output = csv.require(c.output), exports = optional(c.exports), region = optional(c.region),
                   year = optional(c.year);
  const sector_names names(c.concordance, sectors, errors);
  labels_seen regions, years;
  std::map<std::pair<std::string, int>, index_type> seen;
  std::vector<int> region_of, year_of;
  constexpr double most = std::numeric_limits<double>::max();
  javorcik_firms out;
  out.file = csv.file(), out.encoding = csv.encoding();
  while (csv.next()) {
    out.id.emplace_back(csv[id]);
    if (csv[id].empty()) errors.add(csv.at(id, "the firm's id", "fill in the cell"));
    const double part =
        number_in(csv, share, 0, c.percent ? 100 : 1,
                  c.percent ? "a share from 0 to 100 percent" : "a share from 0 to 1 (or --percent: 0 to 100)", errors);
    out.share.push_back(c.percent ? part / 100 : part);
    out.output.push_back(number_in(csv, output, 0, most, "an output of 0 or more", errors));
    const double abroad = exports < 0 ? 0 : number_in(csv, exports, 0, most, "exports of 0 or more", errors);
    if (abroad > out.output.back())
      errors.add(csv.at(exports, fmt::format("exports within the firm's output of {}", out.output.back()),
                        "bring both to one unit, or correct one"));
    out.at_home.push_back(out.output.back() - abroad);
    out.sector.push_back(names.of(csv, sector, errors));
    region_of.push_back(regions.number(csv, region, "a region", errors));
    year_of.push_back(years.number(csv, year, "a year", errors));
    if (const auto [first, fresh] = seen.emplace(std::pair(out.id.back(), year_of.back()), csv.line()); !fresh)
      errors.add(csv.at(
          id, fmt::format("every firm once{}, found it in line {} already", year < 0 ? "" : " a year", first->second),
          year < 0 ? "name the year's column by --year-column, or keep one year's rows" : "keep one of the rows"));
  }
  errors.throw_if_any();
  if (out.id.empty()) throw data_error(fmt::format("{}: no firms: expected a row a firm", csv.file()));
  const std::vector<int> place = sort_labels(years.labels);
  for (std::size_t i = 0; i < region_of.size(); ++i)
    out.cell.push_back(place[static_cast<std::size_t>(year_of[i])] * static_cast<int>(regions.labels.size()) +
                       region_of[i]);
  out.regions = regions.labels, out.years = years.labels;
  return out;
}

}  // namespace agglo
