#include "host/model/spillover_firms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "host/model/place_costs.hpp"
#include "host/model/spillover_tables.hpp"
#include "host/model/zone_stretch.hpp"
#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"
#include "host/table/number.hpp"
#include "kernels/base/error.hpp"

namespace agglo {
namespace {

constexpr std::size_t most_groups = 10'000;

/// The file's columns, found once.
class spillover_reader {
 public:
  spillover_reader(const std::filesystem::path& file, const spillover_columns& columns)
      : columns_(columns), csv_(file, errors_) {}

  spillover_firms read() {
    find_columns();
    while (csv_.next()) take_row();
    settle_years();
    if (!columns_.technology_file.empty()) read_technology();
    if (!columns_.stretch.empty()) out_.stretch = read_stretch(columns_.stretch, zone_.labels, errors_);
    errors_.throw_if_any();
    out_.file = csv_.file(), out_.encoding = csv_.encoding();
    out_.place.labels = place_.labels;
    out_.group.labels = group_.labels;
    out_.owner.labels = owner_.labels;
    out_.zone.labels = zone_.labels;
    for (std::size_t g = 0; g < matrices_.size(); ++g) out_.matrices[g].labels = matrices_[g].labels;
    expect_storable_matrices();
    if (!columns_.minutes.empty()) {
      out_.minutes = minutes_between(minutes_, out_.place.labels, columns_.within_minutes);
      expect_minutes(minutes_.file, out_.minutes);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] index_type optional(const std::string& name) const { return name.empty() ? -1 : csv_.require(name); }
  void find_columns() {
    id_at_ = csv_.require(columns_.id);
    stock_at_ = csv_.require(columns_.stock);
    const bool needed = columns_.flows || !columns_.year.empty();
    const std::string year = columns_.year.empty() ? "year" : columns_.year;
    year_at_ = needed ? csv_.require(year) : csv_.find(year);
    const bool sphere = !columns_.lon.empty();
    x_at_ = optional(sphere ? columns_.lon : columns_.x);
    y_at_ = optional(sphere ? columns_.lat : columns_.y);
    place_at_ = optional(columns_.place);
    if (!columns_.demand.empty()) demand_at_ = csv_.require(columns_.demand);
    if (!columns_.sector.empty())
      for (const std::string& name : columns_of_group(columns_.sector)) sector_at_.push_back(csv_.require(name));
    group_at_ = optional(columns_.group);
    owner_at_ = optional(columns_.owner);
    zone_at_ = optional(columns_.zone);
    for (const std::string& name : columns_.technology) find_classes(name);
    for (const std::vector<std::string>& grouping : columns_.matrices) {
      matrix_at_.emplace_back();
      std::string joined;
      for (const std::string& name : grouping) {
        matrix_at_.back().push_back(csv_.require(name));
        joined += (joined.empty() ? "" : "+") + name;
      }
      out_.matrices.push_back({joined, {}, {}});
    }
    matrices_.resize(matrix_at_.size());
    out_.place.name = columns_.place, out_.sector.name = columns_.sector;
    out_.group.name = columns_.group, out_.owner.name = columns_.owner;
    out_.zone.name = columns_.zone;
    if (!columns_.minutes.empty()) {
      minutes_ = read_minutes(columns_.minutes);
      for (const travel_time& t : minutes_.times) timed_.number(t.from), timed_.number(t.to);
    }
    sector_factor between = read_sector_factor(columns_);
    for (const std::string& s : between.without_inputs) without_inputs_.number(s);
    out_.coefficients = std::move(between.coefficients);
    if (!out_.coefficients.axes.empty()) out_.sector.labels = out_.coefficients.axes[0].labels;
    if (!columns_.sectors.empty()) out_.sector.labels = columns_.sectors;
    for (const std::string& s : out_.sector.labels) sectors_.number(s);
  }
  void find_classes(const std::string& name) {
    if (!name.ends_with('*')) {
      class_at_.push_back(csv_.require(name));
      out_.technology.classes.push_back(name);
      return;
    }
    const std::string start = name.substr(0, name.size() - 1);
    bool some = false;
    for (std::size_t c = 0; c < csv_.header().size(); ++c)
      if (csv_.header()[c].starts_with(start)) {
        class_at_.push_back(static_cast<index_type>(c));
        out_.technology.classes.push_back(csv_.header()[c]);
        some = true;
      }
    if (!some)
      throw data_error(
          fmt::format("{}: no column begins with '{}'; {}", csv_.file(), start, suggestion(start, csv_.header())));
  }

  void take_row() {
    if (year_at_ >= 0) {
      const int year = year_of_row();
      if (columns_.only_year > 0 && year > 0 &&
          (columns_.flows ? year > columns_.only_year : year != columns_.only_year)) {
        other_years_.insert(year);
        if (!columns_.technology_file.empty()) in_other_years_.emplace_back(csv_[id_at_]);
        return;
      }
      if (year == 0) without_year_.push_back(csv_.mark());
      out_.year.push_back(year);
      out_.line.push_back(csv_.line());
    }
    const std::string id(csv_[id_at_]);
    if (id.empty()) errors_.add(csv_.at(id_at_, "the firm's id", "fill in the cell"));
    if (const auto [first, fresh] = line_of_.emplace(id, csv_.line()); !fresh) {
      several_rows_ = true;
      if (year_at_ < 0)
        errors_.add(csv_.at(id_at_, fmt::format("every firm once, found it in line {} already", first->second),
                            "keep one year's rows, or name the column of the year: --year-column"));
    }
    out_.id.push_back(id);
    constexpr double most = std::numeric_limits<double>::max();
    if (columns_.missing_stocks && csv_[stock_at_].empty())
      out_.stock.push_back(std::nan(""));
    else
      out_.stock.push_back(number_in(csv_, stock_at_, 0, most, "a stock of 0 or more", errors_));
    if (x_at_ >= 0) {
      const bool sphere = !columns_.lon.empty();
      out_.x.push_back(number_in(csv_, x_at_, sphere ? -180 : -most, sphere ? 180 : most,
                                 sphere ? "a longitude from -180 to 180 degrees" : "a coordinate in km", errors_));
      out_.y.push_back(number_in(csv_, y_at_, sphere ? -90 : -most, sphere ? 90 : most,
                                 sphere ? "a latitude from -90 to 90 degrees" : "a coordinate in km", errors_));
    }
    if (place_at_ >= 0) out_.place.of.push_back(known_label(place_at_, place_, timed_, "a place with minutes"));
    if (demand_at_ >= 0) out_.demand.push_back(number_in(csv_, demand_at_, 0, most, "a figure of 0 or more", errors_));
    if (!sector_at_.empty()) take_sector();
    if (group_at_ >= 0)
      out_.group.of.push_back(csv_[group_at_].empty() ? -1 : group_.number(std::string(csv_[group_at_])));
    if (owner_at_ >= 0) take_owner(id);
    if (zone_at_ >= 0) {
      if (csv_[zone_at_].empty()) errors_.add(csv_.at(zone_at_, "the firm's zone", "fill in the cell"));
      out_.zone.of.push_back(zone_.number(std::string(csv_[zone_at_])));
    }
    take_classes();
    for (std::size_t g = 0; g < matrix_at_.size(); ++g) {
      std::string joined;
      for (const index_type at : matrix_at_[g]) {
        if (csv_[at].empty()) errors_.add(csv_.at(at, "a label to group by", "fill in the cell"));
        joined += (at == matrix_at_[g].front() ? "" : ":") + std::string(csv_[at]);
      }
      out_.matrices[g].of.push_back(matrices_[g].number(joined));
    }
  }
  /// 0 if it is none; that is an error only if the file turns out to be a panel.
  [[nodiscard]] int year_of_row() const {
    const parsed_number n = parse_number(csv_[year_at_]);
    return n && n.value >= 1900 && n.value <= 2100 && n.value == std::floor(n.value) ? static_cast<int>(n.value) : 0;
  }
  /// The file is a panel if the user says so or a firm stands in several rows; else its years are a column like others.
  void settle_years() {
    if (!(several_rows_ || columns_.only_year > 0 || columns_.flows || !columns_.year.empty()))
      out_.year.clear(), out_.line.clear();
    if (out_.year.empty() && !other_years_.empty())
      throw data_error(fmt::format("{}: no row of {}; mend: one of {}", csv_.file(), columns_.only_year,
                                   fmt::join(other_years_, ", ")));
    if (out_.year.empty()) return;
    for (const csv_reader::row_mark& mark : without_year_) {
      csv_.revisit(mark);
      errors_.add(csv_.at(year_at_, "a year from 1900 to 2100", "write four digits"));
    }
    const auto earlier = [this](std::size_t a, std::size_t b) {
      return std::tie(out_.id[a], out_.year[a], a) < std::tie(out_.id[b], out_.year[b], b);
    };
    std::vector<std::size_t> order(out_.id.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), earlier);
    for (std::size_t k = 1; k < order.size(); ++k) {
      const std::size_t a = order[k - 1], b = order[k];
      if (out_.year[a] > 0 && out_.year[a] == out_.year[b] && out_.id[a] == out_.id[b])
        errors_.add({csv_.file(), out_.line[b], 0, out_.id[b],
                     fmt::format("every firm once a year, found {} in line {} already", out_.year[a], out_.line[a]),
                     "remove one of the two rows"});
    }
  }
  void take_sector() {
    std::string label;
    for (const index_type at : sector_at_) label += (at == sector_at_.front() ? "" : ":") + std::string(csv_[at]);
    const int number = sectors_.find(label);
    if (number < 0)
      errors_.add(csv_.at(sector_at_.front(),
                          !columns_.coefficients.empty() ? "a sector of the coefficients"
                          : sector_at_.size() == 1       ? "a sector of the table"
                                                         : fmt::format("a sector of the table, found '{}'", label),
                          suggestion(label, sectors_.labels)));
    if (without_inputs_.find(label) >= 0)
      errors_.add(csv_.at(sector_at_.front(), "a sector that buys something: its inputs are its technology",
                          "remove the firm, or give it another sector"));
    out_.sector.of.push_back(number);
  }
  int known_label(index_type at, label_list& into, const label_list& known, const char* what) {
    const std::string label(csv_[at]);
    if (known.find(label) >= 0) return into.number(label);
    errors_.add(csv_.at(at, what, suggestion(label, known.labels)));
    return -1;
  }
  /// The firm whose accounts hold this one; a firm without one is its own owner, so that it is nobody's sibling and
  /// yet left out with those it holds.
  void take_owner(const std::string& id) {
    out_.owner.of.push_back(owner_.number(csv_[owner_at_].empty() ? id : std::string(csv_[owner_at_])));
  }
  void take_classes() {
    if (class_at_.empty()) return;
    double sum = 0;
    for (std::size_t k = 0; k < class_at_.size(); ++k) {
      const double share =
          number_in(csv_, class_at_[k], 0, std::numeric_limits<double>::max(), "a figure of 0 or more", errors_);
      out_.technology.add(static_cast<index_type>(k), share);
      sum += share;
    }
    out_.technology.end_row();
    if (sum == 0)
      errors_.add(csv_.at(class_at_.front(), "a class above 0: the firm's technology row is all zeros",
                          "remove the firm, or leave out --technology"));
  }
  void read_technology() {
    listed_firms listed{csv_.file(), out_.id, out_.line, in_other_years_};
    if (listed.line.empty())
      for (const std::string& id : out_.id) listed.line.push_back(line_of_.at(id));
    out_.technology = read_technology_rows(columns_.technology_file, columns_.id, listed, errors_);
  }
  void expect_storable_matrices() const {
    for (const firm_labels& m : out_.matrices)
      if (m.labels.size() > most_groups)
        throw data_error(fmt::format(
            "{}: {} has {} groups: their matrix would take {:.1f} GB, and {} are the most; mend: group by less",
            csv_.file(), m.name, m.labels.size(), 8e-9 * static_cast<double>(m.labels.size() * m.labels.size()),
            most_groups));
  }

  const spillover_columns& columns_;
  row_errors errors_;
  csv_reader csv_;
  spillover_firms out_;
  minutes_table minutes_;
  index_type id_at_ = -1, stock_at_ = -1, demand_at_ = -1, year_at_ = -1, x_at_ = -1, y_at_ = -1, place_at_ = -1,
             group_at_ = -1, owner_at_ = -1, zone_at_ = -1;
  std::vector<index_type> class_at_, sector_at_;
  std::vector<std::vector<index_type>> matrix_at_;
  label_list place_, timed_, sectors_, without_inputs_, group_, owner_, zone_;
  std::vector<label_list> matrices_;
  std::unordered_map<std::string, index_type> line_of_;
  std::vector<csv_reader::row_mark> without_year_;
  std::set<int> other_years_;
  std::vector<std::string> in_other_years_;  // firms
  bool several_rows_ = false;
};

}  // namespace

std::vector<std::string> columns_of_group(const std::string& group) {
  std::vector<std::string> columns;
  for (std::size_t from = 0; from <= group.size();) {
    const std::size_t plus = std::min(group.find('+', from), group.size());
    columns.push_back(group.substr(from, plus - from));
    from = plus + 1;
  }
  return columns;
}

spillover_firms read_spillover_firms(const std::filesystem::path& file, const spillover_columns& columns) {
  return spillover_reader(file, columns).read();
}

}  // namespace agglo
