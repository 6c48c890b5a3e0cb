#include "host/model/concordance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/table/csv.hpp"
#include "host/table/nearest.hpp"

namespace agglo {
namespace {

index_type position(const std::vector<std::string>& in, const std::string& word) {
  const auto at = std::find(in.begin(), in.end(), word);
  return at == in.end() ? -1 : at - in.begin();
}
void add_once(std::vector<std::string>& to, const std::string& word) {
  if (position(to, word) < 0) to.push_back(word);
}

// What stands between region and industry in a sector's label.
std::string separator_of(const io_table& t, index_type i) {
  const std::string &label = t.sectors[i], &region = t.regions[i], &industry = t.industries[i];
  return label.substr(region.size(), label.size() - region.size() - industry.size());
}

class concordance_reader {
 public:
  concordance_reader(csv_reader& csv, const io_table& table, row_errors& errors)
      : csv_(csv), t_(table), errors_(errors), from_(csv.require("from")), to_(csv.require("to")),
        region_(csv.find("region")), name_(csv.find("name")), given_(table.sectors.size()) {
    for (const std::string& r : t_.regions) add_once(regions_, r);
    for (const std::string& i : t_.industries) add_once(known_, i);
    known_.insert(known_.end(), t_.sectors.begin(), t_.sectors.end());
  }

  concordance read() {
    while (csv_.next()) read_row();
    report_missing();
    errors_.throw_if_any();
    return in_order();
  }

 private:
  struct what_becomes {
    index_type line = 0;
    std::string to, name;
  };

  // The sectors that a row means.
  std::vector<index_type> meant(const std::string& from, const std::string& region) const {
    std::vector<index_type> all;
    for (index_type i = 0; i < t_.size(); ++i) {
      const bool whole = t_.sectors[i] == from && region.empty();
      const bool industry =
          !t_.regions.empty() && t_.industries[i] == from && (region.empty() || t_.regions[i] == region);
      if (whole || industry) all.push_back(i);
    }
    return all;
  }

  void read_row() {
    const std::string from(csv_[from_]), to(csv_[to_]);
    const std::string region(region_ < 0 ? "" : csv_[region_]), name(name_ < 0 ? "" : csv_[name_]);
    if (to.empty()) errors_.add(csv_.at(to_, "the code of a new sector", "fill in the cell"));
    if (position(t_.final_demand_names, to) >= 0 || position(t_.primary_names, to) >= 0)
      errors_.add(csv_.at(to_, "a code that the table does not use for final demand or a primary input", "rename it"));
    if (!region.empty() && position(regions_, region) < 0)
      return errors_.add(csv_.at(
          region_, "a region of the table",
          t_.regions.empty() ? "leave it empty: the table has one region alone" : suggestion(region, regions_)));
    const std::vector<index_type> sectors = meant(from, region);
    if (sectors.empty()) errors_.add(csv_.at(from_, "a sector of the table", suggestion(from, known_)));
    for (const index_type i : sectors) {
      what_becomes& g = given_[i];
      if (g.line != 0) {
        errors_.add(csv_.at(from_, fmt::format("every sector once, found {} in line {} already", t_.sectors[i], g.line),
                            "remove one of the two rows"));
        break;
      }
      const bool within = !t_.regions.empty() && t_.sectors[i] != from;
      g = {csv_.line(), within ? t_.regions[i] + separator_of(t_, i) + to : to, name};
    }
  }

  // One error for all sectors that no row names, where the first of them stands.
  void report_missing() {
    std::vector<std::string> names;
    index_type line = 0;
    for (std::size_t i = 0; i < given_.size(); ++i)
      if (given_[i].line == 0) {
        if (names.empty() && !t_.line.empty()) line = t_.line[i];
        names.push_back(t_.sectors[i]);
      }
    if (names.empty()) return;
    constexpr std::size_t shown = 12;
    const std::string first = names[0];
    const std::size_t count = names.size();
    if (count > shown) names.resize(shown), names.emplace_back("...");
    errors_.add({t_.file, line, 1, first,
                 fmt::format("every sector in {}, found no row for {}: {}", csv_.file(), count, fmt::join(names, ", ")),
                 "add rows such as " + first + ",NEW"});
  }

  // New sectors region by region, within one in the order of the file.
  concordance in_order() const {
    std::vector<index_type> order;
    for (index_type i = 0; i < t_.size(); ++i) order.push_back(i);
    const auto region = [&](index_type i) { return t_.regions.empty() ? 0 : position(regions_, t_.regions[i]); };
    std::stable_sort(order.begin(), order.end(), [&](index_type a, index_type b) {
      return std::pair(region(a), given_[a].line) < std::pair(region(b), given_[b].line);
    });
    concordance out{csv_.file(), std::vector<index_type>(given_.size()), {}, {}};
    for (const index_type i : order) {
      const what_becomes& g = given_[i];
      const index_type known = position(out.sectors, g.to);
      out.target[i] = known < 0 ? static_cast<index_type>(out.sectors.size()) : known;
      if (known < 0)
        out.sectors.push_back(g.to), out.names.push_back(g.name.empty() ? t_.sector_names[i] : g.name);
      else if (g.name.empty())
        out.names[known] = g.to;
    }
    return out;
  }

  csv_reader& csv_;
  const io_table& t_;
  row_errors& errors_;
  index_type from_, to_, region_, name_;
  std::vector<std::string> regions_, known_;
  std::vector<what_becomes> given_;
};

std::vector<double> sum_columns(const std::vector<double>& rows, const concordance& c) {
  const std::size_t n = c.target.size(), m = c.sectors.size(), count = n == 0 ? 0 : rows.size() / n;
  std::vector<double> out(count * m);
  for (std::size_t v = 0; v < count; ++v)
    for (std::size_t j = 0; j < n; ++j) out[v * m + c.target[j]] += rows[v * n + j];
  return out;
}
std::vector<double> sum_rows(const std::vector<double>& columns, std::size_t count, const concordance& c) {
  std::vector<double> out(c.sectors.size() * count);
  for (std::size_t i = 0; i < c.target.size(); ++i)
    for (std::size_t f = 0; f < count; ++f) out[c.target[i] * count + f] += columns[i * count + f];
  return out;
}

double difference_of_sums(const std::vector<double>& a, const std::vector<double>& b) {
  double left = 0, right = 0, size = 0;
  for (const double v : a) left += v, size += std::abs(v);
  for (const double v : b) right += v;
  return left == right ? 0 : std::abs(left - right) / size;
}

}  // namespace

concordance read_concordance(const std::filesystem::path& file, const io_table& table) {
  row_errors errors;
  csv_reader csv(file, errors);
  return concordance_reader(csv, table, errors).read();
}

io_table aggregate(const io_table& t, const concordance& c) {
  io_table out;
  out.file = t.file, out.encoding = t.encoding, out.unit = t.unit;
  out.sectors = c.sectors, out.sector_names = c.names;
  out.Z = sum_rows(sum_columns(t.Z, c), c.sectors.size(), c);
  out.final_demand_names = t.final_demand_names;
  out.Y = sum_rows(t.Y, t.final_demand_names.size(), c);
  out.exports = sum_columns(t.exports, c), out.imports = sum_columns(t.imports, c);
  out.has_exports = t.has_exports, out.has_imports = t.has_imports;
  out.output = sum_columns(t.output, c), out.total_input = sum_columns(t.total_input, c);
  out.primary_names = t.primary_names, out.primary_descriptions = t.primary_descriptions;
  out.V = sum_columns(t.V, c);
  if (!t.imported_Z.empty()) out.imported_Z = sum_rows(sum_columns(t.imported_Z, c), c.sectors.size(), c);
  if (!t.imported_Y.empty()) out.imported_Y = sum_rows(t.imported_Y, t.final_demand_names.size(), c);
  out.assumptions = t.assumptions;
  for (const account& a : t.accounts)
    out.accounts.push_back({a.code, a.name, a.unit, sum_columns(a.values, c), a.final_demand});
  if (t.regions.empty()) return out;
  const std::string separator = separator_of(t, 0);
  if (std::all_of(out.sectors.begin(), out.sectors.end(),
                  [&](const std::string& s) { return s.find(separator) != std::string::npos; }))
    split_regions(out, separator);
  return out;
}

std::vector<identity> sums_kept(const io_table& before, const io_table& after) {
  constexpr double bound = 1e-12;
  std::vector<identity> out;
  const auto add = [&](const std::string& name, const std::vector<double>& a, const std::vector<double>& b) {
    out.push_back({"the sum of " + name + " is kept (relative)", difference_of_sums(a, b), bound});
  };
  add("Z", before.Z, after.Z);
  add("Y", before.Y, after.Y);
  if (before.has_exports) add("exports", before.exports, after.exports);
  if (before.has_imports) add("imports", before.imports, after.imports);
  add("V", before.V, after.V);
  add("output", before.output, after.output);
  add("column totals", before.total_input, after.total_input);
  for (std::size_t k = 0; k < before.accounts.size(); ++k)
    add("account " + before.accounts[k].code, before.accounts[k].values, after.accounts[k].values);
  return out;
}

}  // namespace agglo
