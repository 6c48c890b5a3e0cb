#include "host/model/technology_rows.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "host/model/spillover_tables.hpp"
#include "host/table/csv.hpp"
#include "host/table/number_cell.hpp"

namespace agglo {
namespace {

struct class_value {
  index_type firm;
  int at;
  double value;
};

/// Sorted by firm and class, one entry each, without zeros.
void gather(std::vector<class_value>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const class_value& a, const class_value& b) {
    return a.firm != b.firm ? a.firm < b.firm : a.at < b.at;
  });
  std::size_t kept = 0;
  for (const class_value& e : entries)
    if (kept > 0 && entries[kept - 1].firm == e.firm && entries[kept - 1].at == e.at)
      entries[kept - 1].value += e.value;
    else
      entries[kept++] = e;
  entries.resize(kept);
  std::erase_if(entries, [](const class_value& e) { return e.value == 0; });
}

}  // namespace

double technology_rows::density() const {
  const double all = static_cast<double>(rows()) * static_cast<double>(classes.size());
  return all > 0 ? static_cast<double>(value.size()) / all : 0;
}

std::vector<double> technology_rows::dense() const {
  std::vector<double> X(static_cast<std::size_t>(rows()) * classes.size());
  for (std::size_t i = 0; i + 1 < start.size(); ++i)
    for (auto e = static_cast<std::size_t>(start[i]); e < static_cast<std::size_t>(start[i + 1]); ++e)
      X[i * classes.size() + static_cast<std::size_t>(column[e])] = value[e];
  return X;
}

technology_rows technology_rows::picked(const std::vector<std::size_t>& rows) const {
  technology_rows out;
  out.classes = classes;
  if (empty()) return out;
  for (const std::size_t r : rows) {
    for (auto e = static_cast<std::size_t>(start[r]); e < static_cast<std::size_t>(start[r + 1]); ++e)
      out.add(column[e], value[e]);
    out.end_row();
  }
  return out;
}

technology_rows read_technology_rows(const std::filesystem::path& file, const std::string& id,
                                     const listed_firms& firms, row_errors& errors) {
  csv_reader csv(file, errors);
  const index_type firm = csv.require(id), name = csv.require("class"), value = csv.require("value");
  constexpr index_type passed_over = -1;
  std::unordered_map<std::string, index_type> row_of;  // the firm's first
  for (std::size_t i = 0; i < firms.id.size(); ++i) row_of.emplace(firms.id[i], static_cast<index_type>(i));
  for (const std::string& other : firms.more) row_of.emplace(other, passed_over);
  label_list classes;
  std::vector<class_value> entries;
  while (csv.next()) {
    const auto known = row_of.find(std::string(csv[firm]));
    if (known == row_of.end()) errors.add(csv.at(firm, "a firm of " + firms.file, "remove the row, or add the firm"));
    if (csv[name].empty()) errors.add(csv.at(name, "a class", "fill in the cell"));
    const double v = number_in(csv, value, 0, std::numeric_limits<double>::max(), "a figure of 0 or more", errors);
    if (known != row_of.end() && known->second != passed_over)
      entries.push_back({known->second, classes.number(std::string(csv[name])), v});
  }
  gather(entries);
  std::vector<index_type> count(firms.id.size());
  for (const class_value& e : entries) ++count[static_cast<std::size_t>(e.firm)];
  std::vector<std::size_t> first(firms.id.size() + 1);
  for (std::size_t i = 0; i < count.size(); ++i) first[i + 1] = first[i] + static_cast<std::size_t>(count[i]);

  technology_rows out;
  out.classes = classes.labels;
  for (std::size_t i = 0; i < firms.id.size(); ++i) {
    const auto at = static_cast<std::size_t>(row_of.at(firms.id[i]));  // the same profile in every row of a firm
    if (at == i && count[i] == 0)
      errors.add({firms.file, firms.line[i], 0, firms.id[i], "a class above 0 in " + csv.file(),
                  "add its classes there, or remove the firm"});
    for (std::size_t e = first[at]; e < first[at + 1]; ++e) out.add(entries[e].at, entries[e].value);
    out.end_row();
  }
  return out;
}

}  // namespace agglo
